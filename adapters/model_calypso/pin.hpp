// SPDX-License-Identifier: Apache-2.0
// Whether the current application has a PIN.
#pragma once

#include "adapters/model_calypso/exchange.hpp"

namespace assay::model::calypso {

[[nodiscard]] bool knows_pin(const Exchange& x);

}  // namespace assay::model::calypso
