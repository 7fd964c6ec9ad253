// SPDX-License-Identifier: Apache-2.0
// All deviations in one table, joined from the files of deviations/ in the order of the enumeration.
#include "adapters/model_calypso/calypso_deviation.hpp"

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
#include "adapters/model_common/deviation_table.hpp"

namespace assay::model::calypso {
namespace {

constexpr auto table = join_deviations(
    deviations::selection, deviations::files, deviations::reading, deviations::modifications,
    deviations::openings, deviations::sessions, deviations::closes, deviations::security,
    deviations::stored_value, deviations::pki, deviations::pki_certificates,
    deviations::pki_sessions, deviations::pki_data, deviations::refusals, deviations::phone);

static_assert(follows_enumeration(table), "the table follows the enumeration");
static_assert(table.size() <= max_calypso_deviations, "the environment has room for them");

}  // namespace

std::span<const DeviationInfo> calypso_deviations() noexcept {
  return table;
}

}  // namespace assay::model::calypso
