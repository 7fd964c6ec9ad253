// SPDX-License-Identifier: Apache-2.0
// Shows any channel as a virtual card to a pcscd with the vpcd driver: `assay serve MODEL --vpcd HOST:PORT`.
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "base/result.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::vpcd {

struct VpcdCardOptions {
  bool reconnect = false;                ///< wait for pcscd to come back instead of ending with it
  std::chrono::milliseconds retry{250};  ///< between two attempts to connect
  std::chrono::milliseconds first_wait{0};         ///< how long the first connection may take
  std::function<void(const std::string&)> notice;  ///< told in one sentence what is worth knowing
};

struct VpcdCardCounts {
  std::uint64_t commands = 0;
  std::uint64_t resets = 0;
  std::uint64_t connections = 0;
};

/// Connects to host:port as a card and answers power on and off, reset, ATR and commands until `stop`.
///
/// A mute card cannot be shown as such: vpcd waits for ever for an answer, and for the bytes of an empty one. The card
/// therefore leaves the slot and returns at once; a client sees an exchange without an answer and a card that is there.
/// Errors: `reader_lost` when nobody listens or pcscd goes away (unless `reconnect`), or the card itself is lost.
[[nodiscard]] Result<VpcdCardCounts> serve_vpcd(iso7816::CardChannel& card, const std::string& host,
                                                std::uint16_t port, const std::atomic<bool>& stop,
                                                const VpcdCardOptions& options = {});

}  // namespace assay::vpcd
