// SPDX-License-Identifier: Apache-2.0
// Executing a plan: which case when, what its outcome means for the next, and the counts.
#include "engine/run.hpp"

#include <algorithm>
#include <numeric>

#include "base/check.hpp"
#include "base/text.hpp"
#include "engine/calypso_terminal.hpp"

namespace assay::engine {
namespace {

using journal::Verdict;

constexpr std::size_t most_reopenings = 3;  // a target that is gone must not cost a time-out a case

bool proves_baseline(const script::Instance& instance) {
  return std::ranges::any_of(instance.given,
                             [](const script::Step& step) { return !step.expect.empty(); });
}

std::vector<std::size_t> order_of(std::size_t count, bool shuffled, std::uint64_t seed) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (!shuffled) return order;
  Random random(seed);
  for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  return order;
}

journal::CaseRecord not_run(std::size_t index, Verdict verdict, std::string reason) {
  journal::CaseRecord record;
  record.index = index;
  record.verdict = verdict;
  record.reason = std::move(reason);
  return record;
}

}  // namespace

std::uint64_t case_seed(std::uint64_t seed, std::string_view address) {
  std::uint64_t hash = 0xCBF29CE484222325ULL ^ seed;  // FNV-1a
  for (const char c : address) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  return hash;
}

std::uint64_t card_seed(std::uint64_t case_seed, std::size_t target) {
  return Random(~case_seed).next() + target;
}

int exit_code(const journal::RunSummary& summary, bool allow_empty) {
  const std::size_t executed = summary.passed + summary.failed + summary.inconclusive +
                               summary.error + summary.expected_failures;
  if (executed == 0 && !allow_empty) return 4;
  if (summary.error > 0) return 3;
  if (summary.failed > 0) return 1;
  if (summary.inconclusive > 0 || summary.refused > 0) return 2;
  return 0;
}

journal::RunSummary Run::execute(journal::RunListener& listener) {
  journal::RunSummary summary;
  summary.written = record_.written_cases;
  const auto start = clock_.monotonic_ns();
  for (auto& open : targets_)
    for (auto& port : open.ports) port.reset_ns = 0;
  listener.run_started(record_);
  const auto order = order_of(entries_.size(), options_.shuffle, options_.seed);
  if (options_.jobs > 1)
    execute_side_by_side(order, listener, summary);
  else
    execute_in_turn(order, listener, summary);
  summary.seconds = static_cast<double>(clock_.monotonic_ns() - start) / 1e9;
  listener.run_finished(summary);
  return summary;
}

void Run::execute_in_turn(const std::vector<std::size_t>& order, journal::RunListener& listener,
                          journal::RunSummary& summary) {
  for (auto& open : targets_)
    if (!open.lost) make_runner(open, listener);
  for (const std::size_t index : order) {
    if (counted_unrun(index, summary)) continue;
    listener.case_started(record_.plan[index]);
    auto record = run_entry(index, targets_[entries_[index].target], listener);
    if (!finish_case(std::move(record), listener, summary)) return;
  }
}

/// Whether the case does not run now: not applicable, refused, or finished by the run that is resumed.
bool Run::counted_unrun(std::size_t index, journal::RunSummary& summary) const {
  const auto& planned = record_.plan[index];
  if (!planned.not_applicable.empty()) {
    ++summary.not_applicable;
    return true;
  }
  if (!planned.refused.empty()) {
    ++summary.refused;
    return true;
  }
  const auto done = options_.finished.find(index);
  if (done == options_.finished.end()) return false;
  count(done->second, summary);
  return true;
}

/// Tells what came of a case; false when it ends the run.
bool Run::finish_case(journal::CaseRecord record, journal::RunListener& listener,
                      journal::RunSummary& summary) const {
  apply_expected_failure(record);
  listener.case_finished(record);
  count(record, summary);
  if (!options_.fail_fast || (summary.failed == 0 && summary.error == 0)) return true;
  summary.stopped = "--fail-fast after " + record_.plan[record.index].address;
  return false;
}

void Run::release_targets() {
  for (auto& open : targets_) {
    open.runner.reset();
    for (auto& port : open.ports) {
      port.calypso.reset();  // looks at the channels
      port.channel.reset();
    }
    open.lost = true;
  }
}

void Run::reopen_targets() {
  for (auto& open : targets_)
    if (open.lost) (void)reopen(open);
}

double Run::reset_seconds() const noexcept {
  std::int64_t sum = 0;
  for (const auto& open : targets_)
    for (const auto& port : open.ports) sum += port.reset_ns;
  return static_cast<double>(sum) / 1e9;
}

void Run::make_runner(OpenTarget& open, journal::RunListener& listener) {
  open.secrets = std::make_unique<Secrets>(catalogue_, open.target->ixit);
  open.ports[0].calypso =
      make_calypso_port(*open.target, open.ports, clock_, listener, *open.secrets);
  open.runner =
      std::make_unique<CaseRunner>(open.ports, open.keys, clock_, listener, *open.secrets);
  open.runner->set_tears(options_.tears);
  if (open.ports[0].channel->description().capabilities.real)
    open.runner->set_confidence({catalogue_, open.target->ics});
  if (open.permit != nullptr && ledger_)
    open.runner->set_guard({&*ledger_, open.permit->failed_authentications});
}

journal::CaseRecord Run::run_entry(std::size_t index, OpenTarget& open,
                                   journal::RunListener& listener) {
  const Entry& entry = entries_[index];
  if (open.lost) {
    if (!reopen(open))
      return not_run(index, Verdict::error, "the target was lost before this case");
    make_runner(open, listener);
  }
  if (open.ports[0].channel->description().capabilities.real && !open.not_restored_by.empty() &&
      !proves_baseline(*entry.instance))
    return not_run(index, Verdict::inconclusive,
                   "the card was not restored by " + open.not_restored_by +
                       ", and the preamble of this case does not prove its baseline");
  ASSAY_CHECK(entry.program.has_value());
  auto record = open.runner->run(*entry.program, index,
                                 case_seed(options_.seed, record_.plan[index].address));
  open.lost = open.runner->lost_target();
  if (record.verdict == Verdict::pass) open.not_restored_by.clear();
  if (record.not_restored) open.not_restored_by = record_.plan[index].address;
  return record;
}

bool Run::reopen(OpenTarget& open) {
  if (open.failed_reopenings == most_reopenings) return false;
  const std::string identity = open.ports[0].identity;
  open.runner.reset();
  for (auto& port : open.ports) port.calypso.reset();
  // Closed first: a reader held exclusively by the lost connection would refuse the new one.
  for (auto& port : open.ports) port.channel.reset();
  OpenTarget fresh{open.target, {}, open.keys};
  // Another card in the reader is another target: what was allowed and planned was for the first.
  if (!open_ports(fresh) || fresh.ports[0].identity != identity) {
    ++open.failed_reopenings;
    return false;
  }
  open.ports = std::move(fresh.ports);
  open.lost = false;
  return true;
}

void Run::apply_expected_failure(journal::CaseRecord& record) const {
  const auto& planned = record_.plan[record.index];
  for (const auto& expected : options_.expected_failures) {
    if (!matches_glob(expected.case_glob, planned.address)) continue;
    if (!expected.target_glob.empty() && !matches_glob(expected.target_glob, planned.target))
      continue;
    if (record.verdict == Verdict::pass) {
      record.unexpected_pass = true;
      record.reason = "expected to " + expected.verdict + " (" + expected.because + "), and passed";
    } else if (name(record.verdict) == expected.verdict) {
      record.expected_failure = expected.because;
    }
    return;
  }
}

void Run::count(const journal::CaseRecord& record, journal::RunSummary& summary) const {
  summary.steps += record.steps;
  summary.apdus += record.apdus;
  if (!record.expected_failure.empty()) {
    ++summary.expected_failures;
    return;
  }
  if (record.unexpected_pass) {
    ++summary.failed;
    return;
  }
  switch (record.verdict) {
    case Verdict::pass: ++summary.passed; break;
    case Verdict::fail: ++summary.failed; break;
    case Verdict::inconclusive: ++summary.inconclusive; break;
    case Verdict::error: ++summary.error; break;
    case Verdict::not_applicable: ++summary.not_applicable; break;
  }
}

}  // namespace assay::engine
