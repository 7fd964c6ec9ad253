// SPDX-License-Identifier: Apache-2.0
// Strings of JSON.   Source: RFC 8259, 7.
#include "reports/jsonl/json_text.hpp"

#include "reports/text.hpp"

namespace assay::reports {
namespace {

bool needs_no_escape(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\';
}

void append_escaped(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  const auto byte = static_cast<unsigned char>(c);
  out += "\\u00";
  out += digits[byte >> 4];
  out += digits[byte & 0x0F];
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t i = 0;
  while (i < text.size()) {
    std::size_t plain = i;
    while (plain < text.size() && needs_no_escape(text[plain])) ++plain;
    out += text.substr(i, plain - i);
    i = plain;
    if (i == text.size()) break;
    const std::size_t length = utf8_length(text, i);
    if (length == 1)
      append_escaped(out, text[i]);
    else if (length == 0)
      out += "\xEF\xBF\xBD";
    else
      out += text.substr(i, length);
    i += std::max<std::size_t>(length, 1);
  }
  out += '"';
}

JsonText& JsonText::texts_if(std::string_view key, std::span<const std::string> values) {
  if (values.empty()) return *this;
  open_array(key);
  for (const auto& value : values) {
    comma();
    append_json_string(out_, value);
  }
  return close_array();
}

}  // namespace assay::reports
