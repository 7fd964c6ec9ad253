// SPDX-License-Identifier: Apache-2.0
// Exit codes of the program; docs/verdicts.md explains them to users.
#pragma once

namespace assay::cli {

inline constexpr int exit_good = 0;
inline constexpr int exit_failed = 1;  ///< a case failed, a vector failed, a deviation survived
inline constexpr int exit_inconclusive = 2;
inline constexpr int exit_error = 3;  ///< the harness or its environment
inline constexpr int exit_refused =
    4;  ///< before the first case: option, file, script, a missing key; or nothing ran

}  // namespace assay::cli
