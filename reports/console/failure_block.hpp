// SPDX-License-Identifier: Apache-2.0
// The lines that explain one case that did not pass: at most 24 of them, each within the width.
#pragma once

#include <string>
#include <vector>

#include "journal/records.hpp"
#include "reports/failing_step.hpp"

namespace assay::reports {

struct FailedCase {
  const journal::PlannedCase& planned;
  const journal::CaseRecord& record;
  const FailingStep& step;
  const std::vector<journal::TargetRecord>& targets;
  std::uint64_t seed = 0;
  std::string surroundings = {};  ///< " --ics FILE --bench FILE" of the run, or empty
};

/// The options that name the files beside the suites on which the run stood.
[[nodiscard]] std::string surroundings_of(const journal::RunRecord& run);

/// First line with address and requirement ids; then title, place, bytes, expected and received, and how to run the
/// case again. The last may be wider than `width`, because it is there to be copied.
[[nodiscard]] std::vector<std::string> failure_block(const FailedCase& failed, std::size_t width);

/// The first line alone.
[[nodiscard]] std::vector<std::string> failure_headline(const FailedCase& failed,
                                                        std::size_t width);

/// "assay run ADDRESS --target URI --seed N", with what the case needs besides; FILE::ADDRESS for a suite that does not
/// lie where ids are looked up. Each word quoted as a shell needs it.
[[nodiscard]] std::string rerun_command(const FailedCase& failed);

}  // namespace assay::reports
