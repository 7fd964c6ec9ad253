// SPDX-License-Identifier: Apache-2.0
// ConsoleReporter: what a person sees while a run goes on: each failure at once, on one screen, and a summary.
#pragma once

#include <iosfwd>
#include <map>
#include <string>
#include <vector>

#include "journal/records.hpp"
#include "reports/failing_step.hpp"
#include "reports/tally.hpp"

namespace assay::reports {

enum class Color { automatic, always, never };

/// Whether to colour: `automatic` does so on a terminal that is not dumb, unless NO_COLOR is set.
[[nodiscard]] bool use_color(Color color, bool is_terminal);

struct ConsoleOptions {
  bool color = false;
  bool quiet = false;  ///< failures as one line each, and only the counts at the end
  std::size_t width =
      100;  ///< columns of a failure; only the command that runs a case again may be wider
};

/// Results go to `out`. When `progress` is given (a terminal), one line there is rewritten as cases finish.
class ConsoleReporter : public journal::RunListener {
 public:
  explicit ConsoleReporter(std::ostream& out, ConsoleOptions options = {},
                           std::ostream* progress = nullptr);

  void run_started(const journal::RunRecord& run) override;
  void case_started(const journal::PlannedCase& planned) override;
  void exchanged(const journal::ExchangeRecord& exchange) override;
  void step_finished(const journal::StepRecord& step) override;
  void case_finished(const journal::CaseRecord& record) override;
  void run_finished(const journal::RunSummary& summary) override;

 private:
  struct SuiteRow {
    std::string name;
    journal::RunSummary counts;
  };

  SuiteRow& row_of(const journal::PlannedCase& planned);
  void show(Standing standing, const std::vector<std::string>& block);
  void show_progress(const journal::PlannedCase& planned);
  void clear_progress();
  void print_table();
  void print_grouped(std::string_view heading, const std::map<std::string, std::size_t>& reasons);
  void print_expected();
  void print_counts(const journal::RunSummary& summary);
  [[nodiscard]] std::string painted(Standing standing, std::string_view text) const;

  std::ostream& out_;
  ConsoleOptions options_;
  std::ostream* progress_;
  const journal::PlannedCase* current_ = nullptr;  ///< lives as long as the plan of the run
  FailingStep failing_;
  std::uint64_t seed_ = 0;
  std::string surroundings_;
  std::vector<journal::TargetRecord> targets_;
  std::vector<SuiteRow> rows_;
  std::map<std::string, std::size_t> row_index_;
  std::map<std::string, std::size_t> not_applicable_, refused_, unconfirmed_,
      remarks_;                                                ///< reason to number of cases
  std::vector<std::pair<std::string, std::string>> expected_;  ///< address and reason
  std::size_t runnable_ = 0, finished_ = 0;
  bool progress_shown_ = false;
  bool several_targets_ = false;
};

}  // namespace assay::reports
