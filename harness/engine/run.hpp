// SPDX-License-Identifier: Apache-2.0
// Run: suites, targets and a seed to events. Plans every case, then runs those that apply.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/case_runner.hpp"
#include "engine/clock.hpp"
#include "journal/records.hpp"
#include "script/ics.hpp"
#include "script/script.hpp"

namespace assay::engine {

/// One card, with the SAM that may stand beside it, and everything told about the product.
struct Target {
  std::string uri;
  std::vector<std::pair<std::string, iso7816::ChannelFactory>> roles;  ///< "card" first
  script::Ics ics;
  Names::Ixit ixit;
  std::string bench;  ///< file that gave them; empty: none
  std::map<std::string, std::string, std::less<>>
      forbidden;  ///< groups of keys that the policy forbids, each with the reason
  /// Makes the provider of Calypso cryptograms that the bench names; empty: a SAM on the role "sam", if any.
  std::function<Result<std::unique_ptr<calypso::SessionCrypto>>()> session_crypto;
  std::string session_crypto_uri;  ///< as the bench names it
  bool identify = true;            ///< false for recordings, which answer only what was recorded
};

struct RunOptions {
  std::uint64_t seed = 1;
  bool strict =
      false;  ///< "should" and "may" cases too, and none left out for a value the bench lacks
  bool fail_fast = false;
  bool shuffle = false;
  std::size_t jobs = 1;           ///< cases of models that run at once
  std::uint32_t tears = 0;        ///< most power cuts inside one command; 0: at every write
  std::vector<std::string> tags;  ///< any of them; empty: all cases
  std::size_t shard = 1;          ///< this one ..
  std::size_t shards = 1;         ///< .. of so many
  catalogue::Risk allowed_risk =
      catalogue::Risk::auth_failure;  ///< what the caller consents to, beside the bench
  std::vector<script::SafetyPermit> permits;
  std::vector<std::string> emulators;  ///< URIs, with wildcards, of programs that cannot be harmed
  std::string ledger;
  std::vector<script::ExpectedFailure> expected_failures;
  std::map<std::size_t, journal::CaseRecord>
      finished;  ///< cases that an earlier run finished, by index of the plan
  std::string tool_version, build_id, command_line;
  std::vector<journal::InputFile> inputs;
};

/// A suite to run on a target; `wanted` tells which addresses are selected.
struct Assignment {
  const script::Suite* suite = nullptr;
  const Target* target = nullptr;
  std::function<bool(std::string_view address)> wanted;
};

class Run {
 public:
  Run(const catalogue::Catalogue& catalogue, RunOptions options, Clock& clock = system_clock());

  /// Opens the targets, reads their identities, and decides for every case whether it runs.
  ///
  /// A case that needs an IXIT value which the target lacks is not applicable.
  /// Errors: those of opening a target; `not_found` with file:line when the value lacking is a key, or the run is strict:
  /// all that lack are named. No case has run then.
  [[nodiscard]] Result<void> plan(const std::vector<Assignment>& assignments);

  /// Whether `plan` failed because a target could not be opened, rather than by what was asked for.
  [[nodiscard]] bool environment_failed() const noexcept { return environment_failed_; }

  [[nodiscard]] const journal::RunRecord& record() const noexcept { return record_; }

  /// Runs the plan. Events go to `listener` in order, that of the plan with several jobs too, and one at a time; the result
  /// repeats what run_finished told.
  [[nodiscard]] journal::RunSummary execute(journal::RunListener& listener);

  /// Closes the targets; the next `execute` opens them again. For readers that only one program can hold.
  void release_targets();

  /// Opens released targets now rather than at their next case; one that cannot be opened shows there.
  void reopen_targets();

  /// Time spent in resets by the latest `execute`.
  [[nodiscard]] double reset_seconds() const noexcept;

 private:
  struct Entry {
    const script::Suite* suite;
    const script::TestCase* test_case;
    const script::Instance* instance;
    std::size_t target;
    std::optional<Program> program;  ///< of cases that run, compiled while planning
  };
  struct Lack {
    std::string name, where, bench;
  };
  struct OpenTarget {
    const Target* target;
    std::vector<Port> ports;
    KeyRing keys;
    std::unique_ptr<Secrets> secrets;  ///< stays where it is: the runner looks at it
    std::unique_ptr<CaseRunner> runner;
    const script::SafetyPermit* permit = nullptr;
    bool lost = false;
    std::size_t failed_reopenings = 0;
    script::Ics ics;                ///< of the target, and the lines that are answered here
    std::string no_session_crypto;  ///< why nothing computes cryptograms of Calypso
    std::string not_restored_by;    ///< address of the case whose postamble met a surprise
  };

  [[nodiscard]] Result<std::size_t> open_target(const Target& target);
  [[nodiscard]] Result<void> open_ports(OpenTarget& open) const;
  [[nodiscard]] Result<void> look_for_session_crypto(OpenTarget& open);
  [[nodiscard]] Result<void> plan_suite(const Assignment& assignment, std::size_t target);
  [[nodiscard]] Result<void> plan_instance(Entry entry, const Assignment& assignment);
  [[nodiscard]] Result<void> compile_entry(Entry& entry, journal::PlannedCase& planned);
  [[nodiscard]] Result<void> nothing_lacks() const;
  [[nodiscard]] std::string why_not_applicable(const Entry& entry) const;
  [[nodiscard]] std::string why_refused(const Entry& entry) const;
  [[nodiscard]] bool can_be_harmed(const OpenTarget& open) const;
  [[nodiscard]] CompileContext context_for(const Entry& entry) const;
  [[nodiscard]] bool is_selected(const script::TestCase& test_case) const;

  class Worker;
  void execute_in_turn(const std::vector<std::size_t>& order, journal::RunListener& listener,
                       journal::RunSummary& summary);
  void execute_side_by_side(const std::vector<std::size_t>& order, journal::RunListener& listener,
                            journal::RunSummary& summary);
  [[nodiscard]] bool counted_unrun(std::size_t index, journal::RunSummary& summary) const;
  [[nodiscard]] bool finish_case(journal::CaseRecord record, journal::RunListener& listener,
                                 journal::RunSummary& summary) const;
  [[nodiscard]] bool may_be_copied(const OpenTarget& open) const;
  [[nodiscard]] journal::CaseRecord run_entry(std::size_t index, OpenTarget& open,
                                              journal::RunListener& listener);
  [[nodiscard]] bool reopen(OpenTarget& open);
  void make_runner(OpenTarget& open, journal::RunListener& listener);
  void apply_expected_failure(journal::CaseRecord& record) const;
  void count(const journal::CaseRecord& record, journal::RunSummary& summary) const;

  const catalogue::Catalogue& catalogue_;
  RunOptions options_;
  Clock& clock_;
  std::optional<Ledger> ledger_;
  std::vector<OpenTarget> targets_;
  std::vector<Entry> entries_;  ///< as many as planned cases
  bool environment_failed_ = false;
  std::vector<Lack> lacks_;  ///< IXIT values without which the run is refused
  journal::RunRecord record_;
};

/// The exit code of contract: 4 nothing ran, 3 errors, 1 failures, 2 inconclusive or refused, 0 good.
[[nodiscard]] int exit_code(const journal::RunSummary& summary, bool allow_empty);

/// The seed of one case: the run's, mixed with the case's address, so that no case depends on another.
[[nodiscard]] std::uint64_t case_seed(std::uint64_t seed, std::string_view address);

/// What the card of a case is rewound with, the n-th of its targets: not the stream that the script draws from, since a card
/// challenge equal to the host's hides which goes first.
[[nodiscard]] std::uint64_t card_seed(std::uint64_t case_seed, std::size_t target);

}  // namespace assay::engine
