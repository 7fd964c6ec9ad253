// SPDX-License-Identifier: Apache-2.0
// Text for reports: cleaning, measuring, cutting and quoting.
#include "reports/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "journal/masked.hpp"

namespace assay::reports {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr std::string_view ellipsis = "\xE2\x80\xA6";

std::uint8_t byte_at(std::string_view text, std::size_t offset) noexcept {
  return static_cast<std::uint8_t>(text[offset]);
}

bool continues(std::string_view text, std::size_t offset, std::size_t count) noexcept {
  if (text.size() - offset < count) return false;
  for (std::size_t i = 1; i < count; ++i)
    if ((byte_at(text, offset + i) & 0xC0) != 0x80) return false;
  return true;
}

void append_control_picture(std::string& out, unsigned char control) {
  // U+2400 to U+2421 are E2 90 80 to E2 90 A1.
  out += "\xE2\x90";
  out += static_cast<char>(0x80 + (control == 0x7F ? 0x21 : control));
}

/// Bytes taken by the first `count` characters.
std::size_t prefix_bytes(std::string_view text, std::size_t count) noexcept {
  std::size_t offset = 0;
  while (offset < text.size() && count-- > 0)
    offset += std::max<std::size_t>(1, utf8_length(text, offset));
  return offset;
}

std::string spaced(std::string_view hex) {
  std::string out;
  out.reserve(hex.size() * 3 / 2);
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    if (i != 0) out += ' ';
    out += hex.substr(i, 2);
  }
  return out;
}

}  // namespace

std::size_t utf8_length(std::string_view text, std::size_t offset) noexcept {
  const std::uint8_t first = byte_at(text, offset);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  const std::size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (!continues(text, offset, length)) return 0;
  if (length == 2) return 2;
  const std::uint8_t second = byte_at(text, offset + 1);
  // Unicode 3.9, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF.
  const bool wrong = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
                     (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
  return wrong ? 0 : length;
}

void append_clean(std::string& out, std::string_view text, bool keep_breaks) {
  for (std::size_t i = 0; i < text.size();) {
    const auto first = byte_at(text, i);
    const std::size_t length = utf8_length(text, i);
    if (length == 0) {
      out += replacement;
      ++i;
      continue;
    }
    const bool is_break = keep_breaks && (first == '\n' || first == '\t');
    if ((first < 0x20 || first == 0x7F) && !is_break)
      append_control_picture(out, first);
    else
      out += text.substr(i, length);
    i += length;
  }
}

std::string clean(std::string_view text, bool keep_breaks) {
  std::string out;
  out.reserve(text.size());
  append_clean(out, text, keep_breaks);
  return out;
}

std::size_t columns(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string shortened(std::string_view text, std::size_t width) {
  if (columns(text) <= width) return std::string(text);
  if (width == 0) return {};
  return std::string(text.substr(0, prefix_bytes(text, width - 1))).append(ellipsis);
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width, std::size_t max_lines) {
  std::vector<std::string> lines;
  while (!text.empty() && lines.size() < max_lines) {
    if (columns(text) <= width || lines.size() + 1 == max_lines) {
      lines.push_back(shortened(text, width));
      return lines;
    }
    std::size_t end = prefix_bytes(text, width + 1);
    const std::size_t space = text.substr(0, end).rfind(' ');
    const bool has_space = space != std::string_view::npos && space > 0;
    end = has_space ? space : prefix_bytes(text, width);
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(has_space ? end + 1 : end);
  }
  return lines;
}

std::string hex_line(ByteView bytes, std::span<const journal::SecretRange> secrets,
                     std::size_t width) {
  std::string hex;
  journal::append_masked_hex(hex, bytes, secrets);
  std::string whole = spaced(hex);
  if (whole.size() <= width) return whole;
  const std::string widest = fmt::format(" .. ({} bytes) .. ", bytes.size());
  const std::size_t room =
      std::max<std::size_t>(width > widest.size() ? (width - widest.size()) / 3 : 0, 2);
  const std::size_t front = (room + 1) / 2;
  const std::size_t back = room - front;
  const std::string_view view(hex);
  return fmt::format("{} .. ({} bytes) .. {}", spaced(view.substr(0, 2 * front)),
                     bytes.size() - front - back, spaced(view.substr(view.size() - 2 * back)));
}

std::string shell_word(std::string_view text) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=,+@%";
  if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos)
    return std::string(text);
  if (text.find('\'') == std::string_view::npos) return fmt::format("'{}'", text);
  if (text.find_first_of("\"$`\\!") == std::string_view::npos) return fmt::format("\"{}\"", text);
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'')
      out += "'\\''";
    else
      out += c;
  }
  return out + "'";
}

std::string escape_markup(std::string_view text) {
  std::string out;
  for (const char c : clean(text, true)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string utc_text(std::int64_t utc_ns) {
  using namespace std::chrono;
  const auto since = nanoseconds(utc_ns);
  const auto day = floor<days>(since);
  const year_month_day date{sys_days(day)};
  const hh_mm_ss time(since - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:09}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count());
}

}  // namespace assay::reports
