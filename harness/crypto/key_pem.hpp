// SPDX-License-Identifier: Apache-2.0
// New key pairs from the system's randomness, and keys as PEM text (PKCS #8, SubjectPublicKeyInfo) that other tools read.
// Text before the first BEGIN line is skipped.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "crypto/elliptic.hpp"
#include "crypto/rsa.hpp"

namespace assay::crypto {

/// A new key of so many bits with the public exponent 65537.
/// Errors: `unsupported` outside 1024 .. 8192 bits or for bits that are no multiple of 8, `internal` when OpenSSL makes none.
[[nodiscard]] Result<RsaPrivateKey> generate_rsa(std::size_t bits);
[[nodiscard]] Result<EcPrivateKey> generate_ec(Curve curve);

/// Errors: `unsupported` for a key made of exponents alone: the format wants the factors.
[[nodiscard]] Result<SecureBytes> private_pem(const RsaPrivateKey& key);
[[nodiscard]] SecureBytes private_pem(const EcPrivateKey& key);
[[nodiscard]] std::string public_pem(const RsaPublicKey& key);
[[nodiscard]] std::string public_pem(const EcPublicKey& key);

/// Errors: `malformed` for text without such a key, a key of another kind or curve, or one that needs a password.
[[nodiscard]] Result<RsaPrivateKey> rsa_private_from_pem(std::string_view text);
[[nodiscard]] Result<EcPrivateKey> ec_private_from_pem(Curve curve, std::string_view text);

}  // namespace assay::crypto
