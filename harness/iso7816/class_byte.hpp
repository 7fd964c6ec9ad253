// SPDX-License-Identifier: Apache-2.0
// The class byte: logical channel, secure messaging and chaining bits.   Source: ISO/IEC 7816-4:2020, 5.4.1; GPC 11.1.4.
#pragma once

#include <cstdint>
#include <optional>

namespace assay::iso7816 {

/// First interindustry values code channels 0 to 3 in b2 b1; further ones code 4 to 19 in b4 to b1. The proprietary
/// values '8x' and 'Cx'/'Ex' of GlobalPlatform follow the same two patterns with b8 set.
struct ClassByte {
  bool proprietary = false;  ///< b8: GlobalPlatform rather than interindustry
  std::uint8_t channel = 0;  ///< 0 to 19
  bool chained = false;      ///< b5: not the last command of a chain
  std::uint8_t secure_messaging =
      0;  ///< 0 none; first form: b4 b3 as 1, 2 or 3; further form: 1 when b6 is set

  friend bool operator==(const ClassByte&, const ClassByte&) = default;
};

/// What the class byte says; nothing for 'FF' and for '2x'/'3x' ('Ax'/'Bx'), which the coding leaves open.
[[nodiscard]] std::optional<ClassByte> parse_class(std::uint8_t cla) noexcept;

/// The coding of `parts`. Channels above 19, or secure messaging above 1 on channels from 4, stop the program.
[[nodiscard]] std::uint8_t encode_class(const ClassByte& parts) noexcept;

}  // namespace assay::iso7816
