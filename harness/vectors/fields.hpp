// SPDX-License-Identifier: Apache-2.0
// Fields: one mapping of a vector file, read key by key. What was never asked for is a mistake.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "document/mistakes.hpp"
#include "document/node.hpp"

namespace assay::vectors {

class Fields {
 public:
  /// Looks at `node`, which must outlive the object; anything but a mapping is a mistake.
  Fields(const std::string& file, const document::Node& node, document::Mistakes& mistakes);

  [[nodiscard]] bool has(std::string_view key) const noexcept { return node_.find(key) != nullptr; }

  /// Text; a missing key is a mistake, and reads as nothing.
  std::string text(std::string_view key);
  std::string text_or(std::string_view key, std::string_view otherwise);
  /// One of these words.
  std::string word(std::string_view key, std::span<const std::string_view> words);
  /// Hex between single quotes (Wycheproof: double); a missing key is a mistake, and reads as no bytes.
  Bytes hex(std::string_view key);
  std::optional<Bytes> hex_if_present(std::string_view key);
  std::uint8_t byte(std::string_view key);
  /// Number of decimal digits.
  std::size_t number(std::string_view key);
  std::vector<std::string> texts(std::string_view key);
  /// The mapping under `key`; a missing one is a mistake and has no keys.
  Fields mapping(std::string_view key);
  /// The mappings of the list under `key`; none when there is no such key.
  std::vector<Fields> mappings(std::string_view key);
  /// Says that `key` is known and its value of no interest.
  void ignore(std::string_view key);
  /// Every key with its text, all of them read; for tables of names.
  std::vector<std::pair<std::string, std::string>> all_texts();

  void mistake(std::string_view key, std::string message);
  /// Complains about every key that nobody read.
  void finish();

  [[nodiscard]] const document::Node& node() const noexcept { return node_; }

 private:
  const document::Node* wanted(std::string_view key);
  const document::Node* find(std::string_view key);
  std::optional<Bytes> bytes_of(const document::Node& node);

  const std::string& file_;
  const document::Node& node_;
  document::Mistakes& mistakes_;
  std::set<std::string, std::less<>> read_;
};

}  // namespace assay::vectors
