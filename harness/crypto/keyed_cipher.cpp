// SPDX-License-Identifier: Apache-2.0
#include "crypto/keyed_cipher.hpp"

#include <openssl/evp.h>

#include <bit>
#include <cstring>

#include "base/check.hpp"

namespace assay::crypto {
namespace {

const EVP_CIPHER* fetch(const char* name) {
  const EVP_CIPHER* cipher = EVP_CIPHER_fetch(nullptr, name, nullptr);
  ASSAY_CHECK(cipher != nullptr);
  return cipher;
}

/// Fetched once for the whole program and kept to its end: a fetch costs more than the encryption.
const EVP_CIPHER* cipher_for(KeyedCipher::Algorithm algorithm, std::size_t key_size) {
  static const EVP_CIPHER* const aes128 = fetch("AES-128-ECB");
  static const EVP_CIPHER* const aes192 = fetch("AES-192-ECB");
  static const EVP_CIPHER* const aes256 = fetch("AES-256-ECB");
  static const EVP_CIPHER* const des3 = fetch("DES-EDE3-ECB");
  if (algorithm == KeyedCipher::Algorithm::des3) return des3;
  if (key_size == 16) return aes128;
  return key_size == 24 ? aes192 : aes256;
}

std::uint64_t big_endian(const std::uint8_t* bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes, sizeof value);
  if constexpr (std::endian::native == std::endian::little) value = __builtin_bswap64(value);
  return value;
}

void put_big_endian(std::uint64_t value, std::uint8_t* bytes) {
  if constexpr (std::endian::native == std::endian::little) value = __builtin_bswap64(value);
  std::memcpy(bytes, &value, sizeof value);
}

/// Doubling in GF(2^128).   Source: NIST SP 800-38B, 5.3.
void double_block(const std::uint8_t* in, std::uint8_t* out) {
  const std::uint64_t high = big_endian(in), low = big_endian(in + 8);
  put_big_endian(high << 1 | low >> 63, out);
  put_big_endian(low << 1 ^ (high >> 63) * 0x87, out + 8);
}

std::uint64_t word(const std::uint8_t* bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

}  // namespace

void KeyedCipher::FreeContext::operator()(evp_cipher_ctx_st* context) const noexcept {
  EVP_CIPHER_CTX_free(context);
}

bool KeyedCipher::holds(Algorithm algorithm, ByteView key) const noexcept {
  return key_size_ == key.size() && algorithm_ == algorithm &&
         std::memcmp(key_.data(), key.data(), key.size()) == 0;
}

void KeyedCipher::load(Algorithm algorithm, ByteView key) {
  ASSAY_CHECK(algorithm == Algorithm::aes ? key.size() == 16 || key.size() == 24 || key.size() == 32
                                          : key.size() == 24);
  wipe(key_.data(), key_.size());
  wipe(subkeys_.data(), subkeys_.size());
  algorithm_ = algorithm;
  key_size_ = static_cast<std::uint8_t>(key.size());
  std::memcpy(key_.data(), key.data(), key.size());
  ready_encrypting_ = ready_decrypting_ = has_subkeys_ = false;
}

void KeyedCipher::run(bool& ready, Context& context, int direction, const std::uint8_t* in,
                      std::uint8_t* out, std::size_t size) {
  if (!ready) {
    const bool is_new = !context;
    if (is_new) context.reset(EVP_CIPHER_CTX_new());
    ASSAY_CHECK(context != nullptr);
    const EVP_CIPHER* wanted = cipher_for(algorithm_, key_size_);
    const EVP_CIPHER* cipher =
        EVP_CIPHER_CTX_get0_cipher(context.get()) == wanted ? nullptr : wanted;
    ASSAY_CHECK(
        EVP_CipherInit_ex2(context.get(), cipher, key_.data(), nullptr, direction, nullptr) == 1);
    // Decrypting, padding would hold back the last block; encrypting it is only added by a final call, which nobody makes. A
    // context remembers the wish from key to key, and grants it slowly.
    if (is_new && direction == 0) EVP_CIPHER_CTX_set_padding(context.get(), 0);
    ready = true;
  }
  while (size > 0) {  // EVP counts in int
    const int part = static_cast<int>(size < 0x10000 ? size : 0x10000);
    int written = 0;
    ASSAY_CHECK(EVP_CipherUpdate(context.get(), out, &written, in, part) == 1 && written == part);
    in += part;
    out += part;
    size -= static_cast<std::size_t>(part);
  }
}

const std::array<std::uint8_t, 32>& KeyedCipher::cmac_subkeys() {
  if (has_subkeys_) return subkeys_;
  std::array<std::uint8_t, 16> l{};
  encrypt(l.data(), l.data(), l.size());
  double_block(l.data(), subkeys_.data());
  double_block(subkeys_.data(), subkeys_.data() + 16);
  wipe(l.data(), l.size());
  has_subkeys_ = true;
  return subkeys_;
}

void KeyedCipher::forget() noexcept {
  wipe(key_.data(), key_.size());
  wipe(subkeys_.data(), subkeys_.size());
}

KeyedCipher& keyed_cipher(KeyedCipher::Algorithm algorithm, ByteView key) {
  // A power of two of places, each key in the one that its own bytes name: two keys rarely meet, and meeting only
  // costs a new key schedule.
  static thread_local std::array<KeyedCipher, 64> recent;
  ASSAY_CHECK(key.size() >= 16);
  const std::uint64_t mixed =
      (word(key.data()) * 3 + word(key.data() + key.size() - 8)) * 0x9E3779B97F4A7C15ULL +
      key.size();
  KeyedCipher& place = recent[mixed >> 58];
  if (!place.holds(algorithm, key)) place.load(algorithm, key);
  return place;
}

}  // namespace assay::crypto
