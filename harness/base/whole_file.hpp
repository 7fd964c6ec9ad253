// SPDX-License-Identifier: Apache-2.0
// Reading a file as a whole, whatever a path may name: a folder, a device without an end, nothing.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.hpp"

namespace assay {

/// Of what people write by hand nothing is a tenth as large; a device has no end.
inline constexpr std::size_t largest_whole_file = std::size_t{64} << 20;

/// Errors: `not_found` for a folder or a file that cannot be opened, `out_of_range` for one of more than `most`
/// bytes, `internal` when reading ends half-way.
[[nodiscard]] Result<std::string> read_whole_file(const std::string& path,
                                                  std::size_t most = largest_whole_file);

}  // namespace assay
