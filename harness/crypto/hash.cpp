// SPDX-License-Identifier: Apache-2.0
#include "crypto/hash.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>

#include "base/check.hpp"
#include "crypto/openssl.hpp"

namespace assay::crypto {
namespace {

constexpr std::array<std::string_view, 5> names{"SHA-1", "SHA-224", "SHA-256", "SHA-384",
                                                "SHA-512"};
constexpr std::array<const char*, 5> openssl_names{"SHA1", "SHA224", "SHA256", "SHA384", "SHA512"};
constexpr std::array all{Hash::sha1, Hash::sha224, Hash::sha256, Hash::sha384, Hash::sha512};

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};

const EVP_MD* fetch(Hash hash) {
  const EVP_MD* digest = EVP_MD_fetch(nullptr, openssl_name(hash), nullptr);
  ASSAY_CHECK(digest != nullptr);
  return digest;
}

/// Bytes that the hash works on at a time.   Source: FIPS 180-4, figure 1.
std::size_t block_length(Hash hash) {
  return hash == Hash::sha384 || hash == Hash::sha512 ? 128 : 64;
}

}  // namespace

const char* openssl_name(Hash hash) noexcept {
  return openssl_names[static_cast<std::size_t>(hash)];
}

const EVP_MD* openssl_digest(Hash hash) {
  static const std::array<const EVP_MD*, 5> fetched{fetch(all[0]), fetch(all[1]), fetch(all[2]),
                                                    fetch(all[3]), fetch(all[4])};
  return fetched[static_cast<std::size_t>(hash)];
}

std::string_view name(Hash hash) noexcept {
  return names[static_cast<std::size_t>(hash)];
}

std::optional<Hash> hash_named(std::string_view name) noexcept {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return all[static_cast<std::size_t>(found - names.begin())];
}

std::optional<Hash> hash_of_length(std::size_t bytes) noexcept {
  const auto found = std::ranges::find(all, bytes, hash_length);
  return found == all.end() ? std::nullopt : std::optional(*found);
}

void digest_into(Hash hash, std::initializer_list<ByteView> parts, MutableByteView out) {
  static thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  ASSAY_CHECK(out.size() == hash_length(hash));
  unsigned int size = 0;
  ASSAY_CHECK(EVP_DigestInit_ex2(context.get(), openssl_digest(hash), nullptr) == 1);
  for (const ByteView part : parts)
    ASSAY_CHECK(EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1);
  ASSAY_CHECK(EVP_DigestFinal_ex(context.get(), out.data(), &size) == 1 && size == out.size());
}

Bytes digest(Hash hash, ByteView message) {
  Bytes out(hash_length(hash));
  digest_into(hash, {message}, out);
  return out;
}

void hmac_into(Hash hash, ByteView key, std::initializer_list<ByteView> parts,
               MutableByteView out) {
  SecureBytes block(block_length(hash));
  if (key.size() > block.size())
    digest_into(hash, {key}, MutableByteView(block).first(hash_length(hash)));
  else
    std::copy(key.begin(), key.end(), block.begin());
  for (auto& byte : block) byte = static_cast<std::uint8_t>(byte ^ 0x36);
  SecureBytes inner(block);
  for (const ByteView part : parts) inner.insert(inner.end(), part.begin(), part.end());
  digest_into(hash, {inner}, out);
  for (auto& byte : block) byte = static_cast<std::uint8_t>(byte ^ 0x36 ^ 0x5C);
  const Bytes inner_digest(out.begin(), out.end());
  digest_into(hash, {block, inner_digest}, out);
}

SecureBytes x963_kdf(Hash hash, ByteView z, ByteView shared_info, std::size_t length) {
  SecureBytes out(length);
  SecureBytes block(hash_length(hash));
  std::uint32_t counter = 1;
  for (std::size_t at = 0; at < length; at += block.size(), ++counter) {
    const std::array<std::uint8_t, 4> text{
        static_cast<std::uint8_t>(counter >> 24), static_cast<std::uint8_t>(counter >> 16),
        static_cast<std::uint8_t>(counter >> 8), static_cast<std::uint8_t>(counter)};
    digest_into(hash, {z, text, shared_info}, block);
    std::copy_n(block.begin(), std::min(block.size(), length - at),
                out.begin() + static_cast<std::ptrdiff_t>(at));
  }
  return out;
}

std::array<std::uint8_t, 20> sha1(ByteView message) {
  std::array<std::uint8_t, 20> out{};
  digest_into(Hash::sha1, {message}, out);
  return out;
}

std::array<std::uint8_t, 32> sha256(ByteView message) {
  std::array<std::uint8_t, 32> out{};
  digest_into(Hash::sha256, {message}, out);
  return out;
}

std::string sha256_text(ByteView message) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : sha256(message)) {
    text += digits[byte >> 4];
    text += digits[byte & 0x0F];
  }
  return text;
}

}  // namespace assay::crypto
