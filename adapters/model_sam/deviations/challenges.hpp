// SPDX-License-Identifier: Apache-2.0
// Deviations of diversifiers and challenges: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_sam/sam_deviation.hpp"

namespace assay::model::sam::deviations {

inline constexpr auto challenges = [] {
  using enum SamDeviation;
  return std::to_array<DeviationInfo>({
      {diversifier_of_4_refused, "diversifier-of-4-refused", "SAM-DIV-02", "",
       "takes diversifiers of 8 bytes alone"},
      {diversifier_of_any_size, "diversifier-of-any-size", "SAM-DIV-05", "",
       "takes diversifiers of 1 to 8 bytes"},
      {diversifier_padded_right, "diversifier-padded-right", "SAM-DIV-04", "",
       "puts zeros behind a short diversifier"},
      {diversifier_cut_to_4, "diversifier-cut-to-4", "SAM-DIV-03", "",
       "diversifies with the last four bytes alone"},
      {first_diversifier_stays, "first-diversifier-stays", "SAM-DIV-03", "",
       "keeps the first diversifier"},
      {challenge_of_any_size, "challenge-of-any-size", "SAM-CHA-04", "",
       "gives challenges of 1 to 8 bytes"},
      {challenge_is_constant, "challenge-is-constant", "SAM-CHA-03", "",
       "gives the same challenge again and again"},
      {challenge_always_8, "challenge-always-8", "SAM-CHA-01", "",
       "answers 8 bytes where 4 were asked for"},
      {challenge_ends_session, "challenge-ends-session", "SAM-DIG-12", "",
       "forgets an open card session when it gives a challenge"},
      {random_of_4_taken, "random-of-4-taken", "SAM-CHA-06", "",
       "takes a random number of 4 bytes"},
      {diversifier_of_8_refused, "diversifier-of-8-refused", "SAM-DIV-01", "",
       "takes diversifiers of 4 bytes alone"},
      {challenge_always_4, "challenge-always-4", "SAM-CHA-02", "",
       "answers 4 bytes where 8 were asked for"},
      {random_of_8_refused, "random-of-8-refused", "SAM-CHA-05", "",
       "takes random numbers of another size alone"},
  });
}();

}  // namespace assay::model::sam::deviations
