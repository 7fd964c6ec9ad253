// SPDX-License-Identifier: Apache-2.0
// The open stand-in OSP-1 for the symmetric algorithms of Calypso, which are not public: NOT CALYPSO.
// Key derivation, MAC and cipher calls only; which bytes go in, and in what order, is written by each side for itself.
// Definition and vectors: docs/decisions/0024-open-stand-in.md.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/bytes.hpp"
#include "crypto/block_cipher.hpp"

namespace assay::crypto::open_stand_in {

/// What every output that rests on it says.
inline constexpr std::string_view label = "open stand-in OSP-1, not Calypso";

inline constexpr std::size_t key_size = 16;

/// The first byte under every computation, so that no result can serve for another purpose.
enum class Purpose : std::uint8_t {
  card_key = 0x01,          ///< diversification of a master key
  session_key = 0x02,       ///< key of a secure session
  pin_verification = 0x03,  ///< mask over a presented PIN
  pin_change = 0x04,        ///< mask over an old and a new PIN
  key_change = 0x05,        ///< cipher and check of a key that is loaded
  sv_of_sam = 0x06,         ///< stored value: the SAM's signature, for the card
  sv_of_card = 0x07,        ///< stored value: the card's signature, for the SAM
  session_cipher = 0x08,    ///< key of the encryption in a session
  data_signature = 0x09,    ///< PSO COMPUTE SIGNATURE
  basic_signature = 0x0A,   ///< DATA CIPHER
  sam_record = 0x0B,        ///< signature over a 48-byte record of a SAM
  sam_write = 0x0C,         ///< cipher of a record written to a SAM
  sam_unlock = 0x0D,        ///< dynamic unlocking of a SAM
};

/// AES-CMAC(key, purpose || message): derives keys, signs, and authenticates; callers cut it to length.
///
/// Shape: `key` 16 bytes; 16 bytes result.
[[nodiscard]] Block16 mac(ByteView key, Purpose purpose, ByteView message);

/// AES(key, purpose || challenge || zeros): a block that ciphered PINs are masked with.
///
/// Shape: `challenge` 8 bytes.
[[nodiscard]] Block16 mask(ByteView key, Purpose purpose, ByteView challenge);

/// AES in counter mode, its first counter block purpose || nonce || zeros; the same call enciphers and deciphers.
///
/// Shape: `nonce` 0 to 11 bytes; `data` of any length, changed in place.
void apply_keystream(ByteView key, Purpose purpose, ByteView nonce, MutableByteView data);

/// Who speaks in a session MAC.
enum class Speaker : std::uint8_t { terminal = 0x01, card = 0x02 };

/// The chain over the items of a session: C := AES-CMAC(key, C || length of the item in 2 bytes || item), from zeros.
/// Plain data, so that a card's snapshot holds it.
struct SessionDigest {
  Block16 key{};
  Block16 chain{};

  /// Shape: `item` up to 65535 bytes.
  void add(ByteView item);

  /// AES-CMAC(key, C || speaker || authentications), of which a MAC is the first 4, 8 or all 16 bytes.
  /// `authentications` counts those made earlier in this session.
  [[nodiscard]] Block16 mac_of(Speaker speaker, std::uint8_t authentications) const;
};

}  // namespace assay::crypto::open_stand_in
