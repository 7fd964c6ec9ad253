// SPDX-License-Identifier: Apache-2.0
// Application identifiers: equality, prefixes and the limit of 16 bytes.
#include "iso7816/aid.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::iso7816 {
namespace {

constexpr auto isd = "A0 00 00 01 51 00 00 00"_hex;

TEST(Aid, EqualsWhatHasTheSameBytesAndLength) {
  EXPECT_EQ(make_aid(isd), make_aid(isd));
  EXPECT_FALSE(make_aid(isd) == make_aid("A0 00 00 01 51 00 00"_hex));
  EXPECT_FALSE(make_aid(isd) == make_aid("A0 00 00 01 51 00 00 01"_hex));
  EXPECT_FALSE(make_aid("A0 00 00 01 51"_hex) == make_aid("A0 00 00 01 51 00"_hex));
}

TEST(Aid, StartsWithEveryPrefixOfItself) {
  EXPECT_TRUE(make_aid(isd).starts_with({}));
  EXPECT_TRUE(make_aid(isd).starts_with("A0 00 00 01 51"_hex));
  EXPECT_TRUE(make_aid(isd).starts_with(isd));
  EXPECT_FALSE(make_aid(isd).starts_with("A0 00 00 01 51 00 00 00 00"_hex));
  EXPECT_FALSE(make_aid(isd).starts_with("A0 00 00 01 52"_hex));
}

TEST(Aid, KeepsAtMostSixteenBytes) {
  const Bytes long_one(17, 0xA0);
  EXPECT_EQ(make_aid(long_one).view().size(), 16U);
  EXPECT_EQ(make_aid({}).view().size(), 0U);
}

}  // namespace
}  // namespace assay::iso7816
