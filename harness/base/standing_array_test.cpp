// SPDX-License-Identifier: Apache-2.0
#include "base/standing_array.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace assay {
namespace {

TEST(StandingArray, KeepsWhatItMakesWhereItIs) {
  StandingArray<std::string> names(3);
  EXPECT_EQ(names.size(), 0U);
  const std::string* first = &names.emplace_back("one");
  names.emplace_back(5, 'x');
  EXPECT_EQ(names.size(), 2U);
  EXPECT_EQ(names.capacity(), 3U);
  EXPECT_EQ(first, &names[0]);
  EXPECT_EQ(names[0], "one");
  EXPECT_EQ(names[1], "xxxxx");
}

TEST(StandingArray, IsAlignedAlsoWhenItIsLarge) {
  struct alignas(64) Line {
    std::uint64_t value = 0;
  };
  StandingArray<Line> few(2), many(100'000);
  for (StandingArray<Line>* each : {&few, &many}) {
    each->emplace_back().value = 7;
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(each->begin()) % 64, 0U);
    EXPECT_EQ((*each)[0].value, 7U);
  }
}

TEST(StandingArray, MovesAsAWhole) {
  StandingArray<std::string> from(2);
  from.emplace_back("here");
  const StandingArray<std::string> to(std::move(from));
  EXPECT_EQ(to.size(), 1U);
  EXPECT_EQ(to[0], "here");
}

TEST(StandingArrayDeathTest, StopsWhenItIsFull) {
  StandingArray<int> one(1);
  one.emplace_back(1);
  EXPECT_DEATH(one.emplace_back(2), "");
}

}  // namespace
}  // namespace assay
