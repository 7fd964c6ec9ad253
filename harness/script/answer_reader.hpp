// SPDX-License-Identifier: Apache-2.0
// Reading what a step looks at: its expectations, and what it keeps under names.
#pragma once

#include "script/script.hpp"
#include "script/value_reader.hpp"

namespace assay::script {

/// Fills `expect` and `save` of a step whose verb and command are known. Names it saves are known afterwards.
void read_answer_parts(const document::Node& node, const ValueReader& values, Step& step);

/// Fills `save` of a step with the verb save.
void read_saved_values(const document::Node& save, const ValueReader& values, Step& step);

}  // namespace assay::script
