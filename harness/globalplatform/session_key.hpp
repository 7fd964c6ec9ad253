// SPDX-License-Identifier: Apache-2.0
// SessionKey: a derived key of at most 32 bytes, without allocation, wiped when it goes or is replaced.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/bytes.hpp"
#include "base/check.hpp"

namespace assay::globalplatform {

class SessionKey {
 public:
  SessionKey() = default;
  SessionKey(const SessionKey&) = delete;
  SessionKey& operator=(const SessionKey&) = delete;
  ~SessionKey() { clear(); }

  /// Room for a key of `size` bytes, to be filled by the derivation.
  [[nodiscard]] MutableByteView resize(std::size_t size) {
    ASSAY_CHECK(size <= bytes_.size());
    clear();
    size_ = size;
    return {bytes_.data(), size_};
  }
  void assign(ByteView key) { std::copy(key.begin(), key.end(), resize(key.size()).begin()); }
  void clear() noexcept {
    wipe(bytes_.data(), bytes_.size());
    size_ = 0;
  }
  [[nodiscard]] ByteView view() const noexcept { return {bytes_.data(), size_}; }

 private:
  std::array<std::uint8_t, 32> bytes_{};
  std::size_t size_ = 0;
};

}  // namespace assay::globalplatform
