// SPDX-License-Identifier: Apache-2.0
#include "calypso/product.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::calypso {
namespace {

Product product_of(int type) {
  return features_of(static_cast<std::uint8_t>(type)).product;
}

TEST(ApplicationType, TellsTheProductByItsRanges) {
  for (int type = 0x01; type <= 0x1F; ++type) EXPECT_EQ(product_of(type), Product::prime_2) << type;
  for (int type = 0x20; type <= 0x8F; ++type) EXPECT_EQ(product_of(type), Product::prime_3) << type;
  for (int type = 0x90; type <= 0x97; ++type) EXPECT_EQ(product_of(type), Product::light) << type;
  for (int type = 0x98; type <= 0x9F; ++type) EXPECT_EQ(product_of(type), Product::basic) << type;
  for (int type = 0xA0; type <= 0xFE; ++type) EXPECT_EQ(product_of(type), Product::prime_3) << type;
  EXPECT_EQ(product_of(0xFF), Product::unknown);
}

std::string options(int type) {
  const auto f = features_of(static_cast<std::uint8_t>(type));
  return std::string(f.pin ? "pin " : "") + (f.stored_value ? "sv " : "") +
         (f.ratifies_on_deselect ? "deselect " : "") + (f.extended ? "extended " : "") +
         (f.pki ? "pki " : "");
}

TEST(ApplicationType, TellsTheOptionsOfPrimeOnly) {
  EXPECT_EQ(options(0x20), "deselect ");
  EXPECT_EQ(options(0x21), "pin deselect ");
  EXPECT_EQ(options(0x22), "sv deselect ");
  EXPECT_EQ(options(0x27), "pin sv ");
  EXPECT_EQ(options(0x28), "deselect extended ");
  EXPECT_EQ(options(0x3B), "pin sv deselect extended pki ");
  EXPECT_EQ(options(0x3F), "pin sv extended pki ");
  EXPECT_EQ(options(0x13), "pin sv ");
  EXPECT_EQ(options(0x1C), "");
  EXPECT_EQ(options(0x97), "");
  EXPECT_EQ(options(0x9F), "");
  EXPECT_EQ(options(0xFF), "");
}

TEST(BufferTable, HoldsFiftyValues) {
  EXPECT_EQ(buffer_bytes(0x05), std::nullopt);
  EXPECT_EQ(buffer_bytes(0x06), 215u);
  EXPECT_EQ(buffer_bytes(0x0A), 430u);
  EXPECT_EQ(buffer_bytes(0x1B), 8192u);
  EXPECT_EQ(buffer_bytes(0x24), 38967u);
  EXPECT_EQ(buffer_bytes(0x37), 1048576u);
  EXPECT_EQ(buffer_bytes(0x38), std::nullopt);
}

TEST(BufferTable, DoublesEveryFourSteps) {
  for (int b = 0x07; b + 4 <= 0x37; b += 4)
    EXPECT_EQ(*buffer_bytes(static_cast<std::uint8_t>(b + 4)),
              2 * *buffer_bytes(static_cast<std::uint8_t>(b)));
}

TEST(Buffer, CountsCommandsInOldAndSmallProducts) {
  EXPECT_EQ(buffer_of(Product::prime_1, 3)->size, 3u);
  EXPECT_EQ(buffer_of(Product::prime_2, 0x0A)->size, 6u);
  EXPECT_EQ(buffer_of(Product::basic, 0x04)->size, 4u);
  EXPECT_EQ(buffer_of(Product::basic, 0x04)->unit, BufferSize::Unit::commands);
  EXPECT_EQ(buffer_of(Product::light, 0x06)->unit, BufferSize::Unit::bytes);
  EXPECT_FALSE(buffer_of(Product::unknown, 0x0A));
}

TEST(StartupInformation, HasItsSevenBytesInOrder) {
  const auto parsed = parse_startup_information("1B 3F 3B 02 14 10 01 AA"_hex);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->session_modifications, 0x1B);
  EXPECT_EQ(parsed->platform, 0x3F);
  EXPECT_EQ(parsed->application_type, 0x3B);
  EXPECT_EQ(parsed->application_subtype, 0x02);
  EXPECT_EQ(parsed->software_issuer, 0x14);
  EXPECT_EQ(parsed->software_version, 0x10);
  EXPECT_EQ(parsed->software_revision, 0x01);
  EXPECT_EQ(parsed->further, Bytes{0xAA});
}

std::string mistake(std::string_view hex) {
  const auto parsed = parse_startup_information(from_hex(hex).value());
  return parsed ? "" : parsed.error().message;
}

TEST(StartupInformation, IsRefusedWithTheReason) {
  EXPECT_EQ(mistake("0A3C23121410"), "startup information has 6 bytes, 7 and more are wanted");
  EXPECT_EQ(mistake("0A3C0012141001"), "application type 00 is none");
  EXPECT_EQ(mistake("0A3C2000141001"), "application subtype 00 is none");
  EXPECT_EQ(mistake("0A3C20FF141001"), "application subtype FF is none");
  EXPECT_EQ(mistake("053C2005141001"),
            "session modifications are 05; 06 to 37 are wanted of a product Prime revision 3");
  EXPECT_EQ(mistake("383C2005141001"),
            "session modifications are 38; 06 to 37 are wanted of a product Prime revision 3");
  EXPECT_EQ(mistake("033C9833141001"),
            "session modifications are 03; 04 to 37 are wanted of a product Basic");
  EXPECT_EQ(mistake("043C9833141001"), "");
  EXPECT_EQ(mistake("373C9833141001"), "");
  EXPECT_EQ(mistake("383C9833141001"),
            "session modifications are 38; 04 to 37 are wanted of a product Basic");
  EXPECT_EQ(mistake("063C01031410FF"), "");
}

TEST(MaxData, DependsOnRevisionAndChip) {
  const auto startup = [](std::string_view hex) {
    return parse_startup_information(from_hex(hex).value()).value();
  };
  EXPECT_EQ(max_data_of(Product::prime_3, startup("0A3C2005141001")), 235u);
  EXPECT_EQ(max_data_of(Product::prime_3, startup("0A3C2005141101")), 250u);
  EXPECT_EQ(max_data_of(Product::prime_3, startup("0A3F2005141001")), 250u);
  EXPECT_EQ(max_data_of(Product::light, startup("0A3C9005141001")), 250u);
  EXPECT_EQ(max_data_of(Product::prime_2, startup("0A3C1005141001")), 128u);
  EXPECT_EQ(max_data_of(Product::prime_1, startup("0A3C1005141001")), 128u);
}

TEST(Serial, TellsHceAndIsShownWithoutItsFirstTwoBytes) {
  EXPECT_FALSE(is_hce("00 00 00 00 C3 F9 DA ED"_hex));
  EXPECT_TRUE(is_hce("00 00 00 80 C3 F9 DA ED"_hex));
  EXPECT_FALSE(is_hce("80 80 80 7F FF FF FF FF"_hex));
  EXPECT_EQ(shown_serial("12 34 00 80 C3 F9 DA ED"_hex), "00 00 00 80 C3 F9 DA ED"_hex);
}

}  // namespace
}  // namespace assay::calypso
