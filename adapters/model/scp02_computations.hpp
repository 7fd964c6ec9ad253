// SPDX-License-Identifier: Apache-2.0
// What SCP02 computes: session keys, cryptograms, challenges, MACs. DES comes from the crypto room, nothing else.
// Private to the files of SCP02.   Source: GPC E.3, E.4.
#pragma once

#include "adapters/model/scp02_card.hpp"
#include "crypto/block_cipher.hpp"

namespace assay::model::scp02 {

using crypto::Block8;

inline constexpr std::size_t des_key = 16;
inline constexpr std::size_t mac_size = 8;
inline constexpr std::size_t challenge_size = 6;
inline constexpr std::uint32_t max_counter = 0xFFFF;

[[nodiscard]] inline ByteView key_of(const std::array<std::uint8_t, 32>& key) noexcept {
  return ByteView(key).first(des_key);
}

/// The last C-MAC of the session.
[[nodiscard]] Block8 chain_of(const SecureSession& session) noexcept;

/// GPC E.4.1: from the counter as it stands.
void make_encryption_key(Exchange& x, const KeySet& keys);
void make_c_mac_key(Exchange& x, const KeySet& keys);
void make_r_mac_key(Exchange& x, const KeySet& keys);

/// GPC E.4.2: three parts of 24 bytes in all with the padding, full triple DES MAC under S-ENC.
[[nodiscard]] Cryptogram cryptogram(const Exchange& x, ByteView first, ByteView second,
                                    bool padded = true);

/// GPC E.4.2.3: the first six bytes of a MAC over the padded AID of the application that asks.
void make_pseudo_random_challenge(Exchange& x, MutableByteView challenge);

/// GPC E.3.2, E.3.3: what the first C-MAC (under the C-MAC key) or R-MAC (under its own) of a session starts from.
[[nodiscard]] Block8 first_icv(const Exchange& x, ByteView key);
/// GPC E.3.4, E.4.4: what every later C-MAC starts from.
[[nodiscard]] Block8 next_icv(const Exchange& x);

/// GPC E.4.4: over header and plain data as the option says, never Le.
[[nodiscard]] Block8 c_mac(const Exchange& x, const Block8& icv, ByteView body);

/// Takes the C-MAC off the data and verifies it; a right one becomes the chain.
[[nodiscard]] bool take_off_c_mac(Exchange& x, const Block8& icv);

/// GPC E.1.2: up to the end and never around.
void raise_counter(Exchange& x, KeySet& keys);

}  // namespace assay::model::scp02
