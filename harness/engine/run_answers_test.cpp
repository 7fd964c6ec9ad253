// SPDX-License-Identifier: Apache-2.0
// Cards that answer nothing, too much, or not as an ATR should be.

#include "engine/run_fixture.hpp"

namespace assay::engine {
namespace {

TEST_F(RunTest, FailsAMuteCardAfterAWellFormedCommand) {
  card_.fail_with(ErrorCode::card_mute, "the card did not answer");
  add_case("mute", instance({}, {apdu("00A40400", "9000", {"ROW-1"})}));
  EXPECT_EQ(run().failed, 1U);
  ASSERT_EQ(collector_.failures.size(), 1U);
  EXPECT_EQ(collector_.failures[0].what, "answer");
  EXPECT_EQ(collector_.failures[0].covers, std::vector<std::string>{"ROW-1"});
}

TEST_F(RunTest, SaysNothingOfACardThatIsMuteAfterNonsense) {
  card_.fail_with(ErrorCode::card_mute, "the card did not answer");
  add_case("mute", instance({}, {apdu("00A4", "6700")}));
  EXPECT_EQ(run().inconclusive, 1U);
}

script::Step reset_expecting(const std::string& part, script::Matcher::Kind kind,
                             std::vector<std::string> covers) {
  script::Step step;
  step.verb = script::Verb::reset;
  step.title = "RESET cold";
  script::Check check;
  check.subject = script::Check::Subject::atr;
  check.name = part;
  check.matcher.kind = kind;
  check.matcher.text = kind == script::Matcher::Kind::valid ? "valid" : "present";
  step.expect.push_back({{check}, std::move(covers), "", {}, {8, 11}});
  return step;
}

TEST_F(RunTest, HoldsTheAtrAgainstTheExpectationsOfAReset) {
  card_.atr = *from_hex("3B8B018073C00100454153534159A4");
  add_case("good", instance({}, {reset_expecting("tck", script::Matcher::Kind::valid, {})}));
  EXPECT_EQ(run().passed, 1U);
}

TEST_F(RunTest, FailsAnAtrThatBreaksARule) {
  card_.atr = *from_hex("3B8B018073C00100454153534159A5");
  add_case("bad", instance({}, {reset_expecting("tck", script::Matcher::Kind::valid, {"ROW-1"})}));
  EXPECT_EQ(run().failed, 1U);
  ASSERT_EQ(collector_.failures.size(), 1U);
  EXPECT_EQ(collector_.failures[0].what, "tck");
  EXPECT_EQ(collector_.failures[0].expected, "valid");
  EXPECT_EQ(collector_.failures[0].received, "'A5'  (1 byte), which breaks its rule");
  EXPECT_EQ(collector_.failures[0].covers, std::vector<std::string>{"ROW-1"});
}

TEST_F(RunTest, TakesTheAtrOfThePreambleForASurpriseOnly) {
  card_.atr = *from_hex("3B00");
  add_case("unclear",
           instance({reset_expecting("capabilities", script::Matcher::Kind::present, {})},
                    {apdu("00A40400", "9000")}));
  EXPECT_EQ(run().inconclusive, 1U);
}

TEST_F(RunTest, FailsACardThatAnswersNoResetInTheBody) {
  add_case("silent",
           instance({}, {reset_expecting("atr", script::Matcher::Kind::present, {"ROW-1"})}));
  card_.atr = fail(ErrorCode::card_mute, "the card does not answer a reset");
  EXPECT_EQ(run().failed, 1U);
  ASSERT_EQ(collector_.failures.size(), 1U);
  EXPECT_EQ(collector_.failures[0].expected, "an answer to reset");
  EXPECT_EQ(collector_.failures[0].received, "the card does not answer a reset");
  EXPECT_EQ(collector_.failures[0].covers, std::vector<std::string>{"ROW-1"});
}

TEST_F(RunTest, SaysNothingOfACaseBeforeWhichTheCardAnswersNoReset) {
  add_case("unclear", instance({}, {apdu("00A40400", "9000")}));
  card_.atr = fail(ErrorCode::card_mute, "the card does not answer a reset");
  const auto summary = run();
  EXPECT_EQ(summary.inconclusive, 1U);
  EXPECT_EQ(card_.opened, 1U);
}

TEST_F(RunTest, FailsAnAnswerLongerThanAResponseCanBe) {
  card_.fail_with(ErrorCode::out_of_range, "a response of 70000 bytes");
  add_case("long", instance({}, {apdu("00A40400", "9000")}));
  EXPECT_EQ(run().failed, 1U);
  EXPECT_EQ(collector_.outcomes, std::vector{journal::Outcome::malformed});
  EXPECT_EQ(collector_.failures[0].expected,
            "a response: up to 65,536 bytes of data, then two of status");
}

TEST_F(RunTest, FailsAnAnswerShorterThanAStatusWord) {
  card_.answer("90");
  add_case("short", instance({}, {apdu("00A40400", "9000")}));
  EXPECT_EQ(run().failed, 1U);
  EXPECT_EQ(collector_.failures[0].received,
            "the answer has 1 byte, a response has at least the 2 of its status word");
  EXPECT_EQ(collector_.outcomes, std::vector{journal::Outcome::malformed});
}

TEST_F(RunTest, IsAnErrorWhenTheReaderIsLostAndOpensTheTargetAgain) {
  card_.fail_with(ErrorCode::reader_lost, "the card was removed");
  add_case("lost", instance({}, {apdu("00A40400", "9000")}));
  add_case("next", instance({}, {apdu("00A40400", "9000")}));
  const auto summary = run();
  EXPECT_EQ(summary.error, 1U);
  EXPECT_EQ(summary.passed, 1U);
  EXPECT_EQ(card_.opened, 2U);
  EXPECT_EQ(exit_code(summary, false), 3);
}

}  // namespace
}  // namespace assay::engine
