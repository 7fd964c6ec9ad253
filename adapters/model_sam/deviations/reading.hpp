// SPDX-License-Identifier: Apache-2.0
// Deviations of reading: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_sam/sam_deviation.hpp"

namespace assay::model::sam::deviations {

inline constexpr auto reading = [] {
  using enum SamDeviation;
  return std::to_array<DeviationInfo>({
      {read_first_record_always, "read-first-record-always", "SAM-CNT-02 SAM-CNT-04", "",
       "reads the first record whatever was asked for"},
      {ceilings_for_counters, "ceilings-for-counters", "SAM-CNT-01 SAM-CNT-03", "",
       "reads ceilings for counters and counters for ceilings"},
      {counters_little_endian, "counters-little-endian", "SAM-CNT-01 SAM-CNT-03", "",
       "answers values with their least significant byte first"},
      {configuration_before_values, "configuration-before-values", "SAM-CNT-05", "",
       "answers the configuration before the values"},
      {read_reference_constant, "read-reference-constant", "SAM-CNT-03 SAM-CNT-06", "",
       "answers reference E1 whatever was read"},
      {read_without_serial, "read-without-serial", "SAM-ATR-09", "",
       "answers zeros for its serial number"},
      {unsigned_says_9000, "unsigned-says-9000", "SAM-CNT-07 SAM-CNT-08 SAM-CNT-09 SAM-KPR-05", "",
       "says success to an answer without a signature"},
      {signed_says_6200, "signed-says-6200", "SAM-CNT-01", "",
       "says that a signed answer is not signed"},
      {read_signature_ignores_random, "read-signature-ignores-random", "SAM-CNT-01", "",
       "signs answers under a challenge of zeros"},
      {record_numbers_from_zero, "record-numbers-from-zero", "SAM-KPR-04", "",
       "counts key records from zero"},
      {record_number_ignored, "record-number-ignored", "SAM-KPR-04", "",
       "finds keys by KIF and KVC whatever the record number"},
      {absent_key_is_zeros, "absent-key-is-zeros", "SAM-KPR-09 SAM-KPR-10", "",
       "answers zeros for a key that is not there"},
      {key_parameters_swapped, "key-parameters-swapped", "SAM-KPR-01", "",
       "answers KVC before KIF"},
      {key_parameters_tell_value, "key-parameters-tell-value", "SAM-KPR-01", "",
       "answers bytes of the key for its last parameters"},
      {system_keys_backwards, "system-keys-backwards", "SAM-KPR-02", "",
       "numbers the system keys in the other order"},
      {key_parameters_keep_random, "key-parameters-keep-random", "SAM-KPR-05", "",
       "signs key parameters as often as one likes under one challenge"},
  });
}();

}  // namespace assay::model::sam::deviations
