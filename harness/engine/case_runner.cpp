// SPDX-License-Identifier: Apache-2.0
// Running one case.
#include "engine/case_runner.hpp"

#include "engine/run.hpp"
#include "engine/time_comparison.hpp"

namespace assay::engine {
namespace {

using journal::Outcome;
using journal::Phase;
using journal::Verdict;
using script::Verb;

bool starts_with_reset(const Program& program, std::size_t port) {
  const auto& first = !program.given.empty() ? program.given : program.steps;
  return !first.empty() && first.front().script->verb == Verb::reset && first.front().port == port;
}

std::string summary_of(const journal::FailedCheck& failed) {
  return fmt::format("{}: expected {}, received {}", failed.what, failed.expected, failed.received);
}

/// What a card must answer to when the script expects something else than an answer.
journal::FailedCheck no_answer(const CompiledStep& step, const Sent& sent) {
  journal::FailedCheck failed;
  failed.what = "answer";
  failed.expected = step.script->verb == Verb::reset ? "an answer to reset"
                    : sent.outcome == Outcome::malformed
                        ? "a response: up to 65,536 bytes of data, then two of status"
                        : "a response to a well-formed command";
  failed.received = sent.problem;
  failed.file = step.script->file;
  failed.position = step.script->position;
  for (const auto& expectation : step.expect)
    failed.covers.insert(failed.covers.end(), expectation.script->covers.begin(),
                         expectation.script->covers.end());
  return failed;
}

bool is_silence(ErrorCode code) {
  return code == ErrorCode::card_mute || code == ErrorCode::timeout;
}

}  // namespace

journal::CaseRecord CaseRunner::run(const Program& program, std::size_t index, std::uint64_t seed) {
  journal::CaseRecord record;
  record.index = index;
  lost_ = false;
  slots_.resize(std::max(slots_.size(), program.slot_count));
  for (auto& slot : slots_) slot.clear();
  random_ = Random(seed);
  const auto start = clock_.monotonic_ns();
  const auto apdus_before = transport_.exchanges();

  if (auto begun = bring_to_start(program, seed); !begun) {
    StepResult failed = start_failure(begun.error());
    record.verdict = failed.verdict;
    record.reason = std::move(failed.reason);
  } else {
    StepResult body =
        program.torn != nullptr ? run_torn(program, seed, record) : run_once(program, record);
    record.verdict = body.verdict;
    record.reason = std::move(body.reason);
    if (!lost_) {
      StepResult after = run_phase(Phase::finally, program.finally, record);
      record.not_restored = after.verdict != Verdict::pass;
      if (record.verdict == Verdict::pass) record.reason = std::move(after.reason);
      record.verdict = worse(record.verdict, after.verdict);
    }
  }
  record.unconfirmed = transport_.take_unconfirmed();
  record.apdus = transport_.exchanges() - apdus_before;
  record.duration_ns = clock_.monotonic_ns() - start;
  return record;
}

/// A card that answers no reset is still a card: nothing of ours failed, and nothing can be said of the purpose.
CaseRunner::StepResult CaseRunner::start_failure(const Error& error) {
  const bool silent = is_silence(error.code);
  lost_ = !silent;
  return {silent ? Verdict::inconclusive : Verdict::error, error.message};
}

CaseRunner::StepResult CaseRunner::run_once(const Program& program, journal::CaseRecord& record) {
  StepResult body = run_phase(Phase::given, program.given, record);
  if (body.verdict != Verdict::pass) return body;
  return program.timing != nullptr ? run_timing(program, record)
                                   : run_phase(Phase::steps, program.steps, record);
}

Result<void> CaseRunner::bring_to_start(const Program& program, std::uint64_t seed) {
  for (std::size_t i = 0; i < ports_.size(); ++i) {
    Port& port = ports_[i];
    if (port.channel->description().capabilities.rewinds) {
      port.forget();
      TRY_VOID(port.channel->rewind(card_seed(seed, i)));
      if (port.calypso) port.calypso->note_atr(port.channel->atr());
    } else if (!starts_with_reset(program, i)) {
      TRY_VOID(port.reset(iso7816::ResetKind::cold, clock_));
    }
  }
  return {};
}

CaseRunner::StepResult CaseRunner::run_phase(Phase phase, const std::vector<CompiledStep>& steps,
                                             journal::CaseRecord& record) {
  StepResult total;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const CompiledStep& step = steps[i];
    failures_.clear();
    StepResult result = run_step(step, phase);
    ++record.steps;

    journal::StepRecord told;
    told.phase = phase;
    told.number = i + 1;
    const std::string title = title_of(step);
    told.title = title;
    told.file = step.script->file;
    told.position = step.script->position;
    told.verdict = result.verdict;
    told.reason = result.reason;
    told.failures = failures_;
    listener_.step_finished(told);

    if (result.verdict == Verdict::pass) continue;
    if (total.verdict == Verdict::pass) total.reason = std::move(result.reason);
    total.verdict = worse(total.verdict, result.verdict);
    // The postamble goes on after a surprise, to restore what can be restored; the other phases end.
    if (phase != Phase::finally || lost_) break;
  }
  return total;
}

CaseRunner::StepResult CaseRunner::run_timing(const Program& program, journal::CaseRecord& record) {
  timing_ = program.timing;
  differences_ns_.clear();
  StepResult result;
  for (std::size_t i = 0; i < timing_->pairs && result.verdict == Verdict::pass; ++i) {
    result = run_phase(Phase::steps, program.steps, record);
    differences_ns_.push_back(second_ns_ - first_ns_);
  }
  // Whatever stops the pairs, a spent budget above all, leaves nothing said of their times.
  if (result.verdict == Verdict::fail) result.verdict = Verdict::inconclusive;
  if (result.verdict == Verdict::pass) result = judge_timing(*timing_, record);
  timing_ = nullptr;
  return result;
}

CaseRunner::StepResult CaseRunner::judge_timing(const script::Timing& timing,
                                                journal::CaseRecord& record) {
  const TimePlan plan{.alpha = timing.alpha, .effect_ns = std::int64_t{timing.effect_us} * 1000};
  const TimeFinding found = compare_times(differences_ns_, plan);
  const std::string measured = fmt::format(
      "{} pairs: '{}' takes {} us more than '{}' in the median, p = {:.2g}", differences_ns_.size(),
      timing.second, found.median_ns / 1000, timing.first, found.p);
  StepResult result;
  failures_.clear();
  if (found.verdict == TimeFinding::Verdict::underpowered) {
    result = {Verdict::inconclusive,
              fmt::format("{}; a difference below {} us would not show, {} us was to be found",
                          measured, found.smallest_seen_ns / 1000, timing.effect_us)};
  } else if (found.verdict == TimeFinding::Verdict::differ) {
    journal::FailedCheck failed;
    failed.what = "time";
    failed.expected = fmt::format("a difference below {} us", timing.effect_us);
    failed.received = measured;
    failed.covers = timing.covers;
    failed.file = timing.file;
    failed.position = timing.position;
    result = {Verdict::fail, summary_of(failed)};
    failures_.push_back(std::move(failed));
  }
  tell_timing(timing, result, ++record.steps);
  return result;
}

void CaseRunner::tell_timing(const script::Timing& timing, const StepResult& result,
                             std::size_t number) {
  journal::StepRecord told;
  told.phase = Phase::steps;
  told.number = number;
  told.title = "TIMING";
  told.file = timing.file;
  told.position = timing.position;
  told.verdict = result.verdict;
  told.reason = result.reason;
  told.failures = failures_;
  listener_.step_finished(told);
}

void CaseRunner::take_sample(const CompiledStep& step, const Sent& sent) {
  if (timing_ == nullptr || step.script->sample.empty()) return;
  if (step.script->sample == timing_->first) first_ns_ = sent.took_ns;
  if (step.script->sample == timing_->second) second_ns_ = sent.took_ns;
}

CaseRunner::StepResult CaseRunner::run_step(const CompiledStep& step, Phase phase) {
  switch (step.script->verb) {
    case Verb::reset: return run_reset(step, phase);
    case Verb::save: {
      const Scope scope = transport_.scope_for(step, slots_, random_);
      const auto saved = judge_.capture(step, Answer{}, scope, slots_);
      if (!saved) return {Verdict::inconclusive, saved.error().message};
      return {};
    }
    case Verb::initiate: {
      const Scope scope = transport_.scope_for(step, slots_, random_);
      const auto begun = transport_.initiate(step, scope);
      if (!begun) return {Verdict::inconclusive, begun.error().message};
      return {};
    }
    case Verb::send:
    case Verb::apdu: break;
  }
  return run_exchange(step, phase);
}

CaseRunner::StepResult CaseRunner::run_reset(const CompiledStep& step, Phase phase) {
  const auto done = transport_.reset(ports_[step.port], step.script->reset);
  StepResult result;
  if (!done && !is_silence(done.error().code)) {
    lost_ = done.error().code == ErrorCode::reader_lost;
    return {Verdict::error, done.error().message};
  }
  if (!done) {
    Sent silent;
    silent.problem = done.error().message;
    failures_.push_back(no_answer(step, silent));
    result = {Verdict::fail, silent.problem};
  } else {
    result = judge_atr(step);
  }
  if (phase != Phase::steps && result.verdict == Verdict::fail)
    result.verdict = Verdict::inconclusive;
  return result;
}

CaseRunner::StepResult CaseRunner::judge_atr(const CompiledStep& step) {
  if (step.expect.empty() && step.save.empty()) return {};
  const Scope scope = transport_.scope_for(step, slots_, random_);
  Answer answer;
  answer.data = scope.atr;
  const auto judged = judge_.judge(step, answer, scope, failures_);
  if (!judged) return {Verdict::inconclusive, judged.error().message};
  if (!failures_.empty()) return weighed();
  const auto saved = judge_.capture(step, answer, scope, slots_);
  if (!saved) return {Verdict::inconclusive, saved.error().message};
  return {};
}

CaseRunner::StepResult CaseRunner::run_exchange(const CompiledStep& step, Phase phase) {
  if (cut_ && step.script->cut) return run_cut(step, phase);
  return run_whole_exchange(step, phase);
}

CaseRunner::StepResult CaseRunner::run_whole_exchange(const CompiledStep& step, Phase phase) {
  const Scope scope = transport_.scope_for(step, slots_, random_);
  const Sent sent = transport_.send(step, scope);
  take_sample(step, sent);
  StepResult result = sent.outcome == Outcome::answered ? judge_answer(step, sent, phase)
                                                        : judge_unanswered(step, sent);
  // Before and after the body, what is not as it should be says nothing of the test purpose.
  if (phase != Phase::steps && result.verdict == Verdict::fail)
    result.verdict = Verdict::inconclusive;
  return result;
}

CaseRunner::StepResult CaseRunner::weighed() {
  StepResult result{confidence_.weigh(failures_), summary_of(failures_.front())};
  if (result.verdict == Verdict::inconclusive)
    result.reason += "; what is inferred only cannot be held against this card";
  return result;
}

CaseRunner::StepResult CaseRunner::judge_unanswered(const CompiledStep& step, const Sent& sent) {
  if (!sent.was_sent) return {Verdict::inconclusive, sent.problem};
  if (sent.outcome == Outcome::lost) {
    lost_ = true;
    return {Verdict::error, sent.problem};
  }
  if (sent.outcome == Outcome::failed) return {Verdict::error, sent.problem};
  if (!sent.well_formed && sent.outcome != Outcome::malformed)
    return {Verdict::inconclusive,
            "no answer to a command whose lengths do not fit: " + sent.problem};
  failures_.push_back(no_answer(step, sent));
  return {Verdict::fail, sent.problem};
}

CaseRunner::StepResult CaseRunner::judge_answer(const CompiledStep& step, const Sent& sent,
                                                Phase phase) {
  (void)phase;
  // The session may just have begun: values of $session are looked up anew.
  const Scope scope = transport_.scope_for(step, slots_, random_);
  const auto judged = judge_.judge(step, sent.answer, scope, failures_);
  if (!judged) return {Verdict::inconclusive, judged.error().message};
  if (!failures_.empty()) return weighed();
  if (!step.checks_sw && !sent.answer.sw.is_success())
    return {Verdict::inconclusive,
            fmt::format("{} was a means to an end and answered '{}' ({})", step.script->title,
                        iso7816::to_string(sent.answer.sw), iso7816::meaning(sent.answer.sw))};
  const auto saved = judge_.capture(step, sent.answer, scope, slots_);
  if (!saved) return {Verdict::inconclusive, saved.error().message};
  return {};
}

}  // namespace assay::engine
