// SPDX-License-Identifier: Apache-2.0
// RSA keys from the numbers that cards and vectors carry.
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "base/check.hpp"
#include "crypto/openssl.hpp"
#include "crypto/rsa.hpp"

namespace assay::crypto {
namespace {

Result<void> check_modulus(ByteView modulus) {
  if (modulus.empty()) return fail(ErrorCode::malformed, "an RSA modulus has no bytes");
  if (modulus[0] == 0x00)
    return fail(ErrorCode::malformed, "an RSA modulus begins with 00, which is no part of it");
  const auto bits = static_cast<std::size_t>(BN_num_bits(big_number(modulus).get()));
  if (bits % 8 != 0)
    return fail(ErrorCode::malformed, "an RSA modulus has {} bits, a multiple of 8 was wanted",
                bits);
  if (bits < min_rsa_bits || bits > max_rsa_bits)
    return fail(ErrorCode::unsupported, "an RSA modulus has {} bits, {} to {} were wanted", bits,
                min_rsa_bits, max_rsa_bits);
  if ((modulus.back() & 0x01) == 0) return fail(ErrorCode::malformed, "an RSA modulus is even");
  return {};
}

Result<void> check_exponent(ByteView modulus, const BIGNUM* exponent) {
  if (BN_is_odd(exponent) == 0 || BN_is_one(exponent) == 1)
    return fail(ErrorCode::malformed, "an RSA public exponent is even or below 3");
  if (BN_cmp(exponent, big_number(modulus).get()) >= 0)
    return fail(ErrorCode::malformed, "an RSA public exponent is not below its modulus");
  if (modulus.size() * 8 > 3072 && BN_num_bits(exponent) > 64)
    return fail(ErrorCode::unsupported,
                "an RSA public exponent has {} bits, at most 64 go with a modulus of {}",
                BN_num_bits(exponent), modulus.size() * 8);
  return {};
}

ByteView without_zeros(ByteView number) {
  while (!number.empty() && number[0] == 0x00) number = number.subspan(1);
  return number;
}

Bytes bytes_of(const BIGNUM* number) {
  Bytes out(static_cast<std::size_t>(BN_num_bytes(number)));
  write_number(number, out);
  return out;
}

Result<KeyHandle> make(KeyParameters& parameters, int selection) {
  KeyHandle handle = parameters.make("RSA", selection);
  if (handle.get() == nullptr) return fail(ErrorCode::internal, "OpenSSL takes no such RSA key");
  return handle;
}

/// Whether (2 ^ e) ^ d is 2 again.
bool belong_together(const BIGNUM* n, const BIGNUM* e, const BIGNUM* d) {
  const BigNumberContext context = number_context();
  const BigNumber two = new_number();
  const BigNumber power = new_number();
  ASSAY_CHECK(BN_set_word(two.get(), 2) == 1);
  ASSAY_CHECK(BN_mod_exp(power.get(), two.get(), e, n, context.get()) == 1);
  ASSAY_CHECK(BN_mod_exp_mont_consttime(power.get(), power.get(), d, n, context.get(), nullptr) ==
              1);
  return BN_cmp(power.get(), two.get()) == 0;
}

/// n, e and d of the five numbers of RsaFactors.
struct Whole {
  BigNumber n = new_number();
  BigNumber e = new_number();
  BigNumber d = new_number();
};

/// The inverse of `number` modulo `modulus` less one.
bool invert_below(BIGNUM* out, const BIGNUM* number, const BIGNUM* modulus, BN_CTX* context) {
  const BigNumber below(BN_dup(modulus));
  BN_set_flags(below.get(), BN_FLG_CONSTTIME);
  if (BN_sub_word(below.get(), 1) != 1) return false;
  const bool found = BN_mod_inverse(out, number, below.get(), context) != nullptr;
  ERR_clear_error();
  return found;
}

Result<Whole> whole_of(const RsaFactors& factors) {
  const BigNumberContext context = number_context();
  const BigNumber p = secret_number(factors.p);
  const BigNumber q = secret_number(factors.q);
  const BigNumber dp = secret_number(factors.d_mod_p_1);
  const BigNumber dq = secret_number(factors.d_mod_q_1);
  if (BN_is_odd(p.get()) == 0 || BN_is_odd(q.get()) == 0 || BN_is_one(p.get()) == 1 ||
      BN_is_one(q.get()) == 1)
    return fail(ErrorCode::malformed, "a factor of an RSA modulus is even or one");
  Whole out;
  const BigNumber other = new_number();
  ASSAY_CHECK(BN_mul(out.n.get(), p.get(), q.get(), context.get()) == 1);
  if (!invert_below(out.e.get(), dp.get(), p.get(), context.get()) ||
      !invert_below(other.get(), dq.get(), q.get(), context.get()) ||
      BN_cmp(out.e.get(), other.get()) != 0)
    return fail(ErrorCode::malformed, "the private exponents of p and q have no common inverse");
  const BigNumber product = new_number();
  const BigNumber secret_inverse = secret_number(factors.q_inverse);
  ASSAY_CHECK(BN_mod_mul(product.get(), secret_inverse.get(), q.get(), p.get(), context.get()) ==
              1);
  if (BN_is_one(product.get()) == 0)
    return fail(ErrorCode::malformed, "the inverse of q does not belong to p and q");
  // d = e^-1 mod (p - 1)(q - 1)
  const BigNumber totient = new_number();
  ASSAY_CHECK(BN_sub_word(p.get(), 1) == 1 && BN_sub_word(q.get(), 1) == 1);
  ASSAY_CHECK(BN_mul(totient.get(), p.get(), q.get(), context.get()) == 1);
  if (BN_mod_inverse(out.d.get(), out.e.get(), totient.get(), context.get()) == nullptr) {
    ERR_clear_error();
    return fail(ErrorCode::malformed, "the private exponents of p and q have no common inverse");
  }
  return out;
}

}  // namespace

Result<RsaPublicKey> RsaPublicKey::from_numbers(ByteView modulus, ByteView exponent) {
  TRY_VOID(check_modulus(modulus));
  const BigNumber n = big_number(modulus);
  const BigNumber e = big_number(exponent);
  TRY_VOID(check_exponent(modulus, e.get()));
  KeyParameters parameters;
  parameters.number(OSSL_PKEY_PARAM_RSA_N, n.get());
  parameters.number(OSSL_PKEY_PARAM_RSA_E, e.get());
  TRY(KeyHandle handle, make(parameters, EVP_PKEY_PUBLIC_KEY));
  return RsaPublicKey(to_bytes(modulus), to_bytes(without_zeros(exponent)), std::move(handle));
}

Result<RsaPrivateKey> RsaPrivateKey::from_exponents(ByteView modulus, ByteView public_exponent,
                                                    ByteView private_exponent) {
  TRY(RsaPublicKey public_key, RsaPublicKey::from_numbers(modulus, public_exponent));
  const BigNumber n = big_number(modulus);
  const BigNumber e = big_number(public_exponent);
  const BigNumber d = secret_number(private_exponent);
  if (BN_is_zero(d.get()) == 1 || BN_cmp(d.get(), n.get()) >= 0 ||
      !belong_together(n.get(), e.get(), d.get()))
    return fail(ErrorCode::malformed,
                "the private exponent of an RSA key does not belong to its public one");
  KeyParameters parameters;
  parameters.number(OSSL_PKEY_PARAM_RSA_N, n.get());
  parameters.number(OSSL_PKEY_PARAM_RSA_E, e.get());
  parameters.number(OSSL_PKEY_PARAM_RSA_D, d.get());
  TRY(KeyHandle handle, make(parameters, EVP_PKEY_KEYPAIR));
  return RsaPrivateKey(std::move(public_key), std::move(handle));
}

Result<RsaPrivateKey> RsaPrivateKey::from_exponent(ByteView modulus, ByteView private_exponent) {
  TRY_VOID(check_modulus(modulus));
  const BigNumber n = big_number(modulus);
  const BigNumber d = secret_number(private_exponent);
  for (const std::uint32_t candidate : {65537u, 3u, 17u}) {
    const BigNumber e = new_number();
    ASSAY_CHECK(BN_set_word(e.get(), candidate) == 1);
    if (belong_together(n.get(), e.get(), d.get()))
      return from_exponents(modulus, bytes_of(e.get()), private_exponent);
  }
  return fail(ErrorCode::unsupported,
              "the public exponent of an RSA key is none of 3, 17 and 65537; give it");
}

Result<RsaPrivateKey> RsaPrivateKey::from_factors(const RsaFactors& factors) {
  TRY(const Whole whole, whole_of(factors));
  const Bytes modulus = bytes_of(whole.n.get());
  TRY(RsaPublicKey public_key, RsaPublicKey::from_numbers(modulus, bytes_of(whole.e.get())));
  if (!belong_together(whole.n.get(), whole.e.get(), whole.d.get()))
    return fail(ErrorCode::malformed, "p and q of an RSA key are not both prime");
  KeyParameters parameters;
  parameters.number(OSSL_PKEY_PARAM_RSA_N, whole.n.get());
  parameters.number(OSSL_PKEY_PARAM_RSA_E, whole.e.get());
  parameters.number(OSSL_PKEY_PARAM_RSA_D, whole.d.get());
  parameters.number(OSSL_PKEY_PARAM_RSA_FACTOR1, secret_number(factors.p).get());
  parameters.number(OSSL_PKEY_PARAM_RSA_FACTOR2, secret_number(factors.q).get());
  parameters.number(OSSL_PKEY_PARAM_RSA_EXPONENT1, secret_number(factors.d_mod_p_1).get());
  parameters.number(OSSL_PKEY_PARAM_RSA_EXPONENT2, secret_number(factors.d_mod_q_1).get());
  parameters.number(OSSL_PKEY_PARAM_RSA_COEFFICIENT1, secret_number(factors.q_inverse).get());
  TRY(KeyHandle handle, make(parameters, EVP_PKEY_KEYPAIR));
  return RsaPrivateKey(std::move(public_key), std::move(handle));
}

}  // namespace assay::crypto
