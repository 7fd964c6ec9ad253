// SPDX-License-Identifier: Apache-2.0
// A public-key session with a card, and the reading of its keys and certificates: what a reader without a SAM does.
#pragma once

#include <string>
#include <vector>

#include "calypso/pki/recording.hpp"

namespace assay::cli {

/// The dialogue: selection, opening, close, public key, certificates. `aid`: hex; empty: that of the target's IXIT.
/// A command that the card refuses is in the dialogue, too, and the next ones follow where that makes sense.
/// Errors: those of the target; `not_found` when no AID is given and the target tells none.
[[nodiscard]] Result<std::vector<calypso::pki::DialogueEvent>> read_card(const std::string& uri,
                                                                         const std::string& aid);

}  // namespace assay::cli
