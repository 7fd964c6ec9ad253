// SPDX-License-Identifier: Apache-2.0
// CaseRunner: runs one compiled case: preamble, body, postamble, and the verdict they add up to (ISO/IEC 9646).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/confidence.hpp"
#include "engine/judge.hpp"
#include "engine/transport.hpp"

namespace assay::engine {

/// One point at which power goes in a command.
struct PowerCut {
  script::CutPoint point = script::CutPoint::before;
  std::uint32_t writes = 0;  ///< `inside`: non-volatile writes that are still made
  bool ended = false;        ///< `inside`: the command had come to its end

  /// "before it was sent", "after 2 of its writes", "after its answer".
  [[nodiscard]] std::string text() const;
  /// The next point of the same command; nothing after the last. `most` points inside it, the end of the command among them.
  [[nodiscard]] std::optional<PowerCut> next(bool goes_inside, std::uint32_t most) const;
};

class CaseRunner {
 public:
  CaseRunner(std::vector<Port>& ports, const KeyRing& keys, Clock& clock,
             journal::RunListener& listener, const Secrets& secrets)
      : ports_(ports),
        clock_(clock),
        listener_(listener),
        transport_(ports, keys, clock, listener, secrets) {}

  /// What failures weigh; without it, every requirement binds the card.
  void set_confidence(Confidence confidence) noexcept { confidence_ = confidence; }
  /// Most power cuts inside one command; 0: at every write.
  void set_tears(std::uint32_t most) noexcept { tears_ = most; }

  void set_guard(Guard guard) noexcept { transport_.set_guard(guard); }

  /// Brings every port to its defined state, then runs the case.
  ///
  /// Verdict: a surprise in `given` is inconclusive and ends the body before it begins; the first wrong answer in `steps`
  /// is a failure and ends it; `finally` always runs, and a surprise there makes the case at least inconclusive.
  /// `seed` determines every random byte of the case, the card model's included.
  [[nodiscard]] journal::CaseRecord run(const Program& program, std::size_t index,
                                        std::uint64_t seed);

  /// Whether the latest case ended because its target is gone.
  [[nodiscard]] bool lost_target() const noexcept { return lost_; }

 private:
  struct StepResult {
    journal::Verdict verdict = journal::Verdict::pass;
    std::string reason;
  };

  [[nodiscard]] Result<void> bring_to_start(const Program& program, std::uint64_t seed);
  [[nodiscard]] StepResult run_phase(journal::Phase phase, const std::vector<CompiledStep>& steps,
                                     journal::CaseRecord& record);
  /// One way through a case: preamble and body.
  [[nodiscard]] StepResult run_once(const Program& program, journal::CaseRecord& record);
  /// The same once for each point at which power can go in the torn step, each from the start.
  [[nodiscard]] StepResult run_torn(const Program& program, std::uint64_t seed,
                                    journal::CaseRecord& record);
  [[nodiscard]] StepResult run_cut(const CompiledStep& step, journal::Phase phase);
  [[nodiscard]] StepResult start_failure(const Error& error);
  [[nodiscard]] std::string title_of(const CompiledStep& step) const;
  /// The body of a case with `timing`: once for each pair, then the comparison.
  [[nodiscard]] StepResult run_timing(const Program& program, journal::CaseRecord& record);
  [[nodiscard]] StepResult judge_timing(const script::Timing& timing, journal::CaseRecord& record);
  void tell_timing(const script::Timing& timing, const StepResult& result, std::size_t number);
  void take_sample(const CompiledStep& step, const Sent& sent);
  [[nodiscard]] StepResult run_step(const CompiledStep& step, journal::Phase phase);
  [[nodiscard]] StepResult run_reset(const CompiledStep& step, journal::Phase phase);
  [[nodiscard]] StepResult judge_atr(const CompiledStep& step);
  [[nodiscard]] StepResult run_whole_exchange(const CompiledStep& step, journal::Phase phase);
  [[nodiscard]] StepResult run_exchange(const CompiledStep& step, journal::Phase phase);
  /// The result of a step with `failures_`.
  [[nodiscard]] StepResult weighed();
  [[nodiscard]] StepResult judge_unanswered(const CompiledStep& step, const Sent& sent);
  [[nodiscard]] StepResult judge_answer(const CompiledStep& step, const Sent& sent,
                                        journal::Phase phase);

  std::vector<Port>& ports_;
  Clock& clock_;
  journal::RunListener& listener_;
  Transport transport_;
  Judge judge_;
  Confidence confidence_;
  Random random_;
  std::vector<Bytes> slots_;
  std::vector<journal::FailedCheck> failures_;
  bool lost_ = false;
  const script::Timing* timing_ = nullptr;
  std::uint32_t tears_ = 0;
  std::optional<PowerCut> cut_;  ///< of this way through the case
  std::int64_t first_ns_ = 0;    ///< of the pair that is being measured
  std::int64_t second_ns_ = 0;
  std::vector<std::int64_t> differences_ns_;
};

}  // namespace assay::engine
