// SPDX-License-Identifier: Apache-2.0
// Deviations of key groups and their counters: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_hsm/hsm_deviation.hpp"

namespace assay::model::hsm::deviations {

inline constexpr auto groups = [] {
  using enum HsmDeviation;
  return std::to_array<DeviationInfo>({
      {foreign_keys_found, "foreign-keys-found", "SAM-HSM-10", "",
       "looks for a key in the other groups when its own has none"},
      {values_of_first_group, "values-of-first-group", "SAM-HSM-43", "",
       "a key that the first group has, too, has its value there"},
      {counters_of_device, "counters-of-device", "SAM-HSM-44", "",
       "has one set of event counters for all groups"},
      {ceilings_of_device, "ceilings-of-device", "SAM-HSM-45", "",
       "has one set of ceilings for all groups"},
      {unknown_group_is_last, "unknown-group-is-last", "SAM-HSM-46", "",
       "takes its last group for one that it does not have"},
      {group_0_is_first, "group-0-is-first", "SAM-HSM-47", "", "takes group 0 for the first"},
      {key_written_everywhere, "key-written-everywhere", "SAM-HSM-48", "",
       "writes a key into every group"},
      {counters_per_channel, "counters-per-channel", "SAM-HSM-49", "",
       "counts for each channel and adds up when it closes"},
      {counts_lost_at_once, "counts-lost-at-once", "SAM-HSM-50", "",
       "loses counts when several channels work at once"},
      {keys_taken_at_opening, "keys-taken-at-opening", "SAM-HSM-51", "",
       "a channel has the keys that were there when it was opened"},
  });
}();

}  // namespace assay::model::hsm::deviations
