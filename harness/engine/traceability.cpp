// SPDX-License-Identifier: Apache-2.0
// Adding up the states of requirements.
#include "engine/traceability.hpp"

namespace assay::engine {
namespace {

using catalogue::Catalogue;

std::map<std::string, const catalogue::Exception*> exceptions_by_id(const Catalogue& catalogue) {
  std::map<std::string, const catalogue::Exception*> out;
  for (const auto& exception : catalogue.exceptions) out[exception.id] = &exception;
  return out;
}

std::map<std::string, std::string> same_as_by_id(const Catalogue& catalogue) {
  std::map<std::string, std::string> out;
  for (const auto& same : catalogue.same_as) out[same.id] = same.is;
  return out;
}

void count(const RowTrace& row, CatalogueTrace& into) {
  ++into.catalogued;
  if (row.requirement->testable == "apdu" || row.requirement->testable == "setup") ++into.testable;
  if (!row.cases.empty()) ++into.claimed;
  switch (row.state) {
    case RowState::proven: ++into.proven; break;
    case RowState::same_as: ++into.same_as; break;
    case RowState::excepted: ++into.excepted[row.remark]; break;
    case RowState::open: ++into.open; break;
  }
}

}  // namespace

Trace trace(const Catalogue& catalogue, const std::set<std::string>& proven,
            const std::map<std::string, std::set<std::string>>& claims) {
  const auto exceptions = exceptions_by_id(catalogue);
  const auto same_as = same_as_by_id(catalogue);
  Trace out;
  for (const auto& requirement : catalogue.requirements) {
    RowTrace row;
    row.requirement = &requirement;
    const std::string id(requirement.id);
    if (const auto found = claims.find(id); found != claims.end()) row.cases = found->second;
    const auto same = same_as.find(id);
    const auto exception = exceptions.find(id);
    if (proven.contains(id)) {
      row.state = RowState::proven;
    } else if (same != same_as.end() && proven.contains(same->second)) {
      row.state = RowState::same_as;
      row.remark = same->second;
    } else if (exception != exceptions.end()) {
      row.state = RowState::excepted;
      row.remark = exception->second->reason;
    }
    count(row, out.total);
    count(row, out.catalogues[requirement.catalogue]);
    out.rows.push_back(std::move(row));
  }
  return out;
}

}  // namespace assay::engine
