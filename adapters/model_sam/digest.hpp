// SPDX-License-Identifier: Apache-2.0
// What the digest commands share. Private to this room.
#pragma once

#include "adapters/model_sam/exchange.hpp"

namespace assay::model::sam {

/// Length of the MACs of this session.
[[nodiscard]] constexpr std::size_t mac_size(const CardSession& session) noexcept {
  return session.extended ? 8 : 4;
}

[[nodiscard]] inline bool fits_digest(const Exchange& x) noexcept {
  const bool small = x.deviates(SamDeviation::digest_limited_to_70);
  const bool large = x.deviates(SamDeviation::digest_limit_of_c1);
  const std::size_t most = small ? 70 : large ? 255 : x.traits().most_digest_data;
  return x.command.data.size() <= most || x.deviates(SamDeviation::digest_takes_any_size);
}

}  // namespace assay::model::sam
