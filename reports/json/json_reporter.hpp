// SPDX-License-Identifier: Apache-2.0
// The JSON report: one document with the run, its cases in the order in which they ran, and the summary of the contract.
#pragma once

#include <iosfwd>
#include <string>

#include "journal/records.hpp"
#include "reports/failing_step.hpp"

namespace assay::reports {

/// `{"passed":N,"failed":N,...}`: one line, without its line feed.
[[nodiscard]] std::string summary_line(const journal::RunSummary& summary);

/// Streams: a case a line, nothing kept. Cases that do not run come first, with their reason.
class JsonReporter : public journal::RunListener {
 public:
  explicit JsonReporter(std::ostream& out) : out_(out) {}

  void run_started(const journal::RunRecord& run) override;
  void case_started(const journal::PlannedCase& planned) override;
  void exchanged(const journal::ExchangeRecord& exchange) override { failing_.add(exchange); }
  void step_finished(const journal::StepRecord& step) override { failing_.add(step); }
  void case_finished(const journal::CaseRecord& record) override;
  void run_finished(const journal::RunSummary& summary) override;

 private:
  void put_line();

  std::ostream& out_;
  std::string line_;
  bool first_ = true;
  const journal::PlannedCase* current_ = nullptr;
  FailingStep failing_;
};

}  // namespace assay::reports
