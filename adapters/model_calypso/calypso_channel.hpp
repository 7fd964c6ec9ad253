// SPDX-License-Identifier: Apache-2.0
// Opening a Calypso card of a profile as a channel.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "adapters/model_calypso/card_profile.hpp"
#include "adapters/model_common/model_family.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::model::calypso {

/// Errors: as `make_card`; `not_found` for an unknown deviation.
[[nodiscard]] Result<std::unique_ptr<iso7816::CardChannel>> open_card(std::string_view model,
                                                                      const CardProfile& profile,
                                                                      const ModelOptions& options);

/// What surrounds such a card: its deviations, and randomness from the seed. Errors: `not_found` for an unknown deviation.
[[nodiscard]] Result<CalypsoEnvironment> make_environment(std::string_view model,
                                                          const ModelOptions& options);

/// The deviations that show on this model.
[[nodiscard]] std::vector<DeviationNote> deviation_notes(std::string_view model);

}  // namespace assay::model::calypso
