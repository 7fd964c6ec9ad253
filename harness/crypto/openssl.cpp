// SPDX-License-Identifier: Apache-2.0
#include "crypto/openssl.hpp"

#include <cstring>

namespace assay::crypto {

KeyHandle::KeyHandle(const KeyHandle& other) noexcept : key_(other.key_) {
  if (key_ != nullptr) EVP_PKEY_up_ref(key_);
}

KeyHandle::~KeyHandle() {
  EVP_PKEY_free(key_);
}

void KeyParameters::number(const char* name, const BIGNUM* value) {
  SecureBytes& bytes = kept_.emplace_back(static_cast<std::size_t>(BN_num_bytes(value)) + 1);
  ASSAY_CHECK(BN_bn2nativepad(value, bytes.data(), static_cast<int>(bytes.size())) > 0);
  params_.push_back(OSSL_PARAM_construct_BN(name, bytes.data(), bytes.size()));
}

void KeyParameters::text(const char* name, const char* value) {
  const std::size_t length = std::strlen(value);
  SecureBytes& bytes = kept_.emplace_back(value, value + length + 1);
  params_.push_back(
      OSSL_PARAM_construct_utf8_string(name, reinterpret_cast<char*>(bytes.data()), length));
}

void KeyParameters::octets(const char* name, ByteView value) {
  SecureBytes& bytes = kept_.emplace_back(value.begin(), value.end());
  params_.push_back(OSSL_PARAM_construct_octet_string(name, bytes.data(), bytes.size()));
}

KeyHandle KeyParameters::make(const char* type, int selection) {
  params_.push_back(OSSL_PARAM_construct_end());
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  ASSAY_CHECK(context != nullptr);
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, selection, params_.data()) != 1) {
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
