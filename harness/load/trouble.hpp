// SPDX-License-Identifier: Apache-2.0
// Trouble: the ways in which a transaction ends without a sale.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/result.hpp"

namespace assay::load {

enum class Trouble : std::uint8_t {
  none,
  no_channel,     ///< every channel of the HSM was taken
  hsm_silent,     ///< no answer in time
  hsm_gone,       ///< the HSM or the way to it was lost
  hsm_refused,    ///< it said no
  link_lost,      ///< an exchange with the card was lost as often as it may be repeated
  client_killed,  ///< on purpose
  card_refused,   ///< a status word that ends the sale
  card_wrong,     ///< a wrong MAC, or an answer that cannot be read
};
inline constexpr std::size_t troubles = 9;

[[nodiscard]] constexpr std::string_view name(Trouble trouble) noexcept {
  constexpr std::array<std::string_view, troubles> names{
      "none",      "no channel free", "HSM silent",   "HSM gone",  "HSM refused",
      "link lost", "client killed",   "card refused", "card wrong"};
  return names[static_cast<std::size_t>(trouble)];
}

/// How JSON names it: "no_channel_free".
[[nodiscard]] constexpr std::string_view key(Trouble trouble) noexcept {
  constexpr std::array<std::string_view, troubles> keys{
      "none",      "no_channel_free", "hsm_silent",   "hsm_gone",  "hsm_refused",
      "link_lost", "client_killed",   "card_refused", "card_wrong"};
  return keys[static_cast<std::size_t>(trouble)];
}

/// What an error of an HSM port means for the one who wanted to use it.
[[nodiscard]] inline Trouble trouble_of(const Error& error) noexcept {
  switch (error.code) {
    case ErrorCode::out_of_range: return Trouble::no_channel;
    case ErrorCode::timeout: return Trouble::hsm_silent;
    case ErrorCode::card_mute:
    case ErrorCode::reader_lost:
    case ErrorCode::internal: return Trouble::hsm_gone;
    default: return Trouble::hsm_refused;
  }
}

}  // namespace assay::load
