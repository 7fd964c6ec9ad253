// SPDX-License-Identifier: Apache-2.0
// Printing and reading hexadecimal text.
#include "base/hex.hpp"

namespace assay {
namespace {

constexpr char digits[] = "0123456789ABCDEF";

/// A character as a message shows it: control characters and bytes above ASCII would only garble a terminal.
std::string shown(char c) {
  if (c == '\t') return "'\\t'";
  if (c == '\n') return "'\\n'";
  if (c < 0x20 || c == 0x7F) return fmt::format("byte {:02X}", static_cast<std::uint8_t>(c));
  return fmt::format("'{}'", c);
}

}  // namespace

void append_hex(std::string& out, ByteView bytes) {
  const std::size_t start = out.size();
  out.resize(start + 2 * bytes.size());
  char* to = out.data() + start;
  for (const std::uint8_t byte : bytes) {
    *to++ = digits[byte >> 4];
    *to++ = digits[byte & 0x0F];
  }
}

std::string to_hex(ByteView bytes) {
  std::string out;
  append_hex(out, bytes);
  return out;
}

std::string to_spaced_hex(ByteView bytes) {
  std::string out;
  out.reserve(bytes.size() * 3);
  for (const std::uint8_t byte : bytes) {
    if (!out.empty()) out += ' ';
    out += digits[byte >> 4];
    out += digits[byte & 0x0F];
  }
  return out;
}

Result<Bytes> from_hex(std::string_view text) {
  Bytes out;
  out.reserve(text.size() / 2);
  int high = -1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ' ' && high < 0) continue;
    const int value = hex_digit(c);
    if (value < 0)
      return fail(ErrorCode::malformed, "{} at position {} is not a hexadecimal digit", shown(c),
                  i + 1);
    if (high < 0) {
      high = value;
      continue;
    }
    out.push_back(static_cast<std::uint8_t>((high << 4) | value));
    high = -1;
  }
  if (high >= 0)
    return fail(ErrorCode::malformed, "odd number of hexadecimal digits in '{}'", text);
  return out;
}

}  // namespace assay
