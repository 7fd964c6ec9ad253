// SPDX-License-Identifier: Apache-2.0
// Splits the command of `exec:COMMAND` into words.
#include "adapters/shim/command_line.hpp"

namespace assay::shim {

Result<std::vector<std::string>> split_command_line(std::string_view text) {
  std::vector<std::string> words;
  bool in_word = false;
  char quote = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (quote == '\0' && (c == ' ' || c == '\t')) {
      in_word = false;
      continue;
    }
    if (!in_word) words.emplace_back();
    in_word = true;
    if (c == quote) {
      quote = '\0';
      continue;
    }
    if (quote == '\0' && (c == '\'' || c == '"')) {
      quote = c;
      continue;
    }
    if (c == '\\' && quote != '\'') {
      if (++i == text.size())
        return fail(ErrorCode::malformed, "the command ends with a backslash: {}", text);
      c = text[i];
    }
    words.back() += c;
  }
  if (quote != '\0') return fail(ErrorCode::malformed, "a quote {} is not closed: {}", quote, text);
  if (words.empty()) return fail(ErrorCode::malformed, "there is no command");
  return words;
}

}  // namespace assay::shim
