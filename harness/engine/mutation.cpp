// SPDX-License-Identifier: Apache-2.0
// Running mutants and attributing their deaths.
#include "engine/mutation.hpp"

#include <algorithm>
#include <deque>

namespace assay::engine {
namespace {

using journal::Verdict;

/// Remembers what failed, and at which rows.
class FailureCollector : public journal::RunListener {
 public:
  void run_started(const journal::RunRecord& record) override { plan_ = &record.plan; }

  void case_started(const journal::PlannedCase&) override { current_ = {}; }

  void step_finished(const journal::StepRecord& step) override {
    if (step.phase != journal::Phase::steps || step.verdict != Verdict::fail) return;
    current_.in_steps = true;
    for (const auto& check : step.failures)
      current_.rows.insert(check.covers.begin(), check.covers.end());
  }

  void case_finished(const journal::CaseRecord& record) override {
    ++cases;
    const auto& planned = (*plan_)[record.index];
    if (record.verdict == Verdict::pass) {
      passed.push_back(&planned);
      return;
    }
    current_.address = planned.address;
    current_.target = planned.target;
    if (record.verdict != Verdict::fail) current_.in_steps = false;
    failed.push_back(std::move(current_));
    current_ = {};
  }

  std::vector<const journal::PlannedCase*> passed;
  std::vector<FailedCase> failed;
  std::size_t cases = 0;

 private:
  const std::vector<journal::PlannedCase>* plan_ = nullptr;
  FailedCase current_;
};

bool is_of_model(const std::string& uri, const std::string& model) {
  return uri == model || uri.starts_with(model + "?");
}

/// Whether the suite has any of these cases; an address starts with its suite's id.
bool holds_any(const script::Suite& suite, const std::set<std::string>& addresses) {
  const std::string start = suite.id + "/";
  const auto first = addresses.lower_bound(start);
  return first != addresses.end() && first->starts_with(start);
}

std::string on(const std::string& address, const std::string& target) {
  return address + " on " + target;
}

class Mutation {
 public:
  explicit Mutation(const MutationRequest& request) : request_(request) {}

  Result<MutationResult> run() {
    TRY_VOID(run_baseline());
    for (const auto& mutant : request_.mutants) TRY_VOID(run_mutant(mutant));
    return std::move(result_);
  }

 private:
  /// One run of all suites on the models they name, with `deviation` (empty for the conforming card) of `model`; of
  /// the cases in `only` alone when there is such a list.
  Result<void> run_all(const std::string& model, const std::string& deviation,
                       const std::set<std::string>* only, FailureCollector& collector,
                       const std::function<void()>& read) {
    std::deque<Target> targets;
    std::map<std::string, const Target*> by_uri;
    std::vector<Assignment> assignments;
    const auto wanted = [this, only](std::string_view address) {
      return request_.wanted(address) && (only == nullptr || only->contains(std::string(address)));
    };
    for (const auto* suite : request_.suites) {
      if (only != nullptr && !holds_any(*suite, *only)) continue;
      for (const auto& uri : suite->models) {
        if (!model.empty() && !is_of_model(uri, model)) continue;
        auto& target = by_uri[uri];
        if (target == nullptr) {
          TRY(Target made,
              request_.target(deviation.empty() ? uri : deviating_uri(uri, deviation)));
          targets.push_back(std::move(made));
          target = &targets.back();
        }
        assignments.push_back({suite, target, wanted});
      }
    }
    RunOptions options;
    options.seed = request_.seed;
    options.strict = true;
    Run run(*request_.catalogue, options);
    TRY_VOID(run.plan(assignments));
    (void)run.execute(collector);
    ++result_.runs;
    result_.cases += collector.cases;
    read();  // the collector points into the plan
    return {};
  }

  Result<void> run_baseline() {
    FailureCollector collector;
    return run_all({}, {}, nullptr, collector, [&] {
      for (const auto& missed : collector.failed)
        result_.baseline_failures.insert(on(missed.address, missed.target));
      for (const auto* planned : collector.passed) {
        passing_.insert(on(planned->address, planned->target));
        for (const auto& row : planned->covers) result_.claims[row].insert(planned->address);
      }
    });
  }

  Result<void> run_mutant(const Mutant& mutant) {
    FailureCollector collector;
    MutantResult made{mutant, {}, {}, {}};
    const auto claiming = cases_that_claim(mutant.rows);
    const auto* only = request_.collateral ? nullptr : &claiming;
    TRY_VOID(run_all(mutant.model, mutant.id, only, collector, [&] {
      for (const auto& failed : collector.failed) attribute(failed, made);
    }));
    result_.mutants.push_back(std::move(made));
    return {};
  }

  std::set<std::string> cases_that_claim(const std::vector<std::string>& rows) const {
    std::set<std::string> out;
    for (const auto& row : rows)
      if (const auto found = result_.claims.find(row); found != result_.claims.end())
        out.insert(found->second.begin(), found->second.end());
    return out;
  }

  void attribute(const FailedCase& failed, MutantResult& out) const {
    if (!passes_when_conforming(failed, out.mutant.id)) return;
    bool kills = false;
    for (const auto& row : out.mutant.rows) {
      if (!failed.in_steps || !failed.rows.contains(row)) continue;
      out.killed_rows.insert(row);
      kills = true;
    }
    if (kills) out.killers.push_back(failed.address);
    if (!kills) out.collateral.push_back(failed.address);
  }

  bool passes_when_conforming(const FailedCase& failed, const std::string& id) const {
    std::string uri = failed.target;
    const auto added = uri.find("deviate=" + id);
    if (added != std::string::npos) uri.erase(added - 1);
    return passing_.contains(on(failed.address, uri));
  }

  const MutationRequest& request_;
  MutationResult result_;
  std::set<std::string> passing_;
};

}  // namespace

std::string deviating_uri(const std::string& uri, const std::string& id) {
  return uri + (uri.find('?') == std::string::npos ? '?' : '&') + "deviate=" + id;
}

std::set<std::string> MutationResult::proven_rows() const {
  std::set<std::string> rows;
  for (const auto& result : mutants)
    rows.insert(result.killed_rows.begin(), result.killed_rows.end());
  return rows;
}

double MutationResult::score() const noexcept {
  if (mutants.empty()) return 0;
  const auto killed = std::ranges::count_if(mutants, &MutantResult::killed);
  return static_cast<double>(killed) / static_cast<double>(mutants.size());
}

Result<MutationResult> run_mutants(const MutationRequest& request) {
  return Mutation(request).run();
}

}  // namespace assay::engine
