// SPDX-License-Identifier: Apache-2.0
// Groups of Wycheproof's files: what a group says for all its tests, and the check that follows. Private to this room.
#pragma once

#include <functional>
#include <string>

#include "vectors/check.hpp"

namespace assay::vectors {

/// A group made ready: where its tests are counted, and how one of them is run.
struct WycheproofGroup {
  std::string algorithm;
  std::function<Outcome(Fields& test)> check;
};

/// Reads what stands in the group beside its tests; `algorithm` is that of the file.
/// Errors: `unsupported` for a type of group, an algorithm, a curve or a hash that is not known, naming it.
[[nodiscard]] Result<WycheproofGroup> open_wycheproof_group(Fields& group,
                                                            const std::string& algorithm);

}  // namespace assay::vectors
