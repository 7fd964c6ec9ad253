// SPDX-License-Identifier: Apache-2.0
// Deviations of openings of sessions: id, requirements broken, model and profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_calypso/calypso_deviation.hpp"

namespace assay::model::calypso::deviations {

inline constexpr auto openings = [] {
  using enum CalypsoDeviation;
  return std::to_array<DeviationInfo>({
      {opening_restarts_session, "opening-restarts-session", "CAL-SES-002", "calypso-prime", "",
       "starts over when a session is open"},
      {unknown_key_says_6a88, "unknown-key-says-6a88", "CAL-SES-003", "calypso-prime", "",
       "takes the status word of missing data objects for a missing key"},
      {challenge_repeats, "challenge-repeats", "CAL-SES-004", "calypso-prime", "",
       "draws no random and tells no counter"},
      {counter_stands, "counter-stands", "CAL-SES-005", "calypso-prime", "",
       "does not count the session"},
      {counter_down_by_two, "counter-down-by-two", "CAL-SES-005", "calypso-prime", "",
       "counts the session twice"},
      {counter_wraps, "counter-wraps", "CAL-SES-017", "calypso-prime", "counter-0",
       "goes on from FFFFFF when the counter is 0"},
      {refused_opening_costs, "refused-opening-costs", "CAL-OPN-24", "calypso-prime", "",
       "counts an opening that it refuses"},
      {opening_tells_issuer_kif, "opening-tells-issuer-kif", "CAL-SES-006", "calypso-prime", "",
       "tells the KIF of the issuer key for every level"},
      {opening_kvc_before_kif, "opening-kvc-before-kif", "CAL-OPN-01", "calypso-prime", "",
       "tells the KVC before the KIF"},
      {opening_length_counts_itself, "opening-length-counts-itself", "CAL-OPN-10", "calypso-prime",
       "", "counts the length byte among the data"},
      {opening_reads_record_1, "opening-reads-record-1", "CAL-SES-007", "calypso-prime", "",
       "reads the first record, whichever is asked for"},
      {opening_always_reads, "opening-always-reads", "CAL-OPN-11", "calypso-prime", "",
       "reads the first record when none is asked for"},
      {opening_sfi_0_reads_nothing, "opening-sfi-0-reads-nothing", "CAL-OPN-12", "calypso-prime",
       "", "reads nothing from the current EF"},
      {opening_reads_confidential, "opening-reads-confidential", "CAL-OPN-18", "calypso-prime", "",
       "tells confidential records in clear"},
      {extended_random_of_4_bytes, "extended-random-of-4-bytes", "CAL-OPN-02", "calypso-prime", "",
       "draws 4 random bytes"},
      {ratification_always_told, "ratification-always-told", "CAL-SES-008 CAL-SES-043",
       "calypso-prime", "", "always calls the last session ratified"},
      {ratification_never_told, "ratification-never-told", "CAL-SES-008 CAL-SES-040",
       "calypso-prime", "", "always calls the last session unratified"},
      {management_always_announced, "management-always-announced", "CAL-SES-009", "calypso-prime",
       "no-aes", "announces Manage Secure Session that it refuses"},
      {management_never_announced, "management-never-announced", "CAL-SES-009", "calypso-prime", "",
       "does not announce Manage Secure Session"},
      {regular_challenge_of_any_length, "regular-challenge-of-any-length", "CAL-OPN-13",
       "calypso-prime", "", "does not look at the length of the challenge"},
      {extended_challenge_of_any_length, "extended-challenge-of-any-length", "CAL-OPN-14",
       "calypso-prime", "", "does not look at the length of the challenge"},
      {pki_challenge_of_any_length, "pki-challenge-of-any-length", "CAL-OPN-15", "calypso-prime",
       "pki", "does not look at the length of the challenge"},
      {compatibility_always, "compatibility-always", "CAL-OPN-19", "calypso-prime",
       "no-compatibility", "opens regular sessions with keys that refuse them"},
      {pre_opening_says_9000, "pre-opening-says-9000", "CAL-SES-011", "calypso-prime", "",
       "answers 9000 to a pre-opening"},
      {pre_opening_opens, "pre-opening-opens", "CAL-SES-013", "calypso-prime", "",
       "opens a session by a pre-opening"},
      {pre_opening_forgotten, "pre-opening-forgotten", "CAL-SES-014", "calypso-prime", "",
       "draws another random for the opening"},
      {hce_has_every_key, "hce-has-every-key", "CAL-HCE-02", "calypso-hce", "",
       "opens sessions with the issuer and load keys"},
      {rev2_opening_without_kvc, "rev2-opening-without-kvc", "CAL-OPN-08", "calypso-prime", "rev2",
       "leaves the KVC out"},
      {rev1_opening_with_kvc, "rev1-opening-with-kvc", "CAL-OPN-09", "calypso-prime", "rev1",
       "tells the KVC as revision 2 does"},
      {old_opening_always_two_bytes, "old-opening-always-two-bytes", "CAL-OPN-25", "calypso-prime",
       "rev2", "tells two bytes of ratification always"},
      {pki_opening_says_6985, "pki-opening-says-6985", "CAL-SES-015", "calypso-prime", "",
       "answers 6985 instead of 6B00"},
      {pki_opening_wants_key_0, "pki-opening-wants-key-0", "CAL-OPN-07", "calypso-prime", "pki",
       "looks at the key index"},
      {pki_opening_names_key, "pki-opening-names-key", "CAL-OPN-06", "calypso-prime", "pki",
       "tells the KVC where 0000 is wanted"},
      {pki_opening_without_serial, "pki-opening-without-serial", "CAL-OPN-05", "calypso-prime",
       "pki", "leaves the serial number out"},
      {pki_opening_name_of_5_bytes, "pki-opening-name-of-5-bytes", "CAL-OPN-04", "calypso-prime",
       "pki", "tells the RID alone"},
  });
}();

}  // namespace assay::model::calypso::deviations
