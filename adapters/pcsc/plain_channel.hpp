// SPDX-License-Identifier: Apache-2.0
// SCardTransmit and nothing else: the yardstick that `assay bench` holds against the engine.
#pragma once

#include <memory>
#include <string>

#include "iso7816/card_channel.hpp"

namespace assay::pcsc {

/// A card in the one reader that the pattern means, over PC/SC calls alone: no watchdog, no look at capabilities, no
/// second look at a card that falls silent. Of use for measurements only.
/// Errors: those of `open_pcsc` for readers and connections; later, any call that PC/SC does not answer with success.
[[nodiscard]] Result<std::unique_ptr<iso7816::CardChannel>> open_plain(
    const std::string& reader_glob);

}  // namespace assay::pcsc
