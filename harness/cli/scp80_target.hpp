// SPDX-License-Identifier: Apache-2.0
// What a bench says of SCP80, as the options of a target `scp80:URI`.
#pragma once

#include "adapters/scp80/scp80_channel.hpp"
#include "engine/value.hpp"

namespace assay::cli {

/// Reads scp80.spi, .kic, .kid, .tar, .kic_key, .kid_key and .counter (1 when it is not there).
/// Errors: `not_found` for one that is missing, `out_of_range` for a length that is not its own, and those of
/// `scp80::check_options`; `where` is the name of the value, "scp80.spi".
[[nodiscard]] Result<scp80::Scp80Options> scp80_options(const engine::Names::Ixit& ixit);

}  // namespace assay::cli
