// SPDX-License-Identifier: Apache-2.0
// GpEnvironment: what surrounds a GlobalPlatform model card.
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

#include "adapters/model/gp_deviation.hpp"
#include "adapters/model/gp_state.hpp"
#include "adapters/model_common/environment.hpp"

namespace assay::model {

struct GpEnvironment : Environment<PersistentState, GpDeviation, max_gp_deviations> {
  bool fixed_challenge =
      false;  ///< use `card_challenge` instead of randomness, for published transcripts
  std::array<std::uint8_t, 16> card_challenge{};
};

static_assert(std::is_trivially_copyable_v<GpEnvironment>);

}  // namespace assay::model
