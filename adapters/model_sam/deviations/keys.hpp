// SPDX-License-Identifier: Apache-2.0
// Deviations of keys and event counters: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_sam/sam_deviation.hpp"

namespace assay::model::sam::deviations {

inline constexpr auto keys = [] {
  using enum SamDeviation;
  return std::to_array<DeviationInfo>({
      {kvc_ignored, "kvc-ignored", "SAM-DIG-09 SAM-KPR-03", "",
       "finds work keys by their KIF alone"},
      {keys_not_diversified, "keys-not-diversified", "SAM-DIV-03", "", "works with master keys"},
      {counters_stand_still, "counters-stand-still", "SAM-CNT-14 SAM-HSM-11", "", "counts nothing"},
      {ceiling_one_more, "ceiling-one-more", "SAM-DIG-05 SAM-PSO-08", "exhausted",
       "allows one operation beyond a ceiling"},
      {ceilings_ignored, "ceilings-ignored",
       "SAM-DIG-05 SAM-PIN-04 SAM-DCI-03 SAM-PSO-08 SAM-CRT-05 SAM-CNT-13 SAM-CNT-15 SAM-KPR-07 "
       "SAM-SDC-03 SAM-WCE-10 SAM-WPA-06 SAM-WKY-06",
       "exhausted", "counts beyond ceilings"},
      {refused_operations_count, "refused-operations-count", "SAM-CNT-15", "exhausted",
       "counts an operation that it refuses for its ceiling"},
      {sessions_not_counted, "sessions-not-counted", "SAM-CNT-14", "",
       "does not count card sessions"},
      {pins_not_counted, "pins-not-counted", "SAM-PIN-04", "", "does not count ciphered PINs"},
      {signatures_not_counted, "signatures-not-counted", "SAM-PSO-08 SAM-DCI-03 SAM-PSO-04", "",
       "does not count signatures"},
      {readings_not_counted, "readings-not-counted", "SAM-CNT-13 SAM-KPR-07", "exhausted",
       "does not count signed readings"},
      {certificates_not_counted, "certificates-not-counted", "SAM-CRT-05", "exhausted",
       "does not count certificates"},
      {sam_cipher_not_counted, "sam-cipher-not-counted", "SAM-SDC-03", "exhausted",
       "does not count what it prepares for other SAMs"},
  });
}();

}  // namespace assay::model::sam::deviations
