// SPDX-License-Identifier: Apache-2.0
// One scanner reads values and patterns alike; values refuse the x. Digits pair up inside one run of digits.
#include "document/hex_value.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"
#include "base/hex.hpp"

namespace assay::document {
namespace {

constexpr std::size_t max_value_size =
    70000;  // more than the longest command, so that one too long can be written

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_digit_or_x(char c) {
  return hex_digit(c) >= 0 || c == 'x' || c == 'X';
}

std::string shown(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte >= 0x7F ? fmt::format("the byte {:02X}", byte)
                                     : fmt::format("'{}'", c);
}

class HexScanner {
 public:
  HexScanner(std::string_view text, bool allow_x) : text_(text), allow_x_(allow_x) {}

  Result<std::vector<HexPattern::Piece>> scan() {
    while (true) {
      while (peek() == ' ') ++at_;
      if (at_ == text_.size()) return std::move(pieces_);
      if (peek() == '$')
        TRY_VOID(scan_name());
      else if (peek() == '*')
        TRY_VOID(scan_repetition());
      else
        TRY_VOID(scan_byte());
    }
  }

 private:
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  Result<void> scan_byte() {
    if (!is_digit_or_x(peek()))
      return fail(ErrorCode::malformed, "{} at position {} is no hex digit", shown(peek()),
                  at_ + 1);
    std::uint8_t value = 0, mask = 0;
    for (int nibble = 0; nibble < 2; ++nibble, ++at_) {
      const char c = peek();
      if (at_ >= text_.size() || !is_digit_or_x(c))
        return fail(ErrorCode::malformed, "half a byte at position {}: hex digits come in pairs",
                    at_);
      const int digit = hex_digit(c);
      if (digit < 0 && !allow_x_)
        return fail(ErrorCode::malformed,
                    "'{}' at position {}: any-digit marks belong to patterns, not to values", c,
                    at_ + 1);
      value = static_cast<std::uint8_t>((value << 4) | std::max(digit, 0));
      mask = static_cast<std::uint8_t>((mask << 4) | (digit < 0 ? 0x0 : 0xF));
    }
    return put(value, mask, 1);
  }

  /// Literal bytes that follow one another share a piece.
  Result<void> put(std::uint8_t value, std::uint8_t mask, std::size_t count) {
    size_ += count;
    if (size_ > max_value_size)
      return fail(ErrorCode::malformed, "more than {} bytes", max_value_size);
    if (pieces_.empty() || !pieces_.back().value.name.empty()) pieces_.emplace_back();
    auto& piece = pieces_.back();
    piece.value.literal.insert(piece.value.literal.end(), count, value);
    piece.mask.insert(piece.mask.end(), count, mask);
    return {};
  }

  /// 'AA*255': the byte before the star, that many times in all.
  Result<void> scan_repetition() {
    const std::size_t star = at_++;
    const bool after_byte = star > 0 && is_digit_or_x(text_[star - 1]) && !pieces_.empty() &&
                            pieces_.back().value.name.empty();
    if (!after_byte)
      return fail(ErrorCode::malformed, "the '*' at position {} does not follow a byte", star + 1);
    TRY(const std::size_t count, scan_number("a number of repetitions"));
    if (count == 0 || count > max_value_size)
      return fail(ErrorCode::malformed, "the repetition at position {} is not from 1 to {}",
                  star + 1, max_value_size);
    const auto& piece = pieces_.back();
    return put(piece.value.literal.back(), piece.mask.back(), count - 1);
  }

  Result<std::size_t> scan_number(std::string_view what) {
    const std::size_t start = at_;
    std::size_t number = 0;
    for (; peek() >= '0' && peek() <= '9' && at_ - start < 7; ++at_)
      number = number * 10 + static_cast<std::size_t>(peek() - '0');
    if (at_ == start)
      return fail(ErrorCode::malformed, "{} is wanted at position {}", what, at_ + 1);
    return number;
  }

  Result<void> scan_name() {
    const std::size_t start = ++at_;
    while (is_name_character(peek()) || (peek() == '.' && at_ > start && at_ + 1 < text_.size() &&
                                         is_name_character(text_[at_ + 1])))
      ++at_;
    if (at_ == start)
      return fail(ErrorCode::malformed, "a name is wanted after the '$' at position {}", start);
    HexPattern::Piece piece;
    piece.value.name = std::string(text_.substr(start, at_ - start));
    if (peek() == '[') {
      TRY_VOID(scan_cut(piece.value));
    }
    pieces_.push_back(std::move(piece));
    return {};
  }

  /// '[0..4]': first and last byte, both included; '[2/3]': the second of three parts.
  Result<void> scan_cut(HexValue::Piece& piece) {
    const std::size_t start = at_++;
    TRY(const std::size_t first, scan_number("the first byte of a slice"));
    if (peek() == '/') {
      TRY(piece.part, scan_part(start, first));
    } else {
      TRY(piece.slice, scan_slice(start, first));
    }
    return {};
  }

  Result<std::pair<std::size_t, std::size_t>> scan_part(std::size_t start, std::size_t number) {
    ++at_;
    TRY(const std::size_t count, scan_number("the number of parts"));
    if (peek() != ']')
      return fail(ErrorCode::malformed, "']' is wanted at position {}, as in $name[2/3]", at_ + 1);
    ++at_;
    if (number == 0 || number > count)
      return fail(ErrorCode::malformed, "the cut at position {} names no part from 1 to {}",
                  start + 1, count);
    return std::pair{number, count};
  }

  Result<std::pair<std::size_t, std::size_t>> scan_slice(std::size_t start, std::size_t first) {
    if (!text_.substr(at_).starts_with(".."))
      return fail(ErrorCode::malformed, "'..' is wanted at position {}, as in $name[0..4]",
                  at_ + 1);
    at_ += 2;
    TRY(const std::size_t last, scan_number("the last byte of a slice"));
    if (peek() != ']')
      return fail(ErrorCode::malformed, "']' is wanted at position {}, as in $name[0..4]", at_ + 1);
    ++at_;
    if (last < first)
      return fail(ErrorCode::malformed, "the slice at position {} ends before it begins",
                  start + 1);
    return std::pair{first, last};
  }

  std::string_view text_;
  bool allow_x_;
  std::size_t at_ = 0;
  std::size_t size_ = 0;
  std::vector<HexPattern::Piece> pieces_;
};

}  // namespace

bool HexValue::is_constant() const noexcept {
  return std::ranges::all_of(pieces, [](const Piece& piece) { return piece.name.empty(); });
}

Bytes HexValue::constant() const {
  ASSAY_CHECK(is_constant());
  Bytes out;
  for (const auto& piece : pieces) append(out, piece.literal);
  return out;
}

std::pair<std::size_t, std::size_t> bounds_of_part(std::size_t number, std::size_t count,
                                                   std::size_t size) noexcept {
  const std::size_t each = (size + count - 1) / count;
  const std::size_t first = std::min((number - 1) * each, size);
  return {first, std::min(each, size - first)};
}

Result<HexValue> parse_hex_value(std::string_view text) {
  TRY(auto scanned, HexScanner(text, false).scan());
  HexValue value;
  for (auto& piece : scanned) value.pieces.push_back(std::move(piece.value));
  return value;
}

std::string to_text(const HexValue& value) {
  std::string out;
  for (const auto& piece : value.pieces) {
    if (!out.empty()) out += ' ';
    if (piece.name.empty())
      out += to_spaced_hex(piece.literal);
    else
      out += '$' + piece.name;
    if (piece.slice) out += fmt::format("[{}..{}]", piece.slice->first, piece.slice->second);
    if (piece.part) out += fmt::format("[{}/{}]", piece.part->first, piece.part->second);
  }
  return out;
}

Result<HexPattern> parse_hex_pattern(std::string_view text) {
  TRY(auto pieces, HexScanner(text, true).scan());
  return HexPattern{std::move(pieces), std::string(text)};
}

bool is_constant(const HexPattern& pattern) noexcept {
  return std::ranges::all_of(
      pattern.pieces, [](const HexPattern::Piece& piece) { return piece.value.name.empty(); });
}

bool fits(const HexPattern& pattern, ByteView bytes) {
  ASSAY_CHECK(is_constant(pattern));
  for (const auto& piece : pattern.pieces) {
    const auto& literal = piece.value.literal;
    if (bytes.size() < literal.size()) return false;
    for (std::size_t i = 0; i < literal.size(); ++i)
      if ((bytes[i] & piece.mask[i]) != literal[i]) return false;
    bytes = bytes.subspan(literal.size());
  }
  return bytes.empty();
}

}  // namespace assay::document
