// SPDX-License-Identifier: Apache-2.0
#include "script/value_reader.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "document/schema.hpp"

namespace assay::script {
namespace {

using document::HexValue;
using document::Node;

std::string bytes_text(std::size_t count) {
  return fmt::format("{} byte{}", count, count == 1 ? "" : "s");
}

/// "8 bytes" or "8 to 16 bytes".
std::string range_text(std::size_t least, std::size_t greatest) {
  return least == greatest ? bytes_text(least) : fmt::format("{} to {} bytes", least, greatest);
}

/// How many bytes a value will have, where its text tells: literals, and $random.N.
std::optional<std::size_t> known_size(const HexValue& value) {
  constexpr std::string_view random = "random.";
  std::size_t size = 0;
  for (const auto& piece : value.pieces) {
    if (piece.name.empty()) {
      size += piece.literal.size();
      continue;
    }
    std::size_t count = 0;
    const char* const end = piece.name.data() + piece.name.size();
    if (!piece.name.starts_with(random) || piece.slice || piece.part ||
        std::from_chars(piece.name.data() + random.size(), end, count).ptr != end)
      return std::nullopt;
    size += count;
  }
  return size;
}

}  // namespace

HexValue ValueReader::bytes(const Node& node) const {
  if (node.kind != Node::Kind::scalar) {
    if (!node.origin.empty()) error(node, "a list stands here; bytes between quotes are wanted");
    return {};
  }
  if (!node.quoted && !node.text.starts_with('$')) {
    error(node, document::looks_like_hex(node.text)
                    ? document::unquoted_hex(node.text)
                    : fmt::format("'{}' stands here; bytes between quotes, or a $name is wanted",
                                  node.text));
    return {};
  }
  auto value = document::parse_hex_value(node.text);
  if (!value) {
    error(node, value.error().message);
    return {};
  }
  names_.check(*value, node, file_);
  return std::move(*value);
}

void ValueReader::expect_size(const Node& node, const HexValue& value, std::string_view name,
                              std::size_t least, std::size_t greatest) const {
  const auto size = known_size(value);
  if (!size || (value.pieces.empty() && !node.text.empty())) return;
  if (*size >= least && *size <= greatest) return;
  error(node, fmt::format("'{}' has {}; {} has {}", node.text, bytes_text(*size), name,
                          range_text(least, greatest)));
}

}  // namespace assay::script
