// SPDX-License-Identifier: Apache-2.0
// SCP01 arithmetic: session keys and cryptograms.   Source: GPC D.3.1, D.3.2 (v2.3 and older).
#pragma once

#include "globalplatform/des_mac_chain.hpp"
#include "globalplatform/initialize_update.hpp"
#include "globalplatform/key_set.hpp"
#include "globalplatform/session_key.hpp"

namespace assay::globalplatform {

struct Scp01SessionKeys {
  SessionKey enc;  ///< cryptograms and C-DECRYPTION
  SessionKey mac;

  void clear() noexcept;
};

/// Shape: keys of 16 bytes, challenges of 8. The DEK stays static.   Source: GPC D.3.1.
void derive_scp01_keys(const KeySet& keys, ByteView host_challenge, ByteView card_challenge,
                       Scp01SessionKeys& out);

/// Source: GPC D.3.2.1.
[[nodiscard]] CardCryptogram scp01_card_cryptogram(ByteView s_enc, ByteView host_challenge,
                                                   ByteView card_challenge);
/// With another `algorithm` than the full MAC it is what a mistaken terminal makes.   Source: GPC D.3.2.2.
[[nodiscard]] HostCryptogram scp01_host_cryptogram(ByteView s_enc, ByteView host_challenge,
                                                   ByteView card_challenge,
                                                   DesMac algorithm = DesMac::full);

}  // namespace assay::globalplatform
