// SPDX-License-Identifier: Apache-2.0
// Deviations of keys and event counters: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_sam/sam_deviation.hpp"

namespace assay::model::sam::deviations {

inline constexpr auto keys = [] {
  using enum SamDeviation;
  return std::to_array<DeviationInfo>({
      {kvc_ignored, "kvc-ignored", "", "", "finds work keys by their KIF alone"},
      {keys_not_diversified, "keys-not-diversified", "", "", "works with master keys"},
      {counters_stand_still, "counters-stand-still", "", "", "counts nothing"},
      {ceiling_one_more, "ceiling-one-more", "", "exhausted",
       "allows one operation beyond a ceiling"},
      {ceilings_ignored, "ceilings-ignored", "", "exhausted", "counts beyond ceilings"},
      {sessions_not_counted, "sessions-not-counted", "", "", "does not count card sessions"},
      {pins_not_counted, "pins-not-counted", "", "", "does not count ciphered PINs"},
      {signatures_not_counted, "signatures-not-counted", "", "", "does not count signatures"},
      {readings_not_counted, "readings-not-counted", "", "", "does not count signed readings"},
      {certificates_not_counted, "certificates-not-counted", "", "", "does not count certificates"},
      {sam_cipher_not_counted, "sam-cipher-not-counted", "", "",
       "does not count what it prepares for other SAMs"},
  });
}();

}  // namespace assay::model::sam::deviations
