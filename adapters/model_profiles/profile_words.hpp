// SPDX-License-Identifier: Apache-2.0
// Words of profiles: access conditions and kinds of files.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/model_calypso/calypso_state.hpp"

namespace assay::model::calypso {

/// "always", "never", "pin", "session 3", "confidential 3", "confidential-pin 3".
[[nodiscard]] std::optional<Access> read_access(std::string_view text);

[[nodiscard]] std::vector<std::string> file_type_words();
[[nodiscard]] std::optional<FileType> read_file_type(std::string_view word);

}  // namespace assay::model::calypso
