// SPDX-License-Identifier: Apache-2.0
// Deviations of diversifiers and challenges: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_sam/sam_deviation.hpp"

namespace assay::model::sam::deviations {

inline constexpr auto challenges = [] {
  using enum SamDeviation;
  return std::to_array<DeviationInfo>({
      {diversifier_of_4_refused, "diversifier-of-4-refused", "", "",
       "takes diversifiers of 8 bytes alone"},
      {diversifier_of_any_size, "diversifier-of-any-size", "", "",
       "takes diversifiers of 1 to 8 bytes"},
      {diversifier_padded_right, "diversifier-padded-right", "", "",
       "puts zeros behind a short diversifier"},
      {diversifier_cut_to_4, "diversifier-cut-to-4", "", "",
       "diversifies with the last four bytes alone"},
      {first_diversifier_stays, "first-diversifier-stays", "", "", "keeps the first diversifier"},
      {challenge_of_any_size, "challenge-of-any-size", "", "", "gives challenges of 1 to 8 bytes"},
      {challenge_is_constant, "challenge-is-constant", "", "",
       "gives the same challenge again and again"},
      {challenge_always_8, "challenge-always-8", "", "", "answers 8 bytes where 4 were asked for"},
      {challenge_ends_session, "challenge-ends-session", "", "",
       "forgets an open card session when it gives a challenge"},
      {random_of_4_taken, "random-of-4-taken", "", "", "takes a random number of 4 bytes"},
  });
}();

}  // namespace assay::model::sam::deviations
