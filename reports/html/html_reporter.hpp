// SPDX-License-Identifier: Apache-2.0
// HtmlReporter: one self-contained page, readable without a script, in black and white, and on paper.
#pragma once

#include <cstdio>
#include <iosfwd>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "catalogue/catalogue.hpp"
#include "journal/records.hpp"
#include "reports/failing_step.hpp"
#include "reports/tally.hpp"

namespace assay::reports {

/// State: the text of finished cases waits in a temporary file until the summary that stands above it is known; of
/// each case only its name, standing and requirement ids stay in memory. The page is written when the run finishes.
class HtmlReporter : public journal::RunListener {
 public:
  /// `catalogue` gives names of commands and texts of requirements; the page is plainer without it.
  explicit HtmlReporter(std::ostream& out, const catalogue::Catalogue* catalogue = nullptr);

  void run_started(const journal::RunRecord& run) override;
  void case_started(const journal::PlannedCase& planned) override;
  void exchanged(const journal::ExchangeRecord& exchange) override;
  void step_finished(const journal::StepRecord& step) override;
  void case_finished(const journal::CaseRecord& record) override;
  void run_finished(const journal::RunSummary& summary) override;

 private:
  enum class State { pass, fail, inconclusive, error, expected, not_applicable, refused, not_run };
  struct CaseEntry {
    std::size_t suite = 0;  ///< place in suites_
    std::string address, target;
    State state = State::not_run;
    std::string reason;  ///< why it did not run, or why its failure was expected
  };
  struct Temporary {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }
  };

  static State state_of(Standing standing) noexcept;
  static std::string_view word(State state) noexcept;
  static std::string_view css_class(State state) noexcept;
  static std::string mark(State state);

  void put_exchange(const KeptExchange& exchange, bool decoded, bool opened);
  void put_failures(const journal::StepRecord& step);
  void keep(std::string_view text);
  void write_head(const journal::RunSummary& summary);
  void write_run();
  void write_counts(const journal::RunSummary& summary);
  void write_suites();
  void write_list(std::string_view title, std::initializer_list<State> states);
  void write_cases();
  void write_requirements();
  [[nodiscard]] std::string case_link(std::size_t place) const;
  [[nodiscard]] std::string requirement_links(const std::vector<std::string>& ids) const;

  std::ostream& out_;
  const catalogue::Catalogue* catalogue_;
  std::unique_ptr<std::FILE, Temporary> kept_;
  std::string kept_in_memory_;  ///< used when there is no room for a temporary file
  journal::RunRecord run_;      ///< without its plan
  std::vector<CaseEntry> cases_;
  std::map<std::size_t, std::size_t> places_;  ///< index of the plan to place in cases_
  std::vector<std::string> suites_;
  std::map<std::string, std::vector<std::size_t>> requirements_;  ///< id to places
  std::size_t current_ = 0;
  std::size_t last_suite_ = SIZE_MAX;
  bool decode_all_ = true;
  std::string head_, steps_;  ///< of the running case
  std::vector<KeptExchange> exchanges_;
  std::size_t exchange_count_ = 0;
};

}  // namespace assay::reports
