// SPDX-License-Identifier: Apache-2.0
// The target `exec:COMMAND`: a card behind a program that speaks the shim protocol.   Source: docs/shim-protocol.md.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "iso7816/card_channel.hpp"

namespace assay::shim {

struct ShimOptions {
  std::string command;                        ///< program and arguments, see split_command_line
  std::chrono::milliseconds timeout{30'000};  ///< bound of every exchange, of the greeting too
};

/// Starts the program, greets it, and resets its card.
///
/// State: a program that has ended, or was ended because it was late or out of step, is started anew by the next cold
/// reset, as a card would be by power. Errors: `not_found` for a missing program; `reader_lost` when it ends in the
/// middle; `malformed` for a line that is no answer; `out_of_range` for a response over 65,538 bytes; `card_mute` for
/// `mute` and for a response of no bytes; `unsupported` and `internal` for what the program itself reports.
[[nodiscard]] Result<std::unique_ptr<iso7816::CardChannel>> open_shim(const ShimOptions& options);

}  // namespace assay::shim
