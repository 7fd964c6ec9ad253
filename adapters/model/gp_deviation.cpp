// SPDX-License-Identifier: Apache-2.0
// All deviations in one table, joined from the files of deviations/ in the order of the enumeration.
#include "adapters/model/gp_deviation.hpp"

#include "adapters/model/deviations/channels.hpp"
#include "adapters/model/deviations/data.hpp"
#include "adapters/model/deviations/general.hpp"
#include "adapters/model/deviations/initiation.hpp"
#include "adapters/model/deviations/layout.hpp"
#include "adapters/model/deviations/r_mac.hpp"
#include "adapters/model/deviations/reset.hpp"
#include "adapters/model/deviations/scp01.hpp"
#include "adapters/model/deviations/scp02.hpp"
#include "adapters/model/deviations/scp02_implicit.hpp"
#include "adapters/model/deviations/scp02_options.hpp"
#include "adapters/model/deviations/scp03.hpp"
#include "adapters/model/deviations/scp03_options.hpp"
#include "adapters/model/deviations/scp10.hpp"
#include "adapters/model/deviations/scp10_commands.hpp"
#include "adapters/model/deviations/scp10_entities.hpp"
#include "adapters/model/deviations/scp10_messages.hpp"
#include "adapters/model/deviations/scp11.hpp"
#include "adapters/model/deviations/selection.hpp"
#include "adapters/model/deviations/sessions.hpp"
#include "adapters/model/deviations/sessions_more.hpp"
#include "adapters/model/deviations/status.hpp"
#include "adapters/model_common/deviation_table.hpp"

namespace assay::model {
namespace {

constexpr auto table = join_deviations(
    deviations::selection, deviations::data, deviations::status, deviations::channels,
    deviations::general, deviations::sessions, deviations::scp03, deviations::scp02,
    deviations::r_mac, deviations::reset, deviations::layout, deviations::scp01,
    deviations::scp02_options, deviations::scp02_implicit, deviations::scp03_options,
    deviations::sessions_more, deviations::initiation, deviations::scp11,
    deviations::scp10_messages, deviations::scp10_commands, deviations::scp10_entities,
    deviations::scp10);

static_assert(follows_enumeration(table), "the table follows the enumeration");
static_assert(table.size() <= max_gp_deviations, "GpEnvironment has room for them");

}  // namespace

std::span<const DeviationInfo> gp_deviations() noexcept {
  return table;
}

std::optional<GpDeviation> find_gp_deviation(std::string_view id) noexcept {
  return find_deviation(table, id);
}

}  // namespace assay::model
