// SPDX-License-Identifier: Apache-2.0
// ATRs of cards in public lists, split by hand after ISO/IEC 7816-3:2006, 8.2, and the ways an ATR can be wrong.
#include "iso7816/atr.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::iso7816 {
namespace {

struct PublicAtr {
  const char* name;
  const char* bytes;
  const char* interface_text;  ///< "A1=00 B1=00 ..."
  std::vector<std::uint8_t> protocols;
  const char* historical;
  int check;  ///< -1: none
};
void PrintTo(const PublicAtr& atr, std::ostream* out) {
  *out << atr.name;
}

std::string interface_text(const Atr& atr) {
  std::string out;
  for (std::size_t group = 0; group < atr.interface_bytes.size(); ++group)
    for (std::size_t i = 0; i < 4; ++i)
      if (const auto& byte = atr.interface_bytes[group][i])
        out += fmt::format("{}{}{}={:02X}", out.empty() ? "" : " ", "ABCD"[i], group + 1, *byte);
  return out;
}

class AtrOfAPublicCard : public testing::TestWithParam<PublicAtr> {};

TEST_P(AtrOfAPublicCard, IsSplitAsTheStandardDraws) {
  const Bytes bytes = from_hex(GetParam().bytes).value();
  const auto atr = parse_atr(bytes);
  ASSERT_TRUE(atr) << atr.error().text();
  EXPECT_EQ(atr->initial, bytes[0]);
  EXPECT_EQ(interface_text(*atr), GetParam().interface_text);
  EXPECT_EQ(atr->protocols, GetParam().protocols);
  EXPECT_EQ(to_hex(atr->historical), GetParam().historical);
  EXPECT_EQ(atr->check ? *atr->check : -1, GetParam().check);
}

INSTANTIATE_TEST_SUITE_P(
    Atr, AtrOfAPublicCard,
    testing::Values(
        PublicAtr{"multiflex", "3B 02 14 50", "", {0}, "1450", -1},
        PublicAtr{"navigo_calypso",
                  "3B 6F 00 00 80 5A 08 03 03 00 00 00 01 56 64 F6 82 90 00",
                  "B1=00 C1=00",
                  {0},
                  "805A080303000000015664F6829000",
                  -1},
        PublicAtr{"gsm_inverse_convention",
                  "3F 2F 00 80 69 AF 02 04 01 36 00 02 0A 0E 83 3E 9F 16",
                  "B1=00",
                  {0},
                  "8069AF0204013600020A0E833E9F16",
                  -1},
        PublicAtr{"visa_contact",
                  "3B 68 00 00 00 73 C8 40 00 00 90 00",
                  "B1=00 C1=00",
                  {0},
                  "0073C84000009000",
                  -1},
        PublicAtr{"sysmocom_sim",
                  "3B 7D 94 00 00 55 55 53 0A 74 86 93 0B 24 7C 4D 54 68",
                  "A1=94 B1=00 C1=00",
                  {0},
                  "5555530A7486930B247C4D5468",
                  -1},
        PublicAtr{"desfire_contactless", "3B 81 80 01 80 80", "D1=80 D2=01", {0, 1}, "80", 0x80},
        PublicAtr{"mifare_by_pcsc_part_3",
                  "3B 8F 80 01 80 4F 0C A0 00 00 03 06 03 00 01 00 00 00 00 6A",
                  "D1=80 D2=01",
                  {0, 1},
                  "804F0CA00000030603000100000000",
                  0x6A},
        PublicAtr{"mobib_contactless",
                  "3B 88 80 01 00 00 00 00 33 81 81 00 3A",
                  "D1=80 D2=01",
                  {0, 1},
                  "0000000033818100",
                  0x3A},
        PublicAtr{"yubikey_4",
                  "3B F8 13 00 00 81 31 FE 15 59 75 62 69 6B 65 79 34 D4",
                  "A1=13 B1=00 C1=00 D1=81 D2=31 A3=FE B3=15",
                  {1, 1},
                  "597562696B657934",
                  0xD4},
        PublicAtr{"smartcard_hsm",
                  "3B FE 18 00 00 81 31 FE 45 80 31 81 54 48 53 4D 31 73 80 21 40 81 07 FA",
                  "A1=18 B1=00 C1=00 D1=81 D2=31 A3=FE B3=45",
                  {1, 1},
                  "8031815448534D31738021408107",
                  0xFA},
        PublicAtr{"openpgp_card_2",
                  "3B DA 18 FF 81 B1 FE 75 1F 03 00 31 C5 73 C0 01 40 00 90 00 0C",
                  "A1=18 C1=FF D1=81 D2=B1 A3=FE B3=75 D3=1F A4=03",
                  {1, 1, 15},
                  "0031C573C00140009000",
                  0x0C},
        PublicAtr{"uicc",
                  "3B 9F 96 80 1F 43 80 31 E0 73 36 21 13 57 4A 33 0E 09 31 41 00 AA",
                  "A1=96 D1=80 D2=1F A3=43",
                  {0, 15},
                  "8031E073362113574A330E09314100",
                  0xAA}),
    [](const auto& test) { return std::string(test.param.name); });

struct Refusal {
  const char* name;
  const char* bytes;
  const char* message;
};
void PrintTo(const Refusal& refusal, std::ostream* out) {
  *out << refusal.name;
}

class AtrRefused : public testing::TestWithParam<Refusal> {};

TEST_P(AtrRefused, SaysWhy) {
  const auto atr = parse_atr(from_hex(GetParam().bytes).value());
  ASSERT_FALSE(atr);
  EXPECT_EQ(atr.error().code, ErrorCode::malformed);
  EXPECT_EQ(atr.error().message, GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Atr, AtrRefused,
    testing::Values(
        Refusal{"empty", "", "an ATR has 2 to 33 bytes, this one has 0"},
        Refusal{"one_byte", "3B", "an ATR has 2 to 33 bytes, this one has 1"},
        Refusal{"34_bytes",
                "3B 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
                "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
                "an ATR has 2 to 33 bytes, this one has 34"},
        Refusal{"wrong_ts", "3C 02 14 50", "TS is 3C, 3B or 3F wanted"},
        Refusal{"inverse_as_read_by_a_direct_reader", "03 02 14 50", "TS is 03, 3B or 3F wanted"},
        Refusal{"interface_byte_missing", "3B 80", "1 bytes wanted at offset 2, 0 left"},
        Refusal{"historical_missing", "3B 05 14 50", "5 bytes wanted at offset 2, 2 left"},
        Refusal{"check_missing", "3B 81 80 01 80", "1 bytes wanted at offset 5, 0 left"},
        Refusal{"check_wrong", "3B 81 80 01 80 81",
                "TCK does not make the ATR's exclusive-or zero"},
        Refusal{"check_where_none_belongs", "3B 02 14 50 46", "1 bytes left over at offset 4"},
        Refusal{"byte_after_the_check", "3B 81 80 01 80 80 00", "1 bytes left over at offset 6"}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace assay::iso7816
