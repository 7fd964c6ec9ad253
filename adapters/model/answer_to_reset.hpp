// SPDX-License-Identifier: Apache-2.0
// The answer to reset of the model card.   Source: ISO/IEC 7816-3:2006, 8.2; ISO/IEC 7816-4:2020, 12.1.1.
#pragma once

#include "adapters/model/gp_environment.hpp"
#include "base/bytes.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::model {

/// Direct convention; T=1 alone, or T=0 alone where the product says so; eleven historical bytes.
[[nodiscard]] Bytes answer_to_reset(const PersistentState& card, const GpEnvironment& environment,
                                    iso7816::ResetKind kind);

}  // namespace assay::model
