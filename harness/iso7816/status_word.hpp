// SPDX-License-Identifier: Apache-2.0
// Status words: the two bytes, SW1 and SW2, that close every response.   Source: ISO/IEC 7816-4:2020, 5.6.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace assay::iso7816 {

struct StatusWord {
  std::uint16_t value = 0;

  [[nodiscard]] constexpr std::uint8_t sw1() const noexcept {
    return static_cast<std::uint8_t>(value >> 8);
  }
  [[nodiscard]] constexpr std::uint8_t sw2() const noexcept {
    return static_cast<std::uint8_t>(value);
  }

  /// '9000' or '61xx'.
  [[nodiscard]] constexpr bool is_success() const noexcept {
    return value == 0x9000 || sw1() == 0x61;
  }
  /// '62xx' or '63xx': processed, with a warning.
  [[nodiscard]] constexpr bool is_warning() const noexcept {
    return sw1() == 0x62 || sw1() == 0x63;
  }
  /// Everything else: execution or checking error, or not a status word of ISO at all.
  [[nodiscard]] constexpr bool is_error() const noexcept { return !is_success() && !is_warning(); }

  friend constexpr auto operator<=>(StatusWord, StatusWord) = default;
};

namespace sw {
inline constexpr StatusWord ok{0x9000};
inline constexpr StatusWord more_data{0x6310};
inline constexpr StatusWord card_locked_warning{0x6283};
inline constexpr StatusWord authentication_failed{0x6300};
inline constexpr StatusWord no_precise_diagnosis{0x6F00};
inline constexpr StatusWord wrong_length{0x6700};
inline constexpr StatusWord channel_not_supported{0x6881};
inline constexpr StatusWord secure_messaging_not_supported{0x6882};
inline constexpr StatusWord chaining_not_supported{0x6884};
inline constexpr StatusWord security_status_not_satisfied{0x6982};
inline constexpr StatusWord conditions_not_satisfied{0x6985};
inline constexpr StatusWord wrong_data{0x6A80};
inline constexpr StatusWord function_not_supported{0x6A81};
inline constexpr StatusWord not_found{0x6A82};
inline constexpr StatusWord wrong_p1_p2{0x6A86};
inline constexpr StatusWord referenced_data_not_found{0x6A88};
inline constexpr StatusWord instruction_not_supported{0x6D00};
inline constexpr StatusWord class_not_supported{0x6E00};
}  // namespace sw

/// What the status word says in plain words, as far as ISO/IEC 7816-4 tables 5 and 6 say it; never empty.
[[nodiscard]] std::string_view meaning(StatusWord sw) noexcept;

/// "6A82".
[[nodiscard]] std::string to_string(StatusWord sw);

}  // namespace assay::iso7816
