// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/content_key.hpp"

#include "crypto/block_cipher.hpp"

namespace assay::globalplatform {
namespace {

using crypto::Hash;

constexpr std::size_t scheme_1_bits = 1024;  // GPC B.3.1; longer keys have scheme 2

SecureBytes secret(ByteView key) {
  return {key.begin(), key.end()};
}

}  // namespace

std::string_view name(SignatureScheme scheme) noexcept {
  switch (scheme) {
    case SignatureScheme::des_mac: return "DES MAC";
    case SignatureScheme::aes_cmac: return "AES CMAC";
    case SignatureScheme::rsa_pkcs1: return "RSASSA-PKCS1-v1_5";
    case SignatureScheme::rsa_pss: return "RSASSA-PSS";
    case SignatureScheme::ecdsa: return "ECDSA";
  }
  return "";
}

Result<VerificationKey> VerificationKey::des(ByteView key) {
  if (key.size() != 16)
    return fail(ErrorCode::malformed, "a DES key that signs has {} bytes, 16 were wanted",
                key.size());
  return VerificationKey(Des{secret(key)});
}

Result<VerificationKey> VerificationKey::aes(ByteView key) {
  if (!crypto::is_aes_key_length(key.size()))
    return fail(ErrorCode::malformed, "an AES key has {} bytes, 16, 24 or 32 were wanted",
                key.size());
  return VerificationKey(Aes{secret(key)});
}

VerificationKey VerificationKey::rsa(crypto::RsaPublicKey key) {
  return VerificationKey(std::move(key));
}

VerificationKey VerificationKey::ecc(crypto::EcPublicKey key) {
  return VerificationKey(std::move(key));
}

SignatureScheme VerificationKey::scheme() const noexcept {
  if (std::holds_alternative<Des>(key_)) return SignatureScheme::des_mac;
  if (std::holds_alternative<Aes>(key_)) return SignatureScheme::aes_cmac;
  if (std::holds_alternative<crypto::EcPublicKey>(key_)) return SignatureScheme::ecdsa;
  return std::get<crypto::RsaPublicKey>(key_).bits() == scheme_1_bits ? SignatureScheme::rsa_pkcs1
                                                                      : SignatureScheme::rsa_pss;
}

std::size_t VerificationKey::signature_length() const noexcept {
  switch (scheme()) {
    case SignatureScheme::des_mac: return 8;
    case SignatureScheme::aes_cmac: return 16;
    case SignatureScheme::ecdsa:
      return 2 * crypto::scalar_length(std::get<crypto::EcPublicKey>(key_).curve());
    default: return std::get<crypto::RsaPublicKey>(key_).length();
  }
}

std::optional<Hash> VerificationKey::hash() const noexcept {
  switch (scheme()) {
    case SignatureScheme::rsa_pkcs1: return Hash::sha1;
    case SignatureScheme::rsa_pss: return Hash::sha256;
    case SignatureScheme::ecdsa:
      return crypto::ecdsa_hash(std::get<crypto::EcPublicKey>(key_).curve());
    default: return std::nullopt;
  }
}

bool VerificationKey::is_right(ByteView message, ByteView signature) const {
  switch (scheme()) {
    case SignatureScheme::des_mac:
      return equal_in_constant_time(crypto::des_retail_mac(std::get<Des>(key_).key, {}, message),
                                    signature);
    case SignatureScheme::aes_cmac:
      return equal_in_constant_time(crypto::aes_cmac(std::get<Aes>(key_).key, message), signature);
    case SignatureScheme::rsa_pkcs1:
      return crypto::pkcs1_verify(std::get<crypto::RsaPublicKey>(key_), Hash::sha1, message,
                                  signature);
    case SignatureScheme::rsa_pss:
      return crypto::pss_verify(std::get<crypto::RsaPublicKey>(key_), Hash::sha256, pss_salt_length,
                                message, signature);
    case SignatureScheme::ecdsa: {
      const auto& key = std::get<crypto::EcPublicKey>(key_);
      return crypto::ecdsa_verify(key, crypto::ecdsa_hash(key.curve()), message, signature);
    }
  }
  return false;
}

Result<void> VerificationKey::check(ByteView message, ByteView signature,
                                    std::string_view what) const {
  if (signature.size() != signature_length())
    return fail(ErrorCode::malformed, "{} has {} bytes, {} of this key has {}", what,
                signature.size(), name(scheme()), signature_length());
  if (!is_right(message, signature))
    return fail(ErrorCode::refused, "{} is not the {} of these bytes under this key", what,
                name(scheme()));
  return {};
}

Result<SigningKey> SigningKey::des(ByteView key) {
  TRY(VerificationKey checked, VerificationKey::des(key));
  return SigningKey(std::move(checked), std::monostate());
}

Result<SigningKey> SigningKey::aes(ByteView key) {
  TRY(VerificationKey checked, VerificationKey::aes(key));
  return SigningKey(std::move(checked), std::monostate());
}

SigningKey SigningKey::rsa(crypto::RsaPrivateKey key) {
  auto half = VerificationKey::rsa(key.public_key());
  return {std::move(half), std::move(key)};
}

SigningKey SigningKey::ecc(crypto::EcPrivateKey key) {
  auto half = VerificationKey::ecc(key.public_key());
  return {std::move(half), std::move(key)};
}

Result<Bytes> SigningKey::sign(ByteView message, ByteView salt) const {
  switch (public_.scheme()) {
    case SignatureScheme::des_mac: {
      const auto mac =
          crypto::des_retail_mac(std::get<VerificationKey::Des>(public_.key_).key, {}, message);
      return Bytes(mac.begin(), mac.end());
    }
    case SignatureScheme::aes_cmac: {
      const auto mac = crypto::aes_cmac(std::get<VerificationKey::Aes>(public_.key_).key, message);
      return Bytes(mac.begin(), mac.end());
    }
    case SignatureScheme::rsa_pkcs1:
      return crypto::pkcs1_sign(std::get<crypto::RsaPrivateKey>(private_), Hash::sha1, message);
    case SignatureScheme::rsa_pss:
      if (salt.size() != pss_salt_length)
        return fail(ErrorCode::out_of_range, "RSASSA-PSS takes a salt of {} bytes, not {}",
                    pss_salt_length, salt.size());
      return crypto::pss_sign(std::get<crypto::RsaPrivateKey>(private_), Hash::sha256, message,
                              salt);
    case SignatureScheme::ecdsa: break;
  }
  const auto& key = std::get<crypto::EcPrivateKey>(private_);
  return crypto::ecdsa_sign(key, crypto::ecdsa_hash(key.curve()), message);
}

}  // namespace assay::globalplatform
