// SPDX-License-Identifier: Apache-2.0
// The families of Calypso cards: built-in profiles, profiles of the test kit, and profiles in files.
#pragma once

#include <span>

#include "adapters/model_common/model_family.hpp"

namespace assay::model::calypso {

/// "calypso-prime", "calypso-light", "calypso-basic", "calypso-hce".
[[nodiscard]] std::span<const ModelFamily> families() noexcept;

}  // namespace assay::model::calypso
