// SPDX-License-Identifier: Apache-2.0
// Deviations of start-up and shut-down: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_hsm/hsm_deviation.hpp"

namespace assay::model::hsm::deviations {

inline constexpr auto starting = [] {
  using enum HsmDeviation;
  return std::to_array<DeviationInfo>({
      {opens_before_start_up, "opens-before-start-up", "SAM-HSM-68", "sealed",
       "opens channels before it has started"},
      {silent_before_start_up, "silent-before-start-up", "SAM-HSM-69", "sealed",
       "tells nothing of itself before it has started"},
      {starts_without_card, "starts-without-card", "SAM-HSM-17 SAM-HSM-70", "sealed",
       "starts up without its smart card"},
      {starts_with_any_card, "starts-with-any-card", "SAM-HSM-71", "sealed",
       "does not look at what the smart card answers"},
      {starts_with_mute_card, "starts-with-mute-card", "SAM-HSM-72", "sealed",
       "takes a smart card that does not answer for a good one"},
      {start_challenge_repeats, "start-challenge-repeats", "SAM-HSM-73", "sealed",
       "asks the smart card the same each time"},
      {shut_down_keeps_channels, "shut-down-keeps-channels", "SAM-HSM-74", "sealed",
       "keeps channels open over a shut-down"},
      {manages_before_start_up, "manages-before-start-up", "SAM-HSM-75", "sealed",
       "manages keys before it has started"},
      {shut_down_forgets_keys, "shut-down-forgets-keys", "SAM-HSM-76", "sealed",
       "forgets what keys were loaded or deleted when it is shut down"},
      {shut_down_forgets_counters, "shut-down-forgets-counters", "SAM-HSM-77", "sealed",
       "sets its event counters back when it is shut down"},
      {wrong_card_blocks, "wrong-card-blocks", "SAM-HSM-78", "sealed",
       "refuses every card after a wrong one"},
  });
}();

}  // namespace assay::model::hsm::deviations
