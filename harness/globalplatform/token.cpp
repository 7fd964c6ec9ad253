// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/token.hpp"

#include "globalplatform/length_value.hpp"
#include "iso7816/tlv.hpp"

namespace assay::globalplatform {
namespace {

constexpr iso7816::Tag aid_tag = 0x4F;
constexpr iso7816::Tag reference_tag = 0xB6;
constexpr iso7816::Tag token_tag = 0x9E;

/// An object whose length is written as short as can be.
Result<void> check_shortest(const iso7816::Tlv& object) {
  Bytes shortest;
  iso7816::append_tlv(shortest, object.tag, object.value);
  if (equal(shortest, object.whole)) return {};
  return fail(ErrorCode::malformed, "the length of {} is longer than needed",
              iso7816::tag_text(object.tag));
}

std::optional<Bytes>* place_of(TokenReference& reference, iso7816::Tag tag) {
  switch (tag) {
    case 0x42: return &reference.provider_identification;
    case 0x45: return &reference.image_number;
    case 0x5F20: return &reference.application_provider;
    case 0x93: return &reference.token_identifier;
    default: return nullptr;
  }
}

/// Puts one object of DELETE where it belongs; the order is AIDs, reference, token.
Result<void> take_object(DeleteData& out, const iso7816::Tlv& object) {
  TRY_VOID(check_shortest(object));
  if (object.tag == aid_tag) {
    if (out.reference || !out.token.empty())
      return fail(ErrorCode::malformed, "4F comes after {}", out.reference ? "B6" : "9E");
    TRY_VOID(check_aid(object.value, "the AID to delete"));
    out.aids.push_back(to_bytes(object.value));
    return {};
  }
  if (out.aids.empty())
    return fail(ErrorCode::malformed, "{} comes before 4F", iso7816::tag_text(object.tag));
  if (object.tag == reference_tag) {
    if (out.reference || !out.token.empty())
      return fail(ErrorCode::malformed, "B6 comes {}", out.reference ? "twice" : "after 9E");
    TRY_VOID(parse_token_reference(object.value));
    out.reference = to_bytes(object.value);
    return {};
  }
  if (object.tag != token_tag)
    return fail(ErrorCode::malformed, "{} is none of 4F, B6 and 9E", iso7816::tag_text(object.tag));
  if (!out.token.empty()) return fail(ErrorCode::malformed, "9E comes twice");
  if (object.value.empty()) return fail(ErrorCode::malformed, "9E is empty");
  out.token = to_bytes(object.value);
  return {};
}

Result<void> check_delete_parameters(std::uint8_t p1, std::uint8_t p2) {
  if (p1 != 0x00)
    return fail(ErrorCode::malformed, "P1 {:02X} of DELETE, 00 was wanted", p1);  // GPC 11.2.2.1
  if ((p2 & 0x7F) != 0x00)
    return fail(ErrorCode::malformed, "P2 {:02X} of DELETE, 00 or 80 was wanted", p2);
  return {};
}

Result<void> check_has_token(InstallFor kind, const InstallData& install) {
  if (kind == InstallFor::personalization)
    return fail(ErrorCode::malformed, "{} has no token", name(kind));
  if ((kind == InstallFor::load || kind == InstallFor::combined_first) &&
      install.fields[2].empty())  // GPC 11.5.2.3.1
    return fail(ErrorCode::malformed,
                "a load token covers the load file data block hash, and "
                "there is none");
  return {};
}

}  // namespace

Result<TokenReference> parse_token_reference(ByteView value) {
  TokenReference out;
  iso7816::TlvReader in(value);
  while (!in.at_end()) {
    TRY(const auto object, in.next());
    TRY_VOID(check_shortest(*object));
    std::optional<Bytes>* place = place_of(out, object->tag);
    if (place == nullptr)
      return fail(ErrorCode::malformed, "{} in B6 is none of 42, 45, 5F20 and 93",
                  iso7816::tag_text(object->tag));
    if (*place)
      return fail(ErrorCode::malformed, "{} comes twice in B6", iso7816::tag_text(object->tag));
    if (object->value.empty())
      return fail(ErrorCode::malformed, "{} in B6 is empty", iso7816::tag_text(object->tag));
    *place = to_bytes(object->value);
  }
  return out;
}

Result<DeleteData> parse_delete(std::uint8_t p1, std::uint8_t p2, ByteView data) {
  TRY_VOID(check_delete_parameters(p1, p2));
  DeleteData out{.p1 = p1, .p2 = p2, .aids = {}, .reference = {}, .token = {}};
  iso7816::TlvReader in(data);
  while (!in.at_end()) {
    TRY(const auto object, in.next());
    TRY_VOID(take_object(out, *object));
  }
  if (out.aids.empty()) return fail(ErrorCode::malformed, "DELETE names nothing: there is no 4F");
  return out;
}

Result<Bytes> write_delete_fields(const DeleteData& command) {
  TRY_VOID(check_delete_parameters(command.p1, command.p2));
  Bytes out;
  for (const Bytes& aid : command.aids) {
    TRY_VOID(check_aid(aid, "the AID to delete"));
    iso7816::append_tlv(out, aid_tag, aid);
  }
  if (command.reference) iso7816::append_tlv(out, reference_tag, *command.reference);
  return out;
}

Result<Bytes> write_delete(const DeleteData& command) {
  TRY(Bytes out, write_delete_fields(command));
  if (!command.token.empty()) iso7816::append_tlv(out, token_tag, command.token);
  return out;
}

Result<Bytes> token_input(std::uint8_t p1, std::uint8_t p2, ByteView fields) {
  if (fields.size() > 0xFFFF)
    return fail(ErrorCode::out_of_range, "{} bytes are more than a token covers, 65535",
                fields.size());
  Bytes out;
  ByteWriter writer(out);
  writer.put_u8(p1).put_u8(p2);
  // GPC C.4: one byte up to 255, else three from 00 01 00 to 00 FF FF.
  if (fields.size() <= 0xFF)
    writer.put_u8(static_cast<std::uint8_t>(fields.size()));
  else
    writer.put_u8(0x00).put_u16_be(static_cast<std::uint16_t>(fields.size()));
  writer.put(fields);
  return out;
}

Result<Bytes> token_input(const InstallData& install) {
  TRY(const Bytes fields, write_fields(install));
  TRY(const InstallFor kind, install_kind(install.p1, install.p2));
  TRY_VOID(check_has_token(kind, install));
  return token_input(install.p1, install.p2, fields);
}

Result<Bytes> token_input(const DeleteData& command) {
  TRY(const Bytes fields, write_delete_fields(command));
  return token_input(command.p1, command.p2, fields);
}

Result<Bytes> combined_token_input(const InstallData& first, const InstallData& last) {
  TRY(Bytes out, token_input(first));
  TRY(const Bytes rest, token_input(last));
  if (install_kind(first.p1, first.p2) != InstallFor::combined_first ||
      install_kind(last.p1, last.p2) != InstallFor::combined_last)
    return fail(ErrorCode::malformed,
                "the combined token covers P1 0E with P2 01, then P1 0E with P2 03");
  if (!first.token.empty())
    return fail(ErrorCode::malformed, "the first command of the combined process has a token");
  if (!last.fields[0].empty() && last.fields[0] != first.fields[0])
    return fail(ErrorCode::malformed, "the two commands name different load files");
  append(out, rest);
  return out;
}

}  // namespace assay::globalplatform
