// SPDX-License-Identifier: Apache-2.0
// All deviations in one table, joined from the files of deviations/ in the order of the enumeration.
#include "adapters/model_calypso/calypso_deviation.hpp"

namespace assay::model::calypso {

std::span<const DeviationInfo> calypso_deviations() noexcept {
  return {};
}

}  // namespace assay::model::calypso
