// SPDX-License-Identifier: Apache-2.0
#include "reports/console/console_reporter.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "base/text.hpp"
#include "reports/console/failure_block.hpp"
#include "reports/golden.hpp"
#include "reports/synthetic_run.hpp"
#include "reports/text.hpp"

namespace assay::reports {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string console(ConsoleOptions options, std::ostream* progress = nullptr) {
  std::ostringstream out;
  ConsoleReporter reporter(out, options, progress);
  play_synthetic_run(reporter);
  return out.str();
}

TEST(ConsoleReporter, WritesTheApprovedText) {
  EXPECT_TRUE(is_golden(console({}), "console.txt"));
}

TEST(ConsoleReporter, WritesTheApprovedQuietText) {
  EXPECT_TRUE(is_golden(console({.quiet = true}), "console_quiet.txt"));
}

TEST(ConsoleReporter, WritesTheApprovedColors) {
  EXPECT_TRUE(is_golden(console({.color = true}), "console_color.txt"));
}

TEST(ConsoleReporter, UsesEscapesOnlyForColor) {
  EXPECT_THAT(console({}), Not(HasSubstr("\x1B")));
  EXPECT_THAT(console({.color = true}), HasSubstr("\x1B[1;31mFAIL\x1B[0m"));
}

TEST(ConsoleReporter, KeepsProgressApartFromResults) {
  std::ostringstream progress;
  const std::string out = console({}, &progress);
  EXPECT_EQ(out, console({}));
  EXPECT_THAT(progress.str(), HasSubstr("7/7  gp/get-data/iin"));
  EXPECT_THAT(progress.str(), ::testing::EndsWith("\r\x1B[K"));
}

TEST(ConsoleReporter, ColorsOnlyWhereItIsWanted) {
  EXPECT_TRUE(use_color(Color::always, false));
  EXPECT_FALSE(use_color(Color::never, true));
  EXPECT_FALSE(use_color(Color::automatic, false));
}

TEST(FailureBlock, FitsOneScreenWhateverTheCaseHolds) {
  journal::PlannedCase planned;
  planned.address = std::string(300, 'a') + "[value='" + std::string(400, '7') + "']";
  planned.title = std::string(150, 'w') + " " + std::string(500, 't');
  planned.file = std::string(300, 'f');
  planned.covers = std::vector<std::string>(60, "GP-11.4.3.1-02");
  planned.target = "model:gp";
  journal::CaseRecord record;
  record.verdict = journal::Verdict::fail;
  record.unexpected_pass = record.not_restored = true;
  record.expected_failure = std::string(900, 'e');
  const Bytes bytes(70'000, 0xAB);
  Bytes command = {0x80, 0xE2, 0x00, 0x00, 0xFF};
  command.resize(5 + 255, 0xCD);
  journal::ExchangeRecord exchange{"sam", command, bytes,   {},   journal::Outcome::answered, "", 0,
                                   0,     0,       command, bytes};
  const std::string long_text(2000, 'x');
  const std::vector<journal::FailedCheck> failures(
      9, {long_text, long_text, long_text, planned.covers, long_text, "", {}, "inferred"});
  FailingStep step;
  step.start_case();
  step.add(exchange);
  step.add(exchange);
  step.add(journal::StepRecord{journal::Phase::steps,
                               1,
                               long_text,
                               long_text,
                               {1, 1},
                               journal::Verdict::fail,
                               "",
                               failures});
  const std::vector<journal::TargetRecord> targets;
  const auto lines = failure_block({planned, record, step, targets, 7}, 100);
  EXPECT_LE(lines.size(), 24u);
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) EXPECT_LE(columns(lines[i]), 100u) << lines[i];
}

TEST(FailureBlock, TellsWhatAFailureRestsOnWhenThatIsLittle) {
  journal::PlannedCase planned;
  planned.address = "calypso/a";
  planned.target = "pcsc:reader";
  journal::CaseRecord record;
  record.verdict = journal::Verdict::fail;
  const std::vector<journal::FailedCheck> failures = {
      {"sw", "'6A82'", "'6B00'", {"CAL-RD-08"}, "", "a.yaml", {}, "coded in reference libraries"}};
  FailingStep step;
  step.start_case();
  step.add(journal::StepRecord{
      journal::Phase::steps, 1, "APDU", "a.yaml", {1, 1}, journal::Verdict::fail, "", failures});
  const std::vector<journal::TargetRecord> targets;
  EXPECT_THAT(failure_block({planned, record, step, targets, 7}, 100),
              ::testing::Contains("      rests on  coded in reference libraries"));
}

TEST(FailureBlock, QuotesTheCommandThatRunsTheCaseAgain) {
  journal::PlannedCase planned;
  planned.address = "gp/a[v='7F']";
  planned.target = "model:gp?profile=a&seed=1";
  const std::vector<journal::TargetRecord> targets = {{"card", "model:gp", "", "", "", "", "", ""},
                                                      {"sam", "model:sam", "", "", "", "", "", ""}};
  EXPECT_EQ(rerun_command({planned, {}, {}, targets, 42}),
            "assay run \"gp/a[v='7F']\" --target 'model:gp?profile=a&seed=1' --target "
            "sam=model:sam --seed 42");
}

TEST(FailureBlock, RunsACaseAgainWithTheFilesItStoodOn) {
  journal::PlannedCase planned;
  planned.address = "mine/a";
  planned.suite = "mine";
  planned.file = "work/mine.yaml";
  planned.level = "should";
  planned.target = "pcsc:R";
  journal::RunRecord run;
  run.inputs = {
      {"suite", "work/mine.yaml", ""}, {"ics", "my ics.yaml", ""}, {"bench", "b.yaml", ""}};
  EXPECT_EQ(rerun_command({planned, {}, {}, {}, 1, surroundings_of(run)}),
            "assay run work/mine.yaml::mine/a --target pcsc:R --ics 'my ics.yaml' --bench b.yaml "
            "--strict --seed 1");
}

}  // namespace
}  // namespace assay::reports
