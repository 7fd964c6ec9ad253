// SPDX-License-Identifier: Apache-2.0
// The GlobalPlatform model card: a pure step from state and command to state and response.   Source: GPC_SPE_034 v2.3.1.
#pragma once

#include "adapters/model/gp_environment.hpp"
#include "adapters/model/gp_state.hpp"
#include "base/bytes.hpp"

namespace assay::model {

/// Power or reset line: clears everything volatile and selects on the basic channel (GPC 6.4.1, 6.4.2.1.1).
void reset(GpState& state, GpEnvironment& environment);

/// One exchange. `response` is replaced by data and status word; its memory is reused.
///
/// Shape: any bytes at all as command; the response has 2 to 258 bytes.
/// State: a command may change both parts of the state; nothing else anywhere changes.
void step(GpState& state, ByteView command, GpEnvironment& environment, Bytes& response);

}  // namespace assay::model
