// SPDX-License-Identifier: Apache-2.0
// The model card behind a CardChannel: what `model:gp` opens.
#pragma once

#include <memory>

#include "adapters/model_common/model_family.hpp"
#include "base/result.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::model {

/// A card fresh from its reset.
/// Errors: `not_found` for an unknown profile or deviation, with the nearest known one.
[[nodiscard]] Result<std::unique_ptr<iso7816::CardChannel>> open_gp_model(
    const ModelOptions& options);

/// `model:gp` as one of the models.
[[nodiscard]] const ModelFamily& gp_family() noexcept;

}  // namespace assay::model
