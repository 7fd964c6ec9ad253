// SPDX-License-Identifier: Apache-2.0
// OpenSSL's objects as values that free themselves, and what was fetched once. Private to this room.
#pragma once

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <memory>

#include "base/check.hpp"
#include "crypto/hash.hpp"
#include "crypto/key_handle.hpp"

namespace assay::crypto {

template <auto free>
struct FreeWith {
  template <typename T>
  void operator()(T* object) const noexcept {
    free(object);
  }
};

using BigNumber = std::unique_ptr<BIGNUM, FreeWith<BN_clear_free>>;
using BigNumberContext = std::unique_ptr<BN_CTX, FreeWith<BN_CTX_free>>;
using CurvePoint = std::unique_ptr<EC_POINT, FreeWith<EC_POINT_clear_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, FreeWith<EVP_PKEY_CTX_free>>;

[[nodiscard]] const char* openssl_name(Hash hash) noexcept;
/// Fetched once for the whole program and kept to its end.
[[nodiscard]] const EVP_MD* openssl_digest(Hash hash);

[[nodiscard]] inline BigNumber big_number(ByteView bytes) {
  BigNumber number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  ASSAY_CHECK(number != nullptr);
  return number;
}
[[nodiscard]] inline BigNumber secret_number(ByteView bytes) {
  BigNumber number = big_number(bytes);
  BN_set_flags(number.get(), BN_FLG_CONSTTIME);
  return number;
}
[[nodiscard]] inline BigNumber new_number() {
  BigNumber number(BN_new());
  ASSAY_CHECK(number != nullptr);
  return number;
}
[[nodiscard]] inline BigNumberContext number_context() {
  BigNumberContext context(BN_CTX_new());
  ASSAY_CHECK(context != nullptr);
  return context;
}
/// Big-endian, left padded with 00 to the size of `out`.
inline void write_number(const BIGNUM* number, MutableByteView out) {
  ASSAY_CHECK(BN_bn2binpad(number, out.data(), static_cast<int>(out.size())) ==
              static_cast<int>(out.size()));
}

/// The numbers and texts from which a key is made; the bytes behind them are wiped.
class KeyParameters {
 public:
  void number(const char* name, const BIGNUM* value);
  void text(const char* name, const char* value);
  void octets(const char* name, ByteView value);
  /// The key of this type ("EC", "RSA"); empty when OpenSSL refuses.
  [[nodiscard]] KeyHandle make(const char* type, int selection);

 private:
  std::vector<SecureBytes> kept_;
  std::vector<OSSL_PARAM> params_;
};

[[nodiscard]] KeyContext context_of(const KeyHandle& key);

}  // namespace assay::crypto
