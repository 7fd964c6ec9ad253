// SPDX-License-Identifier: Apache-2.0
// Elliptic curves: the curves GlobalPlatform numbers, points, key agreement and ECDSA.
// Source: GPC B.4; BSI TR-03111; SEC 1; RFC 6979 for the nonces of signatures.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "crypto/hash.hpp"
#include "crypto/key_handle.hpp"

namespace assay::crypto {

/// In the order of their key parameter reference values, '00' to '08'.   Source: GPC table B-2.
enum class Curve : std::uint8_t {
  p256,
  p384,
  p521,
  brainpool_p256r1,
  brainpool_p256t1,
  brainpool_p384r1,
  brainpool_p384t1,
  brainpool_p512r1,
  brainpool_p512t1,
};

inline constexpr std::array all_curves{
    Curve::p256,
    Curve::p384,
    Curve::p521,
    Curve::brainpool_p256r1,
    Curve::brainpool_p256t1,
    Curve::brainpool_p384r1,
    Curve::brainpool_p384t1,
    Curve::brainpool_p512r1,
    Curve::brainpool_p512t1,
};

/// "P-256", "brainpoolP256r1".
[[nodiscard]] std::string_view name(Curve curve) noexcept;
/// The curve of that name, or of its other one "secp256r1".
[[nodiscard]] std::optional<Curve> curve_named(std::string_view name) noexcept;
[[nodiscard]] constexpr std::uint8_t key_parameter_reference(Curve curve) noexcept {
  return static_cast<std::uint8_t>(curve);
}
/// Errors: `unsupported` for a reserved or proprietary value, naming it.
[[nodiscard]] Result<Curve> curve_of_reference(std::uint8_t reference);

/// Bytes of a coordinate, of the order and of a private scalar: 32, 48, 64 or, for P-521, 66.
[[nodiscard]] std::size_t scalar_length(Curve curve) noexcept;
/// Bits of the curve: 256, 384, 512, 521.
[[nodiscard]] std::size_t curve_bits(Curve curve) noexcept;
/// The hash that goes with the size of the curve.   Source: GPC B.4.3.
[[nodiscard]] Hash ecdsa_hash(Curve curve) noexcept;
/// Order of the base point, big-endian, `scalar_length` bytes.
[[nodiscard]] ByteView curve_order(Curve curve);

/// A point that was checked to lie on its curve.
class EcPublicKey {
 public:
  /// Reads 04 || X || Y.
  /// Errors: `malformed` for another length or first byte (compressed, hybrid, infinity), a coordinate that is not below
  /// the field's prime, a point off the curve.
  [[nodiscard]] static Result<EcPublicKey> from_point(Curve curve, ByteView point);

  [[nodiscard]] Curve curve() const noexcept { return curve_; }
  /// 04 || X || Y.
  [[nodiscard]] ByteView point() const noexcept { return point_; }
  /// For functions of OpenSSL that want a key of theirs; making one costs more than an agreement on P-256 needs beside it.
  [[nodiscard]] KeyHandle make_handle() const;

 private:
  friend class EcPrivateKey;
  EcPublicKey(Curve curve, Bytes point) : curve_(curve), point_(std::move(point)) {}

  Curve curve_;
  Bytes point_;
};

/// A private scalar with its public point. Nothing prints it, and it is wiped.
class EcPrivateKey {
 public:
  /// Errors: `malformed` for a length other than `scalar_length`, `out_of_range` for zero or a value not below the order.
  [[nodiscard]] static Result<EcPrivateKey> from_scalar(Curve curve, ByteView scalar);
  /// Makes a scalar of any `scalar_length` + 8 random bytes, evenly but for 2^-64.   Source: FIPS 186-4, B.4.1.
  /// Errors: `out_of_range` for fewer bytes.
  [[nodiscard]] static Result<EcPrivateKey> from_random(Curve curve, ByteView random);

  [[nodiscard]] Curve curve() const noexcept { return public_key_.curve(); }
  [[nodiscard]] const EcPublicKey& public_key() const noexcept { return public_key_; }
  [[nodiscard]] ByteView scalar() const noexcept { return scalar_; }

 private:
  EcPrivateKey(SecureBytes scalar, EcPublicKey public_key)
      : scalar_(std::move(scalar)), public_key_(std::move(public_key)) {}

  SecureBytes scalar_;
  EcPublicKey public_key_;
};

/// The shared secret ZAB: the X coordinate, `scalar_length` bytes, leading zeros kept.
/// Errors: `malformed` when the keys are of different curves.
[[nodiscard]] Result<SecureBytes> ecdh(const EcPrivateKey& own, const EcPublicKey& other);

/// r || s, each `scalar_length` bytes, with the nonce of RFC 6979: the same message always has the same signature.
[[nodiscard]] Bytes ecdsa_sign(const EcPrivateKey& key, Hash hash, ByteView message);
/// The same under this nonce of `scalar_length` bytes.
/// Errors: `out_of_range` for a nonce that is zero, not below the order, or that makes r or s zero.
[[nodiscard]] Result<Bytes> ecdsa_sign_with_nonce(const EcPrivateKey& key, Hash hash,
                                                  ByteView message, ByteView nonce);
/// Whether `signature`, r || s, is right. Any other length, and r or s outside 1 .. order - 1, is wrong.
[[nodiscard]] bool ecdsa_verify(const EcPublicKey& key, Hash hash, ByteView message,
                                ByteView signature);

/// r || s of SEQUENCE { INTEGER r, INTEGER s }, as X.509 writes signatures.
/// Errors: `malformed` for anything but DER, `out_of_range` for r or s outside 1 .. order - 1.
[[nodiscard]] Result<Bytes> signature_from_der(Curve curve, ByteView der);
/// Shape: `signature` has twice `scalar_length` bytes. Errors: as `signature_from_der`.
[[nodiscard]] Result<Bytes> signature_to_der(Curve curve, ByteView signature);

}  // namespace assay::crypto
