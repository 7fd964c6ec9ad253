// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/scp03_derivation.hpp"

#include "base/check.hpp"
#include "crypto/block_cipher.hpp"

namespace assay::globalplatform {

void scp03_derive(ByteView key, DerivationConstant constant, ByteView first, ByteView second,
                  MutableByteView out) {
  ASSAY_CHECK(!out.empty() && out.size() <= 32 && first.size() + second.size() <= 32);
  const std::size_t bits = out.size() * 8;
  // GPD 4.1.5: label (11 zero bytes and the constant), separation byte, L, counter i, context.
  std::array<std::uint8_t, 16 + 32> block{};
  block[11] = static_cast<std::uint8_t>(constant);
  block[13] = static_cast<std::uint8_t>(bits >> 8);
  block[14] = static_cast<std::uint8_t>(bits);
  auto end = std::copy(first.begin(), first.end(), block.begin() + 16);
  end = std::copy(second.begin(), second.end(), end);
  const ByteView input(block.begin(), end);
  for (std::size_t done = 0; done < out.size(); done += 16) {
    block[15] = static_cast<std::uint8_t>(done / 16 + 1);
    crypto::Block16 made = crypto::aes_cmac(key, input);
    std::copy_n(made.begin(), std::min<std::size_t>(16, out.size() - done),
                out.begin() + static_cast<std::ptrdiff_t>(done));
    wipe(made.data(), made.size());
  }
}

void Scp03SessionKeys::clear() noexcept {
  enc.clear();
  mac.clear();
  rmac.clear();
}

void derive_scp03_keys(const KeySet& keys, ByteView host_challenge, ByteView card_challenge,
                       Scp03SessionKeys& out) {
  const auto derive = [&](ByteView key, DerivationConstant constant, SessionKey& target) {
    scp03_derive(key, constant, host_challenge, card_challenge, target.resize(key.size()));
  };
  derive(keys.enc, DerivationConstant::s_enc, out.enc);
  derive(keys.mac, DerivationConstant::s_mac, out.mac);
  derive(keys.mac, DerivationConstant::s_rmac, out.rmac);
}

namespace {

template <typename T>
T derived(ByteView key, DerivationConstant constant, ByteView first, ByteView second,
          std::size_t length) {
  T out;
  out.size = static_cast<std::uint8_t>(length);
  scp03_derive(key, constant, first, second, MutableByteView(out.bytes).first(length));
  return out;
}

}  // namespace

CardCryptogram scp03_card_cryptogram(ByteView s_mac, ByteView host_challenge,
                                     ByteView card_challenge, std::size_t length) {
  return derived<CardCryptogram>(s_mac, DerivationConstant::card_cryptogram, host_challenge,
                                 card_challenge, length);
}

HostCryptogram scp03_host_cryptogram(ByteView s_mac, ByteView host_challenge,
                                     ByteView card_challenge, std::size_t length) {
  return derived<HostCryptogram>(s_mac, DerivationConstant::host_cryptogram, host_challenge,
                                 card_challenge, length);
}

CardChallenge scp03_card_challenge(ByteView key_enc, ByteView sequence_counter, ByteView aid,
                                   std::size_t length) {
  return derived<CardChallenge>(key_enc, DerivationConstant::card_challenge, sequence_counter, aid,
                                length);
}

}  // namespace assay::globalplatform
