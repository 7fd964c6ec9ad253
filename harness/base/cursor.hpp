// SPDX-License-Identifier: Apache-2.0
// ByteReader and ByteWriter: the only cursors over bytes. A short buffer cannot be read past.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay {

/// Reads a byte string from front to back. Errors: `malformed`, naming what was wanted and what was left.
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) noexcept : bytes_(bytes) {}

  [[nodiscard]] Result<ByteView> take(std::size_t count) {
    if (count > left())
      return fail(ErrorCode::malformed, "{} bytes wanted at offset {}, {} left", count, offset_,
                  left());
    const ByteView taken = bytes_.subspan(offset_, count);
    offset_ += count;
    return taken;
  }

  template <std::size_t N>
  [[nodiscard]] Result<std::array<std::uint8_t, N>> take() {
    TRY(const ByteView taken, take(N));
    std::array<std::uint8_t, N> out;
    std::copy(taken.begin(), taken.end(), out.begin());
    return out;
  }

  [[nodiscard]] Result<std::uint8_t> take_u8() {
    TRY(const ByteView taken, take(1));
    return taken[0];
  }

  [[nodiscard]] Result<std::uint16_t> take_u16_be() {
    TRY(const ByteView taken, take(2));
    return static_cast<std::uint16_t>((taken[0] << 8) | taken[1]);
  }

  /// Everything not read yet; reading goes to the end.
  [[nodiscard]] ByteView rest() noexcept {
    const ByteView taken = bytes_.subspan(offset_);
    offset_ = bytes_.size();
    return taken;
  }

  [[nodiscard]] bool at_end() const noexcept { return offset_ == bytes_.size(); }
  [[nodiscard]] std::size_t left() const noexcept { return bytes_.size() - offset_; }
  [[nodiscard]] std::size_t offset() const noexcept { return offset_; }

  /// The finished value, or `malformed` when bytes are left over.
  template <typename T>
  [[nodiscard]] Result<T> finish(T value) const {
    if (!at_end())
      return fail(ErrorCode::malformed, "{} bytes left over at offset {}", left(), offset_);
    return value;
  }

 private:
  ByteView bytes_;
  std::size_t offset_ = 0;
};

/// Appends big-endian numbers and byte strings to a buffer that somebody else owns and may reuse.
class ByteWriter {
 public:
  explicit ByteWriter(Bytes& out) noexcept : out_(out) {}

  ByteWriter& put_u8(std::uint8_t value) {
    out_.push_back(value);
    return *this;
  }
  ByteWriter& put_u16_be(std::uint16_t value) {
    return put_u8(static_cast<std::uint8_t>(value >> 8)).put_u8(static_cast<std::uint8_t>(value));
  }
  ByteWriter& put(ByteView bytes) {
    append(out_, bytes);
    return *this;
  }

 private:
  Bytes& out_;
};

}  // namespace assay
