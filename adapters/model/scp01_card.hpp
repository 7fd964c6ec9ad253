// SPDX-License-Identifier: Apache-2.0
// SCP01 as the card sees it.   Source: GPC D, which v2.3.1 voids and older cards follow.
#pragma once

#include "adapters/model/secure_channel.hpp"

namespace assay::model::scp01 {

extern const Protocol protocol;

/// GPC D.4.1.4: with the version, P2 names the keys: by the identifier of the first one, or 00 for the set.
[[nodiscard]] bool names_key_set(const Exchange& x, std::uint8_t p2) noexcept;

}  // namespace assay::model::scp01
