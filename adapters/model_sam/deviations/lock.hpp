// SPDX-License-Identifier: Apache-2.0
// Deviations of lock, unlocking and lifetime: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_sam/sam_deviation.hpp"

namespace assay::model::sam::deviations {

inline constexpr auto lock = [] {
  using enum SamDeviation;
  return std::to_array<DeviationInfo>({
      {lock_ignored, "lock-ignored", "", "locked", "works while it is locked"},
      {lock_allows_signatures, "lock-allows-signatures", "", "locked", "signs while it is locked"},
      {lock_allows_writing, "lock-allows-writing", "", "locked",
       "takes written data while it is locked"},
      {lock_allows_sessions, "lock-allows-sessions", "", "locked",
       "begins card sessions while it is locked"},
      {locked_refuses_reading, "locked-refuses-reading", "", "locked",
       "reads no counters and parameters while it is locked"},
      {locked_refuses_challenge, "locked-refuses-challenge", "", "locked",
       "gives no challenge while it is locked"},
      {unlock_unchecked, "unlock-unchecked", "", "locked", "takes any unlock data"},
      {unlock_compares_8, "unlock-compares-8", "", "locked",
       "compares the first 8 bytes of a static unlock value"},
      {dynamic_unlock_is_static, "dynamic-unlock-is-static", "", "locked",
       "takes the first half of the lock value as dynamic unlock data"},
      {dynamic_unlock_refused, "dynamic-unlock-refused", "", "locked",
       "knows no dynamic unlocking"},
      {dynamic_unlock_without_challenge, "dynamic-unlock-without-challenge", "", "locked",
       "takes unlock data computed over zeros when no challenge was given"},
      {unlock_of_unlocked, "unlock-of-unlocked", "", "",
       "accepts unlock data although nothing is locked"},
      {wrong_unlock_says_6985, "wrong-unlock-says-6985", "", "locked",
       "says conditions not satisfied to wrong unlock data"},
      {unlock_changes_nothing, "unlock-changes-nothing", "", "locked",
       "accepts unlock data and stays locked"},
      {lifetime_never_ends, "lifetime-never-ends", "", "worn",
       "works beyond the end of its lifetime"},
      {lifetime_not_counted, "lifetime-not-counted", "", "worn", "does not count its operations"},
      {refused_operations_age, "refused-operations-age", "", "worn",
       "counts operations that it refused"},
      {lifetime_not_warned, "lifetime-not-warned", "", "worn",
       "does not tell that its lifetime is nearly over"},
  });
}();

}  // namespace assay::model::sam::deviations
