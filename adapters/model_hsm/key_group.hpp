// SPDX-License-Identifier: Apache-2.0
// KeyGroup: the keys, counters and ceilings of one tenant of the HSM, shared by all channels that work for him.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "adapters/model_sam/sam_environment.hpp"
#include "adapters/model_sam/sam_state.hpp"

namespace assay::model::hsm {

inline constexpr std::uint8_t group_count = 3;

/// Counted as it happens; the whole device is the sum of its groups and what concerns none of them.
struct Events {
  std::atomic<std::uint64_t> opened{0}, closed{0}, given_up{0}, refused{0}, exchanges{0},
      operations{0}, keys_loaded{0}, keys_deleted{0}, keys_invalidated{0};

  void clear() noexcept {
    for (auto* count : {&opened, &closed, &given_up, &refused, &exchanges, &operations,
                        &keys_loaded, &keys_deleted, &keys_invalidated})
      *count = 0;
  }
};

struct KeyName {
  std::uint8_t kif = 0;
  std::uint8_t kvc = 0;
  bool operator==(const KeyName&) const = default;
};

struct KeyGroup {
  sam::PersistentState store;
  std::vector<KeyName> invalidated;
  sam::VolatileState transfer;  ///< the challenge of the next transfer
  sam::SamEnvironment environment;
  Events events;
};

/// Group 1 has the keys of the model HSM-C1; group 2 the keys of another tenant, some under the same KIF and KVC with other
/// values; group 3 the system keys of group 1 and no work key.
void fill_group(KeyGroup& group, std::uint8_t number);

/// The key, or null.
[[nodiscard]] sam::Key* find_key(KeyGroup& group, KeyName name) noexcept;
[[nodiscard]] bool is_invalidated(const KeyGroup& group, KeyName name) noexcept;
[[nodiscard]] bool is_system_key(KeyName name) noexcept;

}  // namespace assay::model::hsm
