// SPDX-License-Identifier: Apache-2.0
#include "crypto/elliptic.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>

#include <algorithm>

#include "base/check.hpp"
#include "base/hex.hpp"
#include "crypto/curve_data.hpp"

namespace assay::crypto {
namespace {

struct CurveRow {
  std::string_view name;
  std::string_view other_name;
  const char* openssl_name;
  int nid;
  std::size_t bits;
};

constexpr std::array<CurveRow, 9> rows{{
    {"P-256", "secp256r1", "P-256", NID_X9_62_prime256v1, 256},
    {"P-384", "secp384r1", "P-384", NID_secp384r1, 384},
    {"P-521", "secp521r1", "P-521", NID_secp521r1, 521},
    {"brainpoolP256r1", "", "brainpoolP256r1", NID_brainpoolP256r1, 256},
    {"brainpoolP256t1", "", "brainpoolP256t1", NID_brainpoolP256t1, 256},
    {"brainpoolP384r1", "", "brainpoolP384r1", NID_brainpoolP384r1, 384},
    {"brainpoolP384t1", "", "brainpoolP384t1", NID_brainpoolP384t1, 384},
    {"brainpoolP512r1", "", "brainpoolP512r1", NID_brainpoolP512r1, 512},
    {"brainpoolP512t1", "", "brainpoolP512t1", NID_brainpoolP512t1, 512},
}};

const CurveRow& row(Curve curve) {
  return rows[static_cast<std::size_t>(curve)];
}

CurveData make_data(Curve curve) {
  CurveData data;
  data.openssl_name = row(curve).openssl_name;
  data.group = EC_GROUP_new_by_curve_name(row(curve).nid);
  data.field = BN_new();
  ASSAY_CHECK(data.group != nullptr && data.field != nullptr);
  ASSAY_CHECK(EC_GROUP_get_curve(data.group, data.field, nullptr, nullptr, nullptr) == 1);
  data.order = EC_GROUP_get0_order(data.group);
  data.order_bytes.resize(scalar_length(curve));
  write_number(data.order, data.order_bytes);
  return data;
}

/// "02: a compressed point" and the like.
Result<void> check_form(Curve curve, ByteView point) {
  const std::size_t wanted = 1 + 2 * scalar_length(curve);
  if (point.empty()) return fail(ErrorCode::malformed, "a point of {} has no bytes", name(curve));
  if (point.size() == 1 && point[0] == 0x00)
    return fail(ErrorCode::malformed, "the point at infinity is no public key");
  if (point[0] != 0x04)
    return fail(ErrorCode::malformed,
                "a point of {} begins with {}, an uncompressed one with 04 was wanted", name(curve),
                to_hex(point.first(1)));
  if (point.size() != wanted)
    return fail(ErrorCode::malformed, "a point of {} has {} bytes, {} were wanted", name(curve),
                point.size(), wanted);
  return {};
}

Result<void> check_point(Curve curve, ByteView point) {
  TRY_VOID(check_form(curve, point));
  const CurveData& data = curve_data(curve);
  const std::size_t length = scalar_length(curve);
  for (const std::size_t at : {std::size_t{1}, 1 + length})
    if (BN_cmp(big_number(point.subspan(at, length)).get(), data.field) >= 0)
      return fail(ErrorCode::malformed, "a coordinate of a point of {} is not below the prime",
                  name(curve));
  const CurvePoint parsed(EC_POINT_new(data.group));
  if (EC_POINT_oct2point(data.group, parsed.get(), point.data(), point.size(),
                         number_context().get()) != 1) {
    ERR_clear_error();
    return fail(ErrorCode::malformed, "the point is not on {}", name(curve));
  }
  return {};
}

Bytes public_point(Curve curve, const BIGNUM* scalar) {
  const CurveData& data = curve_data(curve);
  const BigNumberContext context = number_context();
  const CurvePoint point(EC_POINT_new(data.group));
  ASSAY_CHECK(EC_POINT_mul(data.group, point.get(), scalar, nullptr, nullptr, context.get()) == 1);
  Bytes out(1 + 2 * scalar_length(curve));
  ASSAY_CHECK(EC_POINT_point2oct(data.group, point.get(), POINT_CONVERSION_UNCOMPRESSED, out.data(),
                                 out.size(), context.get()) == out.size());
  return out;
}

}  // namespace

const CurveData& curve_data(Curve curve) {
  // Made once for the whole program and kept to its end.
  static const auto* const table = [] {
    auto* made = new std::array<CurveData, rows.size()>;
    for (const Curve each : all_curves) (*made)[static_cast<std::size_t>(each)] = make_data(each);
    return made;
  }();
  return (*table)[static_cast<std::size_t>(curve)];
}

CurvePoint curve_point(const EcPublicKey& key, bignum_ctx* context) {
  const CurveData& data = curve_data(key.curve());
  CurvePoint point(EC_POINT_new(data.group));
  // It was checked when the key was made.
  ASSAY_CHECK(EC_POINT_oct2point(data.group, point.get(), key.point().data(), key.point().size(),
                                 context) == 1);
  return point;
}

bool is_scalar(Curve curve, const BIGNUM* number) {
  return BN_is_zero(number) == 0 && BN_is_negative(number) == 0 &&
         BN_cmp(number, curve_data(curve).order) < 0;
}

std::string_view name(Curve curve) noexcept {
  return row(curve).name;
}

std::optional<Curve> curve_named(std::string_view name) noexcept {
  for (const Curve curve : all_curves)
    if (!name.empty() && (row(curve).name == name || row(curve).other_name == name)) return curve;
  return std::nullopt;
}

Result<Curve> curve_of_reference(std::uint8_t reference) {
  if (reference < rows.size()) return static_cast<Curve>(reference);
  const std::string_view kind = reference < 0x40   ? "reserved"
                                : reference < 0x60 ? "a proprietary global value"
                                : reference < 0x80 ? "a local value of its security domain"
                                                   : "the first byte of a two-byte reference";
  return fail(ErrorCode::unsupported, "key parameter reference {:02X} is {}; 00 to 08 are curves",
              reference, kind);
}

std::size_t scalar_length(Curve curve) noexcept {
  return (row(curve).bits + 7) / 8;
}

std::size_t curve_bits(Curve curve) noexcept {
  return row(curve).bits;
}

Hash ecdsa_hash(Curve curve) noexcept {
  if (row(curve).bits < 384) return Hash::sha256;
  return row(curve).bits < 512 ? Hash::sha384 : Hash::sha512;
}

ByteView curve_order(Curve curve) {
  return curve_data(curve).order_bytes;
}

Result<EcPublicKey> EcPublicKey::from_point(Curve curve, ByteView point) {
  TRY_VOID(check_point(curve, point));
  return EcPublicKey(curve, to_bytes(point));
}

KeyHandle EcPublicKey::make_handle() const {
  KeyParameters parameters;
  parameters.text(OSSL_PKEY_PARAM_GROUP_NAME, row(curve_).openssl_name);
  parameters.octets(OSSL_PKEY_PARAM_PUB_KEY, point_);
  KeyHandle handle = parameters.make("EC", EVP_PKEY_PUBLIC_KEY);
  ASSAY_CHECK(handle.get() != nullptr);
  return handle;
}

Result<EcPrivateKey> EcPrivateKey::from_scalar(Curve curve, ByteView scalar) {
  if (scalar.size() != scalar_length(curve))
    return fail(ErrorCode::malformed, "a private key of {} has {} bytes, {} were wanted",
                name(curve), scalar.size(), scalar_length(curve));
  const BigNumber number = secret_number(scalar);
  if (!is_scalar(curve, number.get()))
    return fail(ErrorCode::out_of_range, "a private key of {} is not from 1 to its order less 1",
                name(curve));
  return EcPrivateKey(SecureBytes(scalar.begin(), scalar.end()),
                      EcPublicKey(curve, public_point(curve, number.get())));
}

Result<EcPrivateKey> EcPrivateKey::from_random(Curve curve, ByteView random) {
  const std::size_t wanted = scalar_length(curve) + 8;
  if (random.size() < wanted)
    return fail(ErrorCode::out_of_range, "a key of {} is made of {} random bytes, {} are there",
                name(curve), wanted, random.size());
  const BigNumber number = secret_number(random.first(wanted));
  const BigNumber less_one(BN_dup(curve_data(curve).order));
  const BigNumberContext context = number_context();
  ASSAY_CHECK(BN_sub_word(less_one.get(), 1) == 1);
  ASSAY_CHECK(BN_mod(number.get(), number.get(), less_one.get(), context.get()) == 1);
  ASSAY_CHECK(BN_add_word(number.get(), 1) == 1);
  SecureBytes scalar(scalar_length(curve));
  write_number(number.get(), scalar);
  return from_scalar(curve, scalar);
}

Result<SecureBytes> ecdh(const EcPrivateKey& own, const EcPublicKey& other) {
  if (own.curve() != other.curve())
    return fail(ErrorCode::malformed, "a key of {} agrees on nothing with one of {}",
                name(own.curve()), name(other.curve()));
  // SEC 1, 3.3.1; every curve here has the cofactor 1, so that no product is the point at infinity.
  const CurveData& data = curve_data(own.curve());
  const BigNumberContext context = number_context();
  const CurvePoint product = curve_point(other, context.get());
  const BigNumber scalar = secret_number(own.scalar());
  const BigNumber x = new_number();
  ASSAY_CHECK(EC_POINT_mul(data.group, product.get(), nullptr, product.get(), scalar.get(),
                           context.get()) == 1);
  ASSAY_CHECK(EC_POINT_get_affine_coordinates(data.group, product.get(), x.get(), nullptr,
                                              context.get()) == 1);
  SecureBytes out(scalar_length(own.curve()));
  write_number(x.get(), out);
  return out;
}

}  // namespace assay::crypto
