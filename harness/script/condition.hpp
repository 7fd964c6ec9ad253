// SPDX-License-Identifier: Apache-2.0
// Reading conditions over lines of the ICS.
#pragma once

#include "script/reading.hpp"
#include "script/script.hpp"

namespace assay::script {

/// The condition at `node`; names must be lines of the ICS with a fitting type.
[[nodiscard]] Condition read_condition(const document::Node& node, const std::string& file,
                                       Reading& reading);

/// Both conditions together.
[[nodiscard]] Condition both(const Condition& left, const Condition& right);

}  // namespace assay::script
