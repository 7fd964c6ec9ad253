// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/level_rules.hpp"

#include <algorithm>
#include <array>

#include "globalplatform/scp_options.hpp"

namespace assay::globalplatform {
namespace {

constexpr std::array<std::uint8_t, 3> scp01_levels{0x00, 0x01, 0x03};
constexpr std::array<std::uint8_t, 6> scp02_levels{0x00, 0x01, 0x03, 0x10, 0x11, 0x13};
constexpr std::array<std::uint8_t, 6> scp03_levels{0x00, 0x01, 0x03, 0x11, 0x13, 0x33};

template <std::size_t N>
bool has(const std::array<std::uint8_t, N>& levels, SecurityLevel level) {
  return std::ranges::find(levels, level.value) != levels.end();
}

bool is_defined(std::uint8_t protocol, SecurityLevel level) {
  if (protocol == 0x01) return has(scp01_levels, level);
  return protocol == 0x02 ? has(scp02_levels, level) : has(scp03_levels, level);
}

struct ResponseProtection {
  bool r_mac = false;
  bool r_encryption = false;
};

ResponseProtection offered(std::uint8_t protocol, std::uint8_t option_i) {
  if (protocol == 0x03) {
    const Scp03Options options(option_i);
    return {options.r_mac(), options.r_encryption()};
  }
  return {protocol == 0x02 && (option_i & 0x20) != 0, false};
}

}  // namespace

Result<void> LevelRules::check(SecurityLevel level) const {
  if (!is_defined(protocol, level))
    return fail(ErrorCode::unsupported, "SCP{:02X} has no security level '{:02X}'", protocol,
                level.value);
  const ResponseProtection have = offered(protocol, option_i);
  if (level.r_encryption() && !have.r_encryption)
    return fail(
        ErrorCode::unsupported,
        "security level '{:02X}' wants response encryption, which i = '{:02X}' does not have",
        level.value, option_i);
  if (level.r_mac() && !have.r_mac)
    return fail(ErrorCode::unsupported,
                "security level '{:02X}' wants R-MAC, which i = '{:02X}' does not have",
                level.value, option_i);
  return {};
}

Result<SecurityLevel> LevelRules::after_begin_r_mac(SecurityLevel now, std::uint8_t p1) const {
  const bool encrypts = p1 == 0x30 && protocol == 0x03;
  // In SCP02, '00' keeps the R-MAC for END R-MAC SESSION (GPC table E-15); SCP03 does not have it (GPD 7.1.3.2).
  const bool known = p1 == 0x10 || encrypts || (p1 == 0x00 && protocol == 0x02);
  if (protocol == 0x01 || !known)
    return fail(ErrorCode::unsupported, "SCP{:02X} has no BEGIN R-MAC SESSION with P1 '{:02X}'",
                protocol, p1);
  if (now.r_encryption() || (now.r_mac() && !encrypts))
    return fail(ErrorCode::refused, "responses are protected already at level '{:02X}'", now.value);
  if (protocol == 0x03 && !now.c_mac())
    return fail(ErrorCode::refused, "there is no R-MAC without C-MAC, and the level is '{:02X}'",
                now.value);
  if (encrypts && !now.c_encryption())
    return fail(ErrorCode::refused,
                "responses are not encrypted where commands are not, and the level is '{:02X}'",
                now.value);
  const ResponseProtection have = offered(protocol, option_i);
  if (!have.r_mac || (encrypts && !have.r_encryption))
    return fail(ErrorCode::unsupported, "i = '{:02X}' does not have what P1 '{:02X}' asks for",
                option_i, p1);
  return SecurityLevel{static_cast<std::uint8_t>(now.value | (encrypts ? 0x30 : 0x10))};
}

Result<SecurityLevel> LevelRules::after_end_r_mac(SecurityLevel now, SecurityLevel authenticated,
                                                  std::uint8_t p2) const {
  const bool goes_on = p2 == 0x01 && protocol == 0x02;
  if (protocol == 0x01 || (p2 != 0x03 && !goes_on))
    return fail(ErrorCode::unsupported, "SCP{:02X} has no END R-MAC SESSION with P2 '{:02X}'",
                protocol, p2);
  if (!now.r_mac()) return fail(ErrorCode::refused, "no R-MAC session runs to be ended");
  return goes_on ? now : authenticated;
}

}  // namespace assay::globalplatform
