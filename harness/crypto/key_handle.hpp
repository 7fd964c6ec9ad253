// SPDX-License-Identifier: Apache-2.0
// KeyHandle: an OpenSSL key that frees itself. Keys never change, so copies share one, counted by OpenSSL.
#pragma once

#include <utility>

struct evp_pkey_st;

namespace assay::crypto {

class KeyHandle {
 public:
  KeyHandle() = default;
  /// Takes over this key.
  explicit KeyHandle(evp_pkey_st* owned) noexcept : key_(owned) {}
  KeyHandle(const KeyHandle& other) noexcept;
  KeyHandle(KeyHandle&& other) noexcept : key_(std::exchange(other.key_, nullptr)) {}
  KeyHandle& operator=(KeyHandle other) noexcept {
    std::swap(key_, other.key_);
    return *this;
  }
  ~KeyHandle();

  [[nodiscard]] evp_pkey_st* get() const noexcept { return key_; }

 private:
  evp_pkey_st* key_ = nullptr;
};

}  // namespace assay::crypto
