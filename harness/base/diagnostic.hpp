// SPDX-License-Identifier: Apache-2.0
// Diagnostics: mistakes in a text file, each with its place, a caret line, and what was wanted.
#pragma once

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

/// A place in a file; line and column count from 1. Line 0 means "the whole file", column 0 "the whole line", which is
/// then not shown: it may hold a key.
struct Position {
  std::size_t line = 0;
  std::size_t column = 0;
  friend auto operator<=>(const Position&, const Position&) = default;
};

struct Diagnostic {
  std::string file;
  Position position;
  std::size_t length = 1;  ///< how many characters the carets underline
  std::string message;     ///< what was found, what was wanted, and a suggestion for a near miss
};

/// "file:line:column: error: message", the source line, and a caret line below the place.
///
/// `source` is the text of the file; when it is empty or shorter than the place says, only the first line is given.
[[nodiscard]] std::string render(const Diagnostic& diagnostic, std::string_view source);

/// "file:line:column".
[[nodiscard]] std::string place(std::string_view file, Position position);

/// Collects mistakes so that several are reported in one go.
class Diagnostics {
 public:
  void add(Diagnostic diagnostic) { items_.push_back(std::move(diagnostic)); }
  [[nodiscard]] bool empty() const noexcept { return items_.empty(); }
  [[nodiscard]] const std::vector<Diagnostic>& items() const noexcept { return items_; }

 private:
  std::vector<Diagnostic> items_;
};

}  // namespace assay
