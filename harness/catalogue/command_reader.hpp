// SPDX-License-Identifier: Apache-2.0
// Reads one command of a command catalogue from its node.
#pragma once

#include <string>

#include "catalogue/catalogue.hpp"
#include "document/mistakes.hpp"
#include "document/node.hpp"

namespace assay::catalogue {

/// What the schema told already is passed over in silence; what it cannot see goes to `mistakes`.
[[nodiscard]] Command read_command(const document::Entry& entry, const std::string& file,
                                   document::Mistakes& mistakes);

}  // namespace assay::catalogue
