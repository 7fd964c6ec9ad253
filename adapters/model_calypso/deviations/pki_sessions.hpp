// SPDX-License-Identifier: Apache-2.0
// Deviations of PKI mode, public-key sessions: transcript, signature, and what excludes what.
#pragma once

#include <array>

#include "adapters/model_calypso/calypso_deviation.hpp"

namespace assay::model::calypso::deviations {

inline constexpr auto pki_sessions = [] {
  using enum CalypsoDeviation;
  return std::to_array<DeviationInfo>({
      {signature_over_sha1, "signature-over-sha1", "CAL-PKI-01", "calypso-prime", "pki-certified",
       "hashes the transcript with SHA-1"},
      {signature_hashed_twice, "signature-hashed-twice", "CAL-PKI-01", "calypso-prime",
       "pki-certified", "signs the hash of the hash"},
      {signature_of_other_key, "signature-of-other-key", "CAL-PKI-01", "calypso-prime",
       "pki-certified", "signs with another private key"},
      {transcript_begins_with_00, "transcript-begins-with-00", "CAL-PKI-02", "calypso-prime",
       "pki-certified", "begins the transcript with 00"},
      {transcript_with_long_lengths, "transcript-with-long-lengths", "CAL-PKI-03", "calypso-prime",
       "pki-certified", "writes lengths in two bytes"},
      {transcript_opening_with_le, "transcript-opening-with-le", "CAL-PKI-04", "calypso-prime",
       "pki-certified", "signs Le of the opening"},
      {transcript_without_opening_answer, "transcript-without-opening-answer", "CAL-PKI-04",
       "calypso-prime", "pki-certified", "signs the opening without its answer"},
      {pki_random_repeats, "pki-random-repeats", "CAL-PKI-41", "calypso-prime", "pki-certified",
       "tells the same random bytes at every opening"},
      {signature_nonce_repeats, "signature-nonce-repeats", "CAL-PKI-42", "calypso-prime",
       "pki-certified", "signs twice with the same secret number"},
      {transcript_without_commands, "transcript-without-commands", "CAL-PKI-43", "calypso-prime",
       "pki-certified", "signs answers alone"},
      {transcript_without_refusals, "transcript-without-refusals", "CAL-PKI-43", "calypso-prime",
       "pki-certified", "does not sign commands that it refuses"},
      {transcript_of_256_bytes, "transcript-of-256-bytes", "CAL-PKI-43", "calypso-prime",
       "pki-certified", "signs no more than 256 bytes"},
      {transcript_of_2048_bytes, "transcript-of-2048-bytes", "CAL-PKI-43", "calypso-prime",
       "pki-certified", "signs no more than 2048 bytes"},
      {transcript_without_answers, "transcript-without-answers", "CAL-PKI-44", "calypso-prime",
       "pki-certified", "signs commands alone"},
      {transcript_without_status, "transcript-without-status", "CAL-PKI-44", "calypso-prime",
       "pki-certified", "signs answers without status word"},
      {transcript_answers_first, "transcript-answers-first", "CAL-PKI-44", "calypso-prime",
       "pki-certified", "signs each answer before its command"},
      {transcript_with_selection, "transcript-with-selection", "CAL-PKI-45", "calypso-prime",
       "pki-certified", "signs the FCI too"},
      {transcript_with_true_length, "transcript-with-true-length", "CAL-PKI-46", "calypso-prime",
       "pki-certified", "signs the length of the record instead of Le 00"},
      {manage_in_pki_session, "manage-in-pki-session", "CAL-PKI-47", "calypso-prime",
       "pki-certified", "takes Manage Secure Session in a public-key session"},
      {confidential_in_pki_session, "confidential-in-pki-session", "CAL-PKI-48", "calypso-prime",
       "pki-certified", "reads confidential files in clear in a public-key session"},
      {symmetric_opening_in_pki_session, "symmetric-opening-in-pki-session", "CAL-PKI-49",
       "calypso-prime", "pki-certified",
       "opens another kind of session inside a public-key session"},
      {pki_opening_in_symmetric_session, "pki-opening-in-symmetric-session", "CAL-PKI-50",
       "calypso-prime", "pki-certified", "opens a public-key session inside another kind"},
      {pki_close_takes_mac, "pki-close-takes-mac", "CAL-PKI-51", "calypso-prime", "pki-certified",
       "takes a MAC at the close of a public-key session"},
      {signature_in_symmetric_session, "signature-in-symmetric-session", "CAL-PKI-52",
       "calypso-prime", "pki-certified", "answers the abort of another session with a signature"},
      {pki_modifications_at_once, "pki-modifications-at-once", "CAL-PKI-53", "calypso-prime",
       "pki-certified", "writes the modifications of a public-key session at once"},
      {selection_keeps_pki_session, "selection-keeps-pki-session", "CAL-PKI-54", "calypso-prime",
       "pki-certified", "goes on with a public-key session after a selection"},
      {pki_close_keeps_session, "pki-close-keeps-session", "CAL-PKI-55", "calypso-prime",
       "pki-certified", "leaves a public-key session open after the close"},
      {pki_session_costs, "pki-session-costs", "CAL-PKI-56", "calypso-prime", "pki-certified",
       "takes a public-key session from the transaction counter"},
      {pki_key_index_grants, "pki-key-index-grants", "CAL-PKI-57", "calypso-prime", "pki-certified",
       "grants the rights of the key index in P1"},
      {pki_opening_name_padded, "pki-opening-name-padded", "CAL-OPN-04", "calypso-prime",
       "pki-certified", "pads the name to 16 bytes"},
  });
}();

}  // namespace assay::model::calypso::deviations
