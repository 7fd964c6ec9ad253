// SPDX-License-Identifier: Apache-2.0
// JunitReporter: JUnit XML as build servers read it; a test suite for each suite and target.
#pragma once

#include <iosfwd>
#include <string>
#include <unordered_map>
#include <vector>

#include "journal/records.hpp"
#include "reports/failing_step.hpp"

namespace assay::reports {

/// A case that is not proven never shows as passed: `fail` and an expected failure that passed are <failure>;
/// inconclusive, error, refused and never reached are <error> with that type; not applicable and expected failures are
/// <skipped> with their reason. A suite is written as soon as its last case is finished, and then forgotten.
class JunitReporter : public journal::RunListener {
 public:
  explicit JunitReporter(std::ostream& out) : out_(out) {}

  void run_started(const journal::RunRecord& run) override;
  void case_started(const journal::PlannedCase& planned) override;
  void exchanged(const journal::ExchangeRecord& exchange) override { failing_.add(exchange); }
  void step_finished(const journal::StepRecord& step) override { failing_.add(step); }
  void case_finished(const journal::CaseRecord& record) override;
  void run_finished(const journal::RunSummary& summary) override;

 private:
  struct Entry {
    std::string name;
    std::string element;  ///< "", "failure", "error", "skipped"
    std::string type, message, text, remark, unconfirmed;
    double seconds = 0;
  };
  struct Group {
    std::string suite, target;
    std::vector<Entry> entries;
    std::size_t open = 0;  ///< cases that have not finished
    bool written = false;
  };
  struct Place {
    std::size_t group = 0;
    std::size_t entry = 0;
  };

  void add_planned(const journal::PlannedCase& planned,
                   std::unordered_map<std::string, std::size_t>& groups);
  void judge(Entry& entry, const journal::CaseRecord& record);
  void write(Group& group);

  std::ostream& out_;
  std::vector<Group> groups_;
  std::unordered_map<std::size_t, Place> places_;  ///< by index of the plan
  std::vector<journal::TargetRecord> targets_;
  std::string tool_version_, started_utc_;
  std::uint64_t seed_ = 0;
  const journal::PlannedCase* current_ = nullptr;
  FailingStep failing_;
};

}  // namespace assay::reports
