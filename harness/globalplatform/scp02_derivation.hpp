// SPDX-License-Identifier: Apache-2.0
// SCP02 arithmetic: session keys, cryptograms, pseudo-random card challenge.   Source: GPC E.4.1, E.4.2.
#pragma once

#include "crypto/block_cipher.hpp"
#include "globalplatform/initialize_update.hpp"
#include "globalplatform/key_set.hpp"
#include "globalplatform/session_key.hpp"

namespace assay::globalplatform {

struct Scp02SessionKeys {
  SessionKey enc;  ///< S-ENC: cryptograms and C-DECRYPTION
  SessionKey c_mac;
  SessionKey r_mac;
  SessionKey
      begun_r_mac;  ///< of an R-MAC session begun later: EXTERNAL AUTHENTICATE has raised the counter
  SessionKey dek;  ///< S-DEK: sensitive data; empty when the key set has no DEK

  void clear() noexcept;
};

/// Shape: keys of 16 bytes (the DEK may be missing), a counter of 2 bytes, as INITIALIZE UPDATE told it.
/// Source: GPC E.4.1.
void derive_scp02_keys(const KeySet& keys, ByteView sequence_counter, Scp02SessionKeys& out);

/// Source: GPC E.4.2.1.
[[nodiscard]] CardCryptogram scp02_card_cryptogram(ByteView s_enc, ByteView host_challenge,
                                                   ByteView sequence_counter,
                                                   ByteView card_challenge);
/// Source: GPC E.4.2.2.
[[nodiscard]] HostCryptogram scp02_host_cryptogram(ByteView s_enc, ByteView host_challenge,
                                                   ByteView sequence_counter,
                                                   ByteView card_challenge);
/// The challenge of a card that makes it from its AID (option bit b7).   Source: GPC E.4.2.3.
[[nodiscard]] CardChallenge scp02_card_challenge(ByteView c_mac_key, ByteView aid);

}  // namespace assay::globalplatform
