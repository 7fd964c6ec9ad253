// SPDX-License-Identifier: Apache-2.0
// What a finished case counts as.
#include "reports/tally.hpp"

namespace assay::reports {

using journal::Verdict;

Standing standing_of(const journal::CaseRecord& record) noexcept {
  if (record.unexpected_pass) return Standing::unexpected_pass;
  if (record.verdict == Verdict::pass) return Standing::pass;
  if (!record.expected_failure.empty()) return Standing::expected_failure;
  if (record.verdict == Verdict::fail) return Standing::fail;
  if (record.verdict == Verdict::inconclusive) return Standing::inconclusive;
  return Standing::error;
}

std::string_view heading(Standing standing) noexcept {
  switch (standing) {
    case Standing::pass: return "PASS";
    case Standing::fail: return "FAIL";
    case Standing::inconclusive: return "INCONCLUSIVE";
    case Standing::error: return "ERROR";
    case Standing::expected_failure: return "EXPECTED";
    case Standing::unexpected_pass: return "UNEXPECTED PASS";
  }
  return "ERROR";
}

bool needs_attention(Standing standing) noexcept {
  return standing != Standing::pass && standing != Standing::expected_failure;
}

void count(journal::RunSummary& summary, const journal::CaseRecord& record) noexcept {
  switch (standing_of(record)) {
    case Standing::pass: ++summary.passed; break;
    case Standing::fail:
    case Standing::unexpected_pass: ++summary.failed; break;
    case Standing::inconclusive: ++summary.inconclusive; break;
    case Standing::error: ++summary.error; break;
    case Standing::expected_failure: ++summary.expected_failures; break;
  }
  summary.steps += record.steps;
  summary.apdus += record.apdus;
  summary.seconds += static_cast<double>(record.duration_ns) / 1e9;
}

void count(journal::RunSummary& summary, const journal::RunRecord& run) noexcept {
  summary.written = run.written_cases;
  for (const auto& planned : run.plan) {
    if (!planned.refused.empty())
      ++summary.refused;
    else if (!planned.not_applicable.empty())
      ++summary.not_applicable;
  }
}

}  // namespace assay::reports
