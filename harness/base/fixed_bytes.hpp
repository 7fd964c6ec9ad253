// SPDX-License-Identifier: Apache-2.0
// FixedBytes: a byte string of bounded length that lies where its owner lies. Thousands of owners used by turns then need no
// memory beside their own.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.hpp"
#include "base/check.hpp"

namespace assay {

/// Shape: at most `Most` bytes. More stop the program: whoever takes bytes from elsewhere asks `has_room` first.
template <std::size_t Most>
class FixedBytes {
 public:
  [[nodiscard]] static constexpr bool has_room(std::size_t size) noexcept { return size <= Most; }

  void assign(ByteView bytes) {
    ASSAY_CHECK(has_room(bytes.size()));
    std::ranges::copy(bytes, bytes_.begin());
    size_ = bytes.size();
  }
  void push_back(std::uint8_t byte) {
    ASSAY_CHECK(has_room(size_ + 1));
    bytes_[size_++] = byte;
  }
  void shrink(std::size_t size) noexcept { size_ = std::min(size_, size); }
  void clear() noexcept { size_ = 0; }

  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::uint8_t& back() noexcept { return bytes_[size_ - 1]; }
  [[nodiscard]] ByteView view() const noexcept { return ByteView(bytes_).first(size_); }
  operator ByteView() const noexcept {
    return view();
  }  // NOLINT(google-explicit-constructor): as a vector does

 private:
  std::size_t size_ = 0;
  std::array<std::uint8_t, Most> bytes_{};
};

}  // namespace assay
