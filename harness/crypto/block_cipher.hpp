// SPDX-License-Identifier: Apache-2.0
// AES and DES as smart cards use them: CBC, ECB, CMAC, DES MACs, padding, key check values. All computed by OpenSSL.
// Source: GPC B.1, B.2, B.6; NIST SP 800-38B; ISO/IEC 9797-1.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.hpp"

namespace assay::crypto {

using Block8 = std::array<std::uint8_t, 8>;
using Block16 = std::array<std::uint8_t, 16>;

// Every function takes views, allocates nothing once warm, and stops the program (ASSAY_CHECK) when a key or a data
// length is not one it is defined for: lengths are checked where they enter, in parsers and key sets, not here.
// AES keys have 16, 24 or 32 bytes; DES keys 16 (used as K1 K2 K1) or 24. `out` has the size of `in` and may be `in`
// itself, but not overlap it otherwise.
//
// Each thread keeps the key schedules of the keys it used last; they and the copies of the keys beside them are wiped
// when another key takes their place and when the thread ends.

/// CMAC over any number of bytes, without outside padding. Full 16 bytes.
[[nodiscard]] Block16 aes_cmac(ByteView key, ByteView message);
/// CMAC over the concatenation of two byte strings, for chained MACs without a copy.
[[nodiscard]] Block16 aes_cmac(ByteView key, ByteView first, ByteView second);
[[nodiscard]] Block16 aes_encrypt_block(ByteView key, const Block16& block);
void aes_cbc_encrypt(ByteView key, const Block16& icv, ByteView in, MutableByteView out);
void aes_cbc_decrypt(ByteView key, const Block16& icv, ByteView in, MutableByteView out);

void des3_cbc_encrypt(ByteView key, const Block8& icv, ByteView in, MutableByteView out);
void des3_cbc_decrypt(ByteView key, const Block8& icv, ByteView in, MutableByteView out);
void des3_ecb_encrypt(ByteView key, ByteView in, MutableByteView out);
void des3_ecb_decrypt(ByteView key, ByteView in, MutableByteView out);
/// Single DES with an 8-byte key.
[[nodiscard]] Block8 des_encrypt_block(ByteView key, const Block8& block);

/// ISO/IEC 9797-1 algorithm 1 with triple DES (GPC B.1.2.1). Pads the message itself (80, then 00).
[[nodiscard]] Block8 des3_full_mac(ByteView key, const Block8& icv, ByteView message);
/// ISO/IEC 9797-1 algorithm 3, the "retail MAC" (GPC B.1.2.2). Pads the message itself; the key has 16 bytes.
[[nodiscard]] Block8 des_retail_mac(ByteView key, const Block8& icv, ByteView message);

/// Appends 80 and then 00 until a multiple of `block` (8 or 16). Always adds at least one byte.
void pad80(Bytes& data, std::size_t block);
/// Length of the data before its 80 00.. padding; the size of `data` plus 1 when there is no such padding.
[[nodiscard]] std::size_t unpadded_length(ByteView data) noexcept;

/// Whether this is a length that AES keys have.
[[nodiscard]] constexpr bool is_aes_key_length(std::size_t bytes) noexcept {
  return bytes == 16 || bytes == 24 || bytes == 32;
}

/// First three bytes of the key's encryption of eight zero bytes (GPC B.6).
[[nodiscard]] std::array<std::uint8_t, 3> des_key_check_value(ByteView key);
/// First three bytes of the key's encryption of sixteen bytes '01' (GPC B.6).
[[nodiscard]] std::array<std::uint8_t, 3> aes_key_check_value(ByteView key);

}  // namespace assay::crypto
