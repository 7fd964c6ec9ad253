// SPDX-License-Identifier: Apache-2.0
// The only place that knows yaml-cpp: turns its events into nodes, and its exceptions into diagnostics.
#pragma once

#include "base/diagnostic.hpp"
#include "document/node.hpp"

namespace assay::document {

inline constexpr std::size_t max_nesting = 64;

/// Fills `document.root` from a text that `check_source` let through.
void read_yaml(Document& document, Diagnostics& diagnostics);

}  // namespace assay::document
