// SPDX-License-Identifier: Apache-2.0
// Comparing how long two commands take, when each was measured many times in pairs: what the measurements can tell, and what
// they tell.   Method: Wilcoxon's signed-rank test for the difference, the median of differences for its size.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace assay::engine {

/// Stated before the first command.
struct TimePlan {
  double alpha = 0.001;        ///< level of significance, two-sided
  std::int64_t effect_ns = 0;  ///< a smaller difference is of no interest
  double power = 0.9;          ///< with which a difference of that size has to be seen
};

struct TimeFinding {
  enum class Verdict {
    alike,         ///< a difference of the stated size would have been seen, and was not
    differ,        ///< significant, and as large as stated
    underpowered,  ///< too few pairs, or too much noise, to see a difference of the stated size
  };
  Verdict verdict = Verdict::underpowered;
  double p = 1;                ///< of the differences, were there none
  std::int64_t median_ns = 0;  ///< of the differences, second minus first
  std::int64_t smallest_seen_ns =
      0;  ///< the difference that these pairs would show with that power
};

/// `differences_ns`: second minus first, one for each pair.
[[nodiscard]] TimeFinding compare_times(std::span<const std::int64_t> differences_ns,
                                        const TimePlan& plan);

}  // namespace assay::engine
