// SPDX-License-Identifier: Apache-2.0
// The part of YAML in which specs and suites are written, read many times faster than all of YAML. Private to this room.
#pragma once

#include <optional>
#include <string_view>

#include "document/node.hpp"

namespace assay::document {

/// The same tree that read_yaml makes of the text; nothing where the text has anything rarer, any mistake among it: then
/// read_yaml has to look, and to tell.
///
/// Simple are block and flow collections, and scalars that end on the line where they begin: plain, between single quotes, or
/// between double quotes without a backslash. `text` has passed check_source.
[[nodiscard]] std::optional<Node> read_simple_yaml(std::string_view text);

}  // namespace assay::document
