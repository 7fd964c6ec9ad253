// SPDX-License-Identifier: Apache-2.0
// OpenSSL's objects as values that free themselves, and what was fetched once. Private to this room.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/bytes.hpp"
#include "crypto/hash.hpp"
#include "crypto/key_handle.hpp"

struct bignum_ctx;
struct bignum_st;
struct ec_point_st;
struct evp_md_st;
struct evp_pkey_ctx_st;

namespace assay::crypto {

struct FreeOpenssl {
  void operator()(bignum_st* number) const noexcept;
  void operator()(bignum_ctx* context) const noexcept;
  void operator()(ec_point_st* point) const noexcept;
  void operator()(evp_pkey_ctx_st* context) const noexcept;
};

using BigNumber = std::unique_ptr<bignum_st, FreeOpenssl>;
using BigNumberContext = std::unique_ptr<bignum_ctx, FreeOpenssl>;
using CurvePoint = std::unique_ptr<ec_point_st, FreeOpenssl>;
using KeyContext = std::unique_ptr<evp_pkey_ctx_st, FreeOpenssl>;

[[nodiscard]] const char* openssl_name(Hash hash) noexcept;
/// Fetched once for the whole program and kept to its end.
[[nodiscard]] const evp_md_st* openssl_digest(Hash hash);

[[nodiscard]] BigNumber new_number();
[[nodiscard]] BigNumber big_number(ByteView bytes);
/// Marked, so that OpenSSL works with it in constant time.
[[nodiscard]] BigNumber secret_number(ByteView bytes);
[[nodiscard]] BigNumberContext number_context();
/// Big-endian, left padded with 00 to the size of `out`.
void write_number(const bignum_st* number, MutableByteView out);

/// The numbers and texts from which a key is made; the bytes behind them are wiped.
class KeyParameters {
 public:
  void number(const char* name, const bignum_st* value);
  void text(const char* name, const char* value);
  void octets(const char* name, ByteView value);
  /// The key of this type ("EC", "RSA"); empty when OpenSSL refuses.
  [[nodiscard]] KeyHandle make(const char* type, int selection);

 private:
  enum class Kind : std::uint8_t { number, text, octets };
  struct Row {
    const char* name;
    Kind kind;
    SecureBytes bytes;
  };
  std::vector<Row> rows_;
};

[[nodiscard]] KeyContext context_of(const KeyHandle& key);

}  // namespace assay::crypto
