// SPDX-License-Identifier: Apache-2.0
// Keys that sign and check tokens, receipts and load files: the kind and length of the key decide the scheme.
// Source: GPC C table C-1, C.3, C.4, C.5, B.1.2.2, B.2.2, B.3, B.4.3.
#pragma once

#include <optional>
#include <string_view>
#include <variant>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "crypto/elliptic.hpp"
#include "crypto/rsa.hpp"

namespace assay::globalplatform {

enum class SignatureScheme : std::uint8_t {
  des_mac,    ///< single DES plus final triple DES MAC, 8 bytes
  aes_cmac,   ///< 16 bytes
  rsa_pkcs1,  ///< scheme 1: 1024 bits, RSASSA-PKCS1-v1_5 with SHA-1
  rsa_pss,    ///< scheme 2: more than 1024 bits, RSASSA-PSS with SHA-256 and a salt of 32 bytes
  ecdsa,      ///< r || s, with the hash of the curve's size
};

/// "RSASSA-PSS".
[[nodiscard]] std::string_view name(SignatureScheme scheme) noexcept;

/// Bytes of salt that `SigningKey::sign` wants for scheme 2.   Source: GPC B.3.2.1.
inline constexpr std::size_t pss_salt_length = 32;

/// A key that checks signatures: a secret key, or the public half of a pair.
class VerificationKey {
 public:
  /// Errors: `malformed` for a key of other than 16 bytes.
  [[nodiscard]] static Result<VerificationKey> des(ByteView key);
  /// Errors: `malformed` for a key of other than 16, 24 or 32 bytes.
  [[nodiscard]] static Result<VerificationKey> aes(ByteView key);
  [[nodiscard]] static VerificationKey rsa(crypto::RsaPublicKey key);
  [[nodiscard]] static VerificationKey ecc(crypto::EcPublicKey key);

  [[nodiscard]] SignatureScheme scheme() const noexcept;
  [[nodiscard]] std::size_t signature_length() const noexcept;
  /// The hash inside the scheme; MACs have none.
  [[nodiscard]] std::optional<crypto::Hash> hash() const noexcept;

  /// Whether `signature` is right for `message`; `what` is "the token".
  /// Errors: `malformed` for a signature of another length, `refused` for a wrong one.
  [[nodiscard]] Result<void> check(ByteView message, ByteView signature,
                                   std::string_view what) const;

 private:
  friend class SigningKey;
  struct Des {
    SecureBytes key;
  };
  struct Aes {
    SecureBytes key;
  };
  using Key = std::variant<Des, Aes, crypto::RsaPublicKey, crypto::EcPublicKey>;
  explicit VerificationKey(Key key) : key_(std::move(key)) {}
  [[nodiscard]] bool is_right(ByteView message, ByteView signature) const;

  Key key_;
};

/// A key that makes signatures.
class SigningKey {
 public:
  /// Errors: as `VerificationKey::des` and `aes`.
  [[nodiscard]] static Result<SigningKey> des(ByteView key);
  [[nodiscard]] static Result<SigningKey> aes(ByteView key);
  [[nodiscard]] static SigningKey rsa(crypto::RsaPrivateKey key);
  [[nodiscard]] static SigningKey ecc(crypto::EcPrivateKey key);

  [[nodiscard]] const VerificationKey& verification_key() const noexcept { return public_; }

  /// Signs; `salt` is used by scheme 2 only, and has 32 bytes there.
  /// Errors: `out_of_range` for a salt of another length.
  [[nodiscard]] Result<Bytes> sign(ByteView message, ByteView salt) const;

 private:
  using Private = std::variant<std::monostate, crypto::RsaPrivateKey, crypto::EcPrivateKey>;
  SigningKey(VerificationKey key, Private secret)
      : public_(std::move(key)), private_(std::move(secret)) {}

  VerificationKey public_;
  Private private_;
};

}  // namespace assay::globalplatform
