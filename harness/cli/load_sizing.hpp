// SPDX-License-Identifier: Apache-2.0
// Load sizing: how many channels a forecast load needs: holding times measured over sales, then formula and simulation.
#pragma once

#include <functional>

#include "cli/load_output.hpp"
#include "load/loop.hpp"

namespace assay::cli {

/// Makes the HSM of a run; the number is how many sessions it will serve at once.
using SalesRun = std::function<Result<LoadRun>(const load::Plan& plan, std::uint32_t channels,
                                               std::vector<double>* holding)>;

/// `run` sells by a plan, with so many channels (0: as many as there are), and hands over how long channels were held.
/// Errors: `malformed` when no load is given or both blocking and waiting are accepted, `out_of_range` for a load that no number
/// of channels bears; those of `run`.
[[nodiscard]] Result<LoadSizing> size_load(const LoadSettings& settings, bool transactions_given,
                                           const SalesRun& run);

}  // namespace assay::cli
