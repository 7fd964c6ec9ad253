// SPDX-License-Identifier: Apache-2.0
// YAML documents as plain values: every scalar, key and collection knows its place and whether it was quoted.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/result.hpp"

namespace assay::document {

struct Entry;

/// One node of a document. Anchors, aliases, merge keys and tags are refused while reading, as are repeated keys and
/// the YAML 1.1 booleans `on off yes no y n` as keys.
struct Node {
  enum class Kind { null, scalar, sequence, mapping };

  Kind kind = Kind::null;
  std::string text;  ///< of a scalar; empty otherwise
  bool quoted =
      false;  ///< a scalar between single (or double) quotes: hex, or text that is surely text
  Position position;
  std::string origin;  ///< "$sw, line 12" when the value was put in for a name; empty otherwise
  std::vector<Node> items;     ///< of a sequence
  std::vector<Entry> entries;  ///< of a mapping, in the order of the file

  /// The value under `key`, or nullptr.
  [[nodiscard]] const Node* find(std::string_view key) const noexcept;
};

struct Entry {
  std::string key;
  Position position;
  Node value;
  bool quoted = false;  ///< the key stands between quotes
};

/// How many characters a scalar or key takes in the source, for carets; 1 for collections.
[[nodiscard]] std::size_t source_length(const Node& node) noexcept;
[[nodiscard]] std::size_t source_length(const Entry& entry) noexcept;

struct Document {
  std::string file;  ///< as named by the user; stands in messages
  std::string text;  ///< the source, for caret lines
  Node root;
};

/// Reads one document. Several mistakes are collected where the syntax allows going on; an empty file is a null root.
/// Returns nothing when `diagnostics` received something. Limits: 16 MiB, 64 levels of nesting.
[[nodiscard]] bool parse(Document& document, Diagnostics& diagnostics);

/// The same for a file on disk. Errors: `not_found` and others for the file itself; what is in it goes to `diagnostics`.
[[nodiscard]] Result<Document> read_file(const std::string& path, Diagnostics& diagnostics);

}  // namespace assay::document
