// SPDX-License-Identifier: Apache-2.0
// Executing a plan with several workers. Each has its own copy of every model; whatever else is a target stays with the first,
// since of a card or a reader there is only one.
#include <algorithm>
#include <thread>

#include "engine/case_line.hpp"
#include "engine/run.hpp"

namespace assay::engine {

/// Runs cases on targets of its own.
class Run::Worker {
 public:
  Worker(Run& run, bool is_first) : run_(run), is_first_(is_first), copies_(run.targets_.size()) {}

  /// `order` tells which case of the plan stands at each place of the line.
  void work(CaseLine& line, const std::vector<std::size_t>& order) {
    while (const auto place = line.take(is_first_)) {
      auto outcome = std::make_unique<CaseOutcome>();
      outcome->record = run_case(order[*place]);
      outcome->events.swap(events_);
      line.put(*place, std::move(outcome));
    }
  }

 private:
  journal::CaseRecord run_case(std::size_t index) {
    const std::size_t target = run_.entries_[index].target;
    Result<OpenTarget*> open = &run_.targets_[target];
    if (!is_first_) open = copy_of(target);
    if (open) {
      if (!(*open)->runner && !(*open)->lost) run_.make_runner(**open, events_);
      return run_.run_entry(index, **open, events_);
    }
    journal::CaseRecord record;
    record.index = index;
    record.verdict = journal::Verdict::error;
    record.reason = "the target cannot be opened a second time: " + open.error().message;
    return record;
  }

  /// Made when it is first needed.
  Result<OpenTarget*> copy_of(std::size_t number) {
    auto& copy = copies_[number];
    if (copy) return &*copy;
    const Target& target = *run_.targets_[number].target;
    OpenTarget fresh{&target, {}, KeyRing(target.ixit, target.forbidden)};
    TRY_VOID(run_.open_ports(fresh));
    return &copy.emplace(std::move(fresh));
  }

  Run& run_;
  bool is_first_;
  journal::EventTape events_;  ///< of the case that is running
  std::vector<std::optional<OpenTarget>> copies_;
};

/// Whether opening it again gives another card just like it.
bool Run::may_be_copied(const OpenTarget& open) const {
  if (open.target->session_crypto)
    return false;  // what others wrote may know one session at a time
  return !open.lost && std::ranges::all_of(open.ports, [](const Port& port) {
    const auto& said = port.channel->description();
    return said.kind == "model" && said.capabilities.rewinds;
  });
}

void Run::execute_side_by_side(const std::vector<std::size_t>& order,
                               journal::RunListener& listener, journal::RunSummary& summary) {
  std::vector<bool> copied;
  for (auto& open : targets_) {
    copied.push_back(may_be_copied(open));
    open.runner.reset();
  }
  // Counted here once to know which cases run, and again in their order, where the run may end early.
  std::vector<std::size_t> running;
  std::vector<bool> for_first;
  journal::RunSummary unused;
  for (const std::size_t index : order) {
    if (counted_unrun(index, unused)) continue;
    running.push_back(index);
    for_first.push_back(!copied[entries_[index].target]);
  }
  auto counted = order.begin();
  const auto count_up_to = [&](std::size_t index) {
    for (; counted != order.end() && *counted != index; ++counted)
      (void)counted_unrun(*counted, summary);
    if (counted != order.end()) ++counted;
  };
  CaseLine line(for_first, [&](CaseOutcome& outcome) {
    count_up_to(outcome.record.index);
    listener.case_started(record_.plan[outcome.record.index]);
    outcome.events.replay(listener);
    return finish_case(std::move(outcome.record), listener, summary);
  });
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < std::min(options_.jobs, running.size()); ++i)
      others.emplace_back([&] { Worker(*this, false).work(line, running); });
    Worker(*this, true).work(line, running);
  }
  if (summary.stopped.empty()) count_up_to(entries_.size());
  for (auto& open : targets_) open.runner.reset();  // they look at a worker that is gone
}

}  // namespace assay::engine
