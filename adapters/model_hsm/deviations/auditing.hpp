// SPDX-License-Identifier: Apache-2.0
// Deviations of audit counters, lifetime, and what the device tells: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_hsm/hsm_deviation.hpp"

namespace assay::model::hsm::deviations {

inline constexpr auto auditing = [] {
  using enum HsmDeviation;
  return std::to_array<DeviationInfo>({
      {openings_not_counted, "openings-not-counted", "SAM-HSM-79", "", "does not count openings"},
      {closings_not_counted, "closings-not-counted", "SAM-HSM-80", "", "does not count closings"},
      {given_up_not_counted, "given-up-not-counted", "SAM-HSM-81", "",
       "does not count channels that it gave up"},
      {refusals_not_counted, "refusals-not-counted", "SAM-HSM-82", "channels=100",
       "does not count openings that it refused"},
      {exchanges_not_counted, "exchanges-not-counted", "SAM-HSM-83", "",
       "does not count exchanges"},
      {operations_not_counted, "operations-not-counted", "SAM-HSM-84", "",
       "counts every exchange as an operation"},
      {key_changes_not_counted, "key-changes-not-counted", "SAM-HSM-85", "",
       "does not count what was done to its keys"},
      {start_ups_not_counted, "start-ups-not-counted", "SAM-HSM-86", "sealed",
       "does not count start-ups"},
      {wrong_start_ups_not_counted, "wrong-start-ups-not-counted", "SAM-HSM-87", "sealed",
       "does not count start-ups that it refused"},
      {shut_down_clears_audit, "shut-down-clears-audit", "SAM-HSM-88", "sealed",
       "its audit begins anew after a shut-down"},
      {audit_of_device_alone, "audit-of-device-alone", "SAM-HSM-89", "",
       "tells the counts of the whole device for each group"},
      {first_group_counts_all, "first-group-counts-all", "SAM-HSM-89", "",
       "counts what happens in every group to the first one"},
      {full_refusals_counted_alone, "full-refusals-counted-alone", "SAM-HSM-82", "",
       "counts refused openings only when every channel is taken"},
      {refused_key_changes_counted, "refused-key-changes-counted", "SAM-HSM-85", "",
       "counts what it was asked to do to its keys"},
      {missing_card_counted_alone, "missing-card-counted-alone", "SAM-HSM-87", "sealed",
       "counts refused start-ups only when there is no card"},
      {life_never_ends, "life-never-ends", "SAM-HSM-90", "s20-worn", "works beyond its lifetime"},
      {life_ends_with_sam, "life-ends-with-sam", "SAM-HSM-90", "s20-worn",
       "takes the lifetime of a SAM, 17 million operations"},
      {life_ends_early, "life-ends-early", "SAM-HSM-91", "s20-worn",
       "does not serve the last operation of its lifetime"},
      {life_per_group, "life-per-group", "SAM-HSM-92", "s20-worn",
       "each key group has a lifetime of its own"},
      {every_exchange_ages, "every-exchange-ages", "SAM-HSM-93", "s20-worn",
       "counts each exchange into its lifetime"},
      {opens_when_worn, "opens-when-worn", "SAM-HSM-94", "s20-worn",
       "opens channels after the end of its lifetime"},
      {shut_down_renews_life, "shut-down-renews-life", "SAM-HSM-95", "s20-worn",
       "its lifetime begins anew after a shut-down"},
      {capacity_is_the_largest, "capacity-is-the-largest", "SAM-HSM-96", "channels=100",
       "tells the capacity of the largest configuration"},
      {product_not_told, "product-not-told", "SAM-HSM-97", "", "does not tell its product"},
      {operations_not_told, "operations-not-told", "SAM-HSM-98", "s20-worn",
       "does not tell how many operations it has done"},
      {idle_not_told, "idle-not-told", "SAM-HSM-100", "", "does not tell its idle time"},
  });
}();

}  // namespace assay::model::hsm::deviations
