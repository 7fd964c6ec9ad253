// SPDX-License-Identifier: Apache-2.0
// Deviations of the initiation and the life of Secure Channel Sessions: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model/gp_deviation.hpp"

namespace assay::model::deviations {

inline constexpr auto sessions = [] {
  using enum GpDeviation;
  return std::to_array<DeviationInfo>({
      // INITIALIZE UPDATE
      {initialize_update_any_version, "initialize-update-any-version",
       "GPD-7.1.1-05 GP-E.5.1.7-03 GP-D.4.1.7-03", "",
       "falls back to the first key set when the version is unknown"},
      {initialize_update_any_p2, "initialize-update-any-p2",
       "GPD-7.1.1-07 GP-E.5.1.4-01 GP-E.5.1.2-04", "", "does not look at P2"},
      {initialize_update_any_length, "initialize-update-any-length",
       "GPD-7.1.1-08 GP-E.5.1.2-05 GP-D.4.1.2-05", "",
       "takes a host challenge of any length, cut or filled with zeros"},
      {initialize_update_first_version_told, "initialize-update-first-version-told", "GPD-7.1.1-10",
       "", "tells the version of the first key set in the key information"},
      {initialize_update_version_zero_unknown, "initialize-update-version-zero-unknown",
       "GPD-7.1.1-06 GP-E.5.1.3-02 GP-D.4.1.3-02", "", "looks for a key version 00"},
      {initialize_update_under_secure_messaging, "initialize-update-under-secure-messaging",
       "GPD-7.1.1-09 GP-E.5.1.2-01 GP-D.4.1.2-01", "",
       "does not look at the secure messaging bits of the class"},
      {initialize_update_keeps_session, "initialize-update-keeps-session",
       "GPD-5.6-05 GP-E.1.6-18 GP-E.5.1.1-02 GP-D.1.7-18 GP-D.4.1.1-02", "",
       "ends the running session only when the new one is authenticated"},
      {initialize_update_ends_all_channels, "initialize-update-ends-all-channels", "GP-10.2.3-13",
       "", "ends the sessions of all channels"},
      {initialize_update_refused_after_abort, "initialize-update-refused-after-abort", "GPD-5.6-09",
       "", "counts as one of the commands that an aborted session refuses"},
      {scp02_challenge_repeats, "scp02-challenge-repeats",
       "GP-E.1.2.1-07 GP-E.4.2.3-01 GP-E.5.1.6-09", "",
       "does not draw new randomness for the card challenge"},
      {scp03_answer_without_counter, "scp03-answer-without-counter", "GPD-7.1.1-04", "",
       "leaves the sequence counter out of the answer"},
      {scp03_option_not_told, "scp03-option-not-told", "GPD-7.1.1-03", "",
       "tells i as 00 in the key information"},
      {scp03_counter_stands, "scp03-counter-stands", "GPD-6.2.2.1-04 GPD-6.2.2.1-01", "",
       "does not raise the sequence counter, so that challenges repeat"},
      {scp03_challenge_context_swapped, "scp03-challenge-context-swapped", "GPD-6.2.2.1-03", "",
       "puts the AID in front of the sequence counter"},
      {scp03_challenge_from_mac_key, "scp03-challenge-from-mac-key", "GPD-6.2.2.1-02", "",
       "derives the card challenge from Key-MAC"},
      {scp03_challenge_of_issuer_aid, "scp03-challenge-of-issuer-aid", "GPD-6.2.2.1-03", "",
       "uses the AID of the Issuer Security Domain whoever asks"},
      // EXTERNAL AUTHENTICATE
      {external_authenticate_retry, "external-authenticate-retry",
       "GPD-7.1.2-05 GP-10.4-01 GP-E.1.2-01 GP-D.1.2-01", "",
       "keeps the challenges after a failure"},
      {external_authenticate_repeats, "external-authenticate-repeats",
       "GPD-7.1.2-04 GP-E.5.2.1-02 GP-D.4.2.1-02", "",
       "does not check that INITIALIZE UPDATE came before"},
      {external_authenticate_any_p2, "external-authenticate-any-p2",
       "GPD-7.1.2-06 GP-E.5.2.4-01 GP-D.4.2.4-01 GP-D.4.2.2-04 GP-E.5.2.2-04", "",
       "does not look at P2"},
      {external_authenticate_any_level, "external-authenticate-any-level", "GPD-7.1.2-07", "",
       "takes every P1 as a security level"},
      {external_authenticate_c_mac_unchecked, "external-authenticate-c-mac-unchecked",
       "GPD-7.1.2-03 GP-E.1.2.1-13 GP-D.4-02", "", "does not verify the C-MAC of the command"},
      {external_authenticate_c_mac_optional, "external-authenticate-c-mac-optional",
       "GPD-7.1.2-09 GP-E.3.2-01 GP-D.3.3-01 GP-D.4.2.2-05 GP-E.5.2.2-05 GP-E.5-06", "",
       "takes a host cryptogram alone"},
      {external_authenticate_failure_6982, "external-authenticate-failure-6982",
       "GPD-7.1.2-02 GP-E.5.2.7-03 GP-D.4.2.7-03", "", "answers 6982 to a wrong host cryptogram"},
      {external_authenticate_level_lost, "external-authenticate-level-lost",
       "GP-10.2.1-01 GP-10.6-01 GP-D.1.2-04 GP-D.1.7-01 GP-D.4.2.3-03 GP-D.1.6-06 "
       "GP-D.4.2.2-03 GP-D.4.2.3-01 GP-E.5.2.2-03 GP-E.1.2.1-03 GP-E.5.2.3-01 GP-E.1.5-06 "
       "GP-E.1.6-01 GP-E.5.2.3-08 GP-E.5.2.3-09",
       "", "forgets P1 and sets AUTHENTICATED alone"},
      {external_authenticate_plain_class, "external-authenticate-plain-class",
       "GP-E.5.2.2-01 GP-D.4.2.2-01", "", "takes the command without the secure messaging bit"},
      {external_authenticate_unsupported_r_mac, "external-authenticate-unsupported-r-mac",
       "GPD-7.1.2-10", "scp03-i10", "does not look at the option byte before it accepts R-MAC"},
      {external_authenticate_unsupported_r_enc, "external-authenticate-unsupported-r-enc",
       "GPD-7.1.2-11", "scp03-i30",
       "does not look at the option byte before it accepts response encryption"},
      {host_cryptogram_half_compared, "host-cryptogram-half-compared",
       "GPD-6.2.2-03 GP-E.4.2.2-03 GP-D.3.2.2-03", "",
       "compares the first four bytes of the host cryptogram"},
      // Sessions
      {session_unprotected_command_taken, "session-unprotected-command-taken",
       "GPD-5.6-01 GP-10.2.3-09 GP-E.1.6-06 GP-D.1.7-05 GP-D.1.7-06 GP-10.6-03 GP-D.3.3-02 "
       "GP-E.1.6-05 GP-E.5.3.2-06 GP-E.5.4.2-06 GPD-5.5-02",
       "", "processes a plain command although the level asks for a C-MAC"},
      {session_unprotected_command_forgiven, "session-unprotected-command-forgiven",
       "GPD-5.6-02 GP-E.1.6-07 GP-D.1.7-07 GP-D.1.7-08 GP-E.1.6-08", "",
       "refuses a plain command and leaves the session open"},
      {session_survives_wrong_c_mac, "session-survives-wrong-c-mac",
       "GP-10.2.3-08 GPD-5.6-04 GP-E.1.6-10 GP-D.1.7-10 GP-D.1.7-11", "",
       "refuses a wrong C-MAC and leaves the session open"},
      {session_abort_terminates, "session-abort-terminates",
       "GP-10.2.3-11 GP-10.2.3-12 GP-E.1.6-03 GP-D.1.7-03 GP-D.1.7-17 GP-F.1.6-04 "
       "GP-F.1.6-21 GP-E.1.6-17",
       "", "takes plain commands after an abort as if no session had been"},
      {session_ends_on_command_error, "session-ends-on-command-error",
       "GPD-5.6-10 GP-E.1.6-12 GP-D.1.7-12 GP-F.1.6-15 GP-F.1.6-20 GP-D.1.7-02 GP-E.1.6-02 "
       "GP-E.1.6-36",
       "", "aborts the session whenever a command fails"},
      {session_opens_before_authentication, "session-opens-before-authentication",
       "GP-10.2-01 GP-D.1.6-03 GP-E.1.5-03", "", "sets AUTHENTICATED at INITIALIZE UPDATE"},
  });
}();

}  // namespace assay::model::deviations
