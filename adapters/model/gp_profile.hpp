// SPDX-License-Identifier: Apache-2.0
// Profiles: the products the GlobalPlatform model can be, each with its state, its ICS and its IXIT.
#pragma once

#include <span>
#include <string_view>

#include "adapters/model/gp_state.hpp"
#include "adapters/model_common/model_family.hpp"
#include "base/result.hpp"

namespace assay::model {

/// Every profile, the bare card first.
[[nodiscard]] std::span<const ProfileInfo> gp_profiles() noexcept;

/// One product, ready to be powered.
struct GpProduct {
  GpState state;  ///< after the first reset
  Claims claims;
};

/// Errors: `not_found` for an unknown name, with the nearest known one.
[[nodiscard]] Result<GpProduct> make_gp_product(std::string_view profile);

}  // namespace assay::model
