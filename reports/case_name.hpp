// SPDX-License-Identifier: Apache-2.0
// The name of a case inside its suite.
#pragma once

#include <string>
#include <string_view>

#include "journal/records.hpp"

namespace assay::reports {

/// The address without its suite: "isd-listed[key_version='7F']".
[[nodiscard]] inline std::string_view case_name(const journal::PlannedCase& planned) noexcept {
  std::string_view address = planned.address;
  const std::size_t suite = planned.suite.size();
  const bool inside = address.size() > suite + 1 && address.substr(0, suite) == planned.suite &&
                      address[suite] == '/';
  return inside ? address.substr(suite + 1) : address;
}

}  // namespace assay::reports
