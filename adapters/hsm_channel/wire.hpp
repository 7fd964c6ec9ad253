// SPDX-License-Identifier: Apache-2.0
// The calls of the HSM channel interface as frames over TCP: 4 bytes of length, most significant first, then one byte (the call of a
// question, the status of an answer) and its body.   Source: docs/hsm-channel-interface.md, "Over TCP".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "adapters/hsm_channel/assay_hsm_channel.h"
#include "base/bytes.hpp"

namespace assay::hsm::wire {

enum class Call : std::uint8_t {
  hello = 0x01,           ///< "AHSM" and the version; answered with the label
  info = 0x02,            ///< no body; the numbers of assay_hsm_info, ATR, product
  open_channel = 0x03,    ///< group; a handle of 8 bytes
  exchange = 0x04,        ///< handle, command; the answer
  close_channel = 0x05,   ///< handle
  audit = 0x06,           ///< group; eleven numbers of 8 bytes
  key_challenge = 0x07,   ///< group; the challenge
  transfer_key = 0x08,    ///< group, record, block
  delete_key = 0x09,      ///< group, KIF, KVC
  invalidate_key = 0x0A,  ///< group, KIF, KVC
  key_state = 0x0B,       ///< group, KIF, KVC; the state
};

inline constexpr std::string_view greeting = "AHSM";
inline constexpr std::uint8_t version = 1;
inline constexpr std::size_t head_size = 4;
inline constexpr std::size_t most_payload =
    512;  ///< code and body; a longer frame ends the connection

/// Writes a frame. Shape: `body` at most 511 bytes.
void append_frame(Bytes& out, std::uint8_t code, ByteView body);

enum class Framing : std::uint8_t { incomplete, complete, broken };

/// What a buffer begins with; `payload` is set when a frame is complete.
[[nodiscard]] Framing first_frame(ByteView buffer, ByteView& payload) noexcept;

void append_number(Bytes& out, std::uint64_t value, unsigned bytes);

/// Takes numbers and bytes from the front; false once something was missing.
class Body {
 public:
  explicit Body(ByteView bytes) : left_(bytes) {}
  std::uint64_t number(unsigned bytes) noexcept;
  [[nodiscard]] ByteView rest() noexcept;
  [[nodiscard]] bool is_good() const noexcept { return good_; }
  /// Good, and nothing is left.
  [[nodiscard]] bool is_done() const noexcept { return good_ && left_.empty(); }

 private:
  ByteView left_;
  bool good_ = true;
};

void append_info(Bytes& out, const assay_hsm_info& info);
/// `product` is what follows the numbers. False when the body is none.
[[nodiscard]] bool read_info(ByteView body, assay_hsm_info& info, std::string_view& product);

void append_audit(Bytes& out, const assay_hsm_audit& audit);
[[nodiscard]] bool read_audit(ByteView body, assay_hsm_audit& audit);

}  // namespace assay::hsm::wire
