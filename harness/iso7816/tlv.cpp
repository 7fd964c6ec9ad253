// SPDX-License-Identifier: Apache-2.0
// Reading and writing BER-TLV.   Source: ISO/IEC 7816-4:2020, 6.3.
#include "iso7816/tlv.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/check.hpp"
#include "base/cursor.hpp"
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

struct PathPart {
  Tag tag;
  std::size_t number;  ///< which of those with this tag, from 1
};

Result<PathPart> read_path_part(std::string_view text) {
  PathPart part{0, 1};
  const auto hash = text.find('#');
  const auto tag = text.substr(0, hash);
  const auto read = std::from_chars(tag.data(), tag.data() + tag.size(), part.tag, 16);
  bool good = read.ec == std::errc() && read.ptr == tag.data() + tag.size() && tag.size() >= 2 &&
              tag.size() <= 2 * max_tag_bytes && tag.size() % 2 == 0;
  if (hash != std::string_view::npos) {
    const auto number = text.substr(hash + 1);
    const auto counted = std::from_chars(number.data(), number.data() + number.size(), part.number);
    good = good && counted.ec == std::errc() && counted.ptr == number.data() + number.size() &&
           part.number >= 1;
  }
  if (!good)
    return fail(ErrorCode::malformed, "'{}' is not a tag in hex with an optional '#number'", text);
  return part;
}

Result<std::optional<Tlv>> find_numbered(ByteView bytes, const PathPart& part) {
  TlvReader reader(bytes);
  std::size_t seen = 0;
  while (true) {
    TRY(auto object, reader.next());
    if (!object) return std::nullopt;
    if (object->tag == part.tag && ++seen == part.number) return object;
  }
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

Result<std::optional<Tlv>> find(ByteView bytes, Tag tag) { return find_numbered(bytes, {tag, 1}); }

Result<std::optional<Tlv>> find_path(ByteView bytes, std::string_view path) {
  std::optional<Tlv> object;
  for (const auto text : split(path, '/')) {
    TRY(const PathPart part, read_path_part(text));
    TRY(object, find_numbered(object ? object->value : bytes, part));
    if (!object) return std::nullopt;
  }
  return object;
}

bool is_tlv(ByteView bytes) noexcept {
  TlvReader reader(bytes);
  while (!reader.at_end()) {
    const auto object = reader.next();
    if (!object) return false;
    if ((*object)->constructed && !is_tlv((*object)->value)) return false;
  }
  return true;
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
  return tag > 0xFFFF ? fmt::format("{:06X}", tag) : tag > 0xFF ? fmt::format("{:04X}", tag)
                                                                : fmt::format("{:02X}", tag);
}

}  // namespace assay::iso7816
