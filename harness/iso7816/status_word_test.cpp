// SPDX-License-Identifier: Apache-2.0
// Status words: their kinds, and the words for them.
#include "iso7816/status_word.hpp"

#include <gtest/gtest.h>

namespace assay::iso7816 {
namespace {

enum class Kind { success, warning, error };
struct Classed {
  std::uint16_t value;
  Kind kind;
};
class StatusWordKind : public testing::TestWithParam<Classed> {};

TEST_P(StatusWordKind, IsExactlyOne) {
  const StatusWord sw{GetParam().value};
  EXPECT_EQ(sw.is_success(), GetParam().kind == Kind::success);
  EXPECT_EQ(sw.is_warning(), GetParam().kind == Kind::warning);
  EXPECT_EQ(sw.is_error(), GetParam().kind == Kind::error);
}

INSTANTIATE_TEST_SUITE_P(
    StatusWord, StatusWordKind,
    testing::Values(Classed{0x9000, Kind::success}, Classed{0x6100, Kind::success},
                    Classed{0x61FF, Kind::success}, Classed{0x9001, Kind::error},
                    Classed{0x6200, Kind::warning}, Classed{0x6283, Kind::warning},
                    Classed{0x6310, Kind::warning}, Classed{0x63CF, Kind::warning},
                    Classed{0x6400, Kind::error}, Classed{0x6A82, Kind::error},
                    Classed{0x6C10, Kind::error}, Classed{0x6FFF, Kind::error},
                    Classed{0x0000, Kind::error}, Classed{0xFFFF, Kind::error}));

TEST(StatusWord, SplitsIntoItsTwoBytes) {
  constexpr StatusWord sw{0x6A82};
  static_assert(sw.sw1() == 0x6A && sw.sw2() == 0x82);
  EXPECT_EQ(to_string(sw), "6A82");
  EXPECT_EQ(to_string(StatusWord{0x0001}), "0001");
  EXPECT_LT(StatusWord{0x6A82}, StatusWord{0x9000});
}

struct Wording {
  std::uint16_t value;
  std::string_view text;
};
class StatusWordMeaning : public testing::TestWithParam<Wording> {};

TEST_P(StatusWordMeaning, IsPlain) {
  EXPECT_EQ(meaning(StatusWord{GetParam().value}), GetParam().text);
}

// The exact value before its range, and the edges of the ranges (ISO/IEC 7816-4:2020, tables 5 and 6).
INSTANTIATE_TEST_SUITE_P(
    StatusWord, StatusWordMeaning,
    testing::Values(
        Wording{0x9000, "normal ending"},
        Wording{0x6110, "normal ending, SW2 bytes still available"},
        Wording{0x6283, "selected file deactivated, or card locked"},
        Wording{0x62FF, "warning, memory unchanged"},
        Wording{0x6300, "warning without information, or authentication failed"},
        Wording{0x6310, "more data available"}, Wording{0x63C0, "counter given in the last digit"},
        Wording{0x63CF, "counter given in the last digit"},
        Wording{0x63D0, "warning, memory changed"},
        Wording{0x6400, "execution error, memory unchanged"}, Wording{0x6581, "memory failure"},
        Wording{0x6700, "wrong length"},
        Wording{0x6881, "logical channel not supported or not open"},
        Wording{0x68FF, "function in CLA not supported"},
        Wording{0x6982, "security status not satisfied"},
        Wording{0x6985, "conditions of use not satisfied"},
        Wording{0x6A80, "incorrect parameters in the data field"},
        Wording{0x6A82, "file or application not found"}, Wording{0x6A86, "incorrect P1 P2"},
        Wording{0x6A88, "referenced data not found"}, Wording{0x6AFF, "wrong parameters"},
        Wording{0x6C20, "wrong Le, SW2 gives the exact length"},
        Wording{0x6D00, "instruction not supported or invalid"},
        Wording{0x6E00, "class not supported"}, Wording{0x6F00, "no precise diagnosis"},
        Wording{0x9101, "proprietary"}, Wording{0x9FFF, "proprietary"},
        Wording{0x6000, "not a status word of ISO/IEC 7816-4"},
        Wording{0x0000, "not a status word of ISO/IEC 7816-4"},
        Wording{0xA000, "not a status word of ISO/IEC 7816-4"}));

TEST(StatusWord, EveryValueHasAMeaning) {
  for (unsigned value = 0; value <= 0xFFFF; ++value)
    ASSERT_FALSE(meaning(StatusWord{static_cast<std::uint16_t>(value)}).empty())
        << std::hex << value;
}

}  // namespace
}  // namespace assay::iso7816
