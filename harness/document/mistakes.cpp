// SPDX-License-Identifier: Apache-2.0
// One complaint a place, sorted when handed over.
#include "document/mistakes.hpp"

#include <algorithm>

namespace assay::document {

void Mistakes::add(const std::string& file, Position position, std::size_t length,
                   std::string message) {
  if (!places_.emplace(file, position.line, position.column).second) return;
  items_.push_back({file, position, std::max<std::size_t>(length, 1), std::move(message)});
}

void Mistakes::add(const std::string& file, const Node& node, std::string message) {
  if (!node.origin.empty()) message += " (the value of " + node.origin + ")";
  // A value that was put in has its own length, not that of the name that stands in the source.
  add(file, node.position, node.origin.empty() ? source_length(node) : 1, std::move(message));
}

void Mistakes::add(const std::string& file, const Entry& key, std::string message) {
  add(file, key.position, source_length(key), std::move(message));
}

void Mistakes::hand_over(Diagnostics& diagnostics) {
  std::ranges::stable_sort(items_, [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.file, a.position) < std::tie(b.file, b.position);
  });
  for (auto& item : items_) diagnostics.add(std::move(item));
  items_.clear();
  places_.clear();
}

}  // namespace assay::document
