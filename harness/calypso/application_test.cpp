// SPDX-License-Identifier: Apache-2.0
#include "calypso/application.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::calypso {
namespace {

constexpr auto revision_3 =
    "6F238409315449432E49434131A516BF0C13C708000000001122334453070A3C2312141001"_hex;

TEST(Fci, TellsNameSerialAndStartupInformation) {
  const auto application = parse_fci(revision_3);
  ASSERT_TRUE(application) << application.error().message;
  EXPECT_EQ(to_hex(application->name), "315449432E49434131");
  EXPECT_EQ(to_hex(application->serial), "0000000011223344");
  EXPECT_EQ(application->features.product, Product::prime_3);
  EXPECT_EQ(application->buffer->size, 430u);
  EXPECT_EQ(application->max_data, 235u);
  EXPECT_FALSE(application->hce);
}

TEST(Fci, OfPublicCardsIsRead) {
  for (const auto text :
       {"6F2A8410A0000004040125090101000000000000A516BF0C13C708000000001122334453070A2E1142000101",
        "6F228408315449432E494341A516BF0C13C7080000000010ACD76C5307060A0102200311",
        "6F28840E315449432E494341D05600019101A516BF0C13C70800000000C0D6999053070A3C23C4141001",
        "6F238409315449432E49434131A516BF0C13C7080000000062010706530708C02705200213",
        "6F238409315449432E49434134A516BF0C13C70800000000112233445307064390312B0100"})
    EXPECT_TRUE(parse_fci(from_hex(text).value())) << text;
}

TEST(Fci, MayHaveItsObjectsInAnyOrder) {
  const auto application = parse_fci(
      "6F23 A516BF0C13 53070A3C2312141001 C7080000000011223344 8409315449432E49434131"_hex);
  ASSERT_TRUE(application) << application.error().message;
  EXPECT_EQ(to_hex(application->serial), "0000000011223344");
}

std::string mistake(ByteView bytes) {
  const auto parsed = parse_fci(bytes);
  return parsed ? "" : parsed.error().message;
}

TEST(Fci, IsRefusedWithTheReason) {
  EXPECT_EQ(mistake({}), "an FCI begins with 6F, not with nothing");
  EXPECT_EQ(mistake("8501AA"_hex), "an FCI begins with 6F, not with 85");
  EXPECT_EQ(mistake("6F00"_hex), "the FCI has no DF name (84)");
  EXPECT_EQ(mistake("6F0000"_hex), "bytes are left over behind the FCI");
  EXPECT_EQ(mistake("6F078405A000000291"_hex), "the FCI has no serial number (C7)");
  EXPECT_EQ(mistake("6F118405A000000291C7080000000011223344"_hex),
            "the FCI has no startup information (53)");
  EXPECT_EQ(mistake("6F198404A0000002C708000000001122334453070A3C2312141001"_hex),
            "the DF name has 4 bytes, 5 to 16 are wanted");
  EXPECT_EQ(mistake("6F198405A000000291C7070000001122334453070A3C2312141001"_hex),
            "the serial number has 7 bytes, 8 are wanted");
  EXPECT_EQ(mistake("6F1B8405A000000291C709000000001122334400 53070A3C2312141001"_hex),
            "the serial number has 9 bytes, 8 are wanted");
  EXPECT_EQ(mistake("6F198405A000000291C708000000001122334453060A3C23121410"_hex),
            "startup information has 6 bytes, 7 and more are wanted");
}

TEST(Fci, IsRefusedWhereverItIsCut) {
  for (std::size_t size = 0; size < revision_3.size(); ++size)
    EXPECT_NE(mistake(ByteView(revision_3).first(size)), "") << size;
}

TEST(Revision1Atr, GivesStartupInformationAndSerial) {
  constexpr auto atr = "3B8F8001805A0A010320031112345678829000F7"_hex;
  const auto application = parse_revision_1_atr(atr);
  ASSERT_TRUE(application) << application.error().message;
  EXPECT_EQ(application->startup.session_modifications, 3);
  EXPECT_EQ(application->startup.platform, 0x0A);
  EXPECT_EQ(application->startup.application_type, 0x01);
  EXPECT_EQ(application->startup.software_revision, 0x11);
  EXPECT_EQ(to_hex(application->serial), "0000000012345678");
  EXPECT_EQ(application->features.product, Product::prime_1);
  EXPECT_TRUE(application->features.ratifies_on_deselect);
  EXPECT_TRUE(application->name.empty());
  EXPECT_EQ(application->buffer->size, 3u);
}

std::string atr_mistake(std::string_view hex) {
  const auto parsed = parse_revision_1_atr(from_hex(hex).value());
  return parsed ? "" : parsed.error().message;
}

TEST(Revision1Atr, IsRefusedWithTheReason) {
  EXPECT_EQ(atr_mistake("3B8F8001805A0A010320031112345678829000"),
            "an ATR of revision 1 has 20 bytes, this one 19");
  EXPECT_EQ(atr_mistake("3B8F8001805A0A010320031112345678829000F700"),
            "an ATR of revision 1 has 20 bytes, this one 21");
  EXPECT_EQ(atr_mistake("3B8F8001805B0A010320031112345678829000F7"),
            "an ATR of revision 1 begins with 3B8F8001805A, this one with 3B8F8001805B");
  EXPECT_EQ(atr_mistake("3B8F8001805A0A010320031112345678829001F7"),
            "an ATR of revision 1 has 829000 before its check byte, this one 829001");
}

TEST(Parsers, TakeEveryLengthWithoutHarm) {
  Bytes bytes;
  for (int size = 0; size <= 80; ++size) {
    (void)parse_fci(bytes);
    (void)parse_revision_1_atr(bytes);
    bytes.push_back(size == 0 ? 0x6F : static_cast<std::uint8_t>(size));
  }
}

}  // namespace
}  // namespace assay::calypso
