// SPDX-License-Identifier: Apache-2.0
// ECDSA over OpenSSL's points: signing with a nonce that is known, verifying, and the two codings of a signature.
// Source: FIPS 186-4, 6.4; RFC 6979; SEC 1, C.8; ITU-T X.690, 8.3.
#include <openssl/bn.h>
#include <openssl/ec.h>

#include <algorithm>

#include "base/check.hpp"
#include "base/cursor.hpp"
#include "base/hex.hpp"
#include "crypto/curve_data.hpp"

namespace assay::crypto {
namespace {

/// The leftmost bits of the digest, as many as the order has.   Source: RFC 6979, 2.3.2.
BigNumber leftmost_bits(Curve curve, ByteView digest) {
  BigNumber number = secret_number(digest);
  const int surplus = static_cast<int>(digest.size() * 8) - BN_num_bits(curve_data(curve).order);
  if (surplus > 0) ASSAY_CHECK(BN_rshift(number.get(), number.get(), surplus) == 1);
  return number;
}

/// r || s under this nonce; nothing when r or s comes out as zero.
std::optional<Bytes> sign_under(const EcPrivateKey& key, ByteView digest, const BIGNUM* nonce) {
  const CurveData& data = curve_data(key.curve());
  const BigNumberContext context = number_context();
  const CurvePoint point(EC_POINT_new(data.group));
  const BigNumber r = new_number();
  const BigNumber s = new_number();
  const BigNumber inverse = new_number();
  BN_set_flags(inverse.get(), BN_FLG_CONSTTIME);
  const BigNumber secret = secret_number(key.scalar());
  const BigNumber e = leftmost_bits(key.curve(), digest);
  ASSAY_CHECK(EC_POINT_mul(data.group, point.get(), nonce, nullptr, nullptr, context.get()) == 1);
  ASSAY_CHECK(EC_POINT_get_affine_coordinates(data.group, point.get(), r.get(), nullptr,
                                              context.get()) == 1);
  ASSAY_CHECK(BN_nnmod(r.get(), r.get(), data.order, context.get()) == 1);
  // s = k^-1 (e + r d)
  ASSAY_CHECK(BN_mod_mul(s.get(), r.get(), secret.get(), data.order, context.get()) == 1);
  ASSAY_CHECK(BN_mod_add(s.get(), s.get(), e.get(), data.order, context.get()) == 1);
  ASSAY_CHECK(BN_mod_inverse(inverse.get(), nonce, data.order, context.get()) != nullptr);
  ASSAY_CHECK(BN_mod_mul(s.get(), s.get(), inverse.get(), data.order, context.get()) == 1);
  if (BN_is_zero(r.get()) != 0 || BN_is_zero(s.get()) != 0) return std::nullopt;
  const std::size_t length = scalar_length(key.curve());
  Bytes out(2 * length);
  write_number(r.get(), MutableByteView(out).first(length));
  write_number(s.get(), MutableByteView(out).last(length));
  return out;
}

/// The nonces of RFC 6979, 3.2, one after the other.
class Nonces {
 public:
  Nonces(const EcPrivateKey& key, Hash hash, ByteView digest)
      : curve_(key.curve()), hash_(hash), k_(hash_length(hash), 0x00), v_(hash_length(hash), 0x01) {
    const BigNumber e = leftmost_bits(curve_, digest);
    const BigNumberContext context = number_context();
    ASSAY_CHECK(BN_nnmod(e.get(), e.get(), curve_data(curve_).order, context.get()) == 1);
    Bytes message(scalar_length(curve_));
    write_number(e.get(), message);
    for (const std::uint8_t step : {std::uint8_t{0x00}, std::uint8_t{0x01}}) {  // d. to g.
      hmac_into(hash_, k_, {v_, ByteView(&step, 1), key.scalar(), message}, k_);
      hmac_into(hash_, k_, {v_}, v_);
    }
  }

  BigNumber next() {
    for (;;) {
      SecureBytes text;
      while (text.size() < scalar_length(curve_)) {
        hmac_into(hash_, k_, {v_}, v_);
        text.insert(text.end(), v_.begin(), v_.end());
      }
      BigNumber candidate = leftmost_bits(curve_, text);
      const std::uint8_t zero = 0x00;
      hmac_into(hash_, k_, {v_, ByteView(&zero, 1)}, k_);
      hmac_into(hash_, k_, {v_}, v_);
      if (is_scalar(curve_, candidate.get())) return candidate;
    }
  }

 private:
  Curve curve_;
  Hash hash_;
  SecureBytes k_;
  SecureBytes v_;
};

/// Appends INTEGER of a number without sign.
void put_integer(Bytes& out, ByteView number) {
  while (number.size() > 1 && number[0] == 0x00) number = number.subspan(1);
  const bool sign = (number[0] & 0x80) != 0;
  ByteWriter writer(out);
  writer.put_u8(0x02).put_u8(static_cast<std::uint8_t>(number.size() + (sign ? 1 : 0)));
  if (sign) writer.put_u8(0x00);
  writer.put(number);
}

/// A length of X.690, 8.1.3, in its shortest form, up to 255.
Result<std::size_t> take_length(ByteReader& in) {
  TRY(const std::uint8_t first, in.take_u8());
  if (first < 0x80) return first;
  if (first != 0x81)
    return fail(ErrorCode::malformed, "a DER signature has a length that begins with {:02X}",
                first);
  TRY(const std::uint8_t second, in.take_u8());
  if (second < 0x80)
    return fail(ErrorCode::malformed, "a DER signature has length 81 {:02X}, longer than needed",
                second);
  return second;
}

/// The digits of a positive INTEGER, without a leading 00.
Result<ByteView> take_integer(ByteReader& in, char which) {
  TRY(const std::uint8_t tag, in.take_u8());
  if (tag != 0x02)
    return fail(ErrorCode::malformed, "{} of a DER signature has tag {:02X}, 02 was wanted", which,
                tag);
  TRY(const std::size_t length, take_length(in));
  TRY(ByteView digits, in.take(length));
  if (digits.empty())
    return fail(ErrorCode::malformed, "{} of a DER signature has no bytes", which);
  if ((digits[0] & 0x80) != 0)
    return fail(ErrorCode::malformed, "{} of a DER signature is negative", which);
  if (digits.size() > 1 && digits[0] == 0x00) {
    if ((digits[1] & 0x80) == 0)
      return fail(ErrorCode::malformed, "{} of a DER signature has a needless leading 00", which);
    digits = digits.subspan(1);
  }
  return digits;
}

Result<void> check_range(Curve curve, ByteView digits, char which) {
  if (digits.size() > scalar_length(curve) || !is_scalar(curve, big_number(digits).get()))
    return fail(ErrorCode::out_of_range,
                "{} of a signature is not from 1 to the order of {} less 1", which, name(curve));
  return {};
}

}  // namespace

Bytes ecdsa_sign(const EcPrivateKey& key, Hash hash, ByteView message) {
  const Bytes hashed = digest(hash, message);
  Nonces nonces(key, hash, hashed);
  for (;;)
    if (auto signature = sign_under(key, hashed, nonces.next().get())) return *std::move(signature);
}

Result<Bytes> ecdsa_sign_with_nonce(const EcPrivateKey& key, Hash hash, ByteView message,
                                    ByteView nonce) {
  const BigNumber number = secret_number(nonce);
  if (nonce.size() != scalar_length(key.curve()) || !is_scalar(key.curve(), number.get()))
    return fail(ErrorCode::out_of_range, "a nonce for {} has {} bytes and is from 1 to its order",
                name(key.curve()), scalar_length(key.curve()));
  if (auto signature = sign_under(key, digest(hash, message), number.get()))
    return *std::move(signature);
  return fail(ErrorCode::out_of_range, "this nonce makes no signature of this message");
}

bool ecdsa_verify(const EcPublicKey& key, Hash hash, ByteView message, ByteView signature) {
  const Curve curve = key.curve();
  const std::size_t length = scalar_length(curve);
  if (signature.size() != 2 * length) return false;
  const BigNumber r = big_number(signature.first(length));
  const BigNumber s = big_number(signature.last(length));
  if (!is_scalar(curve, r.get()) || !is_scalar(curve, s.get())) return false;
  const CurveData& data = curve_data(curve);
  const BigNumberContext context = number_context();
  const BigNumber e = leftmost_bits(curve, digest(hash, message));
  const BigNumber w = new_number();
  const BigNumber u1 = new_number();
  const BigNumber u2 = new_number();
  const CurvePoint point = curve_point(key, context.get());
  // u1 = e / s, u2 = r / s, and r is the X coordinate of u1 G + u2 Q modulo the order.
  ASSAY_CHECK(BN_mod_inverse(w.get(), s.get(), data.order, context.get()) != nullptr);
  ASSAY_CHECK(BN_mod_mul(u1.get(), e.get(), w.get(), data.order, context.get()) == 1);
  ASSAY_CHECK(BN_mod_mul(u2.get(), r.get(), w.get(), data.order, context.get()) == 1);
  ASSAY_CHECK(
      EC_POINT_mul(data.group, point.get(), u1.get(), point.get(), u2.get(), context.get()) == 1);
  if (EC_POINT_is_at_infinity(data.group, point.get()) == 1) return false;
  ASSAY_CHECK(EC_POINT_get_affine_coordinates(data.group, point.get(), w.get(), nullptr,
                                              context.get()) == 1);
  ASSAY_CHECK(BN_nnmod(w.get(), w.get(), data.order, context.get()) == 1);
  return BN_cmp(w.get(), r.get()) == 0;
}

Result<Bytes> signature_from_der(Curve curve, ByteView der) {
  ByteReader in(der);
  TRY(const std::uint8_t tag, in.take_u8());
  if (tag != 0x30)
    return fail(ErrorCode::malformed, "a DER signature has tag {:02X}, 30 was wanted", tag);
  TRY(const std::size_t length, take_length(in));
  if (length != in.left())
    return fail(ErrorCode::malformed, "a DER signature says {} bytes, {} follow", length,
                in.left());
  TRY(const ByteView r, take_integer(in, 'r'));
  TRY(const ByteView s, take_integer(in, 's'));
  TRY_VOID(check_range(curve, r, 'r'));
  TRY_VOID(check_range(curve, s, 's'));
  Bytes out(2 * scalar_length(curve));
  write_number(big_number(r).get(), MutableByteView(out).first(scalar_length(curve)));
  write_number(big_number(s).get(), MutableByteView(out).last(scalar_length(curve)));
  return in.finish(std::move(out));
}

Result<Bytes> signature_to_der(Curve curve, ByteView signature) {
  const std::size_t length = scalar_length(curve);
  if (signature.size() != 2 * length)
    return fail(ErrorCode::malformed, "a signature of {} has {} bytes, {} were wanted", name(curve),
                signature.size(), 2 * length);
  TRY_VOID(check_range(curve, signature.first(length), 'r'));
  TRY_VOID(check_range(curve, signature.last(length), 's'));
  Bytes numbers;
  put_integer(numbers, signature.first(length));
  put_integer(numbers, signature.last(length));
  Bytes out{0x30};
  if (numbers.size() > 0x7F) out.push_back(0x81);
  out.push_back(static_cast<std::uint8_t>(numbers.size()));
  append(out, numbers);
  return out;
}

}  // namespace assay::crypto
