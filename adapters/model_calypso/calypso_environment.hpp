// SPDX-License-Identifier: Apache-2.0
// CalypsoEnvironment: what surrounds a model card: randomness, time, the log of writes, a cut of power, deviations.
#pragma once

#include "adapters/model_calypso/calypso_deviation.hpp"
#include "adapters/model_calypso/calypso_state.hpp"
#include "adapters/model_common/environment.hpp"

namespace assay::model::calypso {

using CalypsoEnvironment = Environment<PersistentState, CalypsoDeviation, max_calypso_deviations>;

static_assert(std::is_trivially_copyable_v<CalypsoEnvironment>);

}  // namespace assay::model::calypso
