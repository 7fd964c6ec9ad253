// SPDX-License-Identifier: Apache-2.0
#include "engine/time_comparison.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "base/random.hpp"

namespace assay::engine {
namespace {

using Verdict = TimeFinding::Verdict;

/// Differences of `shift` with even noise of that width on both sides.
std::vector<std::int64_t> noisy(std::int64_t shift, std::int64_t width, std::size_t pairs) {
  Random random(7);
  std::vector<std::int64_t> out;
  for (std::size_t i = 0; i < pairs; ++i)
    out.push_back(
        shift - width +
        static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(2 * width + 1))));
  return out;
}

constexpr TimePlan plan{.alpha = 0.001, .effect_ns = 100'000};

TEST(TimeComparison, FindsEqualTimesAlike) {
  const std::vector<std::int64_t> differences(50, 0);
  EXPECT_EQ(compare_times(differences, plan).verdict, Verdict::alike);
}

TEST(TimeComparison, FindsAConstantDifference) {
  const std::vector<std::int64_t> differences(50, -240'000);
  const TimeFinding found = compare_times(differences, plan);
  EXPECT_EQ(found.verdict, Verdict::differ);
  EXPECT_EQ(found.median_ns, -240'000);
  EXPECT_LT(found.p, 1e-9);
}

TEST(TimeComparison, FindsADifferenceUnderNoise) {
  EXPECT_EQ(compare_times(noisy(200'000, 300'000, 300), plan).verdict, Verdict::differ);
}

TEST(TimeComparison, FindsNoDifferenceUnderTheSameNoise) {
  EXPECT_EQ(compare_times(noisy(0, 300'000, 300), plan).verdict, Verdict::alike);
}

TEST(TimeComparison, SaysWhenNoiseHidesWhatIsLookedFor) {
  const TimeFinding found = compare_times(noisy(0, 3'000'000, 40), plan);
  EXPECT_EQ(found.verdict, Verdict::underpowered);
  EXPECT_GT(found.smallest_seen_ns, 100'000);
}

TEST(TimeComparison, TakesASmallDifferenceForNone) {
  const std::vector<std::int64_t> differences(50, 20'000);
  EXPECT_EQ(compare_times(differences, plan).verdict, Verdict::alike);
}

TEST(TimeComparison, WantsAtLeastTwentyPairs) {
  const std::vector<std::int64_t> differences(19, 500'000);
  EXPECT_EQ(compare_times(differences, plan).verdict, Verdict::underpowered);
}

// Ranks 1 to 6 for -1, 2, 3, 4, 5, 6: positive sum 20, mean 10.5, variance 22.75, z = 1.9917, p = 0.0464.
TEST(TimeComparison, ComputesTheSignedRankTest) {
  std::vector<std::int64_t> differences{-1, 2, 3, 4, 5, 6};
  differences.insert(differences.end(), 14, 0);
  EXPECT_NEAR(compare_times(differences, plan).p, 0.0464, 0.0002);
}

}  // namespace
}  // namespace assay::engine
