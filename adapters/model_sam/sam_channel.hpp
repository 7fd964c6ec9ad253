// SPDX-License-Identifier: Apache-2.0
// The model SAM behind a CardChannel: what `model:sam` opens.
#pragma once

#include <memory>

#include "adapters/model_common/model_family.hpp"
#include "base/result.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::model::sam {

/// A SAM fresh from its reset.
/// Errors: `not_found` for an unknown profile or deviation, with the nearest known one.
[[nodiscard]] Result<std::unique_ptr<iso7816::CardChannel>> open_sam_model(
    const ModelOptions& options);

/// `model:sam` as one of the models.
[[nodiscard]] const ModelFamily& sam_family() noexcept;

}  // namespace assay::model::sam
