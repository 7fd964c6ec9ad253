// SPDX-License-Identifier: Apache-2.0
// The model HSM as a target: what `model:hsm` opens is one channel of it, and the HSM behind class FF.
#pragma once

#include <memory>
#include <string>

#include "adapters/model_common/model_family.hpp"
#include "base/result.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::model::hsm {

/// Errors: `refused`, with the reason, for a profile, an option or a deviation that is none.
[[nodiscard]] Result<std::unique_ptr<iso7816::CardChannel>> open_hsm_model(
    const ModelOptions& options);

/// The name of this device for `hsm_table`.
[[nodiscard]] std::string hsm_device_name(const ModelOptions& options);

/// `model:hsm` as one of the models.
[[nodiscard]] const ModelFamily& hsm_family() noexcept;

}  // namespace assay::model::hsm
