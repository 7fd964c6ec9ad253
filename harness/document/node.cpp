// SPDX-License-Identifier: Apache-2.0
// Reading documents from text and disk; the YAML itself is the work of simple_yaml and, where that gives up, of yaml_reader.
#include "document/node.hpp"

#include "base/whole_file.hpp"
#include "document/simple_yaml.hpp"
#include "document/source_check.hpp"
#include "document/yaml_reader.hpp"

namespace assay::document {

const Node* Node::find(std::string_view key) const noexcept {
  for (const auto& entry : entries)
    if (entry.key == key) return &entry.value;
  return nullptr;
}

std::size_t source_length(const Node& node) noexcept {
  if (node.kind != Node::Kind::scalar) return 1;
  return node.quoted ? node.text.size() + 2 : node.text.size();
}

std::size_t source_length(const Entry& entry) noexcept {
  return entry.quoted ? entry.key.size() + 2 : entry.key.size();
}

bool parse(Document& document, Diagnostics& diagnostics) {
  // A byte order mark would shift every column of the first line.
  if (document.text.starts_with("\xEF\xBB\xBF")) document.text.erase(0, 3);
  document.root = Node{};
  const std::size_t before = diagnostics.items().size();
  if (!check_source(document, diagnostics)) return false;
  if (auto root = read_simple_yaml(document.text))
    document.root = *std::move(root);
  else
    read_yaml(document, diagnostics);
  return diagnostics.items().size() == before;
}

Result<Document> read_file(const std::string& path, Diagnostics& diagnostics) {
  Document document;
  document.file = path;
  TRY(document.text, read_whole_file(path));
  // What is wrong inside is told by `diagnostics`, and a caller that sees some has no use for the tree.
  if (!parse(document, diagnostics)) document.root = Node{};
  return document;
}

}  // namespace assay::document
