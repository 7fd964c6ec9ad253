// SPDX-License-Identifier: Apache-2.0
#include "reports/tally.hpp"

#include <gtest/gtest.h>

#include "reports/synthetic_run.hpp"

namespace assay::reports {
namespace {

using journal::Verdict;

journal::CaseRecord record(Verdict verdict, std::string expected = "", bool unexpected = false) {
  journal::CaseRecord out;
  out.verdict = verdict;
  out.expected_failure = std::move(expected);
  out.unexpected_pass = unexpected;
  return out;
}

TEST(Standing, CountsAnExpectedFailureThereOnlyAndItsPassAsAFailure) {
  EXPECT_EQ(standing_of(record(Verdict::pass)), Standing::pass);
  EXPECT_EQ(standing_of(record(Verdict::fail)), Standing::fail);
  EXPECT_EQ(standing_of(record(Verdict::fail, "known")), Standing::expected_failure);
  EXPECT_EQ(standing_of(record(Verdict::error, "known")), Standing::expected_failure);
  EXPECT_EQ(standing_of(record(Verdict::pass, "known", true)), Standing::unexpected_pass);
  EXPECT_EQ(standing_of(record(Verdict::inconclusive)), Standing::inconclusive);
}

TEST(Tally, AccountsForEveryPlannedCase) {
  Tally tally;
  play_synthetic_run(tally);
  const auto& s = tally.summary();
  EXPECT_EQ(s.passed, 1u);
  EXPECT_EQ(s.failed, 3u);
  EXPECT_EQ(s.inconclusive, 1u);
  EXPECT_EQ(s.error, 1u);
  EXPECT_EQ(s.expected_failures, 1u);
  EXPECT_EQ(s.not_applicable, 1u);
  EXPECT_EQ(s.refused, 1u);
  EXPECT_EQ(s.passed + s.failed + s.inconclusive + s.error + s.expected_failures +
                s.not_applicable + s.refused,
            9u);
}

}  // namespace
}  // namespace assay::reports
