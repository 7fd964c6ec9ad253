// SPDX-License-Identifier: Apache-2.0
// Deviations of stored value: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_sam/sam_deviation.hpp"

namespace assay::model::sam::deviations {

inline constexpr auto stored_value = [] {
  using enum SamDeviation;
  return std::to_array<DeviationInfo>({
      {sv_takes_any_parameters, "sv-takes-any-parameters", "SAM-SV-04 SAM-SV-11", "",
       "ignores P1 and P2 of SV PREPARE"},
      {sv_kvc_unchecked, "sv-kvc-unchecked", "SAM-SV-05 SAM-SV-12", "",
       "takes an operation with another KVC than that of SV GET"},
      {sv_headers_unchecked, "sv-headers-unchecked", "SAM-SV-05 SAM-SV-12", "",
       "takes any headers and any status word of SV GET"},
      {sv_sign_unchecked, "sv-sign-unchecked", "SAM-SV-12", "",
       "takes a debit that adds and an undebit that takes"},
      {sv_balance_wraps, "sv-balance-wraps", "SAM-SV-05", "",
       "takes an operation that no balance can hold"},
      {sv_old_balance_expected, "sv-old-balance-expected", "SAM-SV-15", "recorded",
       "expects the card to sign the balance before the operation"},
      {sv_get_answer_unsigned, "sv-get-answer-unsigned", "SAM-SV-01 SAM-SV-07 SAM-SV-08",
       "recorded", "leaves the SV GET answer out of its signature"},
      {sv_number_constant, "sv-number-constant", "SAM-SV-14", "",
       "gives every operation the same number"},
      {sv_load_with_debit_key, "sv-load-with-debit-key", "SAM-SV-01", "recorded",
       "signs every operation with the debit key"},
      {sv_without_diversifier, "sv-without-diversifier", "SAM-SV-03 SAM-SV-10", "",
       "signs operations with no diversifier selected"},
      {sv_check_unchecked, "sv-check-unchecked", "SAM-SV-16", "",
       "takes any signature of the card"},
      {sv_check_compares_2, "sv-check-compares-2", "SAM-SV-16", "recorded",
       "compares two bytes of the card's signature"},
      {sv_check_of_nothing, "sv-check-of-nothing", "SAM-SV-19", "",
       "checks although no operation is in progress"},
      {sv_check_twice, "sv-check-twice", "SAM-SV-19", "recorded",
       "checks the same operation twice"},
      {sv_wrong_check_keeps_operation, "sv-wrong-check-keeps-operation", "SAM-SV-19", "recorded",
       "takes another try after a wrong signature"},
      {sv_abort_refused, "sv-abort-refused", "SAM-SV-17", "", "cannot give up an operation"},
      {sv_abort_keeps_operation, "sv-abort-keeps-operation", "SAM-SV-17", "",
       "goes on with an operation that was given up"},
      {sv_refusals_numbered, "sv-refusals-numbered", "SAM-SV-14", "",
       "numbers stored value operations that it refuses"},
  });
}();

}  // namespace assay::model::sam::deviations
