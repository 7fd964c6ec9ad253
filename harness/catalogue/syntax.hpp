// SPDX-License-Identifier: Apache-2.0
// The syntax of the files under specs/, as schemas.
#pragma once

#include "document/schema.hpp"

namespace assay::catalogue {

[[nodiscard]] const document::Schema& command_catalogue_syntax();
[[nodiscard]] const document::Schema& ics_names_syntax();
[[nodiscard]] const document::Schema& ixit_names_syntax();
[[nodiscard]] const document::Schema& exceptions_syntax();
[[nodiscard]] const document::Schema& terminal_deviations_syntax();

/// "A..B bytes", "8 bytes", "1 byte": the least and the greatest number; nothing when it reads otherwise.
[[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> parse_size(std::string_view text);

/// A word of letters and digits parted by dots, dashes and underscores.
[[nodiscard]] bool is_name(std::string_view text);

}  // namespace assay::catalogue
