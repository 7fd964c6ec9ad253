// SPDX-License-Identifier: Apache-2.0
// Deviations of the Calypso cards: mistakes real implementers make, each at the one decision it changes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace assay::model::calypso {

/// What each one does, and which requirements it breaks, is in the tables of deviations/; ids are these names with hyphens.
enum class CalypsoDeviation : std::uint16_t {
  none,
};

/// Room that every card keeps for them.
inline constexpr std::size_t max_calypso_deviations = 512;

struct DeviationInfo {
  CalypsoDeviation deviation;
  std::string_view id;
  std::string_view rows;     ///< requirement ids that share the observable, separated by spaces
  std::string_view model;    ///< the model on which it shows
  std::string_view profile;  ///< and its profile; empty for the bare card
  std::string_view says;
};

/// Every deviation, in the order of the enumeration.
[[nodiscard]] std::span<const DeviationInfo> calypso_deviations() noexcept;

}  // namespace assay::model::calypso
