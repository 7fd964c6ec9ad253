// SPDX-License-Identifier: Apache-2.0
// Reading and writing BER-TLV.   Source: ISO/IEC 7816-4:2020, 6.3.
#include "iso7816/tlv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/check.hpp"
#include "base/cursor.hpp"
#include "base/hex.hpp"
#include "base/text.hpp"

namespace assay::iso7816 {
namespace {

constexpr std::size_t max_tag_bytes = 3;
constexpr std::size_t max_length_bytes = 3;

Result<Tag> read_tag(ByteReader& in) {
  TRY(std::uint8_t byte, in.take_u8());
  Tag tag = byte;
  if ((byte & 0x1F) != 0x1F) return tag;
  for (std::size_t count = 1; count < max_tag_bytes; ++count) {
    TRY(byte, in.take_u8());
    tag = (tag << 8) | byte;
    if ((byte & 0x80) == 0) return tag;
  }
  return fail(ErrorCode::malformed, "tag {:X} goes on after {} bytes", tag, max_tag_bytes);
}

Result<std::size_t> read_length(ByteReader& in) {
  TRY(const std::uint8_t first, in.take_u8());
  if (first < 0x80) return first;
  const std::size_t count = first & 0x7F;
  if (count == 0 || count > max_length_bytes)
    return fail(ErrorCode::malformed, "length byte {:02X} is not one of 00-7F, 81, 82, 83", first);
  TRY(const ByteView bytes, in.take(count));
  std::size_t length = 0;
  for (const std::uint8_t byte : bytes) length = (length << 8) | byte;
  return length;
}

/// "64", "64#2", "E3[4F=A0000001510000]", "E3[4F=A000000151][9F70=01]#2": one level of a path.
struct PathPart {
  struct Child {
    Tag tag;
    Bytes value;
  };
  Tag tag = 0;
  std::vector<Child> children;  ///< what must stand directly inside
  std::size_t number = 1;       ///< which of those that fit, from 1
};

std::optional<Tag> read_tag_text(std::string_view text) {
  Tag tag = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), tag, 16);
  const bool good = read.ec == std::errc() && read.ptr == text.data() + text.size() &&
                    text.size() >= 2 && text.size() <= 2 * max_tag_bytes && text.size() % 2 == 0;
  return good ? std::optional(tag) : std::nullopt;
}

/// What stands between brackets: "4F=A0000001510000".
std::optional<PathPart::Child> read_child(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  const auto tag = read_tag_text(text.substr(0, equals));
  auto value = from_hex(text.substr(equals + 1));
  if (!tag || !value) return std::nullopt;
  return PathPart::Child{*tag, *std::move(value)};
}

std::optional<std::size_t> read_number(std::string_view text) {
  std::size_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || number == 0)
    return std::nullopt;
  return number;
}

/// Reads one level; nothing when it does not follow the form.
std::optional<PathPart> parse_path_part(std::string_view text) {
  PathPart part;
  const auto tag = read_tag_text(text.substr(0, text.find_first_of("[#")));
  if (!tag) return std::nullopt;
  part.tag = *tag;
  text.remove_prefix(std::min(text.size(), text.find_first_of("[#")));
  while (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    auto child = read_child(text.substr(1, end - 1));
    if (!child) return std::nullopt;
    part.children.push_back(*std::move(child));
    text.remove_prefix(end + 1);
  }
  if (text.empty()) return part;
  const auto number = text[0] == '#' ? read_number(text.substr(1)) : std::nullopt;
  if (!number) return std::nullopt;
  part.number = *number;
  return part;
}

Result<PathPart> read_path_part(std::string_view text) {
  auto part = parse_path_part(text);
  if (!part)
    return fail(ErrorCode::malformed,
                "'{}' is not a tag in hex with optional '[TAG=VALUE]' and '#NUMBER'", text);
  return *std::move(part);
}

/// Whether one of the objects directly inside `bytes` has this tag and exactly this value.
Result<bool> holds(ByteView bytes, const PathPart::Child& child) {
  TlvReader reader(bytes);
  while (true) {
    TRY(const auto object, reader.next());
    if (!object) return false;
    if (object->tag == child.tag && equal(object->value, child.value)) return true;
  }
}

Result<bool> fits(const Tlv& object, const PathPart& part) {
  if (object.tag != part.tag) return false;
  for (const auto& child : part.children) {
    TRY(const bool held, holds(object.value, child));
    if (!held) return false;
  }
  return true;
}

Result<std::optional<Tlv>> find_part(ByteView bytes, const PathPart& part) {
  TlvReader reader(bytes);
  std::size_t seen = 0;
  while (true) {
    TRY(auto object, reader.next());
    if (!object) return std::nullopt;
    TRY(const bool fitting, fits(*object, part));
    if (fitting && ++seen == part.number) return object;
  }
}

bool is_tlv_within(ByteView bytes, std::size_t levels) noexcept {
  TlvReader reader(bytes);
  while (!reader.at_end()) {
    const auto object = reader.next();
    if (!object) return false;
    if (!(*object)->constructed) continue;
    if (levels == 0 || !is_tlv_within((*object)->value, levels - 1)) return false;
  }
  return true;
}

}  // namespace

Result<std::optional<Tlv>> TlvReader::next() {
  if (at_end()) return std::nullopt;
  const auto located = [this](Error error) {
    error.message = fmt::format("data object at offset {}: {}", offset_, error.message);
    return tl::unexpected(std::move(error));
  };
  ByteReader in(bytes_.subspan(offset_));
  auto tag = read_tag(in);
  if (!tag) return located(tag.error());
  auto length = read_length(in);
  if (!length) return located(length.error());
  auto value = in.take(*length);
  if (!value) return located(value.error());
  const Tlv object{*tag, *value, bytes_.subspan(offset_, in.offset()), is_constructed(*tag)};
  offset_ += in.offset();
  return object;
}

Result<std::optional<Tlv>> find(ByteView bytes, Tag tag) {
  TlvReader reader(bytes);
  while (true) {
    TRY(auto object, reader.next());
    if (!object || object->tag == tag) return object;
  }
}

Result<std::optional<Tlv>> find_path(ByteView bytes, std::string_view path) {
  std::optional<Tlv> object;
  for (const auto text : split(path, '/')) {
    TRY(const PathPart part, read_path_part(text));
    TRY(object, find_part(object ? object->value : bytes, part));
    if (!object) return std::nullopt;
  }
  return object;
}

bool is_tlv(ByteView bytes) noexcept {
  return is_tlv_within(bytes, max_template_depth);
}

bool is_constructed(Tag tag) noexcept {
  while (tag > 0xFF) tag >>= 8;
  return (tag & 0x20) != 0;
}

void append_tlv_header(Bytes& out, Tag tag, std::size_t length) {
  ASSAY_CHECK(tag <= 0xFFFFFF && length <= 0xFFFFFF);
  ByteWriter writer(out);
  if (tag > 0xFFFF) writer.put_u8(static_cast<std::uint8_t>(tag >> 16));
  if (tag > 0xFF) writer.put_u8(static_cast<std::uint8_t>(tag >> 8));
  writer.put_u8(static_cast<std::uint8_t>(tag));
  if (length > 0xFFFF) {
    writer.put_u8(0x83).put_u8(static_cast<std::uint8_t>(length >> 16));
    writer.put_u16_be(static_cast<std::uint16_t>(length));
  } else if (length > 0xFF) {
    writer.put_u8(0x82).put_u16_be(static_cast<std::uint16_t>(length));
  } else {
    if (length > 0x7F) writer.put_u8(0x81);
    writer.put_u8(static_cast<std::uint8_t>(length));
  }
}

void append_tlv(Bytes& out, Tag tag, ByteView value) {
  append_tlv_header(out, tag, value.size());
  append(out, value);
}

std::string tag_text(Tag tag) {
  return tag > 0xFFFF ? fmt::format("{:06X}", tag)
         : tag > 0xFF ? fmt::format("{:04X}", tag)
                      : fmt::format("{:02X}", tag);
}

}  // namespace assay::iso7816
