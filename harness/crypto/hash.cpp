// SPDX-License-Identifier: Apache-2.0
#include "crypto/hash.hpp"

#include <openssl/evp.h>

#include <memory>

#include "base/check.hpp"

namespace assay::crypto {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};

const EVP_MD* fetch(const char* name) {
  const EVP_MD* digest = EVP_MD_fetch(nullptr, name, nullptr);
  ASSAY_CHECK(digest != nullptr);
  return digest;
}

template <std::size_t N>
std::array<std::uint8_t, N> digest(const EVP_MD* algorithm, ByteView message) {
  static thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  std::array<std::uint8_t, N> out{};
  unsigned int size = 0;
  ASSAY_CHECK(EVP_DigestInit_ex2(context.get(), algorithm, nullptr) == 1);
  ASSAY_CHECK(EVP_DigestUpdate(context.get(), message.data(), message.size()) == 1);
  ASSAY_CHECK(EVP_DigestFinal_ex(context.get(), out.data(), &size) == 1 && size == N);
  return out;
}

}  // namespace

std::array<std::uint8_t, 20> sha1(ByteView message) {
  static const EVP_MD* const algorithm = fetch("SHA1");
  return digest<20>(algorithm, message);
}

std::array<std::uint8_t, 32> sha256(ByteView message) {
  static const EVP_MD* const algorithm = fetch("SHA256");
  return digest<32>(algorithm, message);
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
