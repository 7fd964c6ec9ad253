// SPDX-License-Identifier: Apache-2.0
#include "document/hex_value.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::document {
namespace {

std::string error_of(std::string_view text) {
  const auto value = parse_hex_value(text);
  return value ? "no error" : value.error().message;
}

std::string pattern_error_of(std::string_view text) {
  const auto pattern = parse_hex_pattern(text);
  return pattern ? "no error" : pattern.error().message;
}

bool fits(std::string_view pattern, std::string_view bytes) {
  return document::fits(parse_hex_pattern(pattern).value(), from_hex(bytes).value());
}

TEST(HexValue, ReadsDigitsWithAndWithoutSpaces) {
  EXPECT_EQ(to_hex(parse_hex_value("00 a4 0400").value().constant()), "00A40400");
  EXPECT_TRUE(parse_hex_value("").value().constant().empty());
}

TEST(HexValue, RepeatsTheByteBeforeAStar) {
  EXPECT_EQ(to_hex(parse_hex_value("01 AA*3 02").value().constant()), "01AAAAAA02");
  EXPECT_EQ(parse_hex_value("AA*255").value().constant().size(), 255U);
  EXPECT_EQ(to_hex(parse_hex_value("AA*1").value().constant()), "AA");
}

TEST(HexValue, KeepsNamesAndSlices) {
  const auto value = parse_hex_value("00 $ixit.isd_aid[0..4] 01$counter").value();
  ASSERT_EQ(value.pieces.size(), 4U);
  EXPECT_FALSE(value.is_constant());
  EXPECT_EQ(to_hex(value.pieces[0].literal), "00");
  EXPECT_EQ(value.pieces[1].name, "ixit.isd_aid");
  EXPECT_EQ(value.pieces[1].slice, (std::pair<std::size_t, std::size_t>{0, 4}));
  EXPECT_EQ(to_hex(value.pieces[2].literal), "01");
  EXPECT_EQ(value.pieces[3].name, "counter");
  EXPECT_EQ(value.pieces[3].slice, std::nullopt);
}

TEST(HexValue, CutsIntoPartsOfWhichTheLastMayBeShorter) {
  const auto value = parse_hex_value("$certificate[2/3]").value();
  EXPECT_EQ(value.pieces[0].part, (std::pair<std::size_t, std::size_t>{2, 3}));
  EXPECT_EQ(to_text(value), "$certificate[2/3]");
  using Bounds = std::pair<std::size_t, std::size_t>;
  EXPECT_EQ(bounds_of_part(1, 3, 10), (Bounds{0, 4}));
  EXPECT_EQ(bounds_of_part(3, 3, 10), (Bounds{8, 2}));
  EXPECT_EQ(bounds_of_part(3, 3, 4), (Bounds{4, 0}));
  EXPECT_EQ(bounds_of_part(1, 3, 0), (Bounds{0, 0}));
}

TEST(HexValue, PrintsWhatItReads) {
  EXPECT_EQ(to_text(parse_hex_value("00a4$aid[0..4]AA*3 $random.8").value()),
            "00 A4 $aid[0..4] AA AA AA $random.8");
}

struct BadText {
  std::string_view text, message;
};

TEST(HexValue, RefusesWithThePosition) {
  constexpr BadText cases[] = {
      {"0", "half a byte at position 1: hex digits come in pairs"},
      {"00 A", "half a byte at position 4: hex digits come in pairs"},
      {"0 0", "half a byte at position 1: hex digits come in pairs"},
      {"00 GG", "'G' at position 4 is no hex digit"},
      {"00\xC3", "the byte C3 at position 3 is no hex digit"},
      {"6x", "'x' at position 2: any-digit marks belong to patterns, not to values"},
      {"$", "a name is wanted after the '$' at position 1"},
      {"$a[", "the first byte of a slice is wanted at position 4"},
      {"$a[1]", "'..' is wanted at position 5, as in $name[0..4]"},
      {"$a[1..", "the last byte of a slice is wanted at position 7"},
      {"$a[1..2", "']' is wanted at position 8, as in $name[0..4]"},
      {"$a[2/", "the number of parts is wanted at position 6"},
      {"$a[2/3", "']' is wanted at position 7, as in $name[2/3]"},
      {"$a[4/3]", "the cut at position 3 names no part from 1 to 3"},
      {"$a[0/3]", "the cut at position 3 names no part from 1 to 3"},
      {"$a[2..1]", "the slice at position 3 ends before it begins"},
      {"*3", "the '*' at position 1 does not follow a byte"},
      {"$a*3", "the '*' at position 3 does not follow a byte"},
      {"AA *3", "the '*' at position 4 does not follow a byte"},
      {"AA*", "a number of repetitions is wanted at position 4"},
      {"AA*0", "the repetition at position 3 is not from 1 to 70000"},
      {"AA*70000 BB", "more than 70000 bytes"},
  };
  for (const auto& bad : cases) EXPECT_EQ(error_of(bad.text), bad.message) << bad.text;
}

TEST(HexPattern, MatchesAnyDigitAtAnX) {
  EXPECT_TRUE(fits("61xx", "6110"));
  EXPECT_TRUE(fits("6Xx3", "61A3"));
  EXPECT_FALSE(fits("61xx", "6210"));
  EXPECT_FALSE(fits("61xx", "611000"));
  EXPECT_FALSE(fits("61xx", "61"));
  EXPECT_TRUE(fits("xx*3", "010203"));
  EXPECT_TRUE(fits("", ""));
  EXPECT_FALSE(fits("", "00"));
}

TEST(HexPattern, KeepsItsTextAndMasks) {
  const auto pattern = parse_hex_pattern("6x $sw xA").value();
  EXPECT_EQ(pattern.text, "6x $sw xA");
  ASSERT_EQ(pattern.pieces.size(), 3U);
  EXPECT_EQ(to_hex(pattern.pieces[0].mask), "F0");
  EXPECT_EQ(pattern.pieces[1].value.name, "sw");
  EXPECT_EQ(to_hex(pattern.pieces[2].mask), "0F");
  EXPECT_FALSE(is_constant(pattern));
}

TEST(HexPattern, RefusesHalfBytes) {
  EXPECT_EQ(pattern_error_of("61x"), "half a byte at position 3: hex digits come in pairs");
  EXPECT_EQ(pattern_error_of("y0"), "'y' at position 1 is no hex digit");
}

}  // namespace
}  // namespace assay::document
