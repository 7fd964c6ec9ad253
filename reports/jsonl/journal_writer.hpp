// SPDX-License-Identifier: Apache-2.0
// JournalWriter: journal.jsonl, the source of truth of a run; one JSON object a line, flushed at the end of each case.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "journal/records.hpp"
#include "reports/sink.hpp"

namespace assay::reports {

/// Lines, in this order, each with its `kind`: `run` (schema first), one `plan` for every planned case, then for every
/// executed case `case`, its `exchange` and `step` lines and its `verdict`; last `summary`.
///
/// State: lines of a case are kept until its verdict and then written in one call, so that a killed run has lost no
/// finished verdict; a case with more than 1 MiB of lines is written early. Secret bytes are masked here, in command
/// and plain command alike, and never reach the buffer. Errors: the first failed write is kept in `error`, and
/// nothing is written after it.
class JournalWriter : public journal::RunListener {
 public:
  enum class Start {
    new_run,
    resumed_run
  };  ///< a resumed run does not repeat its `run` and `plan` lines

  explicit JournalWriter(std::unique_ptr<ByteSink> sink, Start start = Start::new_run);
  ~JournalWriter() override;

  void run_started(const journal::RunRecord& run) override;
  void case_started(const journal::PlannedCase& planned) override;
  void exchanged(const journal::ExchangeRecord& exchange) override;
  void step_finished(const journal::StepRecord& step) override;
  void case_finished(const journal::CaseRecord& record) override;
  void run_finished(const journal::RunSummary& summary) override;

  [[nodiscard]] const std::optional<Error>& error() const noexcept { return error_; }

 private:
  void end_line();
  void flush();
  void append_utc(std::int64_t utc_ns);
  void append_hex_member(std::string_view key, ByteView bytes,
                         std::span<const journal::SecretRange> secrets);

  std::unique_ptr<ByteSink> sink_;
  Start start_;
  std::string buffer_;
  std::optional<Error> error_;
  std::int64_t second_ = -1;  ///< the second that `second_text_` spells
  std::string second_text_;   ///< "2026-11-24T13:46:59."
};

[[nodiscard]] std::string_view name(journal::Outcome outcome) noexcept;
[[nodiscard]] std::string_view name(journal::Phase phase) noexcept;

}  // namespace assay::reports
