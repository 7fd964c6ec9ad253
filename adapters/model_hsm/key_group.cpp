// SPDX-License-Identifier: Apache-2.0
// What is in each key group: published test keys only, as decision 0024 has them.
#include "adapters/model_hsm/key_group.hpp"

#include <algorithm>
#include <array>

#include "adapters/model_sam/sam_profile.hpp"

namespace assay::model::hsm {
namespace {

constexpr std::uint8_t second_tenant_kvc =
    0x74;  ///< has the keys of this version, 21, 27, 30, 01, 07

/// Another tenant: the signature key and a few others under known names, every value his own.
void keep_second_tenant(sam::PersistentState& store) {
  for (sam::Key& key : store.work) {
    const bool signs = key.kif == 0x2C && key.kvc == 0x01;
    if (key.kvc != second_tenant_kvc && !signs) {
      key = {};
      continue;
    }
    for (auto& byte : key.value) byte ^= 0xFF;
  }
  for (sam::Key& key : store.system)
    for (auto& byte : key.value) byte ^= 0xFF;
}

}  // namespace

void fill_group(KeyGroup& group, std::uint8_t number) {
  group.store = sam::make_sam_product("hsm")->state.persistent;
  group.invalidated.clear();
  if (number == 2) keep_second_tenant(group.store);
  if (number == 3) group.store.work = {};
}

sam::Key* find_key(KeyGroup& group, KeyName name) noexcept {
  const auto named = [&](const sam::Key& key) {
    return key.is_present() && key.kif == name.kif && key.kvc == name.kvc;
  };
  const auto found = std::ranges::find_if(group.store.work, named);
  if (found != group.store.work.end()) return &*found;
  const auto system = std::ranges::find_if(group.store.system, named);
  return system != group.store.system.end() ? &*system : nullptr;
}

bool is_invalidated(const KeyGroup& group, KeyName name) noexcept {
  return std::ranges::find(group.invalidated, name) != group.invalidated.end();
}

bool is_system_key(KeyName name) noexcept {
  constexpr std::array kifs{sam::kif::personalization, sam::kif::key_management,
                            sam::kif::reloading, sam::kif::authentication, sam::kif::lock};
  return std::ranges::find(kifs, name.kif) != kifs.end();
}

}  // namespace assay::model::hsm
