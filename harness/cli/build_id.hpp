// SPDX-License-Identifier: Apache-2.0
// Version and build id: which tool said so. The build id is the linker's hash of this very program.
#pragma once

#include <string>

namespace assay::cli {

[[nodiscard]] std::string tool_version();  ///< "0.1.0"
[[nodiscard]] std::string build_id();      ///< 40 hex digits, or "unknown"

}  // namespace assay::cli
