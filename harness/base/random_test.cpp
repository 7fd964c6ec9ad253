// SPDX-License-Identifier: Apache-2.0
// Random is SplitMix64 and nothing else: its published outputs, and that a copy goes on as the original does.
#include "base/random.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay {
namespace {

TEST(Random, FollowsThePublishedSequence) {
  // SplitMix64, seed 1234567: the outputs listed by Rosetta Code ("Pseudo-random numbers/Splitmix64").
  Random random(1234567);
  EXPECT_EQ(random.next(), 6457827717110365317ULL);
  EXPECT_EQ(random.next(), 3203168211198807973ULL);
  EXPECT_EQ(random.next(), 9817491932198370423ULL);
  EXPECT_EQ(random.next(), 4593380528125082431ULL);
  EXPECT_EQ(random.next(), 16408922859458223821ULL);
}

TEST(Random, FillsLeastSignificantByteFirst) {
  Random random(1234567);  // first word 6457827717110365317 = 0x599ED017FB08FC85
  std::array<std::uint8_t, 11> bytes{};
  random.fill(bytes);
  EXPECT_EQ(to_hex(ByteView(bytes).first(8)), "85FC08FB17D09E59");
  random.fill({});
}

TEST(Random, ACopyGoesOnAsTheOriginalDoes) {
  Random random(7);
  (void)random.next();
  Random copy = random;
  EXPECT_EQ(random.next(), copy.next());
}

TEST(Random, BelowStaysBelow) {
  Random random(1);
  for (int i = 0; i < 1000; ++i) EXPECT_LT(random.below(3), 3U);
  EXPECT_EQ(random.below(1), 0U);
}

}  // namespace
}  // namespace assay
