// SPDX-License-Identifier: Apache-2.0
#include "vectors/fields.hpp"

#include <algorithm>
#include <charconv>

#include "base/hex.hpp"
#include "base/text.hpp"

namespace assay::vectors {
namespace {

using document::Node;

const Node& nothing() {
  static const Node node{.kind = Node::Kind::mapping};
  return node;
}

}  // namespace

Fields::Fields(const std::string& file, const Node& node, document::Mistakes& mistakes)
    : file_(file), node_(node), mistakes_(mistakes) {
  if (node.kind != Node::Kind::mapping)
    mistakes.add(file, node, "names and values were wanted here");
}

const Node* Fields::find(std::string_view key) {
  read_.emplace(key);
  return node_.find(key);
}

const Node* Fields::wanted(std::string_view key) {
  const Node* found = find(key);
  if (found == nullptr) mistakes_.add(file_, node_, fmt::format("'{}' is missing", key));
  return found;
}

std::string Fields::text(std::string_view key) {
  const Node* found = wanted(key);
  if (found == nullptr) return {};
  if (found->kind != Node::Kind::scalar)
    mistakes_.add(file_, *found, fmt::format("'{}' wants a text", key));
  return found->text;
}

std::string Fields::text_or(std::string_view key, std::string_view otherwise) {
  return has(key) ? text(key) : std::string(otherwise);
}

std::string Fields::word(std::string_view key, std::span<const std::string_view> words) {
  const std::string found = text(key);
  if (has(key) && std::ranges::find(words, found) == words.end()) {
    std::vector<std::string> list(words.begin(), words.end());
    mistake(key, fmt::format("'{}' is none of {}{}", found, join(list, ", "),
                             did_you_mean(found, words)));
  }
  return found;
}

std::optional<Bytes> Fields::bytes_of(const Node& node) {
  if (node.kind != Node::Kind::scalar || !node.quoted) {
    mistakes_.add(file_, node, "hex stands between single quotes");
    return std::nullopt;
  }
  auto bytes = from_hex(node.text);
  if (!bytes) {
    mistakes_.add(file_, node, bytes.error().message);
    return std::nullopt;
  }
  return std::move(*bytes);
}

Bytes Fields::hex(std::string_view key) {
  const Node* found = wanted(key);
  return found == nullptr ? Bytes() : bytes_of(*found).value_or(Bytes());
}

std::optional<Bytes> Fields::hex_if_present(std::string_view key) {
  const Node* found = find(key);
  return found == nullptr ? std::nullopt : bytes_of(*found);
}

std::uint8_t Fields::byte(std::string_view key) {
  const Bytes bytes = hex(key);
  if (bytes.size() == 1) return bytes[0];
  if (has(key)) mistake(key, fmt::format("'{}' wants one byte, not {}", key, bytes.size()));
  return 0;
}

std::size_t Fields::number(std::string_view key) {
  const std::string digits = text(key);
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (has(key) && (error != std::errc() || end != digits.data() + digits.size()))
    mistake(key, fmt::format("'{}' wants a number, not '{}'", key, digits));
  return value;
}

std::vector<std::string> Fields::texts(std::string_view key) {
  std::vector<std::string> out;
  const Node* found = wanted(key);
  if (found == nullptr) return out;
  if (found->kind != Node::Kind::sequence)
    mistakes_.add(file_, *found, fmt::format("'{}' wants a list", key));
  for (const Node& item : found->items) {
    if (item.kind != Node::Kind::scalar) mistakes_.add(file_, item, "a text was wanted here");
    out.push_back(item.text);
  }
  return out;
}

Fields Fields::mapping(std::string_view key) {
  const Node* found = wanted(key);
  return {file_, found == nullptr ? nothing() : *found, mistakes_};
}

std::vector<Fields> Fields::mappings(std::string_view key) {
  std::vector<Fields> out;
  const Node* found = find(key);
  if (found == nullptr) return out;
  if (found->kind != Node::Kind::sequence)
    mistakes_.add(file_, *found, fmt::format("'{}' wants a list", key));
  for (const Node& item : found->items) out.emplace_back(file_, item, mistakes_);
  return out;
}

void Fields::ignore(std::string_view key) {
  read_.emplace(key);
}

std::vector<std::pair<std::string, std::string>> Fields::all_texts() {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& entry : node_.entries) out.emplace_back(entry.key, text(entry.key));
  return out;
}

void Fields::mistake(std::string_view key, std::string message) {
  const Node* found = node_.find(key);
  mistakes_.add(file_, found == nullptr ? node_ : *found, std::move(message));
}

void Fields::finish() {
  std::vector<std::string_view> known(read_.begin(), read_.end());
  for (const auto& entry : node_.entries)
    if (!read_.contains(entry.key))
      mistakes_.add(
          file_, entry,
          fmt::format("nobody reads '{}' here{}", entry.key, did_you_mean(entry.key, known)));
}

}  // namespace assay::vectors
