// SPDX-License-Identifier: Apache-2.0
// The names under `$calypso.`: what a terminal of Calypso makes or knows while a case runs.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace assay::engine {

enum class CalypsoValue : std::uint8_t {
  // Made for the step that names them:
  challenge,
  terminal_mac,
  pin_cryptogram,
  key_cryptogram,
  sv_challenge,
  sv_transaction,
  sv_signature,
  // Known from what was sent and answered:
  sam_serial,
  card_challenge,
  card_mac,
  kif,
  kvc,
  serial,
};

inline constexpr std::array<std::string_view, 13> calypso_value_names{
    "challenge",      "terminal_mac", "pin_cryptogram",
    "key_cryptogram", "sv_challenge", "sv_transaction",
    "sv_signature",   "sam_serial",   "card_challenge",
    "card_mac",       "kif",          "kvc",
    "serial"};

using CalypsoValues = std::uint32_t;  ///< a bit for each value

[[nodiscard]] constexpr CalypsoValues bit_of(CalypsoValue value) noexcept {
  return CalypsoValues{1} << static_cast<unsigned>(value);
}

/// Those that are made for a step.
inline constexpr CalypsoValues made_values = bit_of(CalypsoValue::sam_serial) - 1;

[[nodiscard]] std::optional<CalypsoValue> find_calypso_value(std::string_view name) noexcept;

}  // namespace assay::engine
