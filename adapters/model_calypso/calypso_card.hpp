// SPDX-License-Identifier: Apache-2.0
// The Calypso model card: a pure step from state and command to state and response. Its symmetric cryptography is the open
// stand-in, not Calypso (docs/decisions/0024); what is left open by public facts is chosen in docs/decisions/0026.
#pragma once

#include "adapters/model_calypso/calypso_environment.hpp"
#include "adapters/model_calypso/calypso_state.hpp"
#include "base/bytes.hpp"

namespace assay::model::calypso {

/// How a card loses its volatile state.
enum class Loss : std::uint8_t {
  power,       ///< field or power gone
  deselection  ///< told by the terminal: some products then count the last session as ratified
};

/// Finishes a commit that a cut interrupted, and forgets everything volatile.
void reset(CalypsoState& state, CalypsoEnvironment& environment, Loss loss);

/// One exchange. `response` is replaced by data and status word; its memory is reused.
///
/// Shape: any bytes at all as command; the response has 2 to 258 bytes.
/// State: what a command changes of the memory is written at once, or in a session at its close, whole or not at all.
void step(CalypsoState& state, ByteView command, CalypsoEnvironment& environment, Bytes& response);

}  // namespace assay::model::calypso
