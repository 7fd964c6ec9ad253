// SPDX-License-Identifier: Apache-2.0
// All deviations in one table, joined from the files of deviations/ in the order of the enumeration.
#include "adapters/model_calypso/calypso_deviation.hpp"

#include <array>

#include "adapters/model_calypso/deviations/closes.hpp"
#include "adapters/model_calypso/deviations/files.hpp"
#include "adapters/model_calypso/deviations/modifications.hpp"
#include "adapters/model_calypso/deviations/openings.hpp"
#include "adapters/model_calypso/deviations/phone.hpp"
#include "adapters/model_calypso/deviations/pki.hpp"
#include "adapters/model_calypso/deviations/pki_certificates.hpp"
#include "adapters/model_calypso/deviations/pki_data.hpp"
#include "adapters/model_calypso/deviations/pki_sessions.hpp"
#include "adapters/model_calypso/deviations/reading.hpp"
#include "adapters/model_calypso/deviations/refusals.hpp"
#include "adapters/model_calypso/deviations/security.hpp"
#include "adapters/model_calypso/deviations/selection.hpp"
#include "adapters/model_calypso/deviations/sessions.hpp"
#include "adapters/model_calypso/deviations/stored_value.hpp"

namespace assay::model::calypso {
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

constexpr auto table =
    joined(deviations::selection, deviations::files, deviations::reading, deviations::modifications,
           deviations::openings, deviations::sessions, deviations::closes, deviations::security,
           deviations::stored_value, deviations::pki, deviations::pki_certificates,
           deviations::pki_sessions, deviations::pki_data, deviations::refusals, deviations::phone);

constexpr bool in_order() {
  for (std::size_t i = 0; i < table.size(); ++i)
    if (static_cast<std::size_t>(table[i].deviation) != i) return false;
  return true;
}
static_assert(in_order(), "the table follows the enumeration");
static_assert(table.size() <= max_calypso_deviations, "the environment has room for them");

}  // namespace

std::span<const DeviationInfo> calypso_deviations() noexcept {
  return table;
}

}  // namespace assay::model::calypso
