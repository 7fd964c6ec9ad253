// SPDX-License-Identifier: Apache-2.0
// SamEnvironment: randomness, virtual time, the log of non-volatile writes and the deviations of a model SAM.
#pragma once

#include "adapters/model_common/environment.hpp"
#include "adapters/model_sam/sam_deviation.hpp"
#include "adapters/model_sam/sam_state.hpp"

namespace assay::model::sam {

using SamEnvironment = Environment<PersistentState, SamDeviation, max_sam_deviations>;

static_assert(std::is_trivially_copyable_v<SamEnvironment>);

}  // namespace assay::model::sam
