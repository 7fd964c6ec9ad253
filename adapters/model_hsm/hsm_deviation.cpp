// SPDX-License-Identifier: Apache-2.0
// All deviations in one table, joined from the files of deviations/ in the order of the enumeration.
#include "adapters/model_hsm/hsm_deviation.hpp"

#include "adapters/model_common/deviation_table.hpp"
#include "adapters/model_hsm/deviations/auditing.hpp"
#include "adapters/model_hsm/deviations/channels.hpp"
#include "adapters/model_hsm/deviations/groups.hpp"
#include "adapters/model_hsm/deviations/keys.hpp"
#include "adapters/model_hsm/deviations/starting.hpp"

namespace assay::model::hsm {
namespace {

constexpr auto table = join_deviations(deviations::channels, deviations::groups, deviations::keys,
                                       deviations::starting, deviations::auditing);

static_assert(follows_enumeration(table), "the table follows the enumeration");
static_assert(table.size() <= max_hsm_deviations, "there is room for them");

}  // namespace

std::span<const DeviationInfo> hsm_deviations() noexcept {
  return table;
}

std::optional<HsmDeviation> find_hsm_deviation(std::string_view id) noexcept {
  return find_deviation(table, id);
}

}  // namespace assay::model::hsm
