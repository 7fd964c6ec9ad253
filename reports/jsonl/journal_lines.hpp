// SPDX-License-Identifier: Apache-2.0
// One line of a journal as a plain value that owns everything it says.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "journal/records.hpp"

namespace assay::reports {

/// The `run` line: everything of a RunRecord but its plan, which follows line by line.
struct RunLine {
  journal::RunRecord run;
  std::size_t planned_cases = 0;
};

struct CaseLine {
  std::size_t index = 0;
  std::string address;
};

struct ExchangeLine {
  std::string role;
  Bytes command;  ///< masked bytes are '00' here, and named in `secrets`
  Bytes response;
  Bytes plain_command;
  Bytes plain_response;
  std::vector<journal::SecretRange> secrets, response_secrets, plain_response_secrets;
  journal::Outcome outcome = journal::Outcome::answered;
  std::string remark;
  std::int64_t utc_ns = 0;
  std::int64_t monotonic_ns = 0;
  std::int64_t duration_ns = 0;

  [[nodiscard]] journal::ExchangeRecord record() const;
};

struct StepLine {
  journal::StepRecord record;  ///< its views are set by `view`, not before
  std::string title;
  std::string file;
  std::string reason;
  std::vector<journal::FailedCheck> failures;

  [[nodiscard]] journal::StepRecord view() const;
};

using JournalLine = std::variant<RunLine, journal::PlannedCase, CaseLine, ExchangeLine, StepLine,
                                 journal::CaseRecord, journal::RunSummary>;

inline constexpr std::string_view journal_schema = "assay-journal/1";

/// Reads one line without its line feed.
///
/// Errors: `malformed` when it is not a JSON object at all (then the line may be torn); `unsupported` when it is one,
/// but of another schema, with a member missing, unknown or of the wrong type.
[[nodiscard]] Result<JournalLine> parse_journal_line(std::string_view text);

}  // namespace assay::reports
