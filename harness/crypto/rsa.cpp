// SPDX-License-Identifier: Apache-2.0
// Bare RSA, signatures and encryption. What needs random bytes is encoded here, because OpenSSL would take its own; what is
// checked is checked by OpenSSL.
#include "crypto/rsa.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <algorithm>

#include "base/check.hpp"
#include "crypto/openssl.hpp"

namespace assay::crypto {
namespace {

Result<void> check_block(const RsaPublicKey& key, ByteView block) {
  if (block.size() != key.length())
    return fail(ErrorCode::out_of_range, "a block for RSA has {} bytes, {} were wanted",
                block.size(), key.length());
  if (!std::lexicographical_compare(block.begin(), block.end(), key.modulus().begin(),
                                    key.modulus().end()))
    return fail(ErrorCode::out_of_range, "a block for RSA is not below the modulus");
  return {};
}

/// XORs the mask of this seed onto `out`.   Source: RFC 8017, B.2.1.
void mgf1_mask(Hash hash, ByteView seed, MutableByteView out) {
  SecureBytes block(hash_length(hash));
  std::uint32_t counter = 0;
  for (std::size_t at = 0; at < out.size(); at += block.size(), ++counter) {
    const std::array<std::uint8_t, 4> text{
        static_cast<std::uint8_t>(counter >> 24), static_cast<std::uint8_t>(counter >> 16),
        static_cast<std::uint8_t>(counter >> 8), static_cast<std::uint8_t>(counter)};
    digest_into(hash, {seed, text}, block);
    for (std::size_t i = 0; i < block.size() && at + i < out.size(); ++i)
      out[at + i] = static_cast<std::uint8_t>(out[at + i] ^ block[i]);
  }
}

/// EMSA-PSS for a modulus whose bits are a multiple of 8.   Source: RFC 8017, 9.1.1.
Bytes pss_block(std::size_t length, Hash hash, ByteView message, ByteView salt) {
  const Bytes hashed = digest(hash, message);
  const Bytes zeros(8);
  Bytes h(hashed.size());
  digest_into(hash, {zeros, hashed, salt}, h);
  Bytes db(length - h.size() - 1);
  db[db.size() - salt.size() - 1] = 0x01;
  std::copy(salt.begin(), salt.end(), db.end() - static_cast<std::ptrdiff_t>(salt.size()));
  mgf1_mask(hash, h, db);
  db[0] = static_cast<std::uint8_t>(db[0] & 0x7F);
  append(db, h);
  db.push_back(0xBC);
  return db;
}

/// All ones when the byte is 00, else all zeros, without a branch.
std::size_t mask_of_zero(std::size_t byte) {
  return std::size_t{0} - ((byte - 1) >> (sizeof(std::size_t) * 8 - 1));
}

/// Where the message begins in 00 02 padding 00 message; 0 when the block is not of this form. Every byte is looked at
/// alike, so that the time tells nothing but the answer: what is wrong, and where, stays unknown to who measures it
/// (Bleichenbacher's attack).   Source: RFC 8017, 7.2.2.
std::size_t pkcs1_message_start(ByteView block) {
  constexpr std::size_t least_end = 10;  // two bytes, then eight of padding at least
  std::size_t good = mask_of_zero(block[0]) & mask_of_zero(block[1] ^ 0x02U);
  std::size_t searching = ~std::size_t{0};
  std::size_t start = 0;
  for (std::size_t i = 2; i < block.size(); ++i) {
    const std::size_t ends = mask_of_zero(block[i]) & searching;
    const std::size_t early = std::size_t{0} - static_cast<std::size_t>(i < least_end);
    good &= ~(ends & early);
    start |= ends & (i + 1);
    searching &= ~ends;
  }
  return start & good;
}

/// A context ready to verify, with padding and hash set.
KeyContext verifier(const RsaPublicKey& key, int padding, Hash hash) {
  KeyContext context = context_of(key.handle());
  ASSAY_CHECK(EVP_PKEY_verify_init(context.get()) == 1);
  ASSAY_CHECK(EVP_PKEY_CTX_set_rsa_padding(context.get(), padding) == 1);
  ASSAY_CHECK(EVP_PKEY_CTX_set_signature_md(context.get(), openssl_digest(hash)) == 1);
  return context;
}

bool verified(const KeyContext& context, Hash hash, ByteView message, ByteView signature) {
  const Bytes hashed = digest(hash, message);
  const bool right = EVP_PKEY_verify(context.get(), signature.data(), signature.size(),
                                     hashed.data(), hashed.size()) == 1;
  ERR_clear_error();
  return right;
}

/// A context for the bare public operation. One issuer signs many certificates: a sixth of the time is in making it.
const KeyContext& bare_context(const KeyHandle& key) {
  struct Latest {
    KeyHandle key;  // held, so that no other key comes to have its address
    KeyContext context;
  };
  thread_local Latest latest;
  if (latest.context && latest.key.get() == key.get()) return latest.context;
  latest = {key, context_of(key)};
  ASSAY_CHECK(EVP_PKEY_encrypt_init(latest.context.get()) == 1);
  ASSAY_CHECK(EVP_PKEY_CTX_set_rsa_padding(latest.context.get(), RSA_NO_PADDING) == 1);
  return latest.context;
}

tl::unexpected<Error> undecryptable() {
  return fail(ErrorCode::malformed, "the data cannot be decrypted with this RSA key");
}

}  // namespace

Result<Bytes> rsa_public(const RsaPublicKey& key, ByteView block) {
  TRY_VOID(check_block(key, block));
  const KeyContext& context = bare_context(key.handle());
  Bytes out(key.length());
  std::size_t size = out.size();
  ASSAY_CHECK(EVP_PKEY_encrypt(context.get(), out.data(), &size, block.data(), block.size()) == 1 &&
              size == out.size());
  return out;
}

Result<SecureBytes> rsa_private(const RsaPrivateKey& key, ByteView block) {
  TRY_VOID(check_block(key.public_key(), block));
  const KeyContext context = context_of(key.handle());
  SecureBytes out(key.length());
  std::size_t size = out.size();
  ASSAY_CHECK(EVP_PKEY_decrypt_init(context.get()) == 1);
  ASSAY_CHECK(EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_NO_PADDING) == 1);
  ASSAY_CHECK(EVP_PKEY_decrypt(context.get(), out.data(), &size, block.data(), block.size()) == 1 &&
              size == out.size());
  return out;
}

Bytes pkcs1_sign(const RsaPrivateKey& key, Hash hash, ByteView message) {
  const KeyContext context = context_of(key.handle());
  const Bytes hashed = digest(hash, message);
  Bytes out(key.length());
  std::size_t size = out.size();
  ASSAY_CHECK(EVP_PKEY_sign_init(context.get()) == 1);
  ASSAY_CHECK(EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1);
  ASSAY_CHECK(EVP_PKEY_CTX_set_signature_md(context.get(), openssl_digest(hash)) == 1);
  ASSAY_CHECK(EVP_PKEY_sign(context.get(), out.data(), &size, hashed.data(), hashed.size()) == 1 &&
              size == out.size());
  return out;
}

bool pkcs1_verify(const RsaPublicKey& key, Hash hash, ByteView message, ByteView signature) {
  return signature.size() == key.length() &&
         verified(verifier(key, RSA_PKCS1_PADDING, hash), hash, message, signature);
}

Result<Bytes> pss_sign(const RsaPrivateKey& key, Hash hash, ByteView message, ByteView salt) {
  if (key.length() < hash_length(hash) + salt.size() + 2)
    return fail(ErrorCode::out_of_range, "{} and a salt of {} bytes do not fit into {} bytes",
                name(hash), salt.size(), key.length());
  TRY(const SecureBytes out, rsa_private(key, pss_block(key.length(), hash, message, salt)));
  return Bytes(out.begin(), out.end());
}

bool pss_verify(const RsaPublicKey& key, Hash hash, std::size_t salt_length, ByteView message,
                ByteView signature) {
  return pss_verify(key, hash, hash, salt_length, message, signature);
}

bool pss_verify(const RsaPublicKey& key, Hash hash, Hash mgf1_hash, std::size_t salt_length,
                ByteView message, ByteView signature) {
  if (signature.size() != key.length()) return false;
  const KeyContext context = verifier(key, RSA_PKCS1_PSS_PADDING, hash);
  ASSAY_CHECK(EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), openssl_digest(mgf1_hash)) == 1);
  ASSAY_CHECK(EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), static_cast<int>(salt_length)) == 1);
  return verified(context, hash, message, signature);
}

Result<Bytes> oaep_encrypt(const RsaPublicKey& key, const OaepOptions& options, ByteView message,
                           ByteView seed) {
  const std::size_t h = hash_length(options.hash);
  if (key.length() < message.size() + 2 * h + 2)
    return fail(ErrorCode::out_of_range, "{} bytes do not fit into RSAES-OAEP of {} bytes with {}",
                message.size(), key.length(), name(options.hash));
  if (seed.size() != h)
    return fail(ErrorCode::out_of_range, "a seed for RSAES-OAEP has {} bytes, {} were wanted",
                seed.size(), h);
  SecureBytes block(key.length());
  const MutableByteView masked_seed = MutableByteView(block).subspan(1, h);
  const MutableByteView db = MutableByteView(block).subspan(1 + h);
  digest_into(options.hash, {options.label}, db.first(h));
  db[db.size() - message.size() - 1] = 0x01;
  std::copy(message.begin(), message.end(), db.last(message.size()).begin());
  std::copy(seed.begin(), seed.end(), masked_seed.begin());
  mgf1_mask(options.mgf1_hash, seed, db);
  mgf1_mask(options.mgf1_hash, db, masked_seed);
  return rsa_public(key, block);
}

Result<SecureBytes> oaep_decrypt(const RsaPrivateKey& key, const OaepOptions& options,
                                 ByteView cipher) {
  const KeyContext context = context_of(key.handle());
  ASSAY_CHECK(EVP_PKEY_decrypt_init(context.get()) == 1);
  ASSAY_CHECK(EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING) == 1);
  ASSAY_CHECK(EVP_PKEY_CTX_set_rsa_oaep_md(context.get(), openssl_digest(options.hash)) == 1);
  ASSAY_CHECK(EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), openssl_digest(options.mgf1_hash)) == 1);
  if (!options.label.empty()) {
    void* copy = OPENSSL_memdup(options.label.data(), options.label.size());
    ASSAY_CHECK(copy != nullptr);
    ASSAY_CHECK(EVP_PKEY_CTX_set0_rsa_oaep_label(context.get(), copy,
                                                 static_cast<int>(options.label.size())) == 1);
  }
  SecureBytes out(key.length());
  std::size_t size = out.size();
  const bool done =
      cipher.size() == key.length() &&
      EVP_PKEY_decrypt(context.get(), out.data(), &size, cipher.data(), cipher.size()) == 1;
  ERR_clear_error();
  if (!done) return undecryptable();
  out.resize(size);
  return out;
}

Result<Bytes> pkcs1_encrypt(const RsaPublicKey& key, ByteView message, ByteView padding) {
  if (key.length() < message.size() + 11)
    return fail(ErrorCode::out_of_range,
                "{} bytes do not fit into RSAES-PKCS1-v1_5 of {} bytes, which take 11 for itself",
                message.size(), key.length());
  if (padding.size() != key.length() - message.size() - 3 ||
      std::ranges::find(padding, 0x00) != padding.end())
    return fail(ErrorCode::malformed, "padding of {} bytes without 00 was wanted",
                key.length() - message.size() - 3);
  SecureBytes block{0x00, 0x02};
  block.insert(block.end(), padding.begin(), padding.end());
  block.push_back(0x00);
  block.insert(block.end(), message.begin(), message.end());
  return rsa_public(key, block);
}

Result<SecureBytes> pkcs1_decrypt(const RsaPrivateKey& key, ByteView cipher) {
  const auto block = rsa_private(key, cipher);
  if (!block) return undecryptable();
  const std::size_t start = pkcs1_message_start(*block);
  if (start == 0) return undecryptable();
  return SecureBytes(block->begin() + static_cast<std::ptrdiff_t>(start), block->end());
}

}  // namespace assay::crypto
