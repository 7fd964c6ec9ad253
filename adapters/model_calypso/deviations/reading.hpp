// SPDX-License-Identifier: Apache-2.0
// Deviations of reads and searches: id, requirements broken, model and profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_calypso/calypso_deviation.hpp"

namespace assay::model::calypso::deviations {

inline constexpr auto reading = [] {
  using enum CalypsoDeviation;
  return std::to_array<DeviationInfo>({
      {read_one_byte_short, "read-one-byte-short", "CAL-RD-01", "calypso-prime", "",
       "answers all but the last byte of a record"},
      {counters_read_first_only, "counters-read-first-only", "CAL-RD-03", "calypso-prime", "",
       "answers the first counter alone"},
      {read_several_from_first, "read-several-from-first", "CAL-RD-02", "calypso-prime", "",
       "answers all records, whichever P1 names"},
      {read_several_without_length, "read-several-without-length", "CAL-RD-02", "calypso-prime", "",
       "leaves the lengths of records out"},
      {record_0_says_6b00, "record-0-says-6b00", "CAL-RD-10", "calypso-prime", "",
       "takes record 0 for a wrong P1 even of a file"},
      {ratification_command_says_9000, "ratification-command-says-9000", "CAL-SES-044",
       "calypso-prime", "", "accepts the ratification command"},
      {reading_refused_in_session, "reading-refused-in-session", "CAL-RD-12 CAL-SEC-05",
       "calypso-prime", "", "takes no READ RECORDS in a session"},
      {sv_log_read_after_operation, "sv-log-read-after-operation", "CAL-RD-06", "calypso-prime", "",
       "reads the log behind an operation of the session"},
      {read_multiple_any_tag, "read-multiple-any-tag", "CAL-RD-20", "calypso-prime", "",
       "does not look at the tag"},
      {read_multiple_any_length, "read-multiple-any-length", "CAL-RD-21", "calypso-prime", "",
       "does not look at the length of the object"},
      {read_multiple_of_nothing, "read-multiple-of-nothing", "CAL-RD-22", "calypso-prime", "",
       "answers nothing when no byte is asked for"},
      {read_multiple_behind_record, "read-multiple-behind-record", "CAL-RD-23", "calypso-prime", "",
       "reads on into the next record"},
      {read_multiple_from_0, "read-multiple-from-0", "CAL-RD-13", "calypso-prime", "",
       "ignores the offset"},
      {read_multiple_one_record, "read-multiple-one-record", "CAL-RD-13", "calypso-prime", "",
       "answers the part of the first record alone"},
      {read_multiple_hides_rest, "read-multiple-hides-rest", "CAL-RD-14", "calypso-prime", "",
       "answers 9000 though records are left"},
      {binary_offset_of_8_bits, "binary-offset-of-8-bits", "CAL-RD-28", "calypso-prime", "",
       "ignores the high byte of the offset"},
      {binary_sfi_not_current, "binary-sfi-not-current", "CAL-RD-29", "calypso-prime", "",
       "does not make the file current"},
      {read_binary_from_0, "read-binary-from-0", "CAL-RD-27", "calypso-prime", "",
       "ignores the offset"},
      {search_everywhere, "search-everywhere", "CAL-RD-43", "calypso-prime", "",
       "looks at every offset without being asked to"},
      {search_at_offset_only, "search-at-offset-only", "CAL-RD-42", "calypso-prime", "",
       "looks at the given offset alone"},
      {search_fetches_nothing, "search-fetches-nothing", "CAL-RD-41", "calypso-prime", "",
       "never answers the content of the first match"},
      {search_mask_padded_with_00, "search-mask-padded-with-00", "CAL-RD-40", "calypso-prime", "",
       "continues a short mask with 00"},
      {search_ignores_mask, "search-ignores-mask", "CAL-RD-39", "calypso-prime", "",
       "compares every bit"},
      {search_lengths_say_6700, "search-lengths-say-6700", "CAL-RD-50", "calypso-prime", "",
       "takes wrong lengths inside the data for a wrong length of the data"},
      {search_from_first, "search-from-first", "CAL-RD-38", "calypso-prime", "",
       "searches from the first record, whichever P1 names"},
      {search_counts_nothing, "search-counts-nothing", "CAL-RD-38", "calypso-prime", "",
       "leaves the number of matches 0"},
      {search_cuts_answer, "search-cuts-answer", "CAL-RD-44", "calypso-prime", "",
       "cuts an answer that is too long"},
      {read_asks_group_1, "read-asks-group-1", "CAL-ACC-10 CAL-ACC-01", "calypso-prime", "",
       "asks for the condition of group 1"},
      {conditions_of_first_file, "conditions-of-first-file", "CAL-SEC-02", "calypso-prime", "",
       "asks for the conditions of the first file before a modification"},
      {read_binary_refused_in_session, "read-binary-refused-in-session", "CAL-RD-37",
       "calypso-prime", "", "takes no READ BINARY in a session"},
      {invalidated_not_readable, "invalidated-not-readable", "CAL-INV-11", "calypso-prime",
       "invalidated", "reads nothing in an invalidated DF"},
  });
}();

}  // namespace assay::model::calypso::deviations
