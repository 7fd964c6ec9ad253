// SPDX-License-Identifier: Apache-2.0
// Requirements are weighed by the column confidence of the catalogue of Calypso, whose specifications are not public.
#include "engine/confidence.hpp"

#include <algorithm>

namespace assay::engine {
namespace {

constexpr std::string_view inferred = "inferred";
constexpr std::string_view libraries = "coded in reference libraries";

bool claims(const script::Ics& ics, std::string_view name) {
  const auto found = ics.answers.find(name);
  return found != ics.answers.end() && found->second == "true";
}

Ground ground_of_row(const catalogue::Requirement* row) {
  // Other catalogues follow public specifications: a wrong reading there is ours to mend.
  if (row == nullptr || row->catalogue != "calypso") return Ground::confirmed;
  if (row->confidence == inferred) return Ground::inferred;
  return row->confidence == libraries ? Ground::libraries : Ground::confirmed;
}

}  // namespace

Confidence::Confidence(const catalogue::Catalogue& catalogue, const script::Ics& ics)
    : catalogue_(&catalogue) {
  if (claims(ics, "confidence.inferred")) binding_from_ = Ground::inferred;
  labels_libraries_ = !claims(ics, "confidence.libraries") && !claims(ics, "confidence.inferred");
}

Ground Confidence::ground_of(const std::vector<std::string>& requirements) const {
  if (catalogue_ == nullptr || requirements.empty()) return Ground::confirmed;
  Ground best = Ground::inferred;
  for (const auto& id : requirements)
    best = std::max(best, ground_of_row(catalogue_->requirement(id)));
  return best;
}

journal::Verdict Confidence::weigh(std::vector<journal::FailedCheck>& failures) const {
  bool binds = false;
  for (auto& failure : failures) {
    const Ground ground = ground_of(failure.covers);
    binds = binds || ground >= binding_from_;
    if (ground < binding_from_) failure.confidence = inferred;
    if (ground == Ground::libraries && labels_libraries_) failure.confidence = libraries;
  }
  return binds || failures.empty() ? journal::Verdict::fail : journal::Verdict::inconclusive;
}

}  // namespace assay::engine
