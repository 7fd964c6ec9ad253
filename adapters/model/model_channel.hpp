// SPDX-License-Identifier: Apache-2.0
// The model card behind a CardChannel: what `model:gp` opens.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::model {

struct GpModelOptions {
  std::string profile;                  ///< empty for the bare card
  std::vector<std::string> deviations;  ///< ids, as `?deviate=` names them
  std::uint64_t seed = 0;
};

/// A card fresh from its reset.
/// Errors: `not_found` for an unknown profile or deviation, with the nearest known one.
[[nodiscard]] Result<std::unique_ptr<iso7816::CardChannel>> open_gp_model(
    const GpModelOptions& options);

}  // namespace assay::model
