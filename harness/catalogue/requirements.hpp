// SPDX-License-Identifier: Apache-2.0
// Requirement rows: tab-separated text, split without copies.
#pragma once

#include <string_view>

#include "catalogue/catalogue.hpp"

namespace assay::catalogue {

/// Appends the rows of one table; they are views of `text`. The first line that is not a comment names the columns; id, section, page, subject,
/// testable, command, expect and requirement must be there, source and confidence may.
void read_requirements(const std::string& file, std::string_view text, std::string_view catalogue,
                       std::vector<Requirement>& rows, Diagnostics& diagnostics);

}  // namespace assay::catalogue
