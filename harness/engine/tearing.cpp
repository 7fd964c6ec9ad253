// SPDX-License-Identifier: Apache-2.0
// Running a case in whose body power goes: once for each point of the torn command, each time from the start.
#include "engine/case_runner.hpp"

#include <limits>

namespace assay::engine {
namespace {

using journal::Outcome;
using journal::Phase;
using journal::Verdict;
using script::CutPoint;

/// A card that goes on writing for ever is not one we can wait for.
constexpr std::uint32_t most_writes = 4096;
/// More writes than any command makes: power goes before the answer.
constexpr std::uint32_t to_the_end = std::numeric_limits<std::uint32_t>::max();

constexpr std::string_view between_only =
    "power was cut before the command and after its answer only: this target cannot be cut inside "
    "it";

}  // namespace

std::string PowerCut::text() const {
  switch (point) {
    case CutPoint::before: return "before it was sent";
    case CutPoint::after: return "after its answer";
    case CutPoint::inside: break;
  }
  if (ended) return "after its last write, before its answer";
  return writes == 0 ? "before its first write" : fmt::format("after write {}", writes);
}

std::optional<PowerCut> PowerCut::next(bool goes_inside, std::uint32_t most) const {
  if (point == CutPoint::after) return std::nullopt;
  if (point == CutPoint::before && goes_inside)
    return PowerCut{CutPoint::inside, most == 1 ? to_the_end : 0};
  if (point == CutPoint::before || ended) return PowerCut{CutPoint::after};
  const bool is_last = most != 0 && writes + 2 >= most;
  return PowerCut{CutPoint::inside, is_last ? to_the_end : writes + 1};
}

std::string CaseRunner::title_of(const CompiledStep& step) const {
  if (!cut_ || !step.script->cut) return step.script->title;
  return fmt::format("{}, power cut {}", step.script->title, cut_->text());
}

CaseRunner::StepResult CaseRunner::run_torn(const Program& program, std::uint64_t seed,
                                            journal::CaseRecord& record) {
  const bool goes_inside = ports_[program.torn->port].channel->description().capabilities.cut;
  if (!goes_inside) record.remark = between_only;
  if (goes_inside && tears_ != 0)
    record.remark = fmt::format("power was cut at {} points inside the command at most", tears_);
  StepResult result;
  cut_ = PowerCut{};
  while (true) {
    judge_.set_cut(cut_->point);
    result = run_once(program, record);
    if (result.verdict != Verdict::pass) {
      result.reason += fmt::format(" (power cut {})", cut_->text());
      break;
    }
    const auto next = cut_->next(goes_inside, tears_);
    if (!next) break;
    cut_ = next;
    if (cut_->writes > most_writes && cut_->writes != to_the_end) {
      result = {Verdict::inconclusive, fmt::format("{} made more than {} writes",
                                                   program.torn->script->title, most_writes)};
      break;
    }
    if (auto begun = bring_to_start(program, seed); !begun) {
      result = start_failure(begun.error());
      break;
    }
    for (auto& slot : slots_) slot.clear();
    random_ = Random(seed);
  }
  cut_.reset();
  judge_.set_cut({});
  return result;
}

CaseRunner::StepResult CaseRunner::run_cut(const CompiledStep& step, Phase phase) {
  StepResult result;
  if (cut_->point == CutPoint::inside) {
    const Scope scope = transport_.scope_for(step, slots_, random_);
    transport_.cut_next(cut_->writes);
    const Sent sent = transport_.send(step, scope);
    if (sent.outcome != Outcome::cut) return judge_unanswered(step, sent);
    cut_->ended = sent.ended;
  } else if (cut_->point == CutPoint::after) {
    result = run_whole_exchange(step, phase);
    if (result.verdict != Verdict::pass) return result;
  }
  if (auto up = transport_.reset(ports_[step.port], iso7816::ResetKind::cold); !up)
    return start_failure(up.error());
  return result;
}

}  // namespace assay::engine
