// SPDX-License-Identifier: Apache-2.0
// Hexadecimal text: capitals, in pairs, as ISO and GlobalPlatform print it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay {

/// "00A40400": capitals without spaces.
[[nodiscard]] std::string to_hex(ByteView bytes);

/// "00 A4 04 00": capitals in spaced pairs.
[[nodiscard]] std::string to_spaced_hex(ByteView bytes);

/// Appends capitals without spaces; for writers that reuse one buffer.
void append_hex(std::string& out, ByteView bytes);

/// Reads digits in pairs; spaces are free between pairs, upper and lower case both read.
/// Errors: `malformed` for an odd number of digits or another character, naming it and its position (from 1).
[[nodiscard]] Result<Bytes> from_hex(std::string_view text);

/// Value of one digit, or -1.
[[nodiscard]] constexpr int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

namespace detail {

template <std::size_t N>
struct HexText {
  char text[N]{};
  // Implicit, so that a string literal can be a template argument.
  consteval HexText(const char (&literal)[N]) { std::copy_n(literal, N, text); }
  static constexpr std::size_t size = N - 1;
};

template <HexText T>
consteval std::size_t hex_pairs() {
  std::size_t digits = 0;
  for (std::size_t i = 0; i < T.size; ++i) {
    if (T.text[i] == ' ') continue;
    if (hex_digit(T.text[i]) < 0) throw "a _hex literal holds digits and spaces only";
    ++digits;
  }
  if (digits % 2 != 0) throw "a _hex literal holds whole bytes";
  return digits / 2;
}

}  // namespace detail

inline namespace literals {

/// `"00 A4 04 00"_hex`: a byte array, checked while compiling.
template <detail::HexText T>
consteval auto operator""_hex() {
  std::array<std::uint8_t, detail::hex_pairs<T>()> out{};
  std::size_t digits = 0;
  for (std::size_t i = 0; i < T.size; ++i) {
    if (T.text[i] == ' ') continue;
    auto& byte = out[digits / 2];
    byte = static_cast<std::uint8_t>((byte << 4) | hex_digit(T.text[i]));
    ++digits;
  }
  return out;
}

}  // namespace literals
}  // namespace assay
