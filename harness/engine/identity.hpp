// SPDX-License-Identifier: Apache-2.0
// Identity: who a card is, read with commands that leave no trace, so that permission to harm it cannot go to another.
#pragma once

#include <string>

#include "base/result.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::engine {

/// "cplc:…" (fabricator, type, serial and batch of tag 9F7F), else "cin:…" (tags 42 and 45), else "calypso:…" or
/// "calypso-sam:…" (serial numbers), else empty. Resets the card
/// first and leaves it reset. Errors: those of the channel; a card that merely refuses has no identity, which is no error.
/// Source: GPC 7.4.1; CPLC as cards answer it (not in GPC_SPE_034).
[[nodiscard]] Result<std::string> identify(iso7816::CardChannel& channel);

}  // namespace assay::engine
