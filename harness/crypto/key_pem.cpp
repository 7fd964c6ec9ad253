// SPDX-License-Identifier: Apache-2.0
// PEM through OpenSSL's encoders; nothing but whole keys leaves this file.
#include "crypto/key_pem.hpp"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <array>
#include <memory>

#include "base/check.hpp"
#include "crypto/curve_data.hpp"
#include "crypto/openssl.hpp"

namespace assay::crypto {
namespace {

struct FreeBio {
  void operator()(BIO* bio) const noexcept { BIO_free_all(bio); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;

struct WipeNumber {
  void operator()(BIGNUM* number) const noexcept { BN_clear_free(number); }
};
using SecretNumber = std::unique_ptr<BIGNUM, WipeNumber>;

Result<SecureBytes> number_of(const EVP_PKEY* key, const char* name) {
  BIGNUM* found = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &found) != 1) {
    ERR_clear_error();
    return fail(ErrorCode::unsupported, "the key does not tell its {}", name);
  }
  const SecretNumber number(found);
  SecureBytes out(static_cast<std::size_t>(BN_num_bytes(found)));
  write_number(found, out);
  return out;
}

Result<RsaPrivateKey> rsa_of(const EVP_PKEY* key) {
  TRY(const SecureBytes p, number_of(key, OSSL_PKEY_PARAM_RSA_FACTOR1));
  TRY(const SecureBytes q, number_of(key, OSSL_PKEY_PARAM_RSA_FACTOR2));
  TRY(const SecureBytes dp, number_of(key, OSSL_PKEY_PARAM_RSA_EXPONENT1));
  TRY(const SecureBytes dq, number_of(key, OSSL_PKEY_PARAM_RSA_EXPONENT2));
  TRY(const SecureBytes inverse, number_of(key, OSSL_PKEY_PARAM_RSA_COEFFICIENT1));
  return RsaPrivateKey::from_factors({p, q, dp, dq, inverse});
}

Bio memory() {
  Bio bio(BIO_new(BIO_s_mem()));
  ASSAY_CHECK(bio != nullptr);
  return bio;
}

/// What was written to it. The memory of a BIO is not wiped by OpenSSL, so it is here.
template <typename Out>
Out taken_from(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  ASSAY_CHECK(size > 0);
  Out out(data, data + size);
  OPENSSL_cleanse(data, static_cast<std::size_t>(size));
  return out;
}

KeyHandle full_handle(const EcPrivateKey& key) {
  KeyParameters parameters;
  parameters.text(OSSL_PKEY_PARAM_GROUP_NAME, curve_data(key.curve()).openssl_name);
  parameters.octets(OSSL_PKEY_PARAM_PUB_KEY, key.public_key().point());
  parameters.number(OSSL_PKEY_PARAM_PRIV_KEY, secret_number(key.scalar()).get());
  KeyHandle handle = parameters.make("EC", EVP_PKEY_KEYPAIR);
  ASSAY_CHECK(handle.get() != nullptr);
  return handle;
}

SecureBytes write_private(const KeyHandle& key) {
  const Bio bio = memory();
  ASSAY_CHECK(PEM_write_bio_PKCS8PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                            nullptr) == 1);
  return taken_from<SecureBytes>(bio.get());
}

std::string write_public(const KeyHandle& key) {
  const Bio bio = memory();
  ASSAY_CHECK(PEM_write_bio_PUBKEY(bio.get(), key.get()) == 1);
  return taken_from<std::string>(bio.get());
}

/// Never asks at a terminal.
int no_password(char*, int, int, void*) {
  return -1;
}

Result<KeyHandle> read_private(std::string_view text, int type, std::string_view wanted) {
  const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  KeyHandle key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr));
  ERR_clear_error();
  if (key.get() == nullptr)
    return fail(ErrorCode::malformed, "no private key in PEM without a password, {} was wanted",
                wanted);
  if (EVP_PKEY_get_base_id(key.get()) != type)
    return fail(ErrorCode::malformed, "the private key is of another kind, {} was wanted", wanted);
  return key;
}

}  // namespace

Result<RsaPrivateKey> generate_rsa(std::size_t bits) {
  if (bits < min_rsa_bits || bits > max_rsa_bits || bits % 8 != 0)
    return fail(ErrorCode::unsupported, "no RSA key of {} bits is made, {} to {} were wanted", bits,
                min_rsa_bits, max_rsa_bits);
  const KeyHandle key(EVP_RSA_gen(static_cast<unsigned>(bits)));
  if (key.get() == nullptr) {
    ERR_clear_error();
    return fail(ErrorCode::internal, "OpenSSL makes no RSA key");
  }
  return rsa_of(key.get());
}

Result<EcPrivateKey> generate_ec(Curve curve) {
  const KeyHandle key(EVP_EC_gen(curve_data(curve).openssl_name));
  if (key.get() == nullptr) {
    ERR_clear_error();
    return fail(ErrorCode::internal, "OpenSSL makes no key of {}", name(curve));
  }
  TRY(const SecureBytes number, number_of(key.get(), OSSL_PKEY_PARAM_PRIV_KEY));
  SecureBytes scalar(scalar_length(curve));
  std::copy(number.begin(), number.end(), scalar.end() - static_cast<long>(number.size()));
  return EcPrivateKey::from_scalar(curve, scalar);
}

Result<SecureBytes> private_pem(const RsaPrivateKey& key) {
  TRY_VOID(number_of(key.handle().get(), OSSL_PKEY_PARAM_RSA_FACTOR1));
  return write_private(key.handle());
}

SecureBytes private_pem(const EcPrivateKey& key) {
  return write_private(full_handle(key));
}

std::string public_pem(const RsaPublicKey& key) {
  return write_public(key.handle());
}

std::string public_pem(const EcPublicKey& key) {
  return write_public(key.make_handle());
}

Result<RsaPrivateKey> rsa_private_from_pem(std::string_view text) {
  TRY(const KeyHandle key, read_private(text, EVP_PKEY_RSA, "an RSA key"));
  return rsa_of(key.get());
}

Result<EcPrivateKey> ec_private_from_pem(Curve curve, std::string_view text) {
  TRY(const KeyHandle key, read_private(text, EVP_PKEY_EC, name(curve)));
  std::array<char, 64> group{};
  std::size_t size = 0;
  const bool told = EVP_PKEY_get_group_name(key.get(), group.data(), group.size(), &size) == 1;
  ERR_clear_error();
  if (!told || OBJ_sn2nid(group.data()) != EC_GROUP_get_curve_name(curve_data(curve).group))
    return fail(ErrorCode::malformed, "the private key is of another curve, {} was wanted",
                name(curve));
  TRY(const SecureBytes number, number_of(key.get(), OSSL_PKEY_PARAM_PRIV_KEY));
  SecureBytes scalar(scalar_length(curve));
  if (number.size() > scalar.size())
    return fail(ErrorCode::malformed, "the private key is longer than {} has", name(curve));
  std::copy(number.begin(), number.end(), scalar.end() - static_cast<long>(number.size()));
  return EcPrivateKey::from_scalar(curve, scalar);
}

}  // namespace assay::crypto
