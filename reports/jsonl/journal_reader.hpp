// SPDX-License-Identifier: Apache-2.0
// Reading a journal back: a finished or killed run drives any listener as if it happened now.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "journal/records.hpp"

namespace assay::reports {

/// How a journal ended.
struct JournalEnd {
  bool torn = false;             ///< the last line was incomplete and has been dropped
  bool unfinished_case = false;  ///< the last case had no verdict and has been dropped
  bool summed_up = false;        ///< the run came to its end
  std::uint64_t finished_offset =
      0;  ///< where the plan or the last finished case ends; `--resume` cuts here
};

/// Reads lines one at a time and hands each case over when its verdict is there, so that memory holds one case.
///
/// State: the listener sees only finished cases; when the journal has no summary it gets one counted from them, whose
/// `stopped` says so. Errors: `malformed` for a broken line that is not the last, `unsupported` for another schema or
/// lines this program does not understand, both with "name:line"; `malformed` for a plan that is cut short.
[[nodiscard]] Result<JournalEnd> replay(std::istream& in, const std::string& name,
                                        journal::RunListener& listener);

/// The same for a file. Errors: also `not_found`.
[[nodiscard]] Result<JournalEnd> replay(const std::string& path, journal::RunListener& listener);

/// What `--resume` starts from.
struct FinishedCases {
  journal::RunRecord run;
  std::vector<journal::CaseRecord> cases;  ///< those with a verdict, in the order in which they ran
  JournalEnd end;
};

[[nodiscard]] Result<FinishedCases> finished_cases(const std::string& path);

}  // namespace assay::reports
