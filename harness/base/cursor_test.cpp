// SPDX-License-Identifier: Apache-2.0
// The cursors: numbers, arrays, what is left, and the texts for a buffer that is too short or too long.
#include "base/cursor.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay {
namespace {

TEST(ByteReader, ReadsNumbersBigEndianInOrder) {
  constexpr auto bytes = "01 0203 040506 0708"_hex;
  ByteReader in(bytes);
  EXPECT_EQ(in.take_u8().value(), 0x01);
  EXPECT_EQ(in.take_u16_be().value(), 0x0203);
  EXPECT_EQ(in.take<3>().value(), "040506"_hex);
  EXPECT_EQ(in.offset(), 6U);
  EXPECT_EQ(in.left(), 2U);
  EXPECT_FALSE(in.at_end());
  EXPECT_EQ(to_hex(in.rest()), "0708");
  EXPECT_TRUE(in.at_end());
  EXPECT_TRUE(in.rest().empty());
}

TEST(ByteReader, TakesNothingFromAnEmptyBuffer) {
  ByteReader in({});
  EXPECT_TRUE(in.at_end());
  EXPECT_TRUE(in.take(0).has_value());
  EXPECT_EQ(in.take_u8().error().message, "1 bytes wanted at offset 0, 0 left");
}

TEST(ByteReader, RefusesMoreThanIsLeftAndStaysWhereItWas) {
  constexpr auto bytes = "AA BB CC"_hex;
  ByteReader in(bytes);
  ASSERT_TRUE(in.take_u8());
  const auto taken = in.take(3);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, ErrorCode::malformed);
  EXPECT_EQ(taken.error().message, "3 bytes wanted at offset 1, 2 left");
  EXPECT_EQ(in.offset(), 1U);
  EXPECT_EQ(in.take_u16_be().value(), 0xBBCC);
}

TEST(ByteReader, ACountNearTheLargestNumberIsRefusedToo) {
  constexpr auto bytes = "AA BB"_hex;
  ByteReader in(bytes);
  ASSERT_TRUE(in.take_u8());
  EXPECT_EQ(in.take(static_cast<std::size_t>(-1)).error().message,
            "18446744073709551615 bytes wanted at offset 1, 1 left");
}

TEST(ByteReader, FinishYieldsTheValueAtTheEndOnly) {
  constexpr auto bytes = "AA BB"_hex;
  ByteReader in(bytes);
  const auto early = in.finish(7);
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().message, "2 bytes left over at offset 0");
  (void)in.rest();
  EXPECT_EQ(in.finish(7).value(), 7);
}

TEST(ByteWriter, WritesNumbersBigEndianAfterWhatIsThere) {
  Bytes out = {0xFF};
  ByteWriter(out).put_u8(0x01).put_u16_be(0x0203).put("0405"_hex).put({});
  EXPECT_EQ(to_hex(out), "FF0102030405");
}

}  // namespace
}  // namespace assay
