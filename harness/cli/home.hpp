// SPDX-License-Identifier: Apache-2.0
// Home: where the program finds specs/ and suites/ when the user names none.
#pragma once

#include <string>

#include "base/result.hpp"

namespace assay::cli {

struct Home {
  std::string specs;
  std::string suites;
};

/// Looks in $ASSAY_HOME, then beside the program and in the folders above it, then in ../share/assay.
/// Errors: `not_found`, naming where it looked.
[[nodiscard]] Result<Home> find_home();

}  // namespace assay::cli
