// SPDX-License-Identifier: Apache-2.0
// What a step may do to a real card.
#pragma once

#include "script/script.hpp"

namespace assay::script {

/// What the step may do to a real card; an instruction the catalogue does not know counts as irreversible.
[[nodiscard]] catalogue::Risk risk_of(const Step& step, const catalogue::Catalogue& catalogue);

}  // namespace assay::script
