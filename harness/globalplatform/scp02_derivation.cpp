// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/scp02_derivation.hpp"

#include "globalplatform/joined.hpp"

namespace assay::globalplatform {
namespace {

std::uint16_t number(ByteView sequence_counter) {
  ASSAY_CHECK(sequence_counter.size() == 2);
  return static_cast<std::uint16_t>((sequence_counter[0] << 8) | sequence_counter[1]);
}

void derive_dek(const KeySet& keys, std::uint16_t counter, SessionKey& out) {
  if (keys.dek.empty())
    out.clear();
  else
    scp02_derive(keys.dek, Scp02Constant::dek, counter, out);
}

}  // namespace

void Scp02SessionKeys::clear() noexcept {
  enc.clear();
  c_mac.clear();
  r_mac.clear();
  begun_r_mac.clear();
  dek.clear();
}

void scp02_derive(ByteView key, Scp02Constant constant, std::uint16_t sequence_counter,
                  SessionKey& out) {
  const auto kind = static_cast<std::uint16_t>(constant);
  std::array<std::uint8_t, 16> data{};
  data[0] = static_cast<std::uint8_t>(kind >> 8);
  data[1] = static_cast<std::uint8_t>(kind);
  data[2] = static_cast<std::uint8_t>(sequence_counter >> 8);
  data[3] = static_cast<std::uint8_t>(sequence_counter);
  crypto::des3_cbc_encrypt(key, crypto::Block8{}, data, out.resize(16));
}

void derive_scp02_keys(const KeySet& keys, ByteView sequence_counter, Scp02SessionKeys& out) {
  const std::uint16_t counter = number(sequence_counter);
  scp02_derive(keys.enc, Scp02Constant::enc, counter, out.enc);
  scp02_derive(keys.mac, Scp02Constant::c_mac, counter, out.c_mac);
  scp02_derive(keys.mac, Scp02Constant::r_mac, counter, out.r_mac);
  // GPC E.4.1: an R-MAC session takes the counter of the time it starts at, and authentication raises it by one.
  const auto raised = static_cast<std::uint16_t>(counter + 1);
  scp02_derive(keys.mac, Scp02Constant::r_mac, raised, out.begun_r_mac);
  derive_dek(keys, counter, out.dek);
}

void derive_scp02_implicit_keys(const KeySet& keys, ByteView sequence_counter,
                                Scp02SessionKeys& out) {
  const std::uint16_t counter = number(sequence_counter);
  const auto raised = static_cast<std::uint16_t>(counter + 1);
  out.enc.clear();
  scp02_derive(keys.mac, Scp02Constant::c_mac, counter, out.c_mac);
  scp02_derive(keys.mac, Scp02Constant::r_mac, counter, out.r_mac);
  scp02_derive(keys.mac, Scp02Constant::r_mac, raised, out.begun_r_mac);
  derive_dek(keys, raised, out.dek);
}

CardCryptogram scp02_card_cryptogram(ByteView s_enc, ByteView host_challenge,
                                     ByteView sequence_counter, ByteView card_challenge) {
  const Joined input = Joined().add(host_challenge).add(sequence_counter).add(card_challenge);
  return make_short<CardCryptogram>(crypto::des3_full_mac(s_enc, crypto::Block8{}, input.view()));
}

HostCryptogram scp02_host_cryptogram(ByteView s_enc, ByteView host_challenge,
                                     ByteView sequence_counter, ByteView card_challenge,
                                     DesMac algorithm) {
  const Joined input = Joined().add(sequence_counter).add(card_challenge).add(host_challenge);
  return make_short<HostCryptogram>(des_mac(algorithm, s_enc, crypto::Block8{}, input.view()));
}

CardChallenge scp02_card_challenge(ByteView c_mac_key, ByteView aid) {
  const crypto::Block8 mac = crypto::des_retail_mac(c_mac_key, crypto::Block8{}, aid);
  return make_short<CardChallenge>(ByteView(mac).first(6));
}

crypto::Block8 scp02_first_icv(ByteView mac_key, ByteView aid) {
  return crypto::des_retail_mac(mac_key, crypto::Block8{}, aid);
}

}  // namespace assay::globalplatform
