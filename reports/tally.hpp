// SPDX-License-Identifier: Apache-2.0
// Standing and Tally: what a finished case counts as, once expected failures are taken into account, and the counts.
#pragma once

#include <string_view>

#include "journal/records.hpp"

namespace assay::reports {

/// What a case counts as. An expected failure counts there only; one that passed is a failure (contract, exit codes).
enum class Standing { pass, fail, inconclusive, error, expected_failure, unexpected_pass };

[[nodiscard]] Standing standing_of(const journal::CaseRecord& record) noexcept;

/// "PASS", "FAIL", "INCONCLUSIVE", "ERROR", "EXPECTED", "UNEXPECTED PASS".
[[nodiscard]] std::string_view heading(Standing standing) noexcept;

/// Whether a reader has to look at the case: everything but a pass and an expected failure.
[[nodiscard]] bool needs_attention(Standing standing) noexcept;

/// Adds one executed case to the counts.
void count(journal::RunSummary& summary, const journal::CaseRecord& record) noexcept;

/// Adds the cases of the plan that do not run, and the number of written cases.
void count(journal::RunSummary& summary, const journal::RunRecord& run) noexcept;

/// Counts a run as it goes by; what a journal without its last line is summed up with.
class Tally : public journal::RunListener {
 public:
  void run_started(const journal::RunRecord& run) override { count(summary_, run); }
  void case_finished(const journal::CaseRecord& record) override { count(summary_, record); }
  [[nodiscard]] const journal::RunSummary& summary() const noexcept { return summary_; }

 private:
  journal::RunSummary summary_;
};

}  // namespace assay::reports
