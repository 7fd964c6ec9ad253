// SPDX-License-Identifier: Apache-2.0
// Deviations of reading: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_sam/sam_deviation.hpp"

namespace assay::model::sam::deviations {

inline constexpr auto reading = [] {
  using enum SamDeviation;
  return std::to_array<DeviationInfo>({
      {read_takes_any_p1, "read-takes-any-p1", "", "",
       "ignores P1 of READ EVENT COUNTER and READ CEILINGS"},
      {read_first_record_always, "read-first-record-always", "", "",
       "reads the first record whatever was asked for"},
      {ceilings_for_counters, "ceilings-for-counters", "", "",
       "reads ceilings for counters and counters for ceilings"},
      {counters_little_endian, "counters-little-endian", "", "",
       "answers values with their least significant byte first"},
      {configuration_before_values, "configuration-before-values", "", "",
       "answers the configuration before the values"},
      {read_reference_constant, "read-reference-constant", "", "",
       "answers reference E1 whatever was read"},
      {read_without_serial, "read-without-serial", "", "", "answers zeros for its serial number"},
      {unsigned_says_9000, "unsigned-says-9000", "", "",
       "says success to an answer without a signature"},
      {signed_says_6200, "signed-says-6200", "", "", "says that a signed answer is not signed"},
      {read_signature_ignores_random, "read-signature-ignores-random", "", "",
       "signs answers under a challenge of zeros"},
      {record_numbers_from_zero, "record-numbers-from-zero", "", "",
       "counts key records from zero"},
      {record_number_ignored, "record-number-ignored", "", "",
       "finds keys by KIF and KVC whatever the record number"},
      {absent_key_is_zeros, "absent-key-is-zeros", "", "",
       "answers zeros for a key that is not there"},
      {key_parameters_swapped, "key-parameters-swapped", "", "", "answers KVC before KIF"},
      {key_parameters_tell_value, "key-parameters-tell-value", "", "",
       "answers bytes of the key for its last parameters"},
  });
}();

}  // namespace assay::model::sam::deviations
