// SPDX-License-Identifier: Apache-2.0
#include "reports/text.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::reports {
namespace {

TEST(Clean, ReplacesWhatIsNotUtf8) {
  EXPECT_EQ(clean("a\xFF"
                  "b"),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(clean("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");  // overlong
  EXPECT_EQ(clean("\xED\xA0\x80").size(), 9u);               // a surrogate
  EXPECT_EQ(clean("\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD");  // cut short
  EXPECT_EQ(clean("\xE2\x82\xAC \xF0\x9F\x98\x80"), "\xE2\x82\xAC \xF0\x9F\x98\x80");
}

TEST(Clean, PicturesControlCharacters) {
  EXPECT_EQ(clean(std::string("\x1B[2J\0", 5)), "\xE2\x90\x9B[2J\xE2\x90\x80");
  EXPECT_EQ(clean("\x7F"), "\xE2\x90\xA1");
  EXPECT_EQ(clean("a\nb"),
            "a\xE2\x90\x8A"
            "b");
  EXPECT_EQ(clean("a\nb", true), "a\nb");
}

TEST(Shortened, CountsCharactersNotBytes) {
  EXPECT_EQ(shortened("\xC3\xA9t\xC3\xA9", 3), "\xC3\xA9t\xC3\xA9");
  EXPECT_EQ(shortened("abcdef", 4), "abc\xE2\x80\xA6");
  EXPECT_EQ(shortened("abc", 0), "");
}

TEST(Wrapped, BreaksBetweenWordsAndKeepsToItsLines) {
  EXPECT_EQ(wrapped("one two three", 8, 9), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrapped("abcdefgh", 3, 9), (std::vector<std::string>{"abc", "def", "gh"}));
  EXPECT_EQ(wrapped("one two three four", 8, 2),
            (std::vector<std::string>{"one two", "three f\xE2\x80\xA6"}));
  EXPECT_TRUE(wrapped("", 8, 2).empty());
}

TEST(HexLine, CutsInTheMiddleWithACount) {
  EXPECT_EQ(hex_line("AABBCC"_hex, {}, 20), "AA BB CC");
  const Bytes bytes(300, 0x11);
  EXPECT_EQ(hex_line(bytes, {}, 40), "11 11 11 11 .. (293 bytes) .. 11 11 11");
  EXPECT_LE(hex_line(bytes, {}, 30).size(), 30u);
}

TEST(ShellWord, QuotesOnlyWhatNeedsIt) {
  EXPECT_EQ(shell_word("gp/a"), "gp/a");
  EXPECT_EQ(shell_word("a b"), "'a b'");
  EXPECT_EQ(shell_word("a[x='1']"), "\"a[x='1']\"");
  EXPECT_EQ(shell_word("a'$HOME"), "'a'\\''$HOME'");
  EXPECT_EQ(shell_word(""), "''");
}

TEST(EscapeMarkup, LeavesNothingThatMarkupReads) {
  EXPECT_EQ(escape_markup("<a b='c' d=\"e\">&\x01"),
            "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;\xE2\x90\x81");
}

TEST(UtcText, SpellsNanoseconds) {
  EXPECT_EQ(utc_text(1'790'000'000'123'456'789), "2026-09-21T14:13:20.123456789Z");
  EXPECT_EQ(utc_text(-1), "1969-12-31T23:59:59.999999999Z");
}

}  // namespace
}  // namespace assay::reports
