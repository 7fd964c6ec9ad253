// SPDX-License-Identifier: Apache-2.0
// Profiles: the products the GlobalPlatform model can be, each with its state, its ICS and its IXIT.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/model/gp_state.hpp"
#include "base/result.hpp"

namespace assay::model {

struct ProfileInfo {
  std::string_view name;  ///< empty for the bare card
  std::string_view says;
};

/// A line of an ICS ("scp03.i", "70") or an IXIT ("isd_aid", "A000000151000000"); booleans are "true" and "false".
struct NamedValue {
  std::string name;
  std::string value;
};

/// Every profile, the bare card first.
[[nodiscard]] std::span<const ProfileInfo> gp_profiles() noexcept;

/// One product, ready to be powered.
struct GpProduct {
  GpState state;  ///< after the first reset
  std::vector<NamedValue> ics;
  std::vector<NamedValue> ixit;  ///< published test keys only
};

/// Errors: `not_found` for an unknown name, with the nearest known one.
[[nodiscard]] Result<GpProduct> make_gp_product(std::string_view profile);

}  // namespace assay::model
