// SPDX-License-Identifier: Apache-2.0
#include "reports/decode.hpp"

#include <gmock/gmock.h>

#include "base/hex.hpp"
#include "reports/hex_text.hpp"

namespace assay::reports {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const catalogue::Catalogue& specs() {
  static const catalogue::Catalogue loaded = [] {
    Diagnostics diagnostics;
    auto result = catalogue::load(std::string(ASSAY_SOURCE_DIR) + "/specs", diagnostics);
    EXPECT_TRUE(result.has_value());
    return result ? *std::move(result) : catalogue::Catalogue{};
  }();
  return loaded;
}

TEST(ExplainCommand, NamesFieldsOfTheCatalogue) {
  EXPECT_THAT(
      explain_command("80507F0008000102030405060700"_hex, &specs()),
      ElementsAre(
          "INITIALIZE UPDATE  GPC E.5.1; GPD 7.1.1: exchanges challenges and starts the explicit "
          "initiation of a secure channel session",
          "CLA 80  GlobalPlatform, channel 0, no secure messaging", "INS 50", "P1  7F  key_version",
          "P2  00  key_identifier", "Lc  8 bytes", "  host_challenge  00 01 02 03 04 05 06 07",
          "Le  up to 256 bytes"));
}

TEST(ExplainCommand, TellsTheFieldsThatShareAByte) {
  EXPECT_THAT(explain_command("008A0B3904C1C2C3C400"_hex, &specs()),
              ElementsAre(HasSubstr("OPEN SECURE SESSION [regular]"), "CLA 00", "INS 8A",
                          "P1  0B  record 01, key 03", "P2  39  sfi 07", "Lc  4 bytes",
                          "  sam_challenge  C1 C2 C3 C4", "Le  up to 256 bytes"));
}

TEST(ExplainCommand, ShowsDotsForThePinOfACalypsoCard) {
  EXPECT_THAT(explain_command("002000000430313233"_hex, &specs()),
              ElementsAre(HasSubstr("VERIFY PIN [plain]"), "CLA 00", "INS 20", "P1  00", "P2  00",
                          "Lc  4 bytes", "  pin  .. .. .. .."));
}

TEST(ExplainCommand, WorksWithoutACatalogue) {
  EXPECT_THAT(explain_command("00A4040C023F00"_hex, nullptr),
              ElementsAre("a command that the catalogue does not name",
                          "CLA 00  interindustry, channel 0, no secure messaging", "INS A4",
                          "P1  04", "P2  0C", "Lc  2 bytes", "  3F 00"));
}

TEST(ExplainCommand, ShowsDotsForSecretsWhateverTheForm) {
  const journal::SecretRange secrets[] = {{6, 2}};
  const auto lines = explain_command("002000010441024142"_hex, nullptr, secrets);
  EXPECT_THAT(lines, ElementsAre("a command that the catalogue does not name",
                                 "CLA 00  interindustry, channel 0, no secure messaging", "INS 20",
                                 "P1  00", "P2  01", "Lc  4 bytes", "  41 .. .. 42"));
}

TEST(ExplainCommand, SaysWhatIsWrongWithBadBytes) {
  EXPECT_THAT(explain_command("80CA"_hex, &specs()),
              ElementsAre(HasSubstr("not a command: "), "80 CA"));
  EXPECT_THAT(explain_command({}, &specs()), ElementsAre(HasSubstr("not a command: "), ""));
}

TEST(ExplainResponse, LaysTheFormThatFitsOverTheData) {
  const auto* command = specs().command("INITIALIZE UPDATE");
  ASSERT_NE(command, nullptr);
  EXPECT_THAT(explain_response(
                  "00000000000000000000 30 0370 0011223344556677 8899AABBCCDDEEFF 000001 9000"_hex,
                  command),
              ElementsAre("SW  9000  challenge and cryptogram of the card are in the answer (GPC "
                          "E.5.1.7; GPD 7.1.1)",
                          "  32 bytes, form scp03_pseudo_random",
                          "    diversification_data  00 00 00 00 00 00 00 00 00 00",
                          "    key_version           30", "    protocol              03",
                          "    i_parameter           70",
                          "    card_challenge        00 11 22 33 44 55 66 77",
                          "    card_cryptogram       88 99 AA BB CC DD EE FF",
                          "    sequence_counter      00 00 01"));
}

TEST(ExplainResponse, FallsBackToIsoAndHex) {
  EXPECT_THAT(explain_response("AABBCC6A82"_hex, nullptr),
              ElementsAre("SW  6A82  file or application not found", "  AA BB CC"));
  EXPECT_THAT(explain_response("90"_hex, nullptr), ElementsAre(HasSubstr("not a response: ")));
}

TEST(ExplainTlv, TellsNamesIdentifiersAndPrivileges) {
  EXPECT_THAT(
      explain_tlv("E3134F08A0000001510000009F70010FC503FEDC00 "_hex),
      ElementsAre("E3  registry entry",
                  "  4F  AID: A0 00 00 01 51 00 00 00  GlobalPlatform issuer security domain",
                  "  9F70  life cycle state: 0F",
                  "  C5  privileges: FE DC 00  security domain, DAP verification, delegated "
                  "management, card lock, "
                  "card terminate, card reset, CVM management, trusted path, authorized "
                  "management, global delete, "
                  "global lock, global registry"));
  EXPECT_THAT(explain_tlv("7309 06072A864886FC6B01"_hex),
              ElementsAre("73  discretionary template",
                          "  06  object identifier: 2A 86 48 86 FC 6B 01  1.2.840.114283.1"));
}

TEST(ExplainTlv, SaysWhereObjectsEnd) {
  EXPECT_THAT(explain_tlv("420141 4F"_hex), ElementsAre("42  issuer identification number: 41",
                                                        HasSubstr("not a data object: ")));
}

TEST(ExplainTlv, BoundsDepthAndLength) {
  Bytes nested = {0x42, 0x00};
  for (int i = 0; i < 60; ++i) {
    Bytes outer;
    iso7816::append_tlv(outer, 0x6F, nested);
    nested = std::move(outer);
  }
  EXPECT_LE(explain_tlv(nested).size(), 14u);
  Bytes many;
  for (int i = 0; i < 5000; ++i) iso7816::append_tlv(many, 0x42, {});
  EXPECT_EQ(explain_tlv(many).size(), most_decoded_lines + 1);
  EXPECT_EQ(explain_tlv(many).back(), "\xE2\x80\xA6");
}

TEST(ExplainAtr, TellsRateProtocolsAndHistoricalBytes) {
  EXPECT_THAT(explain_atr("3B941881B1807D1F03 80"_hex), ElementsAre(HasSubstr("not an ATR: ")));
  EXPECT_THAT(explain_atr("3B80800101"_hex),
              ElementsAre("TS   3B  direct convention", "TD1  80  T=0", "TD2  01  T=1",
                          "protocols  T=0, T=1", "TCK  01"));
  EXPECT_THAT(explain_atr("3B14961234 5678"_hex),
              ElementsAre("TS   3B  direct convention", "TA1  96  Fi 512, Di 32: 16 cycles a bit",
                          "protocols  T=0", "historical bytes  12 34 56 78"));
}

TEST(ExplainCplc, NamesTheFieldsOfARealCard) {
  // An NXP card, published with the GlobalPlatform library of K. Ohl.
  const auto lines = explain_cplc(
      "9F7F2A4790D6004700000000003244342952208448000000000000000015278234323935320000000000000000"_hex);
  ASSERT_EQ(lines.size(), 18u);
  EXPECT_EQ(lines[0], "IC fabricator                  4790");
  EXPECT_EQ(lines[5], "IC fabrication date            3244  day 244 of a year ending in 3");
  EXPECT_EQ(lines[6], "IC serial number               34295220");
  EXPECT_EQ(lines[14], "pre-personalisation equipment  32393532");
  EXPECT_THAT(explain_cplc("0011"_hex),
              ElementsAre("not production life cycle data: 42 bytes wanted, 2 given"));
}

TEST(ExplainClass, TellsChannelAndProtection) {
  EXPECT_EQ(explain_class(0x84), "GlobalPlatform, channel 0, secure messaging");
  EXPECT_EQ(explain_class(0x01), "interindustry, channel 1, no secure messaging");
  EXPECT_EQ(explain_class(0xFF), "a class that ISO/IEC 7816-4 leaves open");
}

TEST(CommandText, SetsHeaderDataAndLeApart) {
  EXPECT_EQ(command_text("80507F0008000102030405060700"_hex, {}, 90),
            "80 50 7F 00 08  00 01 02 03 04 05 06 07  00");
  EXPECT_EQ(command_text("80CA006600"_hex, {}, 90), "80 CA 00 66 00");
  const journal::SecretRange secrets[] = {{5, 4}};
  EXPECT_EQ(command_text("002000000431323334"_hex, secrets, 90), "00 20 00 00 04  .. .. .. ..");
}

}  // namespace
}  // namespace assay::reports
