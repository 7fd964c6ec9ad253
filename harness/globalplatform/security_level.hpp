// SPDX-License-Identifier: Apache-2.0
// SecurityLevel: which protections EXTERNAL AUTHENTICATE asks for.   Source: GPC table E-12; GPD 7.1.2, table 7-7.
#pragma once

#include <cstdint>

namespace assay::globalplatform {

/// P1 of EXTERNAL AUTHENTICATE. Any byte can be held, so that a reserved value can be sent to see it refused.
struct SecurityLevel {
  std::uint8_t value = 0;

  [[nodiscard]] constexpr bool c_mac() const noexcept { return (value & 0x01) != 0; }
  [[nodiscard]] constexpr bool c_encryption() const noexcept { return (value & 0x02) != 0; }
  [[nodiscard]] constexpr bool r_mac() const noexcept { return (value & 0x10) != 0; }
  [[nodiscard]] constexpr bool r_encryption() const noexcept { return (value & 0x20) != 0; }

  friend constexpr bool operator==(SecurityLevel, SecurityLevel) = default;
};

namespace level {
inline constexpr SecurityLevel authenticated{0x00};
inline constexpr SecurityLevel c_mac{0x01};
inline constexpr SecurityLevel c_mac_c_encryption{0x03};
inline constexpr SecurityLevel c_mac_r_mac{0x11};
inline constexpr SecurityLevel c_mac_c_encryption_r_mac{0x13};
inline constexpr SecurityLevel full{0x33};
}  // namespace level

}  // namespace assay::globalplatform
