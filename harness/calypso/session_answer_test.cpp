// SPDX-License-Identifier: Apache-2.0
#include "calypso/session_answer.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::calypso {
namespace {

TEST(Opening, InRegularModeIsRead) {
  const auto answer = parse_opening(SessionMode::regular, "030490 98 00 30 79 02 AABB"_hex);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(to_hex(answer->challenge), "03049098");
  EXPECT_EQ(answer->transaction_counter, 0x030490u);
  EXPECT_TRUE(answer->previous_ratified);
  EXPECT_EQ(answer->kif, 0x30);
  EXPECT_EQ(answer->kvc, 0x79);
  EXPECT_EQ(to_hex(answer->record), "AABB");
}

TEST(Opening, SaysWhenThePreviousSessionWasNotRatified) {
  EXPECT_FALSE(parse_opening(SessionMode::regular, "0304909801307900"_hex)->previous_ratified);
  EXPECT_FALSE(parse_opening(SessionMode::regular, "03049098FF307900"_hex)->previous_ratified);
}

TEST(Opening, WithKifFFDoesNotTellIt) {
  const auto answer = parse_opening(SessionMode::regular, "0304909800FF7900"_hex);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->kif, std::nullopt);
  EXPECT_EQ(answer->kvc, 0x79);
}

TEST(Opening, InExtendedModeIsRead) {
  const auto answer = parse_opening(SessionMode::extended, "C8C7C6C5C4C3C2C1 03 30 79 01 AA"_hex);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(to_hex(answer->challenge), "C8C7C6C5C4C3C2C1");
  EXPECT_FALSE(answer->previous_ratified);
  EXPECT_TRUE(answer->may_be_managed);
  EXPECT_EQ(answer->kif, 0x30);
  EXPECT_EQ(to_hex(answer->record), "AA");
}

TEST(Opening, InPkiModeOfAGenuineCardIsRead) {
  const auto answer = parse_opening(
      SessionMode::pki,
      "08A000000291FF910100000000C3F9DAED00030DE2EBCA6628120000001D010000000116501ECA0000000000000000000000000000000000000000"_hex);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(to_hex(answer->aid), "A000000291FF9101");
  EXPECT_EQ(to_hex(answer->serial), "00000000C3F9DAED");
  EXPECT_EQ(answer->status, 0);
  EXPECT_EQ(answer->transaction_counter, 0x030DE2u);
  EXPECT_TRUE(answer->previous_ratified);
  EXPECT_EQ(answer->record.size(), 29u);
}

TEST(Opening, OfRevision2HasFourLengths) {
  const auto with_record =
      parse_opening(SessionMode::revision_2,
                    "79030D307124B928480805CBABAE3000124080000000000000000000000000000000"_hex);
  ASSERT_TRUE(with_record) << with_record.error().message;
  EXPECT_EQ(with_record->kvc, 0x79);
  EXPECT_EQ(with_record->kif, std::nullopt);
  EXPECT_EQ(to_hex(with_record->challenge), "030D3071");
  EXPECT_TRUE(with_record->previous_ratified);
  EXPECT_EQ(with_record->record.size(), 29u);
  for (std::size_t size = 0; size <= 80; ++size) {
    const auto answer = parse_opening(SessionMode::revision_2, Bytes(size, 0x11));
    EXPECT_EQ(answer.has_value(), size == 5 || size == 7 || size == 34 || size == 36) << size;
    if (answer) {
      EXPECT_EQ(answer->previous_ratified, size == 5 || size == 34);
    }
  }
}

TEST(Opening, OfRevision1HasFourLengthsAndNoKvc) {
  for (std::size_t size = 0; size <= 80; ++size) {
    const auto answer = parse_opening(SessionMode::revision_1, Bytes(size, 0x11));
    EXPECT_EQ(answer.has_value(), size == 4 || size == 6 || size == 33 || size == 35) << size;
    if (answer) {
      EXPECT_EQ(answer->kvc, std::nullopt);
    }
  }
}

TEST(Opening, MustAccountForEveryByte) {
  for (std::size_t size = 0; size <= 80; ++size) {
    EXPECT_EQ(parse_opening(SessionMode::regular, Bytes(size, 0x08)).has_value(), size == 16)
        << size;
    EXPECT_EQ(parse_opening(SessionMode::extended, Bytes(size, 0x0A)).has_value(), size == 22)
        << size;
    EXPECT_EQ(parse_opening(SessionMode::pki, Bytes(size, 0x06)).has_value(), size == 34) << size;
  }
}

std::string mistake(SessionMode mode, std::string_view hex) {
  const auto parsed = parse_opening(mode, from_hex(hex).value());
  return parsed ? "" : parsed.error().message;
}

TEST(Opening, IsRefusedWithTheReason) {
  EXPECT_EQ(mistake(SessionMode::regular, "0304909800307901"),
            "the length byte says 1 bytes of record, 0 follow");
  EXPECT_EQ(mistake(SessionMode::regular, "030490"), "4 bytes wanted at offset 0, 3 left");
  EXPECT_EQ(mistake(SessionMode::pki, "0400000000"), "the AID has 4 bytes, 5 to 16 are wanted");
  EXPECT_EQ(mistake(SessionMode::revision_2, "030490980030"),
            "an opening of revision 2 has 5, 7, 34 or 36 bytes, not 6");
}

TEST(Closing, HasPostponedItemsBeforeItsMac) {
  const auto answer = parse_closing("04 AABBCC 07 010203040506 9ABCDEF0"_hex, 4);
  ASSERT_TRUE(answer) << answer.error().message;
  ASSERT_EQ(answer->postponed.size(), 2u);
  EXPECT_EQ(to_hex(answer->postponed[0]), "AABBCC");
  EXPECT_EQ(to_hex(answer->postponed[1]), "010203040506");
  EXPECT_EQ(to_hex(answer->mac), "9ABCDEF0");
  EXPECT_EQ(to_hex(parse_closing("0102030405060708"_hex, 8)->mac), "0102030405060708");
}

TEST(Closing, IsRefusedWithTheReason) {
  const auto message = [](std::string_view hex) {
    const auto parsed = parse_closing(from_hex(hex).value(), 4);
    return parsed ? "" : parsed.error().message;
  };
  EXPECT_EQ(message("9ABCDE"),
            "a closing answer ends with a MAC of 4 bytes, this one has 3 in all");
  EXPECT_EQ(message("009ABCDEF0"),
            "postponed item 1 says that it has 0 bytes with its length byte, 1 are left");
  EXPECT_EQ(message("019ABCDEF0"),
            "postponed item 1 says that it has 1 bytes with its length byte, 1 are left");
  EXPECT_EQ(message("02AA03BB9ABCDEF0"),
            "postponed item 2 says that it has 3 bytes with its length byte, 2 are left");
}

}  // namespace
}  // namespace assay::calypso
