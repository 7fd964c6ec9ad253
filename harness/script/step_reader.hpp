// SPDX-License-Identifier: Apache-2.0
// Reading one step whose bound names are put in already: from nodes to a typed Step.
#pragma once

#include "script/names.hpp"
#include "script/script.hpp"

namespace assay::script {

/// The step at `node` (any verb but `use`). Names it saves are known afterwards.
[[nodiscard]] Step read_step(const document::Node& node, const std::string& file, Reading& reading,
                             KnownNames& names);

}  // namespace assay::script
