// SPDX-License-Identifier: Apache-2.0
// Reading documents from text and disk; the YAML itself is the work of simple_yaml and, where that gives up, of yaml_reader.
#include "document/node.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "document/simple_yaml.hpp"
#include "document/source_check.hpp"
#include "document/yaml_reader.hpp"

namespace assay::document {
namespace {

constexpr std::size_t most_text = 64U << 20U;  // of a file: what people write is a thousandth of it

}  // namespace

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
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (std::filesystem::is_directory(status))
    return fail(ErrorCode::not_found, "'{}' is a folder; a file was wanted", path);
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(ErrorCode::not_found, "cannot read '{}': {}", path, std::strerror(errno));

  Document document;
  document.file = path;
  std::array<char, 1U << 16> part{};
  while (in.read(part.data(), part.size()) || in.gcount() > 0) {
    document.text.append(part.data(), static_cast<std::size_t>(in.gcount()));
    if (document.text.size() > most_text)
      return fail(ErrorCode::out_of_range, "'{}' has more than {} MiB", path, most_text >> 20U);
  }
  if (in.bad()) return fail(ErrorCode::internal, "reading '{}' failed half-way", path);
  // What is wrong inside is told by `diagnostics`, and a caller that sees some has no use for the tree.
  if (!parse(document, diagnostics)) document.root = Node{};
  return document;
}

}  // namespace assay::document
