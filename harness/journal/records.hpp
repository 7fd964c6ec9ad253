// SPDX-License-Identifier: Apache-2.0
// What a run tells the world: plan, exchanges, steps, cases. Reporters and the journal see nothing else.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/diagnostic.hpp"
#include "journal/verdict.hpp"

namespace assay::journal {

/// A file the verdicts rest on.
struct InputFile {
  std::string kind;  ///< "suite", "procedure", "spec", "ics", "bench", "expected"
  std::string path;
  std::string sha256;
};

struct TargetRecord {
  std::string role;  ///< "card", "sam"
  std::string uri;
  std::string kind;  ///< "model", "pcsc", "vpcd", "exec", "replay"
  std::string reader;
  std::string protocol;
  std::string atr;       ///< hex
  std::string identity;  ///< such as "cplc:…"; empty when the card shows none
  std::string label;     ///< remark that must show wherever results do
};

/// One case instance that was planned, whether or not it can run.
struct PlannedCase {
  std::size_t index = 0;
  std::string
      address;  ///< "gp/get-status/isd-listed[key_version='7F']"; unique together with `target`
  std::string suite;
  std::string title;
  std::string file;
  Position position;
  std::string level;  ///< shall, should, may
  std::string risk;
  std::string target;  ///< URI of the card
  std::vector<std::string> covers;
  std::vector<std::string> tags;
  std::string not_applicable;  ///< reason; empty when it runs
  std::string refused;         ///< reason given by a safety rule; empty when it runs
};

struct RunRecord {
  std::string schema = "assay-journal/1";
  std::string tool_version;
  std::string build_id;
  std::string started_utc;  ///< ISO 8601
  std::uint64_t seed = 0;
  std::string command_line;  ///< how to run it again, without secrets
  std::vector<InputFile> inputs;
  std::vector<TargetRecord> targets;
  std::vector<PlannedCase> plan;
  std::size_t written_cases = 0;
};

/// Bytes that must not be shown: replaced by their length wherever the exchange is printed.
struct SecretRange {
  std::size_t offset = 0;
  std::size_t length = 0;
};

/// What came of one transmission. `malformed`: the card answered, and what came is no response (fewer than two bytes, or
/// more than a response can have). `cut`: power was taken away on purpose.
enum class Outcome { answered, malformed, mute, timeout, lost, failed, cut };

/// One command and its answer, as they crossed the wire. Views live until the listener returns.
struct ExchangeRecord {
  std::string_view role;
  ByteView command;
  ByteView response;
  std::span<const SecretRange> secrets;  ///< in `command`
  Outcome outcome = Outcome::answered;
  std::string_view remark;  ///< error text when not answered
  std::int64_t utc_ns = 0;  ///< when sent, since 1970
  std::int64_t monotonic_ns = 0;
  std::int64_t duration_ns = 0;
  ByteView plain_command;  ///< before secure messaging; empty when the same
  ByteView
      plain_response;  ///< data after secure messaging, without status word; empty when the same
  std::span<const SecretRange>
      response_secrets;  ///< secrets that the card sent back, in `response`
  std::span<const SecretRange> plain_response_secrets;  ///< the same in `plain_response`
};

/// One expectation that was not met.
struct FailedCheck {
  std::string what;      ///< "sw", "data", "tlv 66/73/06", "field card_challenge", "r_mac"
  std::string expected;  ///< as written, with its meaning: "6A88  referenced data not found"
  std::string received;
  std::vector<std::string> covers;
  std::string because;
  std::string file;
  Position position;
  std::string
      confidence{};  ///< what its requirements rest on, when that is less than a confirmation
};

enum class Phase { given, steps, finally };

struct StepRecord {
  Phase phase = Phase::steps;
  std::size_t number = 0;  ///< from 1 within the phase
  std::string_view title;  ///< "GET STATUS", "RESET cold"
  std::string_view file;
  Position position;
  Verdict verdict = Verdict::pass;
  std::string_view reason;  ///< for inconclusive and error
  std::span<const FailedCheck> failures;
};

struct CaseRecord {
  std::size_t index = 0;  ///< of the plan
  Verdict verdict = Verdict::pass;
  std::string reason;  ///< first thing that went wrong, one line
  std::string
      expected_failure;  ///< reason from the expected-failures file; empty when none applied
  bool unexpected_pass = false;  ///< listed as an expected failure, and passed
  bool not_restored = false;     ///< `finally` met a surprise
  std::size_t steps = 0;
  std::size_t apdus = 0;
  std::int64_t duration_ns = 0;
  std::string remark;       ///< a limit of what was tried, such as a cut between exchanges only
  std::string unconfirmed;  ///< part of a protocol that it used and no public vector confirms
};

struct RunSummary {
  std::size_t passed = 0, failed = 0, inconclusive = 0, error = 0, not_applicable = 0, refused = 0;
  std::size_t expected_failures = 0;
  std::size_t written = 0, steps = 0, apdus = 0;
  double seconds = 0;
  std::string stopped;  ///< why the run ended before its plan did; empty when it did not
};

/// Receives a run, in order: run_started, then for every executed case case_started, its exchanges and steps (an exchange
/// before the step it belongs to), case_finished; last run_finished. Cases that do not run are only in the plan.
class RunListener {
 public:
  RunListener() = default;
  RunListener(const RunListener&) = delete;
  RunListener& operator=(const RunListener&) = delete;
  virtual ~RunListener() = default;

  virtual void run_started(const RunRecord&) {}
  virtual void case_started(const PlannedCase&) {}
  virtual void exchanged(const ExchangeRecord&) {}
  virtual void step_finished(const StepRecord&) {}
  virtual void case_finished(const CaseRecord&) {}
  virtual void run_finished(const RunSummary&) {}
};

}  // namespace assay::journal
