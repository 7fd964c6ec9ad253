// SPDX-License-Identifier: Apache-2.0
// New files: several at once, none of them over one that is there, secrets for their owner alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay::cli {

struct NewFile {
  std::string ending;  ///< ".key": follows the common name
  SecureBytes content;
  bool secret = false;  ///< readable for the owner only
};

/// Errors: `malformed` for anything but letters, digits, '-', '_' and '.', and for a name that begins with a dot; `option` names it.
[[nodiscard]] Result<void> check_file_name(std::string_view option, const std::string& name);

/// Makes the folder if need be, looks whether every file is new, then writes them and prints their names.
/// Errors: `refused` for a file that is there, with nothing written; `internal` when the system refuses.
[[nodiscard]] Result<void> write_new_files(const std::string& folder, const std::string& name,
                                           const std::vector<NewFile>& files);

}  // namespace assay::cli
