// SPDX-License-Identifier: Apache-2.0
// Running mutants and attributing their deaths.
#include "engine/mutation.hpp"

#include <algorithm>
#include <atomic>
#include <deque>
#include <optional>
#include <span>
#include <thread>

#include "iso7816/asked_deviations.hpp"

namespace assay::engine {
namespace {

using journal::Verdict;

using iso7816::AskedDeviations;

/// Which deviations each case reaches on the conforming card.
class Reach {
 public:
  /// The target, with channels that are asked after every case.
  Target watched(Target target) {
    auto& role = target.roles.front().second;
    role = [this, uri = target.uri,
            open = role]() -> Result<std::unique_ptr<iso7816::CardChannel>> {
      TRY(auto channel, open());
      auto* asked = dynamic_cast<AskedDeviations*>(channel.get());
      channels_[uri] = asked;
      if (asked != nullptr) asked->note_deviations();
      return channel;
    };
    return target;
  }

  /// The case has just run, and its target was not touched since.
  void note(const journal::PlannedCase& planned) {
    auto* channel = channels_.at(planned.target);
    if (channel == nullptr) return;
    for (const auto id : channel->take_asked_deviations())
      cases_[std::string(id)].emplace_back(planned.target, planned.address);
  }

  [[nodiscard]] bool is_known(const std::string& uri) const {
    const auto found = channels_.find(uri);
    return found != channels_.end() && found->second != nullptr;
  }

  /// Pairs of target and address that reach the deviation.
  [[nodiscard]] std::span<const std::pair<std::string, std::string>> of(
      const std::string& id) const {
    const auto found = cases_.find(id);
    if (found == cases_.end()) return {};
    return found->second;
  }

 private:
  std::map<std::string, AskedDeviations*> channels_;  ///< by URI; looked at during the run alone
  std::map<std::string, std::vector<std::pair<std::string, std::string>>> cases_;
};

/// Remembers what failed, and at which rows.
class FailureCollector : public journal::RunListener {
 public:
  explicit FailureCollector(Reach* reach = nullptr) : reach_(reach) {}

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
    if (reach_ != nullptr) reach_->note(planned);
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
  Reach* reach_;
  const std::vector<journal::PlannedCase>* plan_ = nullptr;
  FailedCase current_;
};

bool is_of_model(const std::string& uri, const std::string& model) {
  return uri == model || uri.starts_with(model + "?");
}

std::string on(const std::string& address, const std::string& target) {
  return address + " on " + target;
}

/// The cases to run on one target, by address; all when there is no such list.
using Choice = std::optional<std::set<std::string, std::less<>>>;

/// Whether the suite has any of these cases; an address starts with its suite's id.
bool holds_any(const script::Suite& suite, const Choice& choice) {
  if (!choice) return true;
  const std::string start = suite.id + "/";
  const auto first = choice->lower_bound(start);
  return first != choice->end() && first->starts_with(start);
}

/// What one mutant showed.
struct Trial {
  MutantResult result;
  std::size_t cases = 0;
};

class Mutation {
 public:
  explicit Mutation(const MutationRequest& request) : request_(request) {}

  Result<MutationResult> run() {
    TRY_VOID(run_baseline());
    std::vector<std::optional<Result<Trial>>> trials(request_.mutants.size());
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
      for (std::size_t i = next++; i < trials.size(); i = next++)
        trials[i] = run_mutant(request_.mutants[i]);
    };
    {
      std::vector<std::jthread> others;
      for (std::size_t i = 1; i < request_.threads; ++i) others.emplace_back(work);
      work();
    }
    for (auto& trial : trials) {
      if (!*trial) return tl::unexpected(std::move(*trial).error());
      note(**std::move(trial));
    }
    return std::move(result_);
  }

 private:
  using Choose = std::function<Choice(const std::string& uri)>;

  /// One run of all suites on the models they name, with `deviation` (empty for the conforming card) of `model`; of each
  /// target the chosen cases alone. `read` sees the collector while the plan that it points into is there.
  Result<void> run_all(const std::string& model, const std::string& deviation, const Choose& choose,
                       journal::RunListener& listener, const std::function<void()>& read) {
    std::deque<Target> targets;
    std::map<std::string, const Target*> by_uri;
    std::map<std::string, Choice> choices;
    std::vector<Assignment> assignments;
    for (const auto* suite : request_.suites) {
      for (const auto& uri : suite->models) {
        if (!model.empty() && !is_of_model(uri, model)) continue;
        const auto known = choices.find(uri);
        const Choice& choice = known != choices.end()
                                   ? known->second
                                   : choices.emplace(uri, choose(uri)).first->second;
        if (!holds_any(*suite, choice)) continue;
        auto& target = by_uri[uri];
        if (target == nullptr) {
          TRY(Target made,
              request_.target(deviation.empty() ? uri : deviating_uri(uri, deviation)));
          targets.push_back(deviation.empty() ? reach_.watched(std::move(made)) : std::move(made));
          target = &targets.back();
        }
        assignments.push_back({suite, target, [this, &choice](std::string_view address) {
                                 return request_.wanted(address) &&
                                        (!choice || choice->contains(address));
                               }});
      }
    }
    RunOptions options;
    options.seed = request_.seed;
    options.strict = true;
    Run run(*request_.catalogue, options);
    TRY_VOID(run.plan(assignments));
    (void)run.execute(listener);
    read();
    return {};
  }

  Result<void> run_baseline() {
    FailureCollector collector(&reach_);
    const Choose all = [](const std::string&) -> Choice { return std::nullopt; };
    return run_all({}, {}, all, collector, [&] {
      ++result_.runs;
      result_.cases += collector.cases;
      for (const auto& missed : collector.failed) {
        ++executed_[missed.target];
        result_.baseline_failures.insert(on(missed.address, missed.target));
      }
      for (const auto* planned : collector.passed) {
        ++executed_[planned->target];
        passing_.insert(on(planned->address, planned->target));
        for (const auto& row : planned->covers) result_.claims[row].insert(planned->address);
      }
    });
  }

  Result<Trial> run_mutant(const Mutant& mutant) {
    FailureCollector collector;
    Trial trial{{mutant, {}, {}, {}}, 0};
    TRY_VOID(run_all(mutant.model, mutant.id, chooser(mutant), collector, [&] {
      for (const auto& failed : collector.failed) attribute(failed, trial.result);
    }));
    trial.cases = collector.cases;
    return trial;
  }

  void note(Trial trial) {
    ++result_.runs;
    result_.cases += trial.cases;
    for (const auto& [uri, cases] : executed_)
      if (is_of_model(uri, trial.result.mutant.model)) result_.spared += cases;
    result_.spared -= trial.cases;
    result_.mutants.push_back(std::move(trial.result));
  }

  /// Of each target the cases that can show the mutant, as far as that is known.
  Choose chooser(const Mutant& mutant) const {
    std::map<std::string, std::set<std::string, std::less<>>> reaching;
    for (const auto& [uri, address] : reach_.of(mutant.id)) reaching[uri].insert(address);
    Choice claiming;
    if (!request_.collateral) claiming = cases_that_claim(mutant.rows);
    return [this, reaching = std::move(reaching),
            claiming = std::move(claiming)](const std::string& uri) -> Choice {
      if (request_.every_case || !reach_.is_known(uri)) return claiming;
      const auto found = reaching.find(uri);
      Choice choice =
          found == reaching.end() ? std::set<std::string, std::less<>>{} : found->second;
      if (claiming)
        std::erase_if(*choice, [&](const auto& address) { return !claiming->contains(address); });
      return choice;
    };
  }

  std::set<std::string, std::less<>> cases_that_claim(const std::vector<std::string>& rows) const {
    std::set<std::string, std::less<>> out;
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
  std::map<std::string, std::size_t> executed_;  ///< cases on the conforming card, by URI
  Reach reach_;
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
