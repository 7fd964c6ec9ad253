// SPDX-License-Identifier: Apache-2.0
// Answer to reset: what a card says of itself before the first command.   Source: ISO/IEC 7816-3:2006, 8.2.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay::iso7816 {

struct Atr {
  std::uint8_t initial = 0;  ///< TS: '3B' direct, '3F' inverse convention
  std::vector<std::array<std::optional<std::uint8_t>, 4>> interface_bytes;  ///< TAi, TBi, TCi, TDi
  std::vector<std::uint8_t> protocols;  ///< T values offered, in order; T=0 when no TD1
  Bytes historical;                     ///< 0 to 15 bytes
  std::optional<std::uint8_t> check;    ///< TCK, present unless T=0 alone is offered
};

/// Splits an ATR. Shape: 2 to 33 bytes.
/// Errors: `malformed` for a wrong TS, bytes missing or left over, or a TCK that does not make the sum zero.
[[nodiscard]] Result<Atr> parse_atr(ByteView bytes);

}  // namespace assay::iso7816
