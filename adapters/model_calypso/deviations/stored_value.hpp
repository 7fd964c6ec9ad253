// SPDX-License-Identifier: Apache-2.0
// Deviations of stored value: id, requirements broken, model and profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_calypso/calypso_deviation.hpp"

namespace assay::model::calypso::deviations {

inline constexpr auto stored_value = [] {
  using enum CalypsoDeviation;
  return std::to_array<DeviationInfo>({
      {sv_challenge_repeats, "sv-challenge-repeats", "CAL-SV-04", "calypso-prime", "",
       "draws no random"},
      {sv_get_without_signature, "sv-get-without-signature", "CAL-SV-40", "calypso-prime", "",
       "tells no previous signature"},
      {sv_get_other_log, "sv-get-other-log", "CAL-SV-01 CAL-SV-02", "calypso-prime", "",
       "tells the log of the other operation"},
      {sv_get_challenge_behind_number, "sv-get-challenge-behind-number", "CAL-SV-03",
       "calypso-prime", "", "puts the challenge behind the purse"},
      {sv_get_parameters_say_6b00, "sv-get-parameters-say-6b00", "CAL-SV-05", "calypso-prime", "",
       "takes the status word of other commands for wrong parameters"},
      {sv_get_of_any_length, "sv-get-of-any-length", "CAL-SV-06", "calypso-prime", "",
       "does not look at Le"},
      {no_purse_says_6985, "no-purse-says-6985", "CAL-SV-07", "calypso-prime", "plain",
       "answers 6985 instead of 6D00"},
      {sv_get_after_operation, "sv-get-after-operation", "CAL-SV-09", "calypso-prime", "",
       "answers SV Get after an operation of the session"},
      {sv_get_extended_always, "sv-get-extended-always", "CAL-SV-10", "calypso-prime", "regular",
       "answers the extended form without extended mode"},
      {sv_twice_in_session, "sv-twice-in-session", "CAL-SV-34", "calypso-prime", "",
       "takes a second operation in a session"},
      {sv_reload_without_get, "sv-reload-without-get", "CAL-SV-18", "calypso-prime", "",
       "takes a reload without SV Get"},
      {sv_debit_without_get, "sv-debit-without-get", "CAL-SV-31", "calypso-prime", "",
       "takes a debit without SV Get"},
      {sv_get_of_either_kind, "sv-get-of-either-kind", "CAL-SV-33", "calypso-prime", "",
       "takes either operation after SV Get"},
      {sv_get_serves_twice, "sv-get-serves-twice", "CAL-SV-35", "calypso-prime", "",
       "lets an SV Get serve again"},
      {sv_reload_unsigned, "sv-reload-unsigned", "CAL-SV-19", "calypso-prime", "",
       "does not look at the signature"},
      {sv_debit_unsigned, "sv-debit-unsigned", "CAL-SV-32", "calypso-prime", "",
       "does not look at the signature"},
      {sv_wrong_signature_says_6982, "sv-wrong-signature-says-6982", "CAL-SV-19 CAL-SV-32",
       "calypso-prime", "", "takes the status word of missing rights for a wrong signature"},
      {sv_undebit_debits, "sv-undebit-debits", "CAL-SV-24", "calypso-prime", "",
       "takes the amount instead of giving it back"},
      {sv_debit_credits, "sv-debit-credits", "CAL-SV-22", "calypso-prime", "", "adds the amount"},
      {sv_log_holds_old_balance, "sv-log-holds-old-balance", "CAL-SV-12 CAL-SV-23", "calypso-prime",
       "", "logs the balance before"},
      {sv_log_holds_next_number, "sv-log-holds-next-number", "CAL-SV-12 CAL-SV-23", "calypso-prime",
       "", "logs the number of the next operation"},
      {sv_signature_over_next_number, "sv-signature-over-next-number", "CAL-SV-13 CAL-SV-26",
       "calypso-prime", "", "signs the number of the next operation"},
      {sv_signature_without_balance, "sv-signature-without-balance", "CAL-SV-13 CAL-SV-26",
       "calypso-prime", "", "does not sign the balance"},
      {sv_number_stands, "sv-number-stands", "CAL-SV-21", "calypso-prime", "",
       "does not count operations"},
      {sv_reload_not_logged, "sv-reload-not-logged", "CAL-SV-12", "calypso-prime", "",
       "writes no load log"},
      {sv_debit_not_logged, "sv-debit-not-logged", "CAL-SV-39", "calypso-prime", "",
       "writes no debit log"},
      {sv_undebit_not_logged, "sv-undebit-not-logged", "CAL-SV-25", "calypso-prime", "",
       "writes no log of an undebit"},
      {sv_operation_without_signature, "sv-operation-without-signature", "CAL-SV-13 CAL-SV-26",
       "calypso-prime", "", "answers no signature"},
      {sv_reload_signs_in_session, "sv-reload-signs-in-session", "CAL-SV-14", "calypso-prime", "",
       "answers its signature before the close"},
      {sv_debit_signs_in_session, "sv-debit-signs-in-session", "CAL-SV-27", "calypso-prime", "",
       "answers its signature before the close"},
      {sv_reload_beyond_last, "sv-reload-beyond-last", "CAL-SV-17", "calypso-prime", "sv-last",
       "does not look at the last number"},
      {sv_debit_beyond_last, "sv-debit-beyond-last", "CAL-SV-30", "calypso-prime", "sv-last",
       "does not look at the last number"},
      {sv_reload_debits, "sv-reload-debits", "CAL-SV-11", "calypso-prime", "",
       "takes the amount instead of giving it"},
      {sv_balance_not_below_0, "sv-balance-not-below-0", "CAL-SV-42", "calypso-prime", "",
       "does not go below 0"},
      {sv_logs_hidden, "sv-logs-hidden", "CAL-SV-37 CAL-SV-38", "calypso-prime", "",
       "has no files of its logs"},
  });
}();

}  // namespace assay::model::calypso::deviations
