// SPDX-License-Identifier: Apache-2.0
#include "load/histogram.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/random.hpp"

namespace assay::load {
namespace {

TEST(Histogram, IsExactBelow64Microseconds) {
  Histogram times;
  for (std::uint64_t i = 1; i <= 50; ++i) times.add(i);
  EXPECT_EQ(times.percentile(0.5), 25U);
  EXPECT_EQ(times.percentile(0.9), 45U);
  EXPECT_EQ(times.percentile(1.0), 50U);
  EXPECT_EQ(times.percentile(0.0), 1U);
  EXPECT_EQ(times.minimum(), 1U);
  EXPECT_DOUBLE_EQ(times.mean(), 25.5);
}

TEST(Histogram, IsWrongByLessThan16PerThousand) {
  Histogram times;
  std::vector<std::uint64_t> all;
  Random random(3);
  for (int i = 0; i < 50'000; ++i) {
    const std::uint64_t value = random.below(1U << (random.below(30) + 1));
    all.push_back(value);
    times.add(value);
  }
  std::ranges::sort(all);
  for (const double share : {0.5, 0.9, 0.99, 0.999}) {
    const auto at = static_cast<std::size_t>(std::ceil(share * 50'000)) - 1;
    const auto exact = static_cast<double>(all[at]);
    EXPECT_GE(static_cast<double>(times.percentile(share)), exact);
    EXPECT_LE(static_cast<double>(times.percentile(share)), exact * 1.016);
  }
}

TEST(Histogram, KeepsTheMaximumExactBeyondItsSteps) {
  Histogram times;
  times.add(std::uint64_t{1} << 50);
  EXPECT_EQ(times.maximum(), std::uint64_t{1} << 50);
  EXPECT_EQ(times.percentile(0.5), std::uint64_t{1} << 50);
}

TEST(Histogram, AddsUp) {
  Histogram left, right;
  left.add(10);
  right.add(30);
  right.add(20);
  left.add(right);
  EXPECT_EQ(left.count(), 3U);
  EXPECT_EQ(left.percentile(0.5), 20U);
  EXPECT_EQ(left.minimum(), 10U);
  EXPECT_EQ(left.maximum(), 30U);
}

TEST(Histogram, CountsBetweenBounds) {
  Histogram times;
  for (std::uint64_t i = 0; i < 40; ++i) times.add(i);
  EXPECT_EQ(times.between(9, 19), 10U);
  EXPECT_DOUBLE_EQ(times.share_up_to(9), 0.25);
}

TEST(Histogram, OfNothingIsZero) {
  const Histogram times;
  EXPECT_EQ(times.percentile(0.99), 0U);
  EXPECT_EQ(times.minimum(), 0U);
  EXPECT_EQ(times.mean(), 0);
}

TEST(Histogram, TakesTheSameMemoryHoweverMuchItHolds) {
  EXPECT_LE(sizeof(Histogram), 16U * 1024);
}

}  // namespace
}  // namespace assay::load
