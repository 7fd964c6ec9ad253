// SPDX-License-Identifier: Apache-2.0
// Splits the command of `exec:COMMAND` into words, without a shell.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace assay::shim {

/// Blanks part words; '...' and "..." keep them together; a backslash takes the next character as it is, except
/// between single quotes. Nothing else is special: no variables, no wildcards, no redirection.
/// Errors: `malformed` for an open quote, a backslash at the end, or no word at all.
[[nodiscard]] Result<std::vector<std::string>> split_command_line(std::string_view text);

}  // namespace assay::shim
