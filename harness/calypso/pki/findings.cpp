// SPDX-License-Identifier: Apache-2.0
#include "calypso/pki/findings.hpp"

#include <fmt/format.h>

namespace assay::calypso::pki {

std::string_view name(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::kept: return "kept";
    case Outcome::warned: return "warning";
    case Outcome::broken: break;
  }
  return "broken";
}

std::string words_of(const Finding& finding) {
  return fmt::format("{}: found {}, wanted {}", text_of(finding.rule).id, finding.found,
                     finding.wanted);
}

}  // namespace assay::calypso::pki
