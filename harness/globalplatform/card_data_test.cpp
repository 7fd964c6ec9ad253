// SPDX-License-Identifier: Apache-2.0
// Data about a card: recognition, capability, production.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "globalplatform/card_capability.hpp"
#include "globalplatform/card_recognition.hpp"
#include "globalplatform/content_fixture.hpp"
#include "globalplatform/production_data.hpp"

namespace assay::globalplatform {
namespace {

using testing::ElementsAre;

// kaoh/globalplatform, getDataTest.c.
constexpr auto card_data =
    "663F733D06072A864886FC6B01600C060A2A864886FC6B02020301630906072A864886FC6B03640B06092A864886FC"
    "6B040360640C060A2A864886FC6B04119B06";
constexpr auto capability =
    "6724A0098001028104153555758103E5BEC082031E030083010284010285017B86010C87017B";
constexpr auto production =
    "9F7F2A4750006100008303008000E692E082BE675C72877301FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF";

TEST(CardRecognitionData, OfACardIsReadWrittenAndExplained) {
  const auto data = parse_card_data(hex(card_data)).value();
  EXPECT_EQ(data.version, hex("020301"));
  EXPECT_THAT(data.protocols,
              ElementsAre(ScpOption{0x03, hex("60")}, ScpOption{0x11, hex("9B06")}));
  EXPECT_EQ(to_hex(write_card_data(data)), card_data);
  EXPECT_THAT(explain(data),
              ElementsAre("GlobalPlatform Card Specification 2.3.1",
                          "identified by IIN (42) and CIN (45)", "SCP03 i=60", "SCP11 i=9B06"));
}

TEST(CardRecognitionData, ComesInTwoFormats) {
  auto data = parse_card_data(hex(card_data)).value();
  data.format = ProtocolFormat::all_in_one;
  const Bytes other = write_card_data(data);
  EXPECT_NE(to_hex(other), card_data);
  EXPECT_EQ(parse_card_data(other).value(), data);
}

TEST(SelectAnswer, OfACardIsRead) {
  const auto answer = parse_select_answer(hex("6F108408A000000151000000A5049F6501FF")).value();
  EXPECT_EQ(to_hex(answer.aid), "A000000151000000");
  EXPECT_EQ(answer.management, std::nullopt);
  EXPECT_EQ(answer.max_data, 255u);
}

TEST(CardCapability, OfACardIsReadAndWritten) {
  const auto data = parse_card_capability(hex(capability)).value();
  ASSERT_EQ(data.protocols.size(), 1u);
  EXPECT_EQ(data.protocols[0].protocol, 0x02);
  EXPECT_EQ(data.token_signatures, hex("7B"));
  EXPECT_EQ(to_hex(write_card_capability(data)), capability);
  EXPECT_EQ(explain(data).front(), "SCP02 i=15 35 55 75");
}

TEST(ProductionData, OfACardIsReadAndWritten) {
  const auto data = parse_production_data(hex(production)).value();
  EXPECT_EQ(to_hex(data.of("ic_serial_number")), "92E082BE");
  EXPECT_EQ(to_hex(write_production_data(data)), production);
  EXPECT_EQ(parse_production_data(ByteView(hex(production)).subspan(3)).value().values,
            data.values);
}

TEST(ProductionDate, IsADayOfAYearOrNothing) {
  const auto date = production_date(hex("8303"));
  ASSERT_TRUE(date.has_value());
  EXPECT_EQ(date->year_digit, 8u);
  EXPECT_EQ(date->day, 303u);
  for (const auto* none : {"0000", "FFFF", "594E", "8367", "83"})
    EXPECT_FALSE(production_date(hex(none)).has_value()) << none;
}

}  // namespace
}  // namespace assay::globalplatform
