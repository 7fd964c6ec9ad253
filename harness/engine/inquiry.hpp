// SPDX-License-Identifier: Apache-2.0
// Inquiry: one harmless question to a card, asked to its end over T=0 as over T=1, for what the harness itself wants to know.
#pragma once

#include <optional>

#include "base/result.hpp"
#include "iso7816/apdu.hpp"
#include "iso7816/card_channel.hpp"
#include "iso7816/status_word.hpp"

namespace assay::engine {

struct Answered {
  Bytes data;
  iso7816::StatusWord sw;

  [[nodiscard]] bool has_data() const noexcept { return sw.is_success() && !data.empty(); }
};

/// Sends `command`; on '6Cxx' sends it again with that Le, on '61xx' fetches what waits (ISO/IEC 7816-4, 5.6). Scripts never
/// go this way: they must see those bytes. Nothing when the card stays mute or answers fewer than two bytes.
/// Errors: those of the channel, a mute card excepted.
[[nodiscard]] Result<std::optional<Answered>> inquire(iso7816::CardChannel& channel,
                                                      ByteView command);

}  // namespace assay::engine
