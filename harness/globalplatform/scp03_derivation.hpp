// SPDX-License-Identifier: Apache-2.0
// SCP03 arithmetic: the key derivation function and what is made with it.   Source: GPD 4.1.5, 6.2.1, 6.2.2.
#pragma once

#include "globalplatform/initialize_update.hpp"
#include "globalplatform/key_set.hpp"
#include "globalplatform/session_key.hpp"

namespace assay::globalplatform {

/// GPD table 4-1: what is derived.
enum class DerivationConstant : std::uint8_t {
  card_cryptogram = 0x00,
  host_cryptogram = 0x01,
  card_challenge = 0x02,
  s_enc = 0x04,
  s_mac = 0x06,
  s_rmac = 0x07,
};

/// NIST SP 800-108 in counter mode with AES-CMAC, in the coding of GPD 4.1.5. The context comes in two halves, most
/// often the host's and the card's challenge.
///
/// Shape: `out` of 1 to 32 bytes; its length is part of what is derived.
void scp03_derive(ByteView key, DerivationConstant constant, ByteView first, ByteView second,
                  MutableByteView out);

struct Scp03SessionKeys {
  SessionKey enc;   ///< S-ENC: C-DECRYPTION and R-ENCRYPTION
  SessionKey mac;   ///< S-MAC: cryptograms and C-MAC
  SessionKey rmac;  ///< S-RMAC

  void clear() noexcept;
};

/// Shape: keys of 16, 24 or 32 bytes, all alike; session keys have the same length.   Source: GPD 6.2.1.
void derive_scp03_keys(const KeySet& keys, ByteView host_challenge, ByteView card_challenge,
                       Scp03SessionKeys& out);

/// Shape: `length` 8, or 16 in S16.   Source: GPD 6.2.2.2, 6.2.2.3.
[[nodiscard]] CardCryptogram scp03_card_cryptogram(ByteView s_mac, ByteView host_challenge,
                                                   ByteView card_challenge, std::size_t length);
[[nodiscard]] HostCryptogram scp03_host_cryptogram(ByteView s_mac, ByteView host_challenge,
                                                   ByteView card_challenge, std::size_t length);
/// The challenge of a card that makes it from its counter and the invoking AID (i bit b5).   Source: GPD 6.2.2.1.
[[nodiscard]] CardChallenge scp03_card_challenge(ByteView key_enc, ByteView sequence_counter,
                                                 ByteView aid, std::size_t length);

}  // namespace assay::globalplatform
