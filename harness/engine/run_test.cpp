// SPDX-License-Identifier: Apache-2.0
// Verdicts, safety and order of a run, over scripted cards. Suites are built by hand: loading has tests of its own.
#include "engine/run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "engine/scripted_card.hpp"

namespace assay::engine {
namespace {

using journal::Verdict;

class StillClock : public Clock {
 public:
  std::int64_t utc_ns() override { return 0; }
  std::int64_t monotonic_ns() override { return 0; }
};

class Collector : public journal::RunListener {
 public:
  void exchanged(const journal::ExchangeRecord& exchange) override {
    outcomes.push_back(exchange.outcome);
    response_secrets.assign(exchange.response_secrets.begin(), exchange.response_secrets.end());
  }
  void step_finished(const journal::StepRecord& step) override {
    for (const auto& failed : step.failures) failures.push_back(failed);
  }
  void case_finished(const journal::CaseRecord& record) override { cases.push_back(record); }

  std::vector<journal::CaseRecord> cases;
  std::vector<journal::FailedCheck> failures;
  std::vector<journal::Outcome> outcomes;
  std::vector<journal::SecretRange> response_secrets;  ///< of the latest exchange
};

script::Step apdu(const std::string& hex) {
  script::Step step;
  step.verb = script::Verb::apdu;
  step.title = "APDU";
  step.file = "suite.yaml";
  step.position = {7, 9};
  step.apdu = *document::parse_hex_value(hex);
  return step;
}

script::Step apdu(const std::string& hex, const std::string& sw,
                  std::vector<std::string> covers = {}) {
  auto step = apdu(hex);
  script::Check check;
  check.subject = script::Check::Subject::status_word;
  check.matcher.kind = script::Matcher::Kind::pattern;
  check.matcher.pattern = *document::parse_hex_pattern(sw);
  check.matcher.text = "'" + sw + "'";
  check.position = {8, 15};
  step.expect.push_back({{check}, std::move(covers), "", {}, {8, 11}});
  return step;
}

script::Instance instance(std::vector<script::Step> given, std::vector<script::Step> steps,
                          std::vector<script::Step> finally = {}) {
  script::Instance made;
  made.given = std::move(given);
  made.steps = std::move(steps);
  made.finally = std::move(finally);
  return made;
}

class RunTest : public testing::Test {
 protected:
  void add_case(const std::string& id, script::Instance made) {
    script::TestCase test_case;
    test_case.id = id;
    test_case.instances.push_back(std::move(made));
    suite_.cases.push_back(std::move(test_case));
  }

  journal::RunSummary run(RunOptions options = {}) {
    suite_.id = "a";
    target_.uri = "test:card";
    target_.identify = identify_;
    target_.roles = {{"card", [this]() -> Result<std::unique_ptr<iso7816::CardChannel>> {
                        return std::make_unique<ScriptedCard>(card_);
                      }}};
    engine::Run run(catalogue_, std::move(options), clock_);
    const auto planned = run.plan({{&suite_, &target_, [](std::string_view) { return true; }}});
    if (!planned) {
      plan_error_ = planned.error().text();
      return {};
    }
    plan_ = run.record().plan;
    return run.execute(collector_);
  }

  catalogue::Catalogue catalogue_;
  script::Suite suite_;
  Target target_;
  CardScript card_;
  StillClock clock_;
  Collector collector_;
  std::vector<journal::PlannedCase> plan_;
  std::string plan_error_;
  bool identify_ = false;
};

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

script::Step cut_every(script::Step step) {
  step.cut = true;
  return step;
}

script::Step only_where(script::CutPoint point, script::Step step) {
  step.expect.back().cut = point;
  return step;
}

TEST_F(RunTest, CutsPowerAtEveryPointOfACommandInTurn) {
  card_.description.capabilities.cut = true;
  card_.writes = 1;
  add_case("torn", instance({apdu("00A40400")},
                            {cut_every(apdu("00DC0104", "9000")), apdu("00B20104", "9000")}));
  EXPECT_EQ(run().passed, 1U);
  EXPECT_EQ(card_.log, (std::vector<std::string>{
                           "cold", "00A40400", "cold", "00B20104",                          //
                           "cold", "00A40400", "00DC0104 cut after 0", "cold", "00B20104",  //
                           "cold", "00A40400", "00DC0104 cut after 1", "cold", "00B20104",  //
                           "cold", "00A40400", "00DC0104", "cold", "00B20104"}));
  EXPECT_EQ(collector_.cases[0].remark, "");
  EXPECT_EQ(std::ranges::count(collector_.outcomes, journal::Outcome::cut), 2);
}

TEST_F(RunTest, CutsPowerBetweenExchangesWhereItCannotGoInsideAndSaysSo) {
  add_case("torn", instance({}, {cut_every(apdu("00DC0104", "9000")), apdu("00B20104", "9000")}));
  EXPECT_EQ(run().passed, 1U);
  EXPECT_EQ(card_.log, (std::vector<std::string>{"cold", "cold", "00B20104", "cold", "00DC0104",
                                                 "cold", "00B20104"}));
  EXPECT_EQ(collector_.cases[0].remark,
            "power was cut before the command and after its answer only: this target cannot be cut "
            "inside it");
}

TEST_F(RunTest, CutsPowerAsOftenAsItWasAskedAndSaysSo) {
  card_.description.capabilities.cut = true;
  card_.writes = 9;
  RunOptions two;
  two.tears = 2;
  add_case("torn", instance({}, {cut_every(apdu("00DC0104", "9000"))}));
  EXPECT_EQ(run(std::move(two)).passed, 1U);
  EXPECT_EQ(card_.log,
            (std::vector<std::string>{"cold", "cold",                                   //
                                      "cold", "00DC0104 cut after 0", "cold",           //
                                      "cold", "00DC0104 cut after 4294967295", "cold",  //
                                      "cold", "00DC0104", "cold"}));
  EXPECT_EQ(collector_.cases[0].remark, "power was cut at 2 points inside the command at most");
}

TEST_F(RunTest, LooksAtWhatIsExpectedWherePowerWent) {
  card_.description.capabilities.cut = true;
  card_.answer("6A83");  // the read after the cut before the command
  card_.answer("9000");  // the read after the cut inside it
  card_.answer("9000");  // the command itself
  card_.answer("6A83");  // the read after its answer
  auto read = only_where(script::CutPoint::before, apdu("00B20104", "6A83"));
  read.expect.push_back(only_where(script::CutPoint::after, apdu("", "9000")).expect[0]);
  add_case("torn", instance({}, {cut_every(apdu("00DC0104", "9000")), read}));
  EXPECT_EQ(run().failed, 1U);
  ASSERT_EQ(collector_.failures.size(), 1U);
  EXPECT_EQ(
      collector_.cases[0].reason,
      "sw: expected '9000'  normal ending, received '6A83'  record not found (power cut after its "
      "answer)");
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
  EXPECT_EQ(collector_.cases[1].verdict, Verdict::inconclusive);
  EXPECT_EQ(collector_.cases[1].reason,
            "the card was not restored by a/unrestored, and the preamble of this case does not "
            "prove its baseline");
  EXPECT_EQ(collector_.cases[2].verdict, Verdict::pass);
  EXPECT_EQ(collector_.cases[3].verdict, Verdict::pass);
  EXPECT_EQ(summary.passed, 2U);
}

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

TEST_F(RunTest, RefusesRiskOnARealCardWithoutPermission) {
  auto risky = instance({}, {apdu("80500000", "9000")});
  risky.risk = catalogue::Risk::auth_failure;
  add_case("risky", risky);
  const auto summary = run();
  EXPECT_EQ(summary.refused, 1U);
  EXPECT_EQ(plan_[0].refused,
            "risk auth-failure: the card shows no identity that a bench could allow");
  EXPECT_TRUE(card_.log.empty());
  EXPECT_EQ(exit_code(summary, false), 4);
}

TEST_F(RunTest, AllowsRiskOnTheCardThatTheBenchNamesAndCountsInTheLedger) {
  identify_ = true;
  for (int i = 0; i < 2; ++i) {
    card_.answer("6F00 9000");
    card_.answer(
        "9F7F 2A 00010002 0003 0004 0005 0006 11223344 5566 "
        "0000000000000000000000000000000000000000 0000 00000000 9000");
  }
  auto risky = instance({}, {apdu("80500000", "9000")});
  risky.risk = catalogue::Risk::auth_failure;
  add_case("first", risky);
  add_case("second", risky);
  RunOptions options;
  options.permits.push_back({"cplc:00010002112233445566", catalogue::Risk::auth_failure, 2});
  options.ledger = testing::TempDir() + "run_test.ledger";
  std::filesystem::remove(options.ledger);
  const auto summary = run(options);
  EXPECT_EQ(summary.passed, 1U);
  EXPECT_EQ(summary.inconclusive, 1U);
  EXPECT_EQ(collector_.cases.at(1).reason,
            "the ledger " + options.ledger +
                " counts 1 authentications of card cplc:00010002112233445566 without success, and "
                "the bench allows "
                "fewer than 2");
}

TEST_F(RunTest, CountsPresentedPinsOfACalypsoCardUntilOneIsRight) {
  identify_ = true;
  target_.ics.answers["calypso"] = "true";
  const std::string production_data =
      "9F7F 2A 00010002 0003 0004 0005 0006 11223344 5566 "
      "0000000000000000000000000000000000000000 0000 00000000 9000";
  for (const std::string& answer : {std::string("6F00 9000"), production_data, std::string("9000"),
                                    std::string("63C2"), std::string("9000"), std::string("63C2")})
    card_.answer(answer);
  auto pins = instance({}, {apdu("002000000431323334", "9000"), apdu("002000000431323335", "63C2"),
                            apdu("0020000000", "9000"), apdu("002000000431323336", "63C2")});
  pins.risk = catalogue::Risk::auth_failure;
  add_case("pins", pins);
  RunOptions options;
  options.permits.push_back({"cplc:00010002112233445566", catalogue::Risk::auth_failure, 2});
  options.ledger = testing::TempDir() + "run_test_pin.ledger";
  std::filesystem::remove(options.ledger);
  EXPECT_EQ(run(options).inconclusive, 1U);
  EXPECT_EQ(collector_.cases.at(0).steps, 4U);
  EXPECT_EQ(collector_.cases.at(0).reason,
            "the ledger " + options.ledger +
                " counts 1 authentications of card cplc:00010002112233445566 without success, and "
                "the bench allows fewer than 2");
  EXPECT_EQ(card_.log.back(), "0020000000");
}

TEST_F(RunTest, KeepsIrreversibleCommandsFromACardWithoutExplicitConsent) {
  identify_ = true;
  card_.answer("6F00 9000");
  card_.answer(
      "9F7F 2A 00010002 0003 0004 0005 0006 11223344 5566 0000000000000000000000000000000000000000 "
      "0000 00000000 9000");
  auto fatal = instance({}, {apdu("80F080FF", "9000")});
  fatal.risk = catalogue::Risk::irreversible;
  add_case("fatal", fatal);
  RunOptions options;
  options.permits.push_back({"cplc:00010002112233445566", catalogue::Risk::irreversible, 2});
  EXPECT_EQ(run(options).refused, 1U);
  EXPECT_EQ(plan_[0].refused, "risk irreversible: --allow-risk irreversible was not given");
}

TEST_F(RunTest, AsksAnythingOfAProgramThatTheBenchCallsAnEmulator) {
  auto fatal = instance({}, {apdu("80F080FF", "9000")});
  fatal.risk = catalogue::Risk::irreversible;
  add_case("fatal", fatal);
  RunOptions options;
  options.emulators = {"test:*"};
  EXPECT_EQ(run(options).passed, 1U);
}

TEST_F(RunTest, NeverTakesACardInAReaderForAnEmulator) {
  card_.description.kind = "pcsc";
  auto fatal = instance({}, {apdu("80F080FF", "9000")});
  fatal.risk = catalogue::Risk::irreversible;
  add_case("fatal", fatal);
  RunOptions options;
  options.emulators = {"*"};
  EXPECT_EQ(run(options).refused, 1U);
}

TEST_F(RunTest, LeavesOutWhatTheTransportCannotCarry) {
  card_.description.capabilities.min_command = 2;
  add_case("tiny", instance({}, {apdu("00", "6700")}));
  EXPECT_EQ(run().not_applicable, 1U);
  EXPECT_EQ(plan_[0].not_applicable, "this transport cannot carry a command of 1 byte");
}

TEST_F(RunTest, RefusesToStartWithoutAKeyThatAnApplicableCaseNeeds) {
  catalogue_.ixit["scp03.enc"].secret = true;
  add_case("plain", instance({}, {apdu("00A40400", "9000")}));
  add_case("needs-key", instance({}, {apdu("80D80000 10 $ixit.scp03.enc", "9000")}));
  (void)run();
  EXPECT_EQ(plan_error_, "suite.yaml:7:9: the bench gives no value for $ixit.scp03.enc");
  EXPECT_TRUE(card_.log.empty());
}

TEST_F(RunTest, NamesAllKeysThatLackAtOnce) {
  catalogue_.ixit["scp03.enc"].secret = true;
  target_.bench = "desk.yaml";
  add_case("one", instance({}, {apdu("80D80000 10 $ixit.scp03.enc", "9000")}));
  add_case("two", instance({}, {apdu("80500000 01 $ixit.scp02.key_version", "9000")}));
  add_case("again", instance({}, {apdu("80D80000 10 $ixit.scp03.enc", "9000")}));
  (void)run();
  EXPECT_EQ(plan_error_,
            "suite.yaml:7:9: the bench desk.yaml gives no value for $ixit.scp03.enc, nor for "
            "$ixit.scp02.key_version");
}

TEST_F(RunTest, LeavesOutTheCaseForWhichTheBenchLacksAValue) {
  target_.bench = "desk.yaml";
  add_case("needs-aid", instance({}, {apdu("00A40400 05 $ixit.ssd_aid", "9000")}));
  add_case("needs-nothing", instance({}, {apdu("00A40400", "9000")}));
  const auto summary = run();
  EXPECT_EQ(summary.not_applicable, 1U);
  EXPECT_EQ(summary.passed, 1U);
  EXPECT_EQ(plan_[0].not_applicable, "the bench desk.yaml gives no value for $ixit.ssd_aid");
  EXPECT_EQ(exit_code(summary, false), 0);
}

TEST_F(RunTest, AStrictRunLeavesOutNoCaseForAValueThatTheBenchLacks) {
  target_.bench = "desk.yaml";
  add_case("needs-aid", instance({}, {apdu("00A40400 05 $ixit.ssd_aid", "9000")}));
  add_case("needs-nothing", instance({}, {apdu("00A40400", "9000")}));
  RunOptions options;
  options.strict = true;
  (void)run(options);
  EXPECT_EQ(plan_error_, "suite.yaml:7:9: the bench desk.yaml gives no value for $ixit.ssd_aid");
  EXPECT_TRUE(card_.log.empty());
}

TEST_F(RunTest, ANamedValueThatTheBenchLacksHarmsOnlyCasesThatUseIt) {
  suite_.values.push_back({"aid", *document::parse_hex_value("$ixit.ssd_aid"), {3, 5}});
  suite_.values.push_back({"longer", *document::parse_hex_value("$aid 01"), {4, 5}});
  add_case("uses-it", instance({}, {apdu("00A40400 06 $longer", "9000")}));
  add_case("uses-none", instance({}, {apdu("00A40400", "9000")}));
  EXPECT_EQ(run().passed, 1U);
  EXPECT_EQ(plan_[0].not_applicable, "the bench gives no value for $ixit.ssd_aid");
}

catalogue::Command header_command(catalogue::SessionEffect effect) {
  catalogue::Command command;
  for (auto* byte : {&command.cla, &command.ins, &command.p1, &command.p2}) byte->fixed = 0x80;
  command.session = effect;
  return command;
}

script::Step sending(const catalogue::Command& command) {
  script::Step step;
  step.verb = script::Verb::send;
  step.file = "suite.yaml";
  step.position = {7, 9};
  step.command = &command;
  return step;
}

TEST_F(RunTest, RefusesToStartWithoutTheKeysOfASessionThatACaseOpens) {
  for (const auto* name : {"scp03.enc", "scp03.mac", "scp03.dek"})
    catalogue_.ixit[name].secret = true;
  target_.ixit["scp03.key_version"] = {0x30};
  target_.ixit["scp03.enc"] = SecureBytes(16);
  auto begin_command = header_command(catalogue::SessionEffect::initiate);
  begin_command.p1.fixed.reset();
  begin_command.p1.field = "key_version";
  const auto finish_command = header_command(catalogue::SessionEffect::authenticate);
  auto begin = sending(begin_command);
  begin.fields.push_back(
      {"key_version", *document::parse_hex_value("$ixit.scp03.key_version"), {}});
  add_case("session", instance({}, {begin, sending(finish_command)}));
  (void)run();
  EXPECT_EQ(plan_error_, "suite.yaml:7:9: the bench gives no value for $ixit.scp03.mac");
}

TEST_F(RunTest, AsksNoKeysForASessionThatIsOnlyBegun) {
  catalogue_.ixit["scp03.enc"].secret = true;
  const auto command = header_command(catalogue::SessionEffect::initiate);
  auto begin = sending(command);
  begin.keys = "scp03";
  add_case("begun", instance({}, {begin}));
  EXPECT_EQ(run().passed, 1U);
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
