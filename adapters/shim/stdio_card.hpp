// SPDX-License-Identifier: Apache-2.0
// Shows any channel to another program over the shim protocol: `assay serve MODEL --stdio`.
#pragma once

#include <iosfwd>
#include <string>

#include "base/result.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::shim {

/// Answers requests from `in` on `out`, line by line, until `quit` or the end of `in`.
///
/// A request that cannot be read is answered with `error` and the next one is waited for. The output is flushed after
/// each line. Errors: `reader_lost` when `out` can no longer be written to.
[[nodiscard]] Result<void> serve_stdio(iso7816::CardChannel& card, std::istream& in,
                                       std::ostream& out, const std::string& name);

}  // namespace assay::shim
