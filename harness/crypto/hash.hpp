// SPDX-License-Identifier: Apache-2.0
// Hashes, HMAC and the key derivation of ANSI X9.63, computed by OpenSSL.
// Source: FIPS 180-4; FIPS 198-1; BSI TR-03111, 4.3.3 (X9.63).
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"

namespace assay::crypto {

enum class Hash : std::uint8_t { sha1, sha224, sha256, sha384, sha512 };

/// Digest length in bytes.
[[nodiscard]] constexpr std::size_t hash_length(Hash hash) noexcept {
  constexpr std::array<std::size_t, 5> lengths{20, 28, 32, 48, 64};
  return lengths[static_cast<std::size_t>(hash)];
}

/// "SHA-256".
[[nodiscard]] std::string_view name(Hash hash) noexcept;
/// The hash called "SHA-256"; nothing for other names.
[[nodiscard]] std::optional<Hash> hash_named(std::string_view name) noexcept;
/// The hash whose digests are this long; GPC C.2 recognises the algorithm of a load file hash so.
[[nodiscard]] std::optional<Hash> hash_of_length(std::size_t bytes) noexcept;

[[nodiscard]] Bytes digest(Hash hash, ByteView message);
/// Of the parts one after the other; `out` has the length of the digest.
void digest_into(Hash hash, std::initializer_list<ByteView> parts, MutableByteView out);

/// `out` has the length of the digest.
void hmac_into(Hash hash, ByteView key, std::initializer_list<ByteView> parts, MutableByteView out);

/// H(z || 00000001 || shared_info) || H(z || 00000002 || shared_info) .., cut to `length` bytes.
[[nodiscard]] SecureBytes x963_kdf(Hash hash, ByteView z, ByteView shared_info, std::size_t length);

[[nodiscard]] std::array<std::uint8_t, 20> sha1(ByteView message);
[[nodiscard]] std::array<std::uint8_t, 32> sha256(ByteView message);

/// SHA-256 as lower-case hex, the form in which journals name their inputs.
[[nodiscard]] std::string sha256_text(ByteView message);

}  // namespace assay::crypto
