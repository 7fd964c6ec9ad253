// SPDX-License-Identifier: Apache-2.0
// The cost of the engine on one target, over a loop that only sends.
#pragma once

#include <string>

#include "base/result.hpp"
#include "cli/commands.hpp"

namespace assay::cli {

/// Times of the engine over times of a bare loop sending the same commands to the same card.
struct TargetRatio {
  double ratio = 0;             ///< resets left out of both
  double bare_exchange_us = 0;  ///< one exchange of the bare loop, microseconds
  std::size_t commands = 0;     ///< in one round
  std::size_t rounds = 0;       ///< of each
  std::size_t other_answers =
      0;                  ///< in a bare round: the card worked otherwise than for the engine
  std::string yardstick;  ///< "SCardTransmit" through readers, "transmit" of the adapter elsewhere
};

/// Records one run, then lets bare loop and engine take turns until `seconds` are over, at least five rounds each.
/// A served model is rewound by its `control` for each case of recording and bare loop, so that its challenges and with
/// them the work of its answers are the same; the engine's rounds do without. The median of the ratios of neighbouring rounds counts, so that a pause of the machine changes little.
/// Errors: whatever stops a run or a loop.
[[nodiscard]] Result<TargetRatio> measure_target(const RunArguments& arguments, double seconds);

}  // namespace assay::cli
