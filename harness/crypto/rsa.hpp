// SPDX-License-Identifier: Apache-2.0
// RSA as cards use it: the two schemes of GlobalPlatform, signatures with message recovery, and the bare operation.
// Source: GPC B.3; PKCS #1 v2.2 (RFC 8017); ISO/IEC 9796-2:2002, scheme 1.
#pragma once

#include <cstddef>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "crypto/hash.hpp"
#include "crypto/key_handle.hpp"

namespace assay::crypto {

inline constexpr std::size_t min_rsa_bits = 1024;
inline constexpr std::size_t max_rsa_bits = 8192;

class RsaPublicKey {
 public:
  /// Big-endian numbers; leading 00 are not part of a key.
  /// Errors: `malformed` for a modulus that begins with 00, is even, or whose bits are no multiple of 8, and for an
  /// exponent that is even, below 3 or not below the modulus; `unsupported` for a modulus outside 1024 .. 8192 bits, or
  /// an exponent over 64 bits for a modulus over 3072.
  [[nodiscard]] static Result<RsaPublicKey> from_numbers(ByteView modulus, ByteView exponent);

  [[nodiscard]] ByteView modulus() const noexcept { return modulus_; }
  [[nodiscard]] ByteView exponent() const noexcept { return exponent_; }
  [[nodiscard]] std::size_t length() const noexcept { return modulus_.size(); }  ///< in bytes
  [[nodiscard]] std::size_t bits() const noexcept { return modulus_.size() * 8; }
  [[nodiscard]] const KeyHandle& handle() const noexcept { return handle_; }

 private:
  RsaPublicKey(Bytes modulus, Bytes exponent, KeyHandle handle)
      : modulus_(std::move(modulus)), exponent_(std::move(exponent)), handle_(std::move(handle)) {}

  Bytes modulus_;
  Bytes exponent_;
  KeyHandle handle_;
};

/// The five numbers of a private key by the Chinese remainder theorem.
struct RsaFactors {
  ByteView p;
  ByteView q;
  ByteView d_mod_p_1;  ///< d mod (p - 1)
  ByteView d_mod_q_1;  ///< d mod (q - 1)
  ByteView q_inverse;  ///< q^-1 mod p
};

class RsaPrivateKey {
 public:
  /// Errors: as RsaPublicKey; `malformed` when the two exponents do not belong together.
  [[nodiscard]] static Result<RsaPrivateKey> from_exponents(ByteView modulus,
                                                            ByteView public_exponent,
                                                            ByteView private_exponent);
  /// Finds the public exponent: it is one of 3, 17 and 65537.
  /// Errors: as above; `unsupported` when it is none of them.
  [[nodiscard]] static Result<RsaPrivateKey> from_exponent(ByteView modulus,
                                                           ByteView private_exponent);
  /// Computes modulus and public exponent.
  /// Errors: as above; `malformed` when the numbers do not belong together.
  [[nodiscard]] static Result<RsaPrivateKey> from_factors(const RsaFactors& factors);

  [[nodiscard]] const RsaPublicKey& public_key() const noexcept { return public_key_; }
  [[nodiscard]] std::size_t length() const noexcept { return public_key_.length(); }
  [[nodiscard]] const KeyHandle& handle() const noexcept { return handle_; }

 private:
  RsaPrivateKey(RsaPublicKey public_key, KeyHandle handle)
      : public_key_(std::move(public_key)), handle_(std::move(handle)) {}

  RsaPublicKey public_key_;
  KeyHandle handle_;
};

/// block ^ exponent mod modulus, as long as the modulus.
/// Errors: `out_of_range` for a block of another length or not below the modulus.
[[nodiscard]] Result<Bytes> rsa_public(const RsaPublicKey& key, ByteView block);
[[nodiscard]] Result<SecureBytes> rsa_private(const RsaPrivateKey& key, ByteView block);

/// RSASSA-PKCS1-v1_5.   Source: RFC 8017, 8.2.
[[nodiscard]] Bytes pkcs1_sign(const RsaPrivateKey& key, Hash hash, ByteView message);
[[nodiscard]] bool pkcs1_verify(const RsaPublicKey& key, Hash hash, ByteView message,
                                ByteView signature);

/// RSASSA-PSS with MGF1 over the same hash; the caller brings the salt.   Source: RFC 8017, 8.1.
/// Errors: `out_of_range` when hash and salt do not fit into the modulus.
[[nodiscard]] Result<Bytes> pss_sign(const RsaPrivateKey& key, Hash hash, ByteView message,
                                     ByteView salt);
[[nodiscard]] bool pss_verify(const RsaPublicKey& key, Hash hash, std::size_t salt_length,
                              ByteView message, ByteView signature);
[[nodiscard]] bool pss_verify(const RsaPublicKey& key, Hash hash, Hash mgf1_hash,
                              std::size_t salt_length, ByteView message, ByteView signature);

/// Which hashes RSAES-OAEP uses, and its label.
struct OaepOptions {
  Hash hash = Hash::sha256;
  Hash mgf1_hash = Hash::sha256;
  ByteView label;
};
/// RSAES-OAEP; the caller brings the seed, as long as the hash.   Source: RFC 8017, 7.1.
/// Errors: `out_of_range` for a message too long or a seed of another length.
[[nodiscard]] Result<Bytes> oaep_encrypt(const RsaPublicKey& key, const OaepOptions& options,
                                         ByteView message, ByteView seed);
/// Errors: `malformed`, in the same words whatever is wrong.
[[nodiscard]] Result<SecureBytes> oaep_decrypt(const RsaPrivateKey& key, const OaepOptions& options,
                                               ByteView cipher);

/// RSAES-PKCS1-v1_5; the caller brings the padding, bytes other than 00 that fill the block.   Source: RFC 8017, 7.2.
/// Errors: `out_of_range` for a message too long, `malformed` for padding with a 00 or of another length.
[[nodiscard]] Result<Bytes> pkcs1_encrypt(const RsaPublicKey& key, ByteView message,
                                          ByteView padding);
/// Errors: `malformed`, in the same words and after the same time whatever is wrong.
[[nodiscard]] Result<SecureBytes> pkcs1_decrypt(const RsaPrivateKey& key, ByteView cipher);

/// Bytes of the message that an ISO/IEC 9796-2 scheme 1 signature with SHA-1 carries inside itself.
[[nodiscard]] std::size_t recoverable_length(const RsaPublicKey& key) noexcept;

/// How a signature with message recovery is sent: as it comes, or the smaller of it and its difference to the modulus.
enum class RecoveryForm : std::uint8_t { plain, smaller };

/// ISO/IEC 9796-2 scheme 1 with SHA-1 and partial recovery: 6A || recoverable || SHA-1(recoverable || rest) || BC.
/// Errors: `out_of_range` when `recoverable` has not exactly `recoverable_length` bytes.
[[nodiscard]] Result<Bytes> recovery_sign(const RsaPrivateKey& key, ByteView recoverable,
                                          ByteView rest, RecoveryForm form);
/// The recoverable part, when signature, hash and `rest` agree; both forms are read.
/// Errors: `malformed`, naming what is wrong.
[[nodiscard]] Result<Bytes> recovery_open(const RsaPublicKey& key, ByteView signature,
                                          ByteView rest);

}  // namespace assay::crypto
