// SPDX-License-Identifier: Apache-2.0
#include "calypso/sam_answer.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::calypso {
namespace {

struct Row {
  std::string_view atr;
  SamProduct product;
  int cla;
  std::size_t max_digest;
  bool many, extended;
};

TEST(SamAtr, TellsProductClassAndSizes) {
  for (const Row& row : {
           Row{"3B3F9600805A0080C120000012345678829000", SamProduct::c1, 0x80, 255, true, true},
           Row{"3B3F9600805A4880C120501711223344829000", SamProduct::c1, 0x80, 255, true, true},
           Row{"3B3F9600805A4880C108501711223344829000", SamProduct::hsm_c1, 0x80, 255, false,
               true},
           Row{"3B3F9600805A4880D020501711223344829000", SamProduct::s1dx, 0x94, 70, false, false},
           Row{"3B3F9600805A4880D720501711223344829000", SamProduct::s1dx, 0x94, 70, false, false},
           Row{"3B3F9600805A4880D820501711223344829000", SamProduct::other, 0x80, 0, false, false},
           Row{"3B3F9600805A4880E120501711223344829000", SamProduct::s1e1, 0x80, 240, true, false},
           Row{"3B3F9600805A4881C120501711223344829000", SamProduct::other, 0x80, 0, false, false},
           Row{"3BAAAAAAAAAA805A4880C120501711223344829000", SamProduct::c1, 0x80, 255, true, true},
       }) {
    const auto sam = parse_sam_atr(from_hex(row.atr).value());
    ASSERT_TRUE(sam) << row.atr << sam.error().message;
    EXPECT_EQ(sam->product, row.product) << row.atr;
    EXPECT_EQ(sam->cla(), row.cla) << row.atr;
    EXPECT_EQ(sam->max_digest(), row.max_digest) << row.atr;
    EXPECT_EQ(sam->digests_many(), row.many) << row.atr;
    EXPECT_EQ(sam->extended(), row.extended) << row.atr;
  }
}

TEST(SamAtr, TellsTheSerialNumber) {
  EXPECT_EQ(to_hex(parse_sam_atr("3B3F9600805A4880C120501711223344829000"_hex)->serial),
            "11223344");
}

TEST(SamAtr, IsRefusedWithTheReason) {
  const auto message = [](std::string_view hex) {
    const auto parsed = parse_sam_atr(from_hex(hex).value());
    return parsed ? "" : parsed.error().message;
  };
  EXPECT_EQ(message(""), "the ATR of a SAM begins with 3B; this one is empty");
  EXPECT_EQ(message("3F00"), "the ATR of a SAM begins with 3B; this one is 3F00");
  EXPECT_EQ(message("3B3F9600805B0080C120000012345678829000"),
            "the ATR of a SAM has 80 5A behind three or five bytes, and 13 more; this one is "
            "3B3F9600805B0080C120000012345678829000");
  EXPECT_EQ(message("3B3F9600805A0080C120000012345678829001"),
            "the ATR of a SAM has 829000 behind its serial number, not 829001");
  EXPECT_EQ(message("3B3F9600805A0080C1200000123456788290000000"),
            "2 bytes are left over in the ATR of a SAM");
}

TEST(SamAtr, IsRefusedWhereverItIsCut) {
  constexpr auto atr = "3B3F9600805A4880C120501711223344829000"_hex;
  for (std::size_t size = 0; size < atr.size(); ++size)
    EXPECT_FALSE(parse_sam_atr(ByteView(atr).first(size))) << size;
}

TEST(SamRecord, HoldsNineCountersAndTheirConfiguration) {
  const auto record = parse_sam_record(
      "C1C2C3C4C5C6C7C8200000211111222222233333244444255555266666277777288888010E"
      "E1AEC11A5CFAFF40800000"_hex);
  ASSERT_TRUE(record) << record.error().message;
  EXPECT_EQ(record->counters()[0], 0x200000u);
  EXPECT_EQ(record->counters()[8], 0x288888u);
  EXPECT_EQ(record->configuration(), 0x010E);
  EXPECT_EQ(record->reference, 0xE1);
  EXPECT_EQ(to_hex(record->serial), "AEC11A5C");
}

TEST(SamKeyParameters, AreRead) {
  const auto key = parse_sam_key_parameters(
      "C1C2C3C4C5C6C7C8E1F1401112130115161718191AC111223344FAFF40800000"_hex);
  ASSERT_TRUE(key) << key.error().message;
  EXPECT_EQ(key->kif, 0xE1);
  EXPECT_EQ(key->kvc, 0xF1);
  EXPECT_EQ(key->algorithm, 0x40);
  EXPECT_EQ(to_hex(key->parameters), "1112130115161718191A");
  EXPECT_EQ(key->reference, 0xC1);
  EXPECT_EQ(to_hex(key->serial), "11223344");
}

TEST(SamRecords, HaveOneLengthAndOneEnd) {
  for (std::size_t size = 0; size <= 80; ++size) {
    EXPECT_FALSE(parse_sam_record(Bytes(size, 0xAA))) << size;
    EXPECT_FALSE(parse_sam_key_parameters(Bytes(size, 0xAA))) << size;
  }
  EXPECT_EQ(parse_sam_record(Bytes(47)).error().message, "records of a SAM have 48 bytes, not 47");
  EXPECT_EQ(parse_sam_record(Bytes(48)).error().message,
            "records of a SAM end with FAFF40800000, not with 000000000000");
  EXPECT_EQ(parse_sam_key_parameters(Bytes(33)).error().message,
            "key parameters of a SAM have 32 bytes, not 33");
}

}  // namespace
}  // namespace assay::calypso
