// SPDX-License-Identifier: Apache-2.0
// The frame around every loader: read the file, check it against its syntax, read the values, hand mistakes over.
#pragma once

#include <optional>
#include <string>

#include "document/mistakes.hpp"
#include "document/node.hpp"
#include "document/schema.hpp"

namespace assay::script {

/// `read(document, mistakes)` yields an optional value; nothing comes back when any mistake was found.
template <typename T, typename Read>
std::optional<T> load_checked(const std::string& file, const document::Schema& syntax,
                              Diagnostics& diagnostics, Read read) {
  const std::size_t before = diagnostics.items().size();
  const auto document = document::read_file(file, diagnostics);
  if (!document) diagnostics.add({file, {}, 1, document.error().message});
  if (diagnostics.items().size() != before) return std::nullopt;
  document::Mistakes mistakes;
  document::validate(document->root, syntax, file, mistakes);
  std::optional<T> value = read(*document, mistakes);
  const bool sound = mistakes.empty();
  mistakes.hand_over(diagnostics);
  return sound ? std::move(value) : std::nullopt;
}

/// For files that may hold keys: places are named, and lines never shown.
inline void hand_over_without_source(const Diagnostics& found, Diagnostics& diagnostics) {
  for (auto item : found.items()) {
    item.length = 0;
    diagnostics.add(std::move(item));
  }
}

}  // namespace assay::script
