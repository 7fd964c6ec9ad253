// SPDX-License-Identifier: Apache-2.0
// Reading the identity of a card.
#include "engine/identity.hpp"

#include <optional>

#include "base/hex.hpp"
#include "engine/calypso_survey.hpp"
#include "engine/inquiry.hpp"
#include "iso7816/tlv.hpp"

namespace assay::engine {
namespace {

using namespace literals;

constexpr std::size_t cplc_size = 42;

/// The data of a successful answer, or nothing. Some cards give the value alone, others tag, length and value.
Result<std::optional<Bytes>> ask(iso7816::CardChannel& channel, ByteView command,
                                 iso7816::Tag tag) {
  TRY(const auto answer, inquire(channel, command));
  if (!answer || !answer->has_data()) return std::nullopt;
  const auto object = iso7816::find(answer->data, tag);
  if (object && *object) return to_bytes((*object)->value);
  return answer->data;
}

/// Fabricator, type, serial number and batch: what tells one chip from another.
std::string from_cplc(ByteView cplc) {
  std::string out = "cplc:";
  append_hex(out, cplc.first(4));
  append_hex(out, cplc.subspan(12, 6));
  return out;
}

Result<std::string> read(iso7816::CardChannel& channel) {
  TRY(const auto fci, ask(channel, "00 A4 04 00 00"_hex, 0x6F));
  TRY(const auto cplc, ask(channel, "80 CA 9F 7F 00"_hex, 0x9F7F));
  if (cplc && cplc->size() == cplc_size) return from_cplc(*cplc);
  TRY(const auto issuer, ask(channel, "80 CA 00 42 00"_hex, 0x42));
  TRY(const auto image, ask(channel, "80 CA 00 45 00"_hex, 0x45));
  if (!image) {
    TRY_VOID(channel.reset(iso7816::ResetKind::cold));
    return calypso_identity(channel);
  }
  return "cin:" + to_hex(issuer.value_or(Bytes{})) + "-" + to_hex(*image);
}

}  // namespace

Result<std::string> identify(iso7816::CardChannel& channel) {
  TRY_VOID(channel.reset(iso7816::ResetKind::cold));
  auto identity = read(channel);
  // A card that lets every time limit pass says nothing of itself; what it is worth, the cases tell.
  if (!identity && identity.error().code == ErrorCode::timeout) identity = std::string();
  TRY_VOID(channel.reset(iso7816::ResetKind::cold));
  return identity;
}

}  // namespace assay::engine
