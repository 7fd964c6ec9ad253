// SPDX-License-Identifier: Apache-2.0
// From the shared secrets of an agreement to keys, receipt and session.
#include <algorithm>

#include "adapters/model/scp11_card.hpp"
#include "adapters/model/secure_channel.hpp"
#include "crypto/block_cipher.hpp"
#include "iso7816/tlv.hpp"

namespace assay::model::scp11 {
namespace {

using enum GpDeviation;
using crypto::Block16;

constexpr std::uint8_t s16_option = 0x40;
constexpr std::size_t key_count = 5;  ///< receipt, S-ENC, S-MAC, S-RMAC, S-DEK

ByteView stored(const Exchange& x, std::uint8_t domain, std::uint16_t tag) {
  for (std::uint8_t i = 0; i < x.card().data_object_count; ++i) {
    const DataObject& object = x.card().data_objects[i];
    if (object.owner == domain && object.tag == tag)
      return ByteView(object.bytes).first(object.size);
  }
  return {};
}

void put_identifier(const Exchange& x, Message& message, ByteView value) {
  if (!x.deviates(scp11_identifiers_without_length))
    message.put(static_cast<std::uint8_t>(value.size()));
  message.put(value);
}

/// Usage, type and length of the keys; with b3 of the parameters host and card identifiers behind them: SIN and SDIN, or
/// for SCP11c the group that shares the key.
Message shared_info(const Exchange& x, const AgreementKey& key, const AgreementRequest& request) {
  Message info;
  if (!x.deviates(scp11_shared_info_without_usage)) info.put(request.usage);
  if (!x.deviates(scp11_shared_info_without_type)) info.put(request.key_type);
  if (!x.deviates(scp11_shared_info_without_size)) info.put(request.key_size);
  const bool identified = (request.parameters & parameter::identifiers) != 0;
  if (!identified || x.deviates(scp11_identifiers_left_out)) return info;
  put_identifier(x, info, request.host_id);
  if (key.variant == Scp11Variant::c) {
    const Scp11Domain& domain = x.card().scp11.domain;
    put_identifier(x, info, ByteView(domain.group).first(domain.group_size));
  } else {
    put_identifier(x, info, stored(x, key.owner, 0x42));
    put_identifier(x, info, stored(x, key.owner, 0x45));
  }
  return info;
}

void keep(std::array<std::uint8_t, 32>& slot, ByteView keys, std::size_t number, std::size_t size) {
  std::ranges::copy(keys.subspan(number * size, size), slot.begin());
}

/// CMAC over what was asked and the key that is answered.
Block16 receipt(const Exchange& x, ByteView key, ByteView answered, ByteView own_point) {
  const ByteView asked = x.command.data;
  if (x.deviates(scp11_receipt_without_tags)) answered = own_point;
  if (x.deviates(scp11_receipt_order)) return crypto::aes_cmac(key, answered, asked);
  Message message;
  if (!x.deviates(scp11_receipt_over_answer_alone)) message.put(asked);
  if (!x.deviates(scp11_receipt_over_request_alone)) message.put(answered);
  return crypto::aes_cmac(key, message.view());
}

/// Block by block, where the counter starts from zero.
SecureBytes kdf_from_zero(ByteView z, ByteView info, std::size_t length) {
  SecureBytes out;
  for (std::uint8_t counter = 0; out.size() < length; ++counter) {
    const std::array<std::uint8_t, 4> number{0, 0, 0, counter};
    std::array<std::uint8_t, 32> block{};
    crypto::digest_into(crypto::Hash::sha256, {z, number, info}, block);
    out.insert(out.end(), block.begin(), block.end());
  }
  out.resize(length);
  return out;
}

SecureBytes derive(const Exchange& x, const AgreementKey& key, ByteView z, ByteView info,
                   std::size_t length) {
  if (x.deviates(scp11_kdf_counter_from_zero)) return kdf_from_zero(z, info, length);
  auto hash = crypto::Hash::sha256;  // whatever the curve: published sessions on P-384 have it
  if (x.deviates(scp11_kdf_hash_of_curve))
    if (const auto curve = crypto::curve_of_reference(key.curve)) hash = crypto::ecdsa_hash(*curve);
  return crypto::x963_kdf(hash, z, info, length);
}

/// The key data in their order: receipt, S-ENC, S-MAC, S-RMAC, S-DEK.
void keep_keys(const Exchange& x, SecureSession& session, ByteView keys, std::size_t size) {
  const std::size_t first = x.deviates(scp11_receipt_key_last) ? 0 : 1;
  const bool swapped = x.deviates(scp11_enc_and_mac_swapped);
  keep(session.s_enc, keys, swapped ? first + 1 : first, size);
  keep(session.s_mac, keys, swapped ? first : first + 1, size);
  keep(session.s_rmac, keys, first + 2, size);
}

std::size_t receipt_key_number(const Exchange& x) {
  if (x.deviates(scp11_receipt_with_s_mac)) return 2;
  return x.deviates(scp11_receipt_key_last) ? 4 : 0;
}

void put_answer(Exchange& x, ByteView own_point, ByteView proof) {
  if (x.deviates(scp11_receipt_short)) proof = proof.first(8);
  const bool first = x.deviates(scp11_receipt_first);
  if (first) iso7816::append_tlv(x.response, 0x86, proof);
  iso7816::append_tlv(x.response, 0x5F49, own_point);
  if (!first && !x.deviates(scp11_answer_without_receipt))
    iso7816::append_tlv(x.response, 0x86, proof);
}

}  // namespace

bool has_identifiers(const Exchange& x, const AgreementKey& key) {
  if (key.variant == Scp11Variant::c) return x.card().scp11.domain.group_size != 0;
  return !stored(x, key.owner, 0x42).empty() && !stored(x, key.owner, 0x45).empty();
}

void agree(Exchange& x, const AgreementKey& key, const AgreementRequest& request, ByteView z,
           ByteView own_point) {
  const bool wide = request.key_size == 24 || request.key_size == 32;
  const std::uint8_t size = wide && !x.deviates(scp11_keys_always_128) ? request.key_size : 16;
  const Message info = shared_info(x, key, request);
  const SecureBytes keys = derive(x, key, z, info.view(), key_count * size);
  Bytes answered;
  iso7816::append_tlv(answered, 0x5F49, own_point);
  const ByteView receipt_key = ByteView(keys).subspan(receipt_key_number(x) * size, size);
  const Block16 proof = receipt(x, receipt_key, answered, own_point);
  put_answer(x, own_point, proof);
  const VerifiedOce oce = x.session().oce;
  SecureSession& session = x.session() = {};
  session.oce = oce;
  session.phase = x.deviates(scp11_session_awaits_authentication) ? SessionPhase::initialized
                                                                  : SessionPhase::open;
  session.protocol = protocol_number;
  session.scp11_variant = key.variant;
  session.security_domain = key.owner;
  session.key_size = size;
  const bool s16 = (key.options & s16_option) != 0 && !x.deviates(scp11_short_macs);
  session.mac_size = s16 ? 16 : 8;
  session.current_level = level_of(x, key.variant, request.usage).value_or(0);
  keep_keys(x, session, keys, size);
  if (!x.deviates(scp11_chaining_from_zero))
    session.chaining = proof;  // the first C-MAC is chained on the receipt
  session.encryption_counter = x.deviates(scp11_counter_from_zero) ? 0xFFFFFFFF : 0;
  if (!x.deviates(scp11_one_session_for_all_channels)) return;
  for (LogicalChannel& channel : x.state.working.channels)
    if (channel.session.phase == SessionPhase::open && channel.session.protocol == protocol_number)
      channel.session = session;
}

}  // namespace assay::model::scp11
