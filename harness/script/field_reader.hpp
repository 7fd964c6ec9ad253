// SPDX-License-Identifier: Apache-2.0
// Reading the fields of a command as its catalogue entry lists them.
#pragma once

#include "script/script.hpp"
#include "script/value_reader.hpp"

namespace assay::script {

/// Fills `fields` of a step whose command and overrides are known: what the script gives and the defaults, in the order of
/// the command. `verb` is the key that names the command; of `select` it holds the AID.
void read_fields(const document::Node& node, std::string_view verb, const ValueReader& values,
                 Step& step);

}  // namespace assay::script
