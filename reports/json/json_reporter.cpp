// SPDX-License-Identifier: Apache-2.0
// The JSON report.
#include "reports/json/json_reporter.hpp"

#include <fmt/format.h>

#include <ostream>

#include "reports/jsonl/json_text.hpp"
#include "reports/jsonl/record_json.hpp"
#include "reports/tally.hpp"

namespace assay::reports {
namespace {

std::string_view word(Standing standing) noexcept {
  switch (standing) {
    case Standing::pass: return "passed";
    case Standing::fail:
    case Standing::unexpected_pass: return "failed";
    case Standing::inconclusive: return "inconclusive";
    case Standing::error: return "error";
    case Standing::expected_failure: return "expected_failure";
  }
  return "error";
}

}  // namespace

std::string summary_line(const journal::RunSummary& s) {
  std::string out;
  JsonText(out)
      .open_object()
      .number("passed", s.passed)
      .number("failed", s.failed)
      .number("inconclusive", s.inconclusive)
      .number("error", s.error)
      .number("not_applicable", s.not_applicable)
      .number("expected_failures", s.expected_failures)
      .number("written", s.written)
      .number("steps", s.steps)
      .number("apdus", s.apdus)
      .number("seconds", s.seconds)
      .close_object();
  return out;
}

void JsonReporter::run_started(const journal::RunRecord& run) {
  JsonText json(line_);
  json.open_object()
      .word("schema", "assay-report/1")
      .text("tool_version", run.tool_version)
      .text("build_id", run.build_id)
      .text("started_utc", run.started_utc)
      .number("seed", run.seed)
      .text("command_line", run.command_line);
  put_targets(json, run.targets);
  put_inputs(json, run.inputs);
  json.open_array("cases");
  out_ << line_;
  line_.clear();
  for (const auto& planned : run.plan) {
    if (planned.refused.empty() && planned.not_applicable.empty()) continue;
    json.open_object().word("standing", planned.refused.empty() ? "not_applicable" : "refused");
    put_planned(json, planned);
    json.text("reason", planned.refused.empty() ? planned.not_applicable : planned.refused)
        .close_object();
    put_line();
  }
}

void JsonReporter::case_started(const journal::PlannedCase& planned) {
  current_ = &planned;
  failing_.start_case();
}

void JsonReporter::case_finished(const journal::CaseRecord& record) {
  JsonText json(line_);
  json.open_object().word("standing", word(standing_of(record)));
  put_planned(json, *current_);
  json.word("verdict", journal::name(record.verdict))
      .text_if("reason", record.reason)
      .text_if("expected_failure", record.expected_failure)
      .flag_if("unexpected_pass", record.unexpected_pass)
      .flag_if("not_restored", record.not_restored)
      .text_if("remark", record.remark)
      .text_if("unconfirmed", record.unconfirmed)
      .number("steps", record.steps)
      .number("apdus", record.apdus)
      .number("seconds", static_cast<double>(record.duration_ns) / 1e9);
  if (failing_.found()) put_failures(json, failing_.failures);
  json.close_object();
  put_line();
}

void JsonReporter::run_finished(const journal::RunSummary& summary) {
  out_ << "\n],";
  if (!summary.stopped.empty()) {
    JsonText(line_).text("stopped", summary.stopped);
    out_ << line_ << ',';
    line_.clear();
  }
  out_ << fmt::format("\n\"refused\":{},\n\"summary\":{}}}\n", summary.refused,
                      summary_line(summary));
  out_.flush();
}

void JsonReporter::put_line() {
  out_ << (first_ ? "\n" : ",\n") << line_;
  first_ = false;
  line_.clear();
}

}  // namespace assay::reports
