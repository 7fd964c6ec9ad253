// SPDX-License-Identifier: Apache-2.0
// All 256 class bytes against a table written from ISO/IEC 7816-4:2020, tables 2 and 3, not from the code.
#include "iso7816/class_byte.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace assay::iso7816 {
namespace {

// One row for each high digit, one cell for each low digit: the channel, then secure messaging as a letter. First form:
// n none, p proprietary, h as ISO without the header, f as ISO with the full header; further form: n no, y yes.
// Two dashes where the tables leave the coding open.
// clang-format off
constexpr std::array<std::string_view, 16> table{
    " 0n  1n  2n  3n  0p  1p  2p  3p  0h  1h  2h  3h  0f  1f  2f  3f",  // 0x
    " 0n  1n  2n  3n  0p  1p  2p  3p  0h  1h  2h  3h  0f  1f  2f  3f",  // 1x
    " --  --  --  --  --  --  --  --  --  --  --  --  --  --  --  --",  // 2x
    " --  --  --  --  --  --  --  --  --  --  --  --  --  --  --  --",  // 3x
    " 4n  5n  6n  7n  8n  9n 10n 11n 12n 13n 14n 15n 16n 17n 18n 19n",  // 4x
    " 4n  5n  6n  7n  8n  9n 10n 11n 12n 13n 14n 15n 16n 17n 18n 19n",  // 5x
    " 4y  5y  6y  7y  8y  9y 10y 11y 12y 13y 14y 15y 16y 17y 18y 19y",  // 6x
    " 4y  5y  6y  7y  8y  9y 10y 11y 12y 13y 14y 15y 16y 17y 18y 19y",  // 7x
    " 0n  1n  2n  3n  0p  1p  2p  3p  0h  1h  2h  3h  0f  1f  2f  3f",  // 8x
    " 0n  1n  2n  3n  0p  1p  2p  3p  0h  1h  2h  3h  0f  1f  2f  3f",  // 9x
    " --  --  --  --  --  --  --  --  --  --  --  --  --  --  --  --",  // Ax
    " --  --  --  --  --  --  --  --  --  --  --  --  --  --  --  --",  // Bx
    " 4n  5n  6n  7n  8n  9n 10n 11n 12n 13n 14n 15n 16n 17n 18n 19n",  // Cx
    " 4n  5n  6n  7n  8n  9n 10n 11n 12n 13n 14n 15n 16n 17n 18n 19n",  // Dx
    " 4y  5y  6y  7y  8y  9y 10y 11y 12y 13y 14y 15y 16y 17y 18y 19y",  // Ex
    " 4y  5y  6y  7y  8y  9y 10y 11y 12y 13y 14y 15y 16y 17y 18y  --",  // Fx
};
// clang-format on

std::string cell(std::uint8_t cla) {
  const std::string_view text = table[cla >> 4].substr(4U * (cla & 0x0FU), 3);
  return std::string(text.substr(text.find_first_not_of(' ')));
}

std::string as_cell(const std::optional<ClassByte>& parts) {
  if (!parts) return "--";
  const std::string_view letters = parts->channel < 4 ? "nphf" : "ny";
  return std::to_string(parts->channel) + letters.at(parts->secure_messaging);
}

TEST(ClassByte, EveryValueReadsAsTheTablesSay) {
  for (int cla = 0; cla < 256; ++cla) {
    const auto parts = parse_class(static_cast<std::uint8_t>(cla));
    EXPECT_EQ(as_cell(parts), cell(static_cast<std::uint8_t>(cla))) << "CLA " << std::hex << cla;
    if (!parts) continue;
    EXPECT_EQ(parts->proprietary, cla >= 0x80) << "CLA " << std::hex << cla;
    const int high = (cla >> 4) & 0x07;  // chaining is b5: the odd rows of the table
    EXPECT_EQ(parts->chained, high == 1 || high == 5 || high == 7) << "CLA " << std::hex << cla;
  }
}

TEST(ClassByte, EveryValueThatReadsIsCodedBack) {
  int read = 0;
  for (int cla = 0; cla < 256; ++cla) {
    const auto parts = parse_class(static_cast<std::uint8_t>(cla));
    if (!parts) continue;
    ++read;
    EXPECT_EQ(encode_class(*parts), cla);
  }
  EXPECT_EQ(read, 191);  // 256, less 2x 3x Ax Bx, less FF
}

struct Coding {
  ClassByte parts;
  std::uint8_t cla;
};
class Coded : public testing::TestWithParam<Coding> {};
TEST_P(Coded, AsPrintedInTheStandards) {
  EXPECT_EQ(encode_class(GetParam().parts), GetParam().cla);
}
INSTANTIATE_TEST_SUITE_P(
    ClassByte, Coded,
    testing::Values(Coding{{.proprietary = false, .channel = 0}, 0x00},
                    Coding{{.proprietary = false, .channel = 3}, 0x03},
                    Coding{{.proprietary = false, .channel = 4}, 0x40},
                    Coding{{.proprietary = false, .channel = 19}, 0x4F},
                    Coding{{.proprietary = true, .channel = 0, .secure_messaging = 1}, 0x84},
                    Coding{{.proprietary = true, .channel = 1, .secure_messaging = 1}, 0x85},
                    Coding{{.proprietary = true, .channel = 4, .secure_messaging = 1}, 0xE0},
                    Coding{{.proprietary = false, .channel = 0, .secure_messaging = 3}, 0x0C},
                    Coding{{.proprietary = true, .channel = 0, .chained = true}, 0x90},
                    Coding{{.proprietary = true, .channel = 19, .chained = true}, 0xDF}));

TEST(ClassByteDeathTest, AChannelOrProtectionThatHasNoCodingStopsTheProgram) {
  EXPECT_DEATH((void)encode_class({.channel = 20}), "internal check failed");
  EXPECT_DEATH((void)encode_class({.channel = 4, .secure_messaging = 2}), "internal check failed");
  EXPECT_DEATH((void)encode_class({.channel = 0, .secure_messaging = 4}), "internal check failed");
}

}  // namespace
}  // namespace assay::iso7816
