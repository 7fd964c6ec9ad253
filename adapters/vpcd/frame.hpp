// SPDX-License-Identifier: Apache-2.0
// Frames of the vpcd protocol: two bytes of length, big-endian, then the payload.   Source: vsmartcard 3.3, measured.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.hpp"

namespace assay::vpcd {

inline constexpr std::size_t longest_payload = 65535;

/// What a reader says with a payload of one byte. Any other length is a command, so that no command has one byte.
enum class Control : std::uint8_t {
  power_off = 0x00,
  power_on = 0x01,
  reset = 0x02,
  get_atr = 0x04
};

/// The frame around `payload`, appended to `out`. Shape: at most 65,535 bytes, or the program stops.
void encode_frame(ByteView payload, Bytes& out);

/// Cuts a stream of bytes into frames, however the stream was split on its way.
class FrameDecoder {
 public:
  void feed(ByteView bytes);

  /// The next whole payload, which may be empty; valid until `feed` is called. Nothing while bytes are missing.
  [[nodiscard]] std::optional<ByteView> next();

  /// Bytes that are waiting for the rest of their frame.
  [[nodiscard]] std::size_t pending() const noexcept { return buffer_.size() - offset_; }
  void clear() noexcept;

 private:
  Bytes buffer_;
  std::size_t offset_ = 0;
};

}  // namespace assay::vpcd
