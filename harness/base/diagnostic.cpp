// SPDX-License-Identifier: Apache-2.0
// Rendering diagnostics with their source line and carets.
#include "base/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay {
namespace {

/// Without control characters, which a terminal would obey; tabs stay.
std::string printable(std::string text) {
  const auto is_control = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7F;
  };
  std::ranges::replace_if(text, is_control, '?');
  return text;
}

/// The text of line `number` (from 1) without its end, or empty.
std::string_view source_line(std::string_view source, std::size_t number) {
  for (std::size_t line = 1; line < number; ++line) {
    const auto end = source.find('\n');
    if (end == std::string_view::npos) return {};
    source.remove_prefix(end + 1);
  }
  auto text = source.substr(0, source.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::string place(std::string_view file, Position position) {
  if (position.line == 0) return std::string(file);
  if (position.column == 0) return fmt::format("{}:{}", file, position.line);
  return fmt::format("{}:{}:{}", file, position.line, position.column);
}

std::string render(const Diagnostic& diagnostic, std::string_view source) {
  std::string out = fmt::format("{}: error: {}\n", place(diagnostic.file, diagnostic.position),
                                printable(diagnostic.message));
  if (diagnostic.position.line == 0) return out;
  // Without a length nothing is to be underlined: the line may hold a key.
  const std::string_view line = source_line(source, diagnostic.position.line);
  if (line.empty() || diagnostic.position.column == 0 || diagnostic.length == 0) return out;

  // Tabs are kept below tabs, so that the carets stand where the reader's editor shows the place.
  std::string indent(line.substr(0, diagnostic.position.column - 1));
  std::ranges::replace_if(indent, [](char c) { return c != '\t'; }, ' ');
  const std::size_t room = line.size() > indent.size() ? line.size() - indent.size() : 1;
  const std::size_t carets = std::min(diagnostic.length, room);
  out += fmt::format("  {}\n  {}{}\n", line, indent, std::string(carets, '^'));
  return out;
}

}  // namespace assay
