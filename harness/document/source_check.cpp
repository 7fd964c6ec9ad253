// SPDX-License-Identifier: Apache-2.0
// Checks line by line, so that every bad line is told at once.
#include "document/source_check.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::document {
namespace {

/// The length of the UTF-8 sequence that starts at `at`, or 0 when there is none.   Source: RFC 3629, 4.
std::size_t utf8_sequence(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return continues(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (first == 0xE0 && byte(1) < 0xA0) return 0;  // overlong
    if (first == 0xED && byte(1) > 0x9F) return 0;  // surrogates
    return continues(1) && continues(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if (first == 0xF0 && byte(1) < 0x90) return 0;
    if (first == 0xF4 && byte(1) > 0x8F) return 0;
    return continues(1) && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

/// What is wrong with the first character of the line that is not allowed, and its column; empty when all is well.
std::string bad_character(std::string_view line, std::size_t& column) {
  for (std::size_t i = 0; i < line.size();) {
    const auto byte = static_cast<unsigned char>(line[i]);
    const std::size_t size = utf8_sequence(line, i);
    column = i + 1;
    if (size == 0) return fmt::format("the byte {:02X} is not UTF-8; save the file as UTF-8", byte);
    if ((byte < 0x20 && byte != '\t' && byte != '\r') || byte == 0x7F)
      return fmt::format("the control character {:02X} is not allowed in a text file", byte);
    i += size;
  }
  return {};
}

void check_line(std::string_view line, std::size_t number, const Document& document,
                Diagnostics& diagnostics) {
  std::size_t column = 0;
  const std::string problem = bad_character(line, column);
  if (!problem.empty()) diagnostics.add({document.file, {number, column}, 1, problem});

  const std::size_t indent = std::min(line.find_first_not_of(" \t\r"), line.size());
  const std::size_t tab = line.substr(0, indent).find('\t');
  if (tab != std::string_view::npos && indent < line.size())
    diagnostics.add({document.file,
                     {number, tab + 1},
                     1,
                     "a tab stands in the indentation; YAML wants spaces"});
}

}  // namespace

bool check_source(const Document& document, Diagnostics& diagnostics) {
  constexpr std::size_t told_at_most = 20;
  if (document.text.size() > max_source_size) {
    diagnostics.add({document.file,
                     {},
                     1,
                     fmt::format("the file has {} bytes; at most {} are read", document.text.size(),
                                 max_source_size)});
    return false;
  }
  Diagnostics found;
  std::string_view rest = document.text;
  for (std::size_t number = 1; !rest.empty() && found.items().size() < told_at_most; ++number) {
    const auto end = rest.find('\n');
    check_line(rest.substr(0, end), number, document, found);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  for (const auto& item : found.items()) diagnostics.add(item);
  return found.empty();
}

}  // namespace assay::document
