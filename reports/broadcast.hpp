// SPDX-License-Identifier: Apache-2.0
// Broadcast: one listener that hands every event to several, in the order in which they were added.
#pragma once

#include <vector>

#include "journal/records.hpp"

namespace assay::reports {

/// Add the journal first: what another listener shows must already be on disk.
class Broadcast : public journal::RunListener {
 public:
  void add(journal::RunListener& listener) { listeners_.push_back(&listener); }

  void run_started(const journal::RunRecord& run) override {
    for (auto* listener : listeners_) listener->run_started(run);
  }
  void case_started(const journal::PlannedCase& planned) override {
    for (auto* listener : listeners_) listener->case_started(planned);
  }
  void exchanged(const journal::ExchangeRecord& exchange) override {
    for (auto* listener : listeners_) listener->exchanged(exchange);
  }
  void step_finished(const journal::StepRecord& step) override {
    for (auto* listener : listeners_) listener->step_finished(step);
  }
  void case_finished(const journal::CaseRecord& record) override {
    for (auto* listener : listeners_) listener->case_finished(record);
  }
  void run_finished(const journal::RunSummary& summary) override {
    for (auto* listener : listeners_) listener->run_finished(summary);
  }

 private:
  std::vector<journal::RunListener*> listeners_;
};

}  // namespace assay::reports
