// SPDX-License-Identifier: Apache-2.0
// Deviations of SELECT: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model/gp_deviation.hpp"

namespace assay::model::deviations {

inline constexpr auto selection = [] {
  using enum GpDeviation;
  return std::to_array<DeviationInfo>({
      {select_exact_name_only, "select-exact-name-only",
       "GP-6.4.2.1-03 GP-6.4.2.1.2-01 ISO-4-11.2.2-07", "",
       "compares whole AIDs only, so a truncated name finds nothing"},
      {select_compares_shorter_length, "select-compares-shorter-length", "GP-6.4.2.1.2-03", "",
       "compares only as many bytes as the shorter of name and AID has, so a longer name finds a "
       "shorter AID"},
      {select_next_starts_over, "select-next-starts-over",
       "GP-6.4.2.1.2-02 GP-6.4.2.1.2-10 GP-11.9.2.2-02 ISO-4-11.2.2-08 GP-6.4.2.1-04 "
       "GP-6.4.2.1.2-22 GP-6.4.3.1.2-02 GP-6.4.3.1.2-10",
       "", "searches the next occurrence from the beginning of the registry"},
      {select_first_starts_at_current, "select-first-starts-at-current",
       "GP-6.4.2.1.2-09 GP-11.9.2.2-01", "",
       "searches the first occurrence from the entry after the selected one"},
      {select_finds_installed, "select-finds-installed",
       "GP-6.4.2.1.2-04 GP-5.3.1.1-02 GP-6.4.2.1.2-12 GP-6.4.3.1.2-04 GP-6.4.3.1.2-12", "",
       "does not look at the life cycle state INSTALLED"},
      {select_finds_locked, "select-finds-locked", "GP-5.3.1.3-01 GP-6.4.2.1.2-15 GP-6.4.3.1.2-15",
       "", "does not look at the LOCKED bit"},
      {select_stops_at_installed, "select-stops-at-installed", "GP-6.4.2.1.2-11 GP-6.4.3.1.2-11",
       "", "ends the search at a matching INSTALLED application instead of skipping it"},
      {select_stops_at_locked, "select-stops-at-locked", "GP-6.4.2.1.2-13 GP-6.4.3.1.2-13", "",
       "ends the search at a matching LOCKED application instead of skipping it"},
      {select_failure_deselects, "select-failure-deselects", "GP-6.4.2.1.2-20 ISO-4-11.2.2-03", "",
       "deselects before it searches, so a failed SELECT leaves the Issuer Security Domain "
       "selected"},
      {select_failure_ends_session, "select-failure-ends-session", "GP-6.4.2.1.2-20", "",
       "ends the Secure Channel Session although nothing was selected"},
      {select_not_found_says_6a88, "select-not-found-says-6a88", "GP-11.9.3.2-06 ISO-4-11.2.2-02",
       "", "takes the status word of missing data objects for a missing application"},
      {select_default_keeps_current, "select-default-keeps-current",
       "GP-6.3-04 GP-6.4.2.1.2-08 GP-11.9.2.3-02 GP-6.4.3.1.2-08", "",
       "takes an empty name as matching whatever is selected"},
      {select_fci_without_9f65, "select-fci-without-9f65", "GP-11.9.3.1-09", "",
       "leaves the maximum command length out of the FCI"},
      {select_fci_without_a5, "select-fci-without-a5", "GP-11.9.3.1-06", "",
       "leaves the proprietary template out of the FCI"},
      {select_fci_echoes_name, "select-fci-echoes-name", "GP-11.9.3.1-05", "",
       "answers the name of the command instead of the full AID"},
      {select_fci_without_6f, "select-fci-without-6f",
       "GP-11.9.3.1-04 ISO-4-11.2.2-04 GP-11.9.3.1-02", "",
       "answers the contents of the FCI without the template around it"},
      {select_fci_a5_overlong, "select-fci-a5-overlong", "ISO-4-11.2.2-14", "",
       "counts the length of the proprietary template one too high"},
      {select_takes_any_p1, "select-takes-any-p1", "ISO-4-11.2.2-11 GP-11.9.2.1-01", "",
       "takes every P1 as selection by name"},
      {select_takes_any_p2, "select-takes-any-p2", "ISO-4-11.2.2-12 GP-11.1.3-06", "",
       "takes every P2 other than next as first or only"},
      {select_keeps_session, "select-keeps-session",
       "GP-10.2.3-05 GPD-5.6-06 GP-E.1.6-19 GP-D.1.7-19 GP-10.2.3-03 GP-10.2.3-04 "
       "GP-F.1.6-26 GP-D.1.1-07 GP-D.1.6-07 GP-D.1.6-09 GP-E.1.5-07 GP-E.1.5-10 GP-E.1.5-13 "
       "GP-E.1.6-39",
       "", "forgets to end the Secure Channel Session of the channel"},
      {select_same_keeps_session, "select-same-keeps-session", "GP-10.2.3-05", "",
       "ends the Secure Channel Session only if another application becomes selected"},
      {select_under_secure_messaging, "select-under-secure-messaging",
       "GP-11.9.2-01 GP-11.9.3.2-04 ISO-4-5.4.1-05", "",
       "does not look at the secure messaging bits of the class"},
      {select_restricted_twice, "select-restricted-twice",
       "GP-6.4.2.1.2-05 GP-6.4.2.1.2-16 GP-6.4.2.1.2-17 GP-6.4.3.1.2-05 GP-6.4.3.1.2-17", "",
       "does not check the multi-selection restriction"},
      {select_finds_load_files, "select-finds-load-files", "GP-6.5.1.1-05", "",
       "searches Executable Load Files too and selects their Security Domain"},
      {select_cuts_long_names, "select-cuts-long-names", "ISO-4-11.2.2-13", "",
       "cuts names at 16 bytes instead of refusing longer ones"},
      {select_lands_on_basic_channel, "select-lands-on-basic-channel",
       "GP-6.4.3.1-02 GP-6.4.3.1.2-18 ISO-4-5.4.2-04", "",
       "selects on the basic channel whatever the class byte says"},
      {select_partial_on_basic_only, "select-partial-on-basic-only",
       "GP-6.4.3.1-03 GP-6.4.3.1.2-01", "", "compares whole AIDs on supplementary channels"},
      {card_locked_selects_application, "card-locked-selects-application",
       "GP-5.1.1.4-02 GP-6.4.2.1.2-07 GP-11-22", "card-locked",
       "does not check the card state before the search"},
      {card_locked_select_without_warning, "card-locked-select-without-warning",
       "GP-6.4.2.1.2-06 GP-11.9.3.2-02", "card-locked", "answers 9000 instead of the warning"},
      {card_locked_final_refused, "card-locked-final-refused", "GP-11-21", "card-locked",
       "refuses the Final Application like every other"},
  });
}();

}  // namespace assay::model::deviations
