// SPDX-License-Identifier: Apache-2.0
// All deviations in one table, joined from the files of deviations/ in the order of the enumeration.
#include "adapters/model_hsm/hsm_deviation.hpp"

#include <array>

#include "adapters/model_hsm/deviations/auditing.hpp"
#include "adapters/model_hsm/deviations/channels.hpp"
#include "adapters/model_hsm/deviations/groups.hpp"
#include "adapters/model_hsm/deviations/keys.hpp"
#include "adapters/model_hsm/deviations/starting.hpp"

namespace assay::model::hsm {
namespace {

template <std::size_t... Sizes>
constexpr auto joined(const std::array<DeviationInfo, Sizes>&... families) {
  std::array<DeviationInfo, (Sizes + ...)> all{};
  std::size_t next = 0;
  const auto add = [&](const auto& family) {
    for (const DeviationInfo& info : family) all[next++] = info;
  };
  (add(families), ...);
  return all;
}

constexpr auto table = joined(deviations::channels, deviations::groups, deviations::keys,
                              deviations::starting, deviations::auditing);

constexpr bool in_order() {
  for (std::size_t i = 0; i < table.size(); ++i)
    if (static_cast<std::size_t>(table[i].deviation) != i) return false;
  return true;
}
static_assert(in_order(), "the table follows the enumeration");
static_assert(table.size() <= max_hsm_deviations, "there is room for them");

}  // namespace

std::span<const DeviationInfo> hsm_deviations() noexcept {
  return table;
}

std::optional<HsmDeviation> find_hsm_deviation(std::string_view id) noexcept {
  for (const DeviationInfo& info : table)
    if (info.id == id) return info.deviation;
  return std::nullopt;
}

}  // namespace assay::model::hsm
