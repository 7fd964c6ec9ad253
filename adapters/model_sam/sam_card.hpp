// SPDX-License-Identifier: Apache-2.0
// The model SAM: a pure step from state and command to state and response.   Source: decisions 0024 and 0027.
#pragma once

#include "adapters/model_sam/sam_environment.hpp"
#include "adapters/model_sam/sam_state.hpp"
#include "base/bytes.hpp"

namespace assay::model::sam {

/// Power or reset line: clears everything volatile; a SAM with a lock is locked again.
void reset(SamState& state, SamEnvironment& environment);

/// One exchange. `response` is replaced by data and status word; its memory is reused.
///
/// Shape: any bytes at all as command; the response has 2 to 258 bytes.
void step(SamState& state, ByteView command, SamEnvironment& environment, Bytes& response);

/// The same for a SAM whose two halves lie apart: the channels of an HSM share what is persistent.
void step(PersistentState& persistent, VolatileState& working, ByteView command,
          SamEnvironment& environment, Bytes& response);

/// Whether the command may change what is persistent; every other one only reads it.
[[nodiscard]] bool may_write(ByteView command) noexcept;

/// 3B 3F 96 00, then 80 5A, platform, type 80, subtype, issuer, version, revision, serial number, 82 90 00.
[[nodiscard]] Bytes answer_to_reset(const PersistentState& sam, const SamEnvironment& environment);

}  // namespace assay::model::sam
