// SPDX-License-Identifier: Apache-2.0
// Mistakes: diagnostics being collected, at most one for each place, handed over in the order of the files.
#pragma once

#include <set>
#include <string>
#include <tuple>

#include "base/diagnostic.hpp"
#include "document/node.hpp"

namespace assay::document {

/// A second complaint about the same place is most often a consequence of the first, and is dropped.
class Mistakes {
 public:
  void add(const std::string& file, Position position, std::size_t length, std::string message);
  /// Names where the value came from when it was put in for a $name.
  void add(const std::string& file, const Node& node, std::string message);
  void add(const std::string& file, const Entry& key, std::string message);

  [[nodiscard]] bool empty() const noexcept { return items_.empty(); }

  /// Sorted by file and place.
  void hand_over(Diagnostics& diagnostics);

 private:
  std::set<std::tuple<std::string, std::size_t, std::size_t>> places_;
  std::vector<Diagnostic> items_;
};

}  // namespace assay::document
