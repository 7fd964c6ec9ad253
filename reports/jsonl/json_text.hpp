// SPDX-License-Identifier: Apache-2.0
// JsonText: JSON written straight into one reusable buffer; no tree, no allocation once the buffer is warm.
#pragma once

#include <charconv>
#include <cmath>
#include <concepts>
#include <span>
#include <string>
#include <string_view>

namespace assay::reports {

/// Appends `text` in double quotes, escaped; bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

/// Members of JSON objects, appended to a buffer in the order of the calls. Keys are literals of ours, never escaped.
class JsonText {
 public:
  explicit JsonText(std::string& out) noexcept : out_(out) {}

  JsonText& open_object() { return open('{'); }
  JsonText& open_object(std::string_view key) { return name(key).open('{'); }
  JsonText& open_array(std::string_view key) { return name(key).open('['); }
  JsonText& close_object() { return close('}'); }
  JsonText& close_array() { return close(']'); }

  JsonText& text(std::string_view key, std::string_view value) {
    name(key);
    append_json_string(out_, value);
    return *this;
  }
  /// Nothing at all when the value is empty.
  JsonText& text_if(std::string_view key, std::string_view value) {
    return value.empty() ? *this : text(key, value);
  }
  /// A value known to need no escapes: hex, names of enumerators, times.
  JsonText& word(std::string_view key, std::string_view value) {
    name(key);
    out_ += '"';
    out_ += value;
    out_ += '"';
    return *this;
  }
  template <typename T>
    requires std::integral<T>
  JsonText& number(std::string_view key, T value) {
    name(key);
    return digits(value);
  }
  JsonText& number(std::string_view key, double value) {
    name(key);
    return digits(std::isfinite(value) ? value + 0.0 : 0.0);  // no minus before a zero
  }
  JsonText& flag_if(std::string_view key, bool value) {
    if (!value) return *this;
    name(key);
    out_ += "true";
    return *this;
  }
  JsonText& texts_if(std::string_view key, std::span<const std::string> values);

  /// A comma when one is due, then `"key":`; for a value that the caller appends.
  JsonText& name(std::string_view key) {
    comma();
    out_ += '"';
    out_ += key;
    out_ += "\":";
    return *this;
  }
  /// A comma when one is due, inside an array.
  JsonText& comma() {
    const char last = out_.empty() ? '{' : out_.back();
    if (last != '{' && last != '[' && last != ':' && last != '\n') out_ += ',';
    return *this;
  }

 private:
  JsonText& open(char bracket) {
    comma();
    out_ += bracket;
    return *this;
  }
  JsonText& close(char bracket) {
    out_ += bracket;
    return *this;
  }
  template <typename T>
  JsonText& digits(T value) {
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    out_.append(buffer, end);
    return *this;
  }

  std::string& out_;
};

}  // namespace assay::reports
