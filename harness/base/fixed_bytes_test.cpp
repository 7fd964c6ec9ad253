// SPDX-License-Identifier: Apache-2.0
#include "base/fixed_bytes.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay {
namespace {

TEST(FixedBytes, HoldsWhatItWasGivenLast) {
  FixedBytes<4> bytes;
  EXPECT_TRUE(bytes.empty());
  bytes.assign(Bytes{1, 2, 3, 4});
  EXPECT_EQ(to_hex(bytes), "01020304");
  bytes.assign(Bytes{9});
  EXPECT_EQ(to_hex(bytes), "09");
  bytes.clear();
  EXPECT_EQ(bytes.size(), 0U);
}

TEST(FixedBytes, GrowsAndShrinksAtItsEnd) {
  FixedBytes<4> bytes;
  bytes.push_back(0x0A);
  bytes.push_back(0x0B);
  bytes.back() ^= 0xF0;
  EXPECT_EQ(to_hex(bytes), "0AFB");
  bytes.shrink(1);
  EXPECT_EQ(to_hex(bytes), "0A");
  bytes.shrink(3);
  EXPECT_EQ(bytes.size(), 1U) << "shrinking adds nothing";
}

TEST(FixedBytes, KnowsHowMuchItCanHold) {
  EXPECT_TRUE(FixedBytes<4>::has_room(4));
  EXPECT_FALSE(FixedBytes<4>::has_room(5));
}

TEST(FixedBytesDeathTest, TakesNoMore) {
  FixedBytes<2> bytes;
  EXPECT_DEATH(bytes.assign(Bytes{1, 2, 3}), "has_room");
}

TEST(FixedBytes, IsCopiedWithItsOwner) {
  FixedBytes<4> first;
  first.assign(Bytes{1, 2});
  FixedBytes<4> second = first;
  first.clear();
  EXPECT_EQ(to_hex(second), "0102");
}

}  // namespace
}  // namespace assay
