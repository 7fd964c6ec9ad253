// SPDX-License-Identifier: Apache-2.0
// A whole trace decoded, event by event; what T=0 made of one exchange is told as one.
#pragma once

#include <string>

#include "base/result.hpp"
#include "catalogue/catalogue.hpp"

namespace assay::cli {

/// Whether the word names a trace rather than bytes: `replay:FILE`, or a file that is there.
[[nodiscard]] bool names_trace(const std::string& word);

/// Errors: as load_trace.
[[nodiscard]] Result<void> explain_trace(const std::string& word,
                                         const catalogue::Catalogue& catalogue);

}  // namespace assay::cli
