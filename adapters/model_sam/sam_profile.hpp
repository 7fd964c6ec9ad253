// SPDX-License-Identifier: Apache-2.0
// Profiles: the products the model SAM can be, each with its state, its ICS and its IXIT.
#pragma once

#include <span>
#include <string_view>

#include "adapters/model_common/model_family.hpp"
#include "adapters/model_sam/sam_state.hpp"
#include "base/result.hpp"

namespace assay::model::sam {

/// Every profile, the bare SAM-C1 first.
[[nodiscard]] std::span<const ProfileInfo> sam_profiles() noexcept;

/// One product before its first reset.
struct SamProduct {
  SamState state;
  Claims claims;
};

/// Errors: `not_found` for an unknown name, with the nearest known one.
[[nodiscard]] Result<SamProduct> make_sam_product(std::string_view profile);

}  // namespace assay::model::sam
