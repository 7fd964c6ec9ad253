// SPDX-License-Identifier: Apache-2.0
#include "adapters/shim/shim_line.hpp"

#include <gtest/gtest.h>

namespace assay::shim {
namespace {

TEST(ShimLine, IsTheSameAfterReadingAndWriting) {
  for (const std::string line : {"hello assay-shim 1\n", "reset cold\n", "reset warm\n",
                                 "apdu 00A40400\n", "cut 3 00A40400\n", "quit\n"})
    EXPECT_EQ(to_line(parse_request(line).value()), line);
  for (const std::string line :
       {"hello assay-shim 1 a card\n", "hello assay-shim 1+cut a card\n", "hello assay-shim 2\n",
        "atr 3B00\n", "atr\n", "rapdu 9000\n", "rapdu\n", "mute\n", "cut ended\n", "cut short\n",
        "unsupported why\n", "error why not\n"})
    EXPECT_EQ(to_line(parse_answer(line).value()), line);
}

TEST(ShimLine, AllowsBlanksLowerCaseAndACarriageReturn) {
  EXPECT_EQ(to_line(parse_answer("  rapdu  6f 00 90 00 \r").value()), "rapdu 6F009000\n");
}

TEST(ShimLine, KeepsATextOnOneLine) {
  EXPECT_EQ(to_line(Answer{.kind = AnswerKind::error, .text = "two\nlines\r\n"}),
            "error two lines\n");
}

TEST(ShimLine, RefusesWhatIsNoRequest) {
  EXPECT_EQ(parse_request("hallo").error().message,
            "'hallo' is no request: hello, reset, apdu, cut or quit wanted");
  EXPECT_EQ(parse_request("reset hot").error().message,
            "'reset hot': 'reset cold' or 'reset warm' wanted");
  EXPECT_EQ(parse_request("apdu").error().message, "'apdu' without a command");
  EXPECT_EQ(parse_request("cut x 00").error().message, "'cut x 00': 'cut WRITES HEX' wanted");
  EXPECT_EQ(parse_request("cut 1").error().message, "'cut' without a command");
  EXPECT_EQ(parse_request("quit now").error().message, "'quit' stands alone, 'now' follows it");
  EXPECT_EQ(parse_request("hello").error().message, "'hello ': 'hello assay-shim VERSION' wanted");
  EXPECT_EQ(parse_request("hello assay-shim one").error().message,
            "'hello assay-shim one': 'hello assay-shim VERSION' wanted");
  EXPECT_EQ(parse_request("hello assay-shim 99999999999999").error().code, ErrorCode::malformed);
}

TEST(ShimLine, RefusesWhatIsNoAnswer) {
  EXPECT_EQ(parse_answer("what\x01").error().message,
            "'what?' is no answer: hello, atr, rapdu, cut, mute, unsupported or error wanted");
  EXPECT_EQ(parse_answer("").error().message,
            "'' is no answer: hello, atr, rapdu, cut, mute, unsupported or error wanted");
  EXPECT_EQ(parse_answer("cut off").error().message,
            "'cut off': 'cut ended' or 'cut short' wanted");
  EXPECT_EQ(parse_answer("rapdu 900").error().code, ErrorCode::malformed);
  EXPECT_EQ(parse_answer("mute 1").error().message, "'mute' stands alone, '1' follows it");
}

}  // namespace
}  // namespace assay::shim
