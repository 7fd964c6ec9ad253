// SPDX-License-Identifier: Apache-2.0
// One made-up run with everything a report must show; the same for the tests of all reporters. No clock.
#pragma once

#include "journal/records.hpp"

namespace assay::reports {

/// The plan and header of the run.
[[nodiscard]] journal::RunRecord synthetic_run();

/// Tells `listener` the whole run, summary included.
void play_synthetic_run(journal::RunListener& listener);

}  // namespace assay::reports
