// SPDX-License-Identifier: Apache-2.0
// Port: one card or SAM as a case sees it (ISO 9646: PCO): its channel, and the secure channel sessions opened on it.
#pragma once

#include <array>
#include <memory>
#include <string>

#include "base/bytes.hpp"
#include "engine/agreement.hpp"
#include "engine/calypso_port.hpp"
#include "engine/clock.hpp"
#include "engine/initiation.hpp"
#include "globalplatform/secure_channel.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::engine {

constexpr std::size_t logical_channels = 20;

/// The terminal's memory of one logical channel.
struct LogicalChannelState {
  std::unique_ptr<globalplatform::SecureChannel> session;  ///< kept after its end, to be used again
  bool begun = false;               ///< INITIALIZE UPDATE was answered and the bench has the keys
  bool open = false;                ///< EXTERNAL AUTHENTICATE succeeded, or initiation is implicit
  bool awaits_first_c_mac = false;  ///< initiation is implicit, and the next C-MAC authenticates
  Bytes host_challenge;             ///< of the latest INITIALIZE UPDATE
  Bytes selected_aid;               ///< of the latest successful SELECT
  std::unique_ptr<Agreement> agreement;    ///< of SCP11; made when first needed
  std::unique_ptr<Initiation> initiation;  ///< of SCP10; the same

  [[nodiscard]] const globalplatform::SecureChannel* current() const noexcept {
    return begun ? session.get() : nullptr;
  }
  void end_session() noexcept {
    if (begun) session->reset();
    begun = false;
    open = false;
    awaits_first_c_mac = false;
  }
};

struct Port {
  std::string role;
  std::string identity;  ///< empty when the card shows none
  std::unique_ptr<iso7816::CardChannel> channel;
  std::array<LogicalChannelState, logical_channels> logical;
  std::unique_ptr<CalypsoPort> calypso;  ///< of a Calypso card; null for any other, and for a SAM
  std::int64_t reset_ns = 0;             ///< time spent in resets so far, for measurements

  [[nodiscard]] Result<void> reset(iso7816::ResetKind kind, Clock& clock) {
    forget();
    const auto start = clock.monotonic_ns();
    auto done = channel->reset(kind);
    reset_ns += clock.monotonic_ns() - start;
    if (calypso && done) calypso->note_atr(channel->atr());
    return done;
  }

  /// What a reset does to the terminal's memory.
  void forget() noexcept {
    if (calypso) calypso->forget();
    for (auto& state : logical) {
      state.end_session();
      state.host_challenge.clear();
      state.selected_aid.clear();
      if (state.agreement) state.agreement->forget();
      if (state.initiation) state.initiation->forget();
    }
  }
};

}  // namespace assay::engine
