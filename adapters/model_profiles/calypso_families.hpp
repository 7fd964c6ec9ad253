// SPDX-License-Identifier: Apache-2.0
// The families of Calypso cards: built-in profiles, profiles of the test kit, and profiles in files.
#pragma once

#include <span>

#include <string>
#include <string_view>

#include "adapters/model_calypso/card_profile.hpp"
#include "adapters/model_common/model_family.hpp"

namespace assay::model::calypso {

/// "calypso-prime", "calypso-light", "calypso-basic", "calypso-hce".
[[nodiscard]] std::span<const ModelFamily> families() noexcept;

/// The profile that `?profile=` means for such a model: built in, of the test kit, or in a file.
/// Errors: `not_found`, `malformed`.
[[nodiscard]] Result<CardProfile> find_profile(std::string_view model, const std::string& name);

}  // namespace assay::model::calypso
