// SPDX-License-Identifier: Apache-2.0
// Verdicts and order of a run.

#include "engine/run_fixture.hpp"

namespace assay::engine {
namespace {

TEST_F(RunTest, AFieldOfAnAnswerThatTheCatalogueCallsSecretIsHidden) {
  catalogue::Command command;
  for (auto* byte : {&command.cla, &command.ins, &command.p1, &command.p2}) byte->fixed = 0x80;
  catalogue::Field known, secret;
  known.min_size = known.max_size = 2;
  secret.min_size = secret.max_size = 3;
  secret.secret = true;
  command.answers.push_back({"key_pair", {known, secret}});
  script::Step step;
  step.verb = script::Verb::send;
  step.command = &command;
  add_case("keys", instance({}, {step}));
  card_.answer("0102 AABBCC 9000");
  (void)run();
  ASSERT_EQ(collector_.response_secrets.size(), 1U);
  EXPECT_EQ(collector_.response_secrets[0].offset, 2U);
  EXPECT_EQ(collector_.response_secrets[0].length, 3U);
}

TEST_F(RunTest, ARealCardIsNotFailedForWhatIsInferredOnly) {
  catalogue::Requirement row;
  row.id = "CAL-1";
  row.catalogue = "calypso";
  row.confidence = "inferred";
  catalogue_.requirements.push_back(row);
  add_case("guess", instance({}, {apdu("00A40400", "9000", {"CAL-1"})}));
  card_.answer("6A82");
  EXPECT_EQ(run().inconclusive, 1U);
  ASSERT_EQ(collector_.failures.size(), 1U);
  EXPECT_EQ(collector_.failures[0].confidence, "inferred");
  EXPECT_THAT(collector_.cases.back().reason,
              testing::HasSubstr("what is inferred only cannot be held against this card"));
}

TEST_F(RunTest, AModelIsFailedForWhatIsInferredToo) {
  catalogue::Requirement row;
  row.id = "CAL-1";
  row.catalogue = "calypso";
  row.confidence = "inferred";
  catalogue_.requirements.push_back(row);
  card_.description.capabilities.real = false;
  add_case("guess", instance({}, {apdu("00A40400", "9000", {"CAL-1"})}));
  card_.answer("6A82");
  EXPECT_EQ(run().failed, 1U);
}

TEST_F(RunTest, PassesWhenEverythingExpectedIsObserved) {
  add_case("good", instance({}, {apdu("00A40400", "9000")}));
  const auto summary = run();
  EXPECT_EQ(summary.passed, 1U);
  EXPECT_EQ(card_.log, (std::vector<std::string>{"cold", "00A40400"}));
  EXPECT_EQ(exit_code(summary, false), 0);
}

script::Step initiate(const std::string& counter) {
  script::Step step;
  step.verb = script::Verb::initiate;
  step.title = "INITIATE scp02";
  step.keys = "scp02";
  step.counter = *document::parse_hex_value(counter);
  return step;
}

script::Step protected_apdu(const std::string& hex, const std::string& sw) {
  auto step = apdu(hex, sw);
  step.secure = script::Secure::session;
  return step;
}

TEST_F(RunTest, FollowsASessionOfImplicitInitiation) {
  const auto value = [](std::string_view hex) {
    const Bytes bytes = from_hex(hex).value();
    return SecureBytes(bytes.begin(), bytes.end());
  };
  target_.ixit["scp02.key_version"] = value("01");
  target_.ixit["scp02.i"] = value("1A");
  target_.ixit["scp02.sd_aid"] = value("A000000151000000");
  for (const auto name : {"scp02.enc", "scp02.mac", "scp02.dek"})
    target_.ixit[name] = value("404142434445464748494A4B4C4D4E4F");
  add_case("implicit",
           instance({}, {initiate("0005"), protected_apdu("80CA006600", "9000"),
                         apdu("80CA006600", "9000"), protected_apdu("80CA006600", "9000")}));
  EXPECT_EQ(run().passed, 1U);
  // The second C-MAC is that of a new session, since a command went without protection in between.
  EXPECT_EQ(card_.log, (std::vector<std::string>{"cold", "84CA006608DEC48B4FB94AC83900",
                                                 "80CA006600", "84CA006608AED0520A6607047800"}));
}

TEST_F(RunTest, FailsInTheBodyAndSkipsTheRestOfIt) {
  card_.answer("6A82");
  add_case("bad", instance({}, {apdu("00A40400", "9000", {"ROW-1"}), apdu("00B00000", "9000")}));
  const auto summary = run();
  EXPECT_EQ(summary.failed, 1U);
  ASSERT_EQ(collector_.failures.size(), 1U);
  EXPECT_EQ(collector_.failures[0].what, "sw");
  EXPECT_EQ(collector_.failures[0].expected, "'9000'  normal ending");
  EXPECT_EQ(collector_.failures[0].received, "'6A82'  file or application not found");
  EXPECT_EQ(collector_.failures[0].covers, std::vector<std::string>{"ROW-1"});
  EXPECT_EQ(card_.log.size(), 2U);
  EXPECT_EQ(exit_code(summary, false), 1);
}

TEST_F(RunTest, IsInconclusiveAfterASurpriseInThePreamble) {
  card_.answer("6A82");
  add_case("unclear", instance({apdu("00A40400", "9000")}, {apdu("00B00000", "9000")}));
  const auto summary = run();
  EXPECT_EQ(summary.inconclusive, 1U);
  EXPECT_EQ(card_.log.size(), 2U);
  EXPECT_EQ(exit_code(summary, false), 2);
}

TEST_F(RunTest, IsInconclusiveWhenAStepWithoutExpectationIsRefused) {
  card_.answer("6985");
  add_case("means", instance({}, {apdu("00A40400")}));
  EXPECT_EQ(run().inconclusive, 1U);
  EXPECT_EQ(collector_.cases[0].reason,
            "APDU was a means to an end and answered '6985' (conditions of use not satisfied)");
}

TEST_F(RunTest, AlwaysRunsThePostamble) {
  card_.answer("6A82");
  add_case("bad", instance({}, {apdu("00A40400", "9000")}, {apdu("00700100")}));
  EXPECT_EQ(run().failed, 1U);
  EXPECT_EQ(card_.log.back(), "00700100");
}

TEST_F(RunTest, IsAtLeastInconclusiveWhenThePostambleMeetsASurprise) {
  card_.answer("9000");
  card_.answer("6F00");
  add_case("unrestored", instance({}, {apdu("00A40400", "9000")}, {apdu("00700100")}));
  EXPECT_EQ(run().inconclusive, 1U);
  EXPECT_TRUE(collector_.cases[0].not_restored);
}

TEST_F(RunTest, RunsNoCaseOnAnUnrestoredCardUnlessItProvesItsBaseline) {
  card_.answer("9000");
  card_.answer("6F00");
  add_case("unrestored", instance({}, {apdu("00A40400", "9000")}, {apdu("00700100")}));
  add_case("trusting", instance({}, {apdu("00A40400", "9000")}));
  add_case("proving", instance({apdu("00CA0042", "9000")}, {apdu("00A40400", "9000")}));
  add_case("after", instance({}, {apdu("00A40400", "9000")}));
  const auto summary = run();
  EXPECT_EQ(collector_.cases[1].verdict, journal::Verdict::inconclusive);
  EXPECT_EQ(collector_.cases[1].reason,
            "the card was not restored by a/unrestored, and the preamble of this case does not "
            "prove its baseline");
  EXPECT_EQ(collector_.cases[2].verdict, journal::Verdict::pass);
  EXPECT_EQ(collector_.cases[3].verdict, journal::Verdict::pass);
  EXPECT_EQ(summary.passed, 2U);
}

TEST_F(RunTest, LeavesOutWhatTheTransportCannotCarry) {
  card_.description.capabilities.min_command = 2;
  add_case("tiny", instance({}, {apdu("00", "6700")}));
  EXPECT_EQ(run().not_applicable, 1U);
  EXPECT_EQ(plan_[0].not_applicable, "this transport cannot carry a command of 1 byte");
}

TEST_F(RunTest, TurnsRedWhenAnExpectedFailurePasses) {
  add_case("known", instance({}, {apdu("00A40400", "9000")}));
  RunOptions options;
  options.expected_failures.push_back({"a/*", "", "fail", "bug 7", {}});
  const auto summary = run(options);
  EXPECT_EQ(summary.failed, 1U);
  EXPECT_TRUE(collector_.cases[0].unexpected_pass);
}

TEST_F(RunTest, CountsAnExpectedFailureOnlyAsSuch) {
  card_.answer("6A82");
  add_case("known", instance({}, {apdu("00A40400", "9000")}));
  RunOptions options;
  options.expected_failures.push_back({"a/known", "test:*", "fail", "bug 7", {}});
  const auto summary = run(options);
  EXPECT_EQ(summary.expected_failures, 1U);
  EXPECT_EQ(summary.failed, 0U);
  EXPECT_EQ(exit_code(summary, false), 0);
}

TEST_F(RunTest, DealsEveryCaseToExactlyOneShard) {
  for (int i = 0; i < 20; ++i)
    add_case("c" + std::to_string(i), instance({}, {apdu("00A40400", "9000")}));
  std::size_t dealt = 0;
  for (std::size_t part = 1; part <= 3; ++part) {
    RunOptions options;
    options.shard = part;
    options.shards = 3;
    dealt += run(options).passed;
  }
  EXPECT_EQ(dealt, 20U);
}

TEST(ExitCode, FollowsTheOrderOfPrecedence) {
  journal::RunSummary summary;
  EXPECT_EQ(exit_code(summary, false), 4);
  EXPECT_EQ(exit_code(summary, true), 0);
  summary.passed = 1;
  EXPECT_EQ(exit_code(summary, false), 0);
  summary.inconclusive = 1;
  EXPECT_EQ(exit_code(summary, false), 2);
  summary.failed = 1;
  EXPECT_EQ(exit_code(summary, false), 1);
  summary.error = 1;
  EXPECT_EQ(exit_code(summary, false), 3);
}

}  // namespace
}  // namespace assay::engine
