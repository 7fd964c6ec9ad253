// SPDX-License-Identifier: Apache-2.0
// The numbers of a curve as OpenSSL holds them, made once. Private to this room.
#pragma once

#include "crypto/elliptic.hpp"
#include "crypto/openssl.hpp"

struct ec_group_st;

namespace assay::crypto {

struct CurveData {
  const char* openssl_name = nullptr;
  ec_group_st* group = nullptr;
  bignum_st* field = nullptr;
  const bignum_st* order = nullptr;
  Bytes order_bytes;
};

[[nodiscard]] const CurveData& curve_data(Curve curve);

/// The point of a key as OpenSSL holds it.
[[nodiscard]] CurvePoint curve_point(const EcPublicKey& key, bignum_ctx* context);

/// Whether 1 <= `number` < order.
[[nodiscard]] bool is_scalar(Curve curve, const bignum_st* number);

}  // namespace assay::crypto
