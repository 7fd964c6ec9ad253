// SPDX-License-Identifier: Apache-2.0
// Traceability: how every requirement of the catalogues ends: proven, the same as a proven one, excepted, or open.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "catalogue/catalogue.hpp"

namespace assay::engine {

enum class RowState { proven, same_as, excepted, open };

struct RowTrace {
  const catalogue::Requirement* requirement = nullptr;
  RowState state = RowState::open;
  std::string remark;           ///< the row it is the same as, or the reason of the exception
  std::set<std::string> cases;  ///< addresses that cover it and pass on the conforming card
};

struct CatalogueTrace {
  std::size_t catalogued = 0, testable = 0, proven = 0, same_as = 0, claimed = 0, open = 0;
  std::map<std::string, std::size_t> excepted;  ///< reason to count
};

struct Trace {
  std::vector<RowTrace> rows;  ///< in the order of the catalogue
  CatalogueTrace total;
  std::map<std::string, CatalogueTrace> catalogues;
};

/// `proven` and `claims` come from a mutation run. An exception for a proven row is counted as proven; `same_as` counts only
/// when the other row is proven.
[[nodiscard]] Trace trace(const catalogue::Catalogue& catalogue,
                          const std::set<std::string>& proven,
                          const std::map<std::string, std::set<std::string>>& claims);

}  // namespace assay::engine
