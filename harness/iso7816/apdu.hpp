// SPDX-License-Identifier: Apache-2.0
// APDUs: command and response, their four cases, short and extended.   Source: ISO/IEC 7816-3:2006, 12.1; 7816-4:2020, 5.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "iso7816/status_word.hpp"

namespace assay::iso7816 {

/// Which of Lc and Le a command carries: 1 none, 2 Le, 3 Lc and data, 4 both.
enum class ApduCase { case1 = 1, case2, case3, case4 };

/// A command that looks at bytes somebody else owns; what parsing yields, without a copy.
struct CommandView {
  std::uint8_t cla = 0;
  std::uint8_t ins = 0;
  std::uint8_t p1 = 0;
  std::uint8_t p2 = 0;
  ByteView data;
  std::uint32_t ne = 0;   ///< bytes wanted back: 0 for no Le field, 256 for '00', 65536 for '00 00'
  bool extended = false;  ///< length fields in the extended form

  [[nodiscard]] ApduCase apdu_case() const noexcept;
};

/// A command that owns its data.
struct CommandApdu {
  std::uint8_t cla = 0;
  std::uint8_t ins = 0;
  std::uint8_t p1 = 0;
  std::uint8_t p2 = 0;
  Bytes data;
  std::uint32_t ne = 0;
  bool extended = false;

  [[nodiscard]] CommandView view() const noexcept { return {cla, ins, p1, p2, data, ne, extended}; }
};

/// Splits the bytes of a command.
///
/// Shape: 4 bytes and more; the length fields must account for every byte.
/// Errors: `malformed` for fewer than 4 bytes or lengths that do not fit, naming both lengths.
[[nodiscard]] Result<CommandView> parse_command(ByteView bytes);

/// Appends the encoded command to `out`. Extended form is used when asked for, or when data or Ne need it.
/// Shape: data at most 65,535 bytes, Ne at most 65,536; anything larger stops the program (ASSAY_CHECK).
void encode(const CommandView& command, Bytes& out);

/// The encoded command alone.
[[nodiscard]] Bytes encode(const CommandView& command);

/// A response looked at where it lies: data and the closing status word.
struct ResponseView {
  ByteView data;
  StatusWord sw;
};

struct ResponseApdu {
  Bytes data;
  StatusWord sw;
};

/// Splits the bytes of a response. Errors: `malformed` for fewer than 2 bytes.
[[nodiscard]] Result<ResponseView> parse_response(ByteView bytes);

}  // namespace assay::iso7816
