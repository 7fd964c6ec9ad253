// SPDX-License-Identifier: Apache-2.0
// Deviations of the model HSM: one wrong decision each, where the HSM takes it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace assay::model::hsm {

/// In the order of the table; what each does wrong stands there.
enum class HsmDeviation : std::uint8_t {
  one_channel_more,
  one_channel_less,
  configuration_ignored,
  s20_has_100_channels,
  place_not_freed,
  closed_channel_serves,
  handle_of_place,
  close_resets_all,
  closes_twice,
  full_takes_oldest,
  leaves_diversifier,
  leaves_challenge,
  leaves_session,
  leaves_stored_value,
  leaves_answer,
  leaves_random,
  one_diversifier,
  one_challenge,
  one_session,
  one_stored_value,
  one_answer,
  one_busy,
  challenges_alike,
  idle_never_ends,
  idle_keeps_place,
  idle_from_opening,
  idle_half,
  idle_ten_seconds,
  given_up_handle_serves,
  given_up_leaves_state,
  given_up_count_as_open,
  given_up_closes,
  idle_a_second_early,
  exchange_keeps_all,
  channel_without_time,
  foreign_keys_found,
  values_of_first_group,
  counters_of_device,
  ceilings_of_device,
  unknown_group_is_last,
  group_0_is_first,
  key_written_everywhere,
  counters_per_channel,
  counts_lost_at_once,
  keys_taken_at_opening,
  transfer_not_stored,
  transfer_challenge_serves_twice,
  transfer_signature_unchecked,
  transfer_to_every_group,
  deletion_forgotten,
  deletes_every_version,
  deletes_what_is_absent,
  deletes_everywhere,
  deletes_system_keys,
  deletion_ends_sessions,
  invalidated_key_serves,
  invalidation_forgets,
  loads_invalidated_key,
  invalidates_what_is_absent,
  invalidates_everywhere,
  deleted_key_known,
  refused_load_stays,
  reload_keys_are_work_keys,
  invalidates_system_keys,
  opens_before_start_up,
  silent_before_start_up,
  starts_without_card,
  starts_with_any_card,
  starts_with_mute_card,
  start_challenge_repeats,
  shut_down_keeps_channels,
  manages_before_start_up,
  shut_down_forgets_keys,
  shut_down_forgets_counters,
  wrong_card_blocks,
  openings_not_counted,
  closings_not_counted,
  given_up_not_counted,
  refusals_not_counted,
  exchanges_not_counted,
  operations_not_counted,
  key_changes_not_counted,
  start_ups_not_counted,
  wrong_start_ups_not_counted,
  shut_down_clears_audit,
  audit_of_device_alone,
  first_group_counts_all,
  full_refusals_counted_alone,
  refused_key_changes_counted,
  missing_card_counted_alone,
  life_never_ends,
  life_ends_with_sam,
  life_ends_early,
  life_per_group,
  every_exchange_ages,
  opens_when_worn,
  shut_down_renews_life,
  capacity_is_the_largest,
  product_not_told,
  operations_not_told,
  idle_not_told,
};

inline constexpr std::size_t max_hsm_deviations = 128;

struct DeviationInfo {
  HsmDeviation deviation;
  std::string_view id;
  std::string_view rows;     ///< requirement ids that share the observable, separated by spaces
  std::string_view profile;  ///< the profile on which it shows; empty for the bare HSM
  std::string_view says;
};

/// Every deviation, in the order of the enumeration.
[[nodiscard]] std::span<const DeviationInfo> hsm_deviations() noexcept;

[[nodiscard]] std::optional<HsmDeviation> find_hsm_deviation(std::string_view id) noexcept;

}  // namespace assay::model::hsm
