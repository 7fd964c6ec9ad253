// SPDX-License-Identifier: Apache-2.0
// Trimming, splitting, wildcards and near misses.
#include "base/text.hpp"

#include <gtest/gtest.h>

#include <array>

namespace assay {
namespace {

TEST(Text, TrimTakesBlanksFromBothEndsOnly) {
  EXPECT_EQ(trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(trim("a"), "a");
  EXPECT_EQ(trim(" \n"), "");
  EXPECT_EQ(trim(""), "");
}

TEST(Text, SplitKeepsEmptyParts) {
  EXPECT_EQ(split("66/73/06", '/'), (std::vector<std::string_view>{"66", "73", "06"}));
  EXPECT_EQ(split("/a/", '/'), (std::vector<std::string_view>{"", "a", ""}));
  EXPECT_EQ(split("", '/'), (std::vector<std::string_view>{""}));
}

TEST(Text, JoinPutsTheSeparatorBetween) {
  const std::vector<std::string> parts{"a", "", "b"};
  EXPECT_EQ(join(parts, ", "), "a, , b");
  EXPECT_EQ(join({}, ", "), "");
}

struct Glob {
  const char *pattern, *text;
  bool matches;
};
void PrintTo(const Glob& glob, std::ostream* out) {
  *out << glob.pattern << " on " << glob.text;
}
class Globbing : public testing::TestWithParam<Glob> {};
TEST_P(Globbing, FollowsTheShell) {
  EXPECT_EQ(matches_glob(GetParam().pattern, GetParam().text), GetParam().matches);
}
INSTANTIATE_TEST_SUITE_P(Text, Globbing,
                         testing::Values(Glob{"", "", true}, Glob{"", "a", false},
                                         Glob{"*", "", true}, Glob{"*", "any", true},
                                         Glob{"?", "", false}, Glob{"?", "a", true},
                                         Glob{"Virtual PCD*", "Virtual PCD 00 01", true},
                                         Glob{"*00 01", "Virtual PCD 00 01", true},
                                         Glob{"*PCD*01", "Virtual PCD 00 01", true},
                                         Glob{"*PCD*02", "Virtual PCD 00 01", false},
                                         Glob{"virtual*", "Virtual PCD", false},
                                         Glob{"a*b*c", "a-b-b-c", true},
                                         Glob{"a*b*c", "a-b-c-d", false}, Glob{"**", "x", true},
                                         // A star in the text is a letter like any other.
                                         Glob{"a?c", "a*c", true}, Glob{"*c", "a*c", true},
                                         Glob{"a*", "a*c", true}, Glob{"a*d", "a*c", false}));

constexpr std::array<std::string_view, 4> keys{"expect", "because", "deviate", "sw"};

TEST(Nearest, FindsTheKeyATypingMistakeMeant) {
  EXPECT_EQ(nearest("expct", keys), "expect");
  EXPECT_EQ(nearest("becuase", keys), "because");
  EXPECT_EQ(nearest("devaite", keys), "deviate");
}

TEST(Nearest, FindsNothingWhenNothingIsNear) {
  EXPECT_EQ(nearest("response", keys), "");
  EXPECT_EQ(nearest("", keys), "");
  EXPECT_EQ(nearest("expect", {}), "");
}

TEST(Nearest, TheFirstOfTwoEquallyNearWins) {
  constexpr std::array<std::string_view, 2> alike{"card", "cord"};
  EXPECT_EQ(nearest("curd", alike), "card");
}

TEST(DidYouMean, IsMadeToBeAppended) {
  EXPECT_EQ(did_you_mean("expct", keys), ", did you mean 'expect'?");
  EXPECT_EQ(did_you_mean("response", keys), "");
}

}  // namespace
}  // namespace assay
