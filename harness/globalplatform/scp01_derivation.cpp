// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/scp01_derivation.hpp"

#include "globalplatform/joined.hpp"

namespace assay::globalplatform {

void Scp01SessionKeys::clear() noexcept {
  enc.clear();
  mac.clear();
}

void derive_scp01_keys(const KeySet& keys, ByteView host_challenge, ByteView card_challenge,
                       Scp01SessionKeys& out) {
  ASSAY_CHECK(host_challenge.size() == 8 && card_challenge.size() == 8);
  Joined data;  // GPC D.3.1: halves of both challenges, crosswise
  data.add(card_challenge.last(4)).add(host_challenge.first(4));
  data.add(card_challenge.first(4)).add(host_challenge.last(4));
  crypto::des3_ecb_encrypt(keys.enc, data.view(), out.enc.resize(16));
  crypto::des3_ecb_encrypt(keys.mac, data.view(), out.mac.resize(16));
}

CardCryptogram scp01_card_cryptogram(ByteView s_enc, ByteView host_challenge,
                                     ByteView card_challenge) {
  const Joined input = Joined().add(host_challenge).add(card_challenge);
  return make_short<CardCryptogram>(crypto::des3_full_mac(s_enc, crypto::Block8{}, input.view()));
}

HostCryptogram scp01_host_cryptogram(ByteView s_enc, ByteView host_challenge,
                                     ByteView card_challenge, DesMac algorithm) {
  const Joined input = Joined().add(card_challenge).add(host_challenge);
  return make_short<HostCryptogram>(des_mac(algorithm, s_enc, crypto::Block8{}, input.view()));
}

}  // namespace assay::globalplatform
