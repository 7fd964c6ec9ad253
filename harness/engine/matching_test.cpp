// SPDX-License-Identifier: Apache-2.0
#include "engine/matching.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::engine {
namespace {

using Kind = script::Matcher::Kind;

script::Matcher pattern(const std::string& text, Kind kind = Kind::pattern) {
  script::Matcher matcher;
  matcher.kind = kind;
  matcher.pattern = *document::parse_hex_pattern(text);
  matcher.text = "'" + text + "'";
  return matcher;
}

script::Matcher length(std::size_t least, std::size_t most) {
  script::Matcher matcher;
  matcher.kind = Kind::length;
  matcher.min_size = least;
  matcher.max_size = most;
  return matcher;
}

script::Matcher with_parts(Kind kind, std::vector<script::Matcher> parts) {
  script::Matcher matcher;
  matcher.kind = kind;
  matcher.parts = std::move(parts);
  return matcher;
}

bool holds(const script::Matcher& matcher, const std::string& hex) {
  const Names::Ixit ixit;
  Names names(ixit);
  const auto compiled = compile_matcher(matcher, names);
  EXPECT_TRUE(compiled.has_value());
  Bytes scratch;
  const Bytes bytes = *from_hex(hex);
  const auto result = matches(*compiled, Observed{true, bytes}, Scope{}, scratch);
  EXPECT_TRUE(result.has_value());
  return result && *result;
}

TEST(Matching, ComparesWholeValues) {
  EXPECT_TRUE(holds(pattern("6A 82"), "6A82"));
  EXPECT_FALSE(holds(pattern("6A 82"), "6A8200"));
  EXPECT_FALSE(holds(pattern("6A 82"), "6A"));
}

TEST(Matching, LeavesFreeDigitsOpen) {
  EXPECT_TRUE(holds(pattern("61 xx"), "61FF"));
  EXPECT_TRUE(holds(pattern("63 Cx"), "63C2"));
  EXPECT_FALSE(holds(pattern("63 Cx"), "6302"));
}

TEST(Matching, LooksAtBeginningsEndsAndMiddles) {
  EXPECT_TRUE(holds(pattern("E3", Kind::starts_with), "E30100"));
  EXPECT_FALSE(holds(pattern("E3", Kind::starts_with), "00E3"));
  EXPECT_TRUE(holds(pattern("E3", Kind::ends_with), "00E3"));
  EXPECT_TRUE(holds(pattern("9F 70", Kind::contains), "E3059F700107"));
  EXPECT_FALSE(holds(pattern("9F 70", Kind::contains), "9F0070"));
}

TEST(Matching, BoundsLengths) {
  EXPECT_TRUE(holds(length(1, 2), "0102"));
  EXPECT_FALSE(holds(length(1, 2), "010203"));
  EXPECT_FALSE(holds(length(1, 2), ""));
}

TEST(Matching, CombinesMatchers) {
  EXPECT_TRUE(holds(with_parts(Kind::negation, {pattern("90 00")}), "6A82"));
  EXPECT_TRUE(holds(with_parts(Kind::one_of, {pattern("69 82"), pattern("69 85")}), "6985"));
  EXPECT_FALSE(holds(with_parts(Kind::one_of, {pattern("69 82"), pattern("69 85")}), "6988"));
  EXPECT_FALSE(
      holds(with_parts(Kind::all, {length(2, 2), pattern("69", Kind::starts_with)}), "6A82"));
}

TEST(Matching, FindsNothingInAbsentValues) {
  const Names::Ixit ixit;
  Names names(ixit);
  Bytes scratch;
  const auto compiled = compile_matcher(pattern("00"), names);
  EXPECT_FALSE(*matches(*compiled, Observed{}, Scope{}, scratch));
  script::Matcher absent;
  absent.kind = Kind::absent;
  EXPECT_TRUE(*matches(*compile_matcher(absent, names), Observed{}, Scope{}, scratch));
}

struct Words {
  Kind kind;
  std::uint16_t sw;
  bool holds;
};

class StatusWordWords : public testing::TestWithParam<Words> {};

TEST_P(StatusWordWords, SortStatusWords) {
  const Names::Ixit ixit;
  Names names(ixit);
  script::Matcher matcher;
  matcher.kind = GetParam().kind;
  Bytes scratch;
  const auto compiled = compile_matcher(matcher, names);
  EXPECT_EQ(*matches(*compiled, iso7816::StatusWord{GetParam().sw}, Scope{}, scratch),
            GetParam().holds);
}

INSTANTIATE_TEST_SUITE_P(
    Table, StatusWordWords,
    testing::Values(Words{Kind::success, 0x9000, true}, Words{Kind::success, 0x6110, true},
                    Words{Kind::success, 0x6283, false}, Words{Kind::warning, 0x6283, true},
                    Words{Kind::warning, 0x6310, true}, Words{Kind::error, 0x6310, false},
                    Words{Kind::error, 0x6982, true}, Words{Kind::error, 0x9000, false},
                    Words{Kind::error, 0x6F00, true}));

TEST(Matching, DescribesStatusWordsWithTheirMeaning) {
  const Names::Ixit ixit;
  Names names(ixit);
  EXPECT_EQ(describe_status_words(*compile_matcher(pattern("6A88"), names), Scope{}),
            "'6A88'  referenced data not found");
}

}  // namespace
}  // namespace assay::engine
