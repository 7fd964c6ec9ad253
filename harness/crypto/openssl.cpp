// SPDX-License-Identifier: Apache-2.0
#include "crypto/openssl.hpp"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <cstring>

#include "base/check.hpp"

namespace assay::crypto {

KeyHandle::KeyHandle(const KeyHandle& other) noexcept : key_(other.key_) {
  if (key_ != nullptr) EVP_PKEY_up_ref(key_);
}

KeyHandle::~KeyHandle() {
  EVP_PKEY_free(key_);
}

void FreeOpenssl::operator()(bignum_st* number) const noexcept {
  BN_clear_free(number);
}
void FreeOpenssl::operator()(bignum_ctx* context) const noexcept {
  BN_CTX_free(context);
}
void FreeOpenssl::operator()(ec_point_st* point) const noexcept {
  EC_POINT_clear_free(point);
}
void FreeOpenssl::operator()(evp_pkey_ctx_st* context) const noexcept {
  EVP_PKEY_CTX_free(context);
}

BigNumber new_number() {
  BigNumber number(BN_new());
  ASSAY_CHECK(number != nullptr);
  return number;
}

BigNumber big_number(ByteView bytes) {
  BigNumber number(BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  ASSAY_CHECK(number != nullptr);
  return number;
}

BigNumber secret_number(ByteView bytes) {
  BigNumber number = big_number(bytes);
  BN_set_flags(number.get(), BN_FLG_CONSTTIME);
  return number;
}

BigNumberContext number_context() {
  BigNumberContext context(BN_CTX_new());
  ASSAY_CHECK(context != nullptr);
  return context;
}

void write_number(const bignum_st* number, MutableByteView out) {
  ASSAY_CHECK(BN_bn2binpad(number, out.data(), static_cast<int>(out.size())) ==
              static_cast<int>(out.size()));
}

void KeyParameters::number(const char* name, const bignum_st* value) {
  SecureBytes bytes(static_cast<std::size_t>(BN_num_bytes(value)) + 1);
  ASSAY_CHECK(BN_bn2nativepad(value, bytes.data(), static_cast<int>(bytes.size())) > 0);
  rows_.push_back({name, Kind::number, std::move(bytes)});
}

void KeyParameters::text(const char* name, const char* value) {
  rows_.push_back({name, Kind::text, SecureBytes(value, value + std::strlen(value) + 1)});
}

void KeyParameters::octets(const char* name, ByteView value) {
  rows_.push_back({name, Kind::octets, SecureBytes(value.begin(), value.end())});
}

KeyHandle KeyParameters::make(const char* type, int selection) {
  std::vector<OSSL_PARAM> params;
  for (Row& row : rows_) {
    auto& bytes = row.bytes;
    params.push_back(row.kind == Kind::number
                         ? OSSL_PARAM_construct_BN(row.name, bytes.data(), bytes.size())
                     : row.kind == Kind::text
                         ? OSSL_PARAM_construct_utf8_string(
                               row.name, reinterpret_cast<char*>(bytes.data()), bytes.size() - 1)
                         : OSSL_PARAM_construct_octet_string(row.name, bytes.data(), bytes.size()));
  }
  params.push_back(OSSL_PARAM_construct_end());
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  ASSAY_CHECK(context != nullptr);
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, selection, params.data()) != 1) {
    ERR_clear_error();
    return {};
  }
  return KeyHandle(key);
}

KeyContext context_of(const KeyHandle& key) {
  KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  ASSAY_CHECK(context != nullptr);
  return context;
}

}  // namespace assay::crypto
