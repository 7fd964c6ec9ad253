// SPDX-License-Identifier: Apache-2.0
// Deviations of files, their headers and lists: id, requirements broken, model and profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_calypso/calypso_deviation.hpp"

namespace assay::model::calypso::deviations {

inline constexpr auto files = [] {
  using enum CalypsoDeviation;
  return std::to_array<DeviationInfo>({
      {unknown_file_says_6a88, "unknown-file-says-6a88", "CAL-FIL-08", "calypso-prime", "",
       "takes the status word of missing data objects for a missing file"},
      {first_file_is_second, "first-file-is-second", "CAL-FIL-03", "calypso-prime", "",
       "begins with the second EF"},
      {next_file_stays, "next-file-stays", "CAL-FIL-03", "calypso-prime", "",
       "answers the current EF as the next one"},
      {next_file_stays_at_last, "next-file-stays-at-last", "CAL-FIL-04", "calypso-prime", "",
       "answers the last EF again instead of 6A82"},
      {select_file_takes_more_bytes, "select-file-takes-more-bytes", "CAL-FIL-09", "calypso-prime",
       "", "takes the first two bytes of a longer data field"},
      {selected_file_not_current, "selected-file-not-current", "CAL-FIL-25", "calypso-prime", "",
       "tells the header of a file and does not make it current"},
      {path_selects_directory, "path-selects-directory", "CAL-FIL-30", "calypso-prime", "rev1",
       "selects the DF of a path and not its EF"},
      {header_of_22_bytes, "header-of-22-bytes", "CAL-FIL-10", "calypso-prime", "",
       "answers one byte less than the header has"},
      {header_without_sfi, "header-without-sfi", "CAL-FIL-11", "calypso-prime", "",
       "tells no short identifier"},
      {header_tells_ef_as_df, "header-tells-ef-as-df", "CAL-FIL-12", "calypso-prime", "",
       "tells every file as a DF"},
      {header_tells_df_as_mf, "header-tells-df-as-mf", "CAL-FIL-12", "calypso-prime", "",
       "tells the DF as the MF"},
      {header_tells_counters_as_linear, "header-tells-counters-as-linear", "CAL-FIL-13",
       "calypso-prime", "", "tells a file of counters as a linear one"},
      {header_size_and_count_swapped, "header-size-and-count-swapped", "CAL-FIL-14",
       "calypso-prime", "", "tells the number of records before their size"},
      {header_size_little_endian, "header-size-little-endian", "CAL-FIL-16", "calypso-prime", "",
       "tells the size of a binary file with the least significant byte first"},
      {header_groups_reversed, "header-groups-reversed", "CAL-FIL-17", "calypso-prime", "",
       "tells the access conditions from group 3 to 0"},
      {header_without_keys, "header-without-keys", "CAL-FIL-18", "calypso-prime", "",
       "tells no key indexes"},
      {header_without_status, "header-without-status", "CAL-FIL-19", "calypso-prime", "",
       "never tells that the DF is invalidated"},
      {header_without_shared_reference, "header-without-shared-reference", "CAL-FIL-20",
       "calypso-prime", "", "does not tell with which file the data are shared"},
      {header_kif_before_kvc, "header-kif-before-kvc", "CAL-FIL-21", "calypso-prime", "",
       "tells KIFs where KVCs are wanted"},
      {header_kif_of_issuer_only, "header-kif-of-issuer-only", "CAL-FIL-22", "calypso-prime", "",
       "tells the KIF of the issuer key three times"},
      {header_identifier_misplaced, "header-identifier-misplaced", "CAL-FIL-23", "calypso-prime",
       "", "tells the LID where revision 2 has it"},
      {selection_refused_in_session, "selection-refused-in-session", "CAL-FIL-27", "calypso-prime",
       "", "takes no SELECT in a session"},
      {selection_charged, "selection-charged", "CAL-FIL-28", "calypso-prime", "",
       "takes 6 bytes of the session buffer for a SELECT"},
      {get_data_006f_without_template, "get-data-006f-without-template", "CAL-DAT-01",
       "calypso-prime", "", "leaves the template out of the FCI of GET DATA"},
      {get_data_006f_says_9000, "get-data-006f-says-9000", "CAL-DAT-02", "calypso-prime",
       "invalidated", "does not look whether the application is invalidated"},
      {get_data_0062_of_directory, "get-data-0062-of-directory", "CAL-DAT-03", "calypso-prime", "",
       "answers the header of the DF when an EF is current"},
      {ef_list_without_template, "ef-list-without-template", "CAL-DAT-05", "calypso-prime", "",
       "leaves the template C0 out"},
      {ef_list_without_binaries, "ef-list-without-binaries", "CAL-DAT-05", "calypso-prime", "",
       "lists record files only"},
      {ef_list_without_counts, "ef-list-without-counts", "CAL-DAT-06", "calypso-prime", "",
       "leaves the number of records out of the list"},
  });
}();

}  // namespace assay::model::calypso::deviations
