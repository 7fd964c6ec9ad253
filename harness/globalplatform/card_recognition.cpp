// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/card_recognition.hpp"

#include <algorithm>
#include <array>

#include "base/hex.hpp"
#include "base/text.hpp"
#include "iso7816/tlv.hpp"

namespace assay::globalplatform {
namespace {

using iso7816::Tag;
using iso7816::tag_text;

constexpr auto globalplatform_arc = "2A864886FC6B"_hex;  // {1 2 840 114283}, GPC H.1.1
enum class Required : std::uint8_t { identifier_only, all };

Result<void> check_shortest(const iso7816::Tlv& object) {
  Bytes header;
  iso7816::append_tlv_header(header, object.tag, object.value.size());
  if (header.size() + object.value.size() == object.whole.size()) return {};
  return fail(ErrorCode::malformed, "the length of {} is longer than needed", tag_text(object.tag));
}

/// The one object with this tag that `bytes` are.
Result<ByteView> only_object(ByteView bytes, Tag tag) {
  iso7816::TlvReader in(bytes);
  TRY(const auto object, in.next());
  if (!object || object->tag != tag)
    return fail(ErrorCode::malformed, "{} stands where {} was wanted",
                object ? tag_text(object->tag) : "nothing", tag_text(tag));
  TRY_VOID(check_shortest(*object));
  if (!in.at_end()) return fail(ErrorCode::malformed, "something follows {}", tag_text(tag));
  return object->value;
}

/// What follows GlobalPlatform's arc and `arc` in an object identifier.
Result<ByteView> behind_arc(ByteView identifier, std::uint8_t arc) {
  const std::size_t head = globalplatform_arc.size();
  if (identifier.size() > head && equal(identifier.first(head), globalplatform_arc) &&
      identifier[head] == arc)
    return identifier.subspan(head + 1);
  return fail(ErrorCode::malformed, "the object identifier {} is not that of GlobalPlatform {}",
              to_hex(identifier), arc);
}

Result<void> take_protocols(RecognitionData& out, ByteView value) {
  iso7816::TlvReader in(value);
  std::size_t count = 0;
  while (!in.at_end()) {
    TRY(const auto object, in.next());
    if (object->tag != 0x06)
      return fail(ErrorCode::malformed, "{} stands in 64, 06 was wanted", tag_text(object->tag));
    TRY_VOID(check_shortest(*object));
    TRY(const ByteView rest, behind_arc(object->value, 4));
    if (rest.size() < 2 || rest.size() > 3)
      return fail(ErrorCode::malformed, "a protocol has {} bytes, its number and one or two of i",
                  rest.size());
    out.protocols.push_back({rest[0], to_bytes(rest.subspan(1))});
    ++count;
  }
  if (count == 0) return fail(ErrorCode::malformed, "64 names no protocol");
  if (count > 1) out.format = ProtocolFormat::all_in_one;
  return {};
}

Result<void> take_version(RecognitionData& out, ByteView value) {
  TRY(const ByteView identifier, only_object(value, 0x06));
  TRY(const ByteView version, behind_arc(identifier, 2));
  if (version.empty()) return fail(ErrorCode::malformed, "60 names no version");
  out.version = to_bytes(version);
  return {};
}

Result<void> take_identification(RecognitionData& out, ByteView value) {
  TRY(const ByteView identifier, only_object(value, 0x06));
  TRY(const ByteView rest, behind_arc(identifier, 3));
  if (!rest.empty())
    return fail(ErrorCode::malformed, "63 has {} behind its identifier", to_hex(rest));
  out.identified_by_iin_and_cin = true;
  return {};
}

Result<void> take(RecognitionData& out, const iso7816::Tlv& object) {
  switch (object.tag) {
    case 0x60: return take_version(out, object.value);
    case 0x63: return take_identification(out, object.value);
    case 0x64: return take_protocols(out, object.value);
    case 0x65: out.configuration = to_bytes(object.value); return {};
    case 0x66: out.chip = to_bytes(object.value); return {};
    case 0x67: out.trust_point = to_bytes(object.value); return {};
    case 0x68: out.certificate = to_bytes(object.value); return {};
    default:
      return fail(ErrorCode::malformed, "{} in 73 is none of 60 and 63 to 68",
                  tag_text(object.tag));
  }
}

Result<void> check_format(const RecognitionData& out, std::size_t templates) {
  if (templates > 1 && out.format == ProtocolFormat::all_in_one)
    return fail(ErrorCode::malformed, "several 64, and several protocols in one of them");
  return {};
}

Result<void> check_required(const RecognitionData& out, Required required) {
  if (required == Required::identifier_only) return {};
  if (!out.version) return fail(ErrorCode::malformed, "73 has no 60, the version");
  if (!out.identified_by_iin_and_cin)
    return fail(ErrorCode::malformed, "73 has no 63, the identification scheme");
  if (out.protocols.empty()) return fail(ErrorCode::malformed, "73 has no 64, the protocols");
  return {};
}

Result<RecognitionData> parse_template(ByteView value, Required required) {
  RecognitionData out;
  iso7816::TlvReader in(value);
  TRY(const auto first, in.next());
  if (!first || first->tag != 0x06) return fail(ErrorCode::malformed, "73 does not begin with 06");
  TRY_VOID(check_shortest(*first));
  TRY(const ByteView rest, behind_arc(first->value, 1));
  if (!rest.empty())
    return fail(ErrorCode::malformed, "06 has {} behind its identifier", to_hex(rest));
  Tag previous = 0;
  std::size_t templates = 0;
  while (!in.at_end()) {
    TRY(const auto object, in.next());
    TRY_VOID(check_shortest(*object));
    if (object->tag < previous || (object->tag == previous && object->tag != 0x64))
      return fail(ErrorCode::malformed, "{} comes after {} in 73", tag_text(object->tag),
                  tag_text(previous));
    previous = object->tag;
    templates += object->tag == 0x64 ? 1 : 0;
    TRY_VOID(take(out, *object));
  }
  TRY_VOID(check_format(out, templates));
  TRY_VOID(check_required(out, required));
  return out;
}

Bytes identifier(std::uint8_t arc, ByteView rest) {
  Bytes value(globalplatform_arc.begin(), globalplatform_arc.end());
  value.push_back(arc);
  append(value, rest);
  Bytes out;
  iso7816::append_tlv(out, 0x06, value);
  return out;
}

Bytes protocol_identifier(const ScpOption& protocol) {
  Bytes rest{protocol.protocol};
  append(rest, protocol.option);
  return identifier(4, rest);
}

void put_protocols(Bytes& out, const RecognitionData& data) {
  Bytes all;
  for (const ScpOption& protocol : data.protocols) {
    const Bytes one = protocol_identifier(protocol);
    if (data.format == ProtocolFormat::one_each) iso7816::append_tlv(out, 0x64, one);
    append(all, one);
  }
  if (data.format == ProtocolFormat::all_in_one) iso7816::append_tlv(out, 0x64, all);
}

std::string version_text(ByteView version) {
  std::vector<std::string> parts;
  for (const std::uint8_t part : version) parts.push_back(fmt::to_string(part));
  return join(parts, ".");
}

}  // namespace

Result<RecognitionData> parse_domain_data(ByteView object) {
  TRY(const ByteView value, only_object(object, 0x73));
  return parse_template(value, Required::identifier_only);
}

Result<RecognitionData> parse_card_data(ByteView object) {
  TRY(const ByteView value, only_object(object, 0x66));
  TRY(const ByteView recognition, only_object(value, 0x73));
  return parse_template(recognition, Required::all);
}

Bytes write_domain_data(const RecognitionData& data) {
  Bytes inside = identifier(1, {});
  if (data.version) iso7816::append_tlv(inside, 0x60, identifier(2, *data.version));
  if (data.identified_by_iin_and_cin) iso7816::append_tlv(inside, 0x63, identifier(3, {}));
  put_protocols(inside, data);
  if (data.configuration) iso7816::append_tlv(inside, 0x65, *data.configuration);
  if (data.chip) iso7816::append_tlv(inside, 0x66, *data.chip);
  if (data.trust_point) iso7816::append_tlv(inside, 0x67, *data.trust_point);
  if (data.certificate) iso7816::append_tlv(inside, 0x68, *data.certificate);
  Bytes out;
  iso7816::append_tlv(out, 0x73, inside);
  return out;
}

Bytes write_card_data(const RecognitionData& data) {
  Bytes out;
  iso7816::append_tlv(out, 0x66, write_domain_data(data));
  return out;
}

Result<SelectAnswer> parse_select_answer(ByteView object) {
  TRY(const ByteView value, only_object(object, 0x6F));
  SelectAnswer out;
  iso7816::TlvReader in(value);
  TRY(const auto aid, in.next());
  if (!aid || aid->tag != 0x84) return fail(ErrorCode::malformed, "6F does not begin with 84");
  out.aid = to_bytes(aid->value);
  TRY(const auto proprietary, in.next());
  if (!proprietary || proprietary->tag != 0xA5)
    return fail(ErrorCode::malformed, "6F has no A5 behind 84");
  iso7816::TlvReader inside(proprietary->value);
  while (!inside.at_end()) {
    TRY(const auto item, inside.next());
    if (item->tag == 0x73) {
      TRY(out.management, parse_domain_data(item->whole));
    } else if (item->tag == 0x9F6E) {
      out.life_cycle = to_bytes(item->value);
    } else if (item->tag == 0x9F65 && item->value.size() <= 2) {
      out.max_data = 0;
      for (const std::uint8_t byte : item->value) out.max_data = *out.max_data << 8 | byte;
    } else {
      return fail(ErrorCode::malformed, "{} in A5 is none of 73, 9F6E and 9F65 of 1 or 2 bytes",
                  tag_text(item->tag));
    }
  }
  if (!in.at_end()) return fail(ErrorCode::malformed, "something follows A5");
  return out;
}

std::vector<std::string> explain(const RecognitionData& data) {
  std::vector<std::string> out;
  if (data.version)
    out.push_back("GlobalPlatform Card Specification " + version_text(*data.version));
  if (data.identified_by_iin_and_cin) out.emplace_back("identified by IIN (42) and CIN (45)");
  for (const ScpOption& protocol : data.protocols)
    out.push_back(fmt::format("SCP{:02X} i={}", protocol.protocol, to_hex(protocol.option)));
  const std::array others{
      std::pair{"card configuration", &data.configuration}, std::pair{"card and chip", &data.chip},
      std::pair{"trust point", &data.trust_point}, std::pair{"certificates", &data.certificate}};
  for (const auto& [name, value] : others)
    if (*value) out.push_back(fmt::format("{}: {}", name, to_hex(**value)));
  return out;
}

}  // namespace assay::globalplatform
