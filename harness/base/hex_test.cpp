// SPDX-License-Identifier: Apache-2.0
// Hexadecimal text, read and printed.
#include "base/hex.hpp"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(Hex, PrintsCapitalsInPairs) {
  constexpr auto bytes = "00 a4 04 0f ff"_hex;
  EXPECT_EQ(to_hex(bytes), "00A4040FFF");
  EXPECT_EQ(to_spaced_hex(bytes), "00 A4 04 0F FF");
  EXPECT_EQ(to_hex({}), "");
  EXPECT_EQ(to_spaced_hex({}), "");
}

TEST(Hex, AppendsAfterWhatIsThere) {
  std::string out = "sw ";
  append_hex(out, "6A82"_hex);
  EXPECT_EQ(out, "sw 6A82");
}

TEST(Hex, ALiteralIsReadWhileCompiling) {
  static_assert("00 A4 04 00"_hex == std::array<std::uint8_t, 4>{0x00, 0xA4, 0x04, 0x00});
  static_assert(""_hex.empty());
  static_assert("fF"_hex[0] == 255);
}

struct Reading {
  const char* text;
  Bytes bytes;
};
class HexRead : public testing::TestWithParam<Reading> {};
TEST_P(HexRead, YieldsTheBytes) {
  const auto bytes = from_hex(GetParam().text);
  ASSERT_TRUE(bytes) << bytes.error().text();
  EXPECT_EQ(*bytes, GetParam().bytes);
}
INSTANTIATE_TEST_SUITE_P(Hex, HexRead,
                         testing::Values(Reading{"", {}}, Reading{"   ", {}},
                                         Reading{"00A4", {0x00, 0xA4}},
                                         Reading{"00 A4", {0x00, 0xA4}},
                                         Reading{"  00   A4  ", {0x00, 0xA4}},
                                         Reading{"deadBEEF", {0xDE, 0xAD, 0xBE, 0xEF}}));

struct Refusal {
  const char* text;
  const char* message;
};
class HexRefused : public testing::TestWithParam<Refusal> {};
TEST_P(HexRefused, SaysWhatIsWrongAndWhere) {
  const auto bytes = from_hex(GetParam().text);
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().code, ErrorCode::malformed);
  EXPECT_EQ(bytes.error().message, GetParam().message);
}
INSTANTIATE_TEST_SUITE_P(
    Hex, HexRefused,
    testing::Values(Refusal{"0", "odd number of hexadecimal digits in '0'"},
                    Refusal{"00 A", "odd number of hexadecimal digits in '00 A'"},
                    Refusal{"0 0", "' ' at position 2 is not a hexadecimal digit"},
                    Refusal{"00xA", "'x' at position 3 is not a hexadecimal digit"},
                    Refusal{"00\t", "'\\t' at position 3 is not a hexadecimal digit"},
                    Refusal{"0x00", "'x' at position 2 is not a hexadecimal digit"},
                    Refusal{"\xC3\xA9", "byte C3 at position 1 is not a hexadecimal digit"},
                    Refusal{"G0", "'G' at position 1 is not a hexadecimal digit"}));

TEST(Hex, ADigitHasAValueAndNothingElseDoes) {
  int digits = 0;
  for (int c = -128; c < 128; ++c) digits += hex_digit(static_cast<char>(c)) >= 0 ? 1 : 0;
  EXPECT_EQ(digits, 22);  // ten digits, six letters twice
  EXPECT_EQ(hex_digit('0'), 0);
  EXPECT_EQ(hex_digit('9'), 9);
  EXPECT_EQ(hex_digit('a'), 10);
  EXPECT_EQ(hex_digit('F'), 15);
  EXPECT_EQ(hex_digit('g'), -1);
  EXPECT_EQ(hex_digit('/'), -1);
  EXPECT_EQ(hex_digit(':'), -1);
  EXPECT_EQ(hex_digit('@'), -1);
}

}  // namespace
}  // namespace assay
