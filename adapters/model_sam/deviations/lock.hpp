// SPDX-License-Identifier: Apache-2.0
// Deviations of lock, unlocking and lifetime: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_sam/sam_deviation.hpp"

namespace assay::model::sam::deviations {

inline constexpr auto lock = [] {
  using enum SamDeviation;
  return std::to_array<DeviationInfo>({
      {lock_ignored, "lock-ignored",
       "SAM-UNL-08 SAM-DIV-06 SAM-DCI-04 SAM-PSO-09 SAM-PSO-19 SAM-GKP-03 SAM-SDC-04 SAM-WCE-05 "
       "SAM-WPA-03 SAM-WKY-07",
       "locked", "works while it is locked"},
      {lock_allows_signatures, "lock-allows-signatures", "SAM-PSO-09 SAM-PSO-19 SAM-DCI-04",
       "locked", "signs while it is locked"},
      {lock_allows_writing, "lock-allows-writing", "SAM-WCE-05", "locked",
       "takes written data while it is locked"},
      {lock_allows_sessions, "lock-allows-sessions", "SAM-DIV-06 SAM-UNL-08", "locked",
       "begins card sessions while it is locked"},
      {locked_refuses_reading, "locked-refuses-reading", "SAM-CNT-07", "locked",
       "reads no counters and parameters while it is locked"},
      {locked_refuses_challenge, "locked-refuses-challenge", "SAM-CHA-02", "locked",
       "gives no challenge while it is locked"},
      {unlock_unchecked, "unlock-unchecked", "SAM-UNL-05", "locked", "takes any unlock data"},
      {unlock_compares_8, "unlock-compares-8", "SAM-UNL-05", "locked",
       "compares the first 8 bytes of a static unlock value"},
      {dynamic_unlock_is_static, "dynamic-unlock-is-static", "SAM-UNL-05", "locked",
       "takes the first half of the lock value as dynamic unlock data"},
      {dynamic_unlock_refused, "dynamic-unlock-refused", "SAM-UNL-02", "locked",
       "knows no dynamic unlocking"},
      {dynamic_unlock_without_challenge, "dynamic-unlock-without-challenge", "SAM-UNL-07", "locked",
       "takes unlock data computed over zeros when no challenge was given"},
      {unlock_of_unlocked, "unlock-of-unlocked", "SAM-UNL-04", "",
       "accepts unlock data although nothing is locked"},
      {wrong_unlock_says_6985, "wrong-unlock-says-6985", "SAM-UNL-05", "locked",
       "says conditions not satisfied to wrong unlock data"},
      {unlock_changes_nothing, "unlock-changes-nothing", "SAM-UNL-01", "locked",
       "accepts unlock data and stays locked"},
      {lifetime_never_ends, "lifetime-never-ends", "SAM-HSM-03", "worn",
       "works beyond the end of its lifetime"},
      {lifetime_not_counted, "lifetime-not-counted", "SAM-HSM-03", "worn",
       "does not count its operations"},
      {refused_operations_age, "refused-operations-age", "SAM-HSM-03", "worn",
       "counts operations that it refused"},
      {locked_lock_ignored, "locked-lock-ignored", "SAM-WKY-24", "",
       "writes over a lock that forbids it"},
  });
}();

}  // namespace assay::model::sam::deviations
