// SPDX-License-Identifier: Apache-2.0
// The terminal's policy over two visits of a card: assay probe --history.
#pragma once

#include <optional>

#include "cli/commands.hpp"
#include "engine/calypso_survey.hpp"
#include "engine/card_history.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::cli {

/// The history that --history names, with the coding of --validity; nothing after what is wrong was shown.
[[nodiscard]] std::optional<engine::CardHistory> load_history(const ProbeArguments& arguments);

/// Compares what the card shows with the history, tells it, and writes the history. The exit code: 1 for a card that was rolled
/// back or copied, 0 for any other, 3 when card or file fail.
[[nodiscard]] int follow_history(const ProbeArguments& arguments, engine::CardHistory history,
                                 iso7816::CardChannel& channel,
                                 const engine::CalypsoSurvey& survey);

}  // namespace assay::cli
