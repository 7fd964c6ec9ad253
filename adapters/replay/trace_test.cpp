// SPDX-License-Identifier: Apache-2.0
#include "adapters/replay/trace.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::replay {
namespace {

TEST(Trace, ReadsADialogue) {
  const auto trace = parse_trace(
      "# a card\n"
      "atr 3B 00\n"
      "reset warm   # RST\n"
      "atr 3B 80 80 00\n"
      "\n"
      "> 00 A4 04 00 00\n"
      "< 6F 00 90 00   # FCI\n"
      ">80CA006600\n"
      "! card_mute no answer\r\n",
      "t");
  ASSERT_TRUE(trace) << trace.error().text();
  ASSERT_EQ(trace->events.size(), 4u);
  EXPECT_EQ(trace->events[0].kind, EventKind::opened);
  EXPECT_EQ(to_hex(trace->events[0].answer), "3B00");
  EXPECT_EQ(trace->events[1].reset_kind, iso7816::ResetKind::warm);
  EXPECT_EQ(to_hex(trace->events[1].answer), "3B808000");
  EXPECT_EQ(to_hex(trace->events[2].command), "00A4040000");
  EXPECT_EQ(to_hex(trace->events[2].answer), "6F009000");
  EXPECT_EQ(trace->events[2].position, (Position{6, 1}));
  ASSERT_TRUE(trace->events[3].error);
  EXPECT_EQ(trace->events[3].error->code, ErrorCode::card_mute);
  EXPECT_EQ(trace->events[3].error->message, "no answer");
}

TEST(Trace, ReadsALaterBareAtrAsAResetOfEitherKind) {
  const auto trace = parse_trace("> 00\n< 9000\natr 3B00\n", "t");
  ASSERT_TRUE(trace);
  EXPECT_EQ(trace->events[1].kind, EventKind::reset);
  EXPECT_FALSE(trace->events[1].reset_kind);
}

TEST(Trace, AnswersMayBeEmptyOrOfOneByte) {
  const auto trace = parse_trace("> 00A40000\n<\n> 00A40000\n< 90\n", "t");
  ASSERT_TRUE(trace);
  EXPECT_TRUE(trace->events[0].answer.empty());
  EXPECT_EQ(to_hex(trace->events[1].answer), "90");
}

TEST(Trace, ReadsWhatOtherProgramsWrite) {
  const std::vector<const char*> texts{
      "> 00 a4 04 00 00\r\n< 6f 00 90 00\r\n",
      "\xEF\xBB\xBF> 00:A4:04:00:00\n< 6F:00:90:00\n",
      "10:11:12.345 > 00A4040000\n10:11:12.355 < 6F009000\n",
      "[2026-01-31T10:11:12Z] >00A4040000\n[2026-01-31T10:11:13Z] <6F009000   # FCI\n",
      "2026-01-31 10:11:12,345 > 00A4040000\n2026-01-31 10:11:12,355 < 6F009000\n",
      "00000012 APDU: 00 A4 04 00 00 \n00004711 SW: 6F 00 90 00 \n"};
  for (const auto* text : texts) {
    const auto trace = parse_trace(text, "t");
    ASSERT_TRUE(trace) << trace.error().text();
    ASSERT_EQ(trace->events.size(), 1u) << text;
    EXPECT_EQ(to_hex(trace->events[0].command), "00A4040000") << text;
    EXPECT_EQ(to_hex(trace->events[0].answer), "6F009000") << text;
  }
}

TEST(Trace, KnowsThatPcscdWritesNothingForALostAnswer) {
  const auto trace = parse_trace(
      "00000001 APDU: 00 B2 01 44 00\n00000002 APDU: 00 B2 01 44 00\n00000003 SW: 90 00\n"
      "00000004 APDU: 00 B2 02 44 00\n",
      "t");
  ASSERT_TRUE(trace) << trace.error().text();
  ASSERT_EQ(trace->events.size(), 3u);
  EXPECT_EQ(trace->events[0].error->message, "no answer is recorded");
  EXPECT_EQ(to_hex(trace->events[1].answer), "9000");
  EXPECT_EQ(trace->events[2].error->code, ErrorCode::card_mute);
}

struct Mistake {
  const char* text;
  const char* error;
};

class TraceMistake : public testing::TestWithParam<Mistake> {};

TEST_P(TraceMistake, IsReportedWithItsPlace) {
  const auto trace = parse_trace(GetParam().text, "log.trace");
  ASSERT_FALSE(trace);
  EXPECT_EQ(trace.error().code, ErrorCode::malformed);
  EXPECT_EQ(trace.error().text(), GetParam().error);
}

INSTANTIATE_TEST_SUITE_P(
    Text, TraceMistake,
    testing::Values(
        Mistake{"resett cold\n",
                "log.trace:1:1: 'resett' starts no line of a trace; #, reset, atr, >, < and ! do, "
                "did you mean 'reset'?"},
        Mistake{"  reset hot\n", "log.trace:1:9: 'reset hot': 'reset cold' or 'reset warm' wanted"},
        Mistake{"> 00\n> 00\n",
                "log.trace:2:1: '>' stands where '< HEX' is wanted, the answer to line 1"},
        Mistake{"< 9000\n",
                "log.trace:1:1: '<' answers no command: a line '> HEX' must come before it"},
        Mistake{"reset cold\n< 9000\n",
                "log.trace:2:1: '<' answers no command: a line '> HEX' must come before it"},
        Mistake{"> 00 A4\n",
                "log.trace:1:1: the file ends before the answer to this line: '< HEX' wanted"},
        Mistake{"reset cold\n",
                "log.trace:1:1: the file ends before the answer to this line: 'atr HEX' wanted"},
        Mistake{"9000\n",
                "log.trace:1:1: '9000' starts no line of a trace; #, reset, atr, >, < and ! do"},
        Mistake{"10:11:12 00A4\n",
                "log.trace:1:1: '10:11:12' starts no line of a trace; #, reset, atr, >, < and ! "
                "do"},
        Mistake{"10:11:12 > 00:A:4\n",
                "log.trace:1:12: ':' at position 5 is not a hexadecimal digit"},
        Mistake{"> 00A4:\n", "log.trace:1:3: ':' at position 5 is not a hexadecimal digit"},
        Mistake{">\n", "log.trace:1:1: a command has at least 1 byte"},
        Mistake{"APDU: 00\n> 00\n",
                "log.trace:2:1: '>' stands where '< HEX' is wanted, the answer to line 1"},
        Mistake{"> 00\natr 3B00\n",
                "log.trace:2:1: 'atr' stands where '< HEX' is wanted, the answer to line 1"},
        Mistake{"! card_mute\n",
                "log.trace:1:1: '!' answers nothing: 'reset' or '> HEX' must come before it"},
        Mistake{"> 00\n! tired\n", "log.trace:2:3: 'tired' is no error code"},
        Mistake{"atr 0000000000000000000000000000000000000000000000000000000000000000000000\n",
                "log.trace:1:1: 35 bytes after 'atr', at most 33 are possible"}));

TEST(Trace, NamesTheLineOfBadHex) {
  const auto trace = parse_trace("> 00 A4\n< 90 0g\n", "log.trace");
  ASSERT_FALSE(trace);
  EXPECT_EQ(trace.error().where, "log.trace:2:3");
}

TEST(Trace, RefusesMoreThanAResponseCanHold) {
  std::string text = "> 00A40000\n< ";
  for (int i = 0; i < 70000; ++i) text += "00";
  const auto trace = parse_trace(text, "log.trace");
  ASSERT_FALSE(trace);
  EXPECT_EQ(trace.error().text(),
            "log.trace:2:1: 70000 bytes after '<', at most 65538 are possible");
}

TEST(Trace, SaysThatAFileIsMissing) {
  const auto trace = load_trace("/nowhere/a.trace");
  ASSERT_FALSE(trace);
  EXPECT_EQ(trace.error().code, ErrorCode::not_found);
  EXPECT_EQ(trace.error().text(), "there is no trace '/nowhere/a.trace' that can be read");
}

}  // namespace
}  // namespace assay::replay
