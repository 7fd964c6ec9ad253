// SPDX-License-Identifier: Apache-2.0
// What is checked of a YAML text before it is parsed: size, encoding, control characters, tabs in the indentation.
#pragma once

#include "base/diagnostic.hpp"
#include "document/node.hpp"

namespace assay::document {

inline constexpr std::size_t max_source_size = 16 * 1024 * 1024;

/// Returns whether the text may go on to the parser; what is wrong is in `diagnostics`.
[[nodiscard]] bool check_source(const Document& document, Diagnostics& diagnostics);

}  // namespace assay::document
