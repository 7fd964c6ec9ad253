// SPDX-License-Identifier: Apache-2.0
// Deviations of modifications and counters: id, requirements broken, model and profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_calypso/calypso_deviation.hpp"

namespace assay::model::calypso::deviations {

inline constexpr auto modifications = [] {
  using enum CalypsoDeviation;
  return std::to_array<DeviationInfo>({
      {update_clears_rest, "update-clears-rest", "CAL-MOD-02", "calypso-prime", "",
       "clears what an update leaves out"},
      {update_any_cyclic_record, "update-any-cyclic-record", "CAL-MOD-05", "calypso-prime", "",
       "updates any record of a cyclic file"},
      {write_any_cyclic_record, "write-any-cyclic-record", "CAL-MOD-16", "calypso-prime", "",
       "writes into any record of a cyclic file"},
      {update_asks_group_2, "update-asks-group-2", "CAL-ACC-05", "calypso-prime", "",
       "asks for the condition of group 2"},
      {write_asks_group_1, "write-asks-group-1", "CAL-ACC-06", "calypso-prime", "",
       "asks for the condition of group 1"},
      {append_asks_group_1, "append-asks-group-1", "CAL-ACC-08", "calypso-prime", "",
       "asks for the condition of group 1"},
      {increase_asks_group_2, "increase-asks-group-2", "CAL-ACC-09", "calypso-prime", "",
       "asks for the condition of group 2"},
      {decrease_asks_group_3, "decrease-asks-group-3", "CAL-ACC-07", "calypso-prime", "",
       "asks for the condition of group 3"},
      {write_replaces, "write-replaces", "CAL-MOD-13", "calypso-prime", "", "replaces the content"},
      {append_moves_nothing, "append-moves-nothing", "CAL-MOD-26", "calypso-prime", "",
       "replaces the first record and moves none"},
      {append_at_the_end, "append-at-the-end", "CAL-MOD-25", "calypso-prime", "",
       "puts the new record behind the others"},
      {update_binary_merges, "update-binary-merges", "CAL-MOD-36", "calypso-prime", "",
       "stores the bits of both"},
      {write_binary_replaces, "write-binary-replaces", "CAL-MOD-37", "calypso-prime", "",
       "replaces the bytes"},
      {increase_wraps, "increase-wraps", "CAL-CNT-13", "calypso-prime", "",
       "goes on from 0 beyond FFFFFF"},
      {decrease_wraps, "decrease-wraps", "CAL-CNT-14", "calypso-prime", "",
       "goes on from FFFFFF below 0"},
      {refused_count_clears_counter, "refused-count-clears-counter", "CAL-SES-039", "calypso-prime",
       "", "sets the counter to 0 before it finds that it cannot count"},
      {counters_numbered_from_0, "counters-numbered-from-0", "CAL-CNT-03", "calypso-prime", "",
       "counts the second counter when the first is named"},
      {count_tells_old_value, "count-tells-old-value", "CAL-CNT-01 CAL-CNT-02", "calypso-prime", "",
       "answers the value before"},
      {simulated_counter_any_number, "simulated-counter-any-number", "CAL-CNT-16", "calypso-prime",
       "", "takes any number for a simulated counter"},
      {postponed_count_says_9000, "postponed-count-says-9000", "CAL-CNT-05", "calypso-prime",
       "rev2", "answers 9000 though the result comes later"},
      {count_several_unknown_says_6a83, "count-several-unknown-says-6a83", "CAL-CNT-26",
       "calypso-prime", "", "takes a missing counter for a missing record"},
      {count_several_takes_twice, "count-several-takes-twice", "CAL-CNT-27", "calypso-prime", "",
       "counts a counter twice that is named twice"},
      {count_several_without_numbers, "count-several-without-numbers", "CAL-CNT-17 CAL-CNT-18",
       "calypso-prime", "", "answers the values alone"},
      {count_several_in_part, "count-several-in-part", "CAL-CNT-28", "calypso-prime", "",
       "counts the first counter before it finds that another cannot be"},
      {invalidates_twice, "invalidates-twice", "CAL-INV-09", "calypso-prime", "",
       "does not look whether the DF is invalidated"},
      {rehabilitates_valid, "rehabilitates-valid", "CAL-INV-10", "calypso-prime", "",
       "does not look whether the DF is invalidated"},
      {rehabilitate_without_effect, "rehabilitate-without-effect", "CAL-INV-02", "calypso-prime",
       "invalidated", "leaves the DF invalidated"},
      {invalidate_asks_group_0, "invalidate-asks-group-0", "CAL-ACC-11", "calypso-prime", "",
       "asks for the condition of group 0"},
      {rehabilitate_asks_group_1, "rehabilitate-asks-group-1", "CAL-ACC-12", "calypso-prime", "",
       "asks for the condition of group 1"},
      {always_asks_for_session, "always-asks-for-session", "CAL-ACC-02", "calypso-prime", "",
       "asks for a session where the condition is always"},
      {update_merges, "update-merges", "CAL-MOD-01", "calypso-prime", "",
       "stores the bits of both"},
      {simulated_counter_has_number_1, "simulated-counter-has-number-1", "CAL-CNT-04",
       "calypso-prime", "", "wants number 1 for a simulated counter"},
      {count_several_in_pki_session, "count-several-in-pki-session", "CAL-CNT-23", "calypso-prime",
       "pki", "counts in a PKI session what asks for a key"},
  });
}();

}  // namespace assay::model::calypso::deviations
