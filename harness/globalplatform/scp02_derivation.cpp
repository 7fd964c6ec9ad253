// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/scp02_derivation.hpp"

#include "base/check.hpp"

namespace assay::globalplatform {
namespace {

// GPC E.4.1: the constants that tell the session keys apart.
constexpr std::uint16_t constant_c_mac = 0x0101;
constexpr std::uint16_t constant_r_mac = 0x0102;
constexpr std::uint16_t constant_dek = 0x0181;
constexpr std::uint16_t constant_enc = 0x0182;

void derive(ByteView key, std::uint16_t constant, ByteView sequence_counter, SessionKey& out) {
  std::array<std::uint8_t, 16> data{};
  data[0] = static_cast<std::uint8_t>(constant >> 8);
  data[1] = static_cast<std::uint8_t>(constant);
  data[2] = sequence_counter[0];
  data[3] = sequence_counter[1];
  crypto::des3_cbc_encrypt(key, crypto::Block8{}, data, out.resize(16));
}

/// Up to 24 bytes joined on the stack, for MACs over three short fields.
struct Joined {
  std::array<std::uint8_t, 24> bytes{};
  std::size_t size = 0;

  Joined& add(ByteView more) {
    ASSAY_CHECK(size + more.size() <= bytes.size());
    std::copy(more.begin(), more.end(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    size += more.size();
    return *this;
  }
  [[nodiscard]] ByteView view() const noexcept { return {bytes.data(), size}; }
};

}  // namespace

void Scp02SessionKeys::clear() noexcept {
  enc.clear();
  c_mac.clear();
  r_mac.clear();
  begun_r_mac.clear();
  dek.clear();
}

void derive_scp02_keys(const KeySet& keys, ByteView sequence_counter, Scp02SessionKeys& out) {
  ASSAY_CHECK(sequence_counter.size() == 2);
  derive(keys.enc, constant_enc, sequence_counter, out.enc);
  derive(keys.mac, constant_c_mac, sequence_counter, out.c_mac);
  derive(keys.mac, constant_r_mac, sequence_counter, out.r_mac);
  // GPC E.4.1: an R-MAC session takes the counter of the time it starts at, and authentication raises it by one.
  const auto raised =
      static_cast<std::uint16_t>(((sequence_counter[0] << 8) | sequence_counter[1]) + 1);
  const std::array<std::uint8_t, 2> later{static_cast<std::uint8_t>(raised >> 8),
                                          static_cast<std::uint8_t>(raised)};
  derive(keys.mac, constant_r_mac, later, out.begun_r_mac);
  if (keys.dek.empty())
    out.dek.clear();
  else
    derive(keys.dek, constant_dek, sequence_counter, out.dek);
}

CardCryptogram scp02_card_cryptogram(ByteView s_enc, ByteView host_challenge,
                                     ByteView sequence_counter, ByteView card_challenge) {
  const Joined input = Joined().add(host_challenge).add(sequence_counter).add(card_challenge);
  return make_short<CardCryptogram>(crypto::des3_full_mac(s_enc, crypto::Block8{}, input.view()));
}

HostCryptogram scp02_host_cryptogram(ByteView s_enc, ByteView host_challenge,
                                     ByteView sequence_counter, ByteView card_challenge) {
  const Joined input = Joined().add(sequence_counter).add(card_challenge).add(host_challenge);
  return make_short<HostCryptogram>(crypto::des3_full_mac(s_enc, crypto::Block8{}, input.view()));
}

CardChallenge scp02_card_challenge(ByteView c_mac_key, ByteView aid) {
  const crypto::Block8 mac = crypto::des_retail_mac(c_mac_key, crypto::Block8{}, aid);
  return make_short<CardChallenge>(ByteView(mac).first(6));
}

}  // namespace assay::globalplatform
