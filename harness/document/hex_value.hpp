// SPDX-License-Identifier: Apache-2.0
// HexValue and HexPattern: byte strings as scripts write them, with $names, repetitions, slices and x for any digit.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay::document {

/// '00 A4 $aid', 'AA*255', '$aid[0..4]': pieces that stand side by side.
struct HexValue {
  struct Piece {
    Bytes literal;     ///< used when `name` is empty
    std::string name;  ///< without the dollar: "ixit.isd_aid", "counter", "random.8"
    std::optional<std::pair<std::size_t, std::size_t>>
        slice;  ///< first and last byte, both included
    std::optional<std::pair<std::size_t, std::size_t>>
        part;  ///< '[2/3]': the second of three parts, all but the last equally long
  };
  std::vector<Piece> pieces;

  [[nodiscard]] bool is_constant() const noexcept;
  /// The bytes of a constant value.
  [[nodiscard]] Bytes constant() const;
};

/// Errors: `malformed`, with the position (from 1) inside the text of what could not be read.
[[nodiscard]] Result<HexValue> parse_hex_value(std::string_view text);

/// Where part `number` (from 1) of `count` begins in `size` bytes, and how long it is: all but the last are equally long.
[[nodiscard]] std::pair<std::size_t, std::size_t> bounds_of_part(std::size_t number,
                                                                 std::size_t count,
                                                                 std::size_t size) noexcept;

/// The value as a script would write it: parsing the text yields the same pieces again.
[[nodiscard]] std::string to_text(const HexValue& value);

/// A pattern of hex digits in which `x` (or `X`) stands for any digit, with $names allowed between whole bytes.
/// Each piece has a mask of the same length as its literal; a named piece is compared whole.
struct HexPattern {
  struct Piece {
    HexValue::Piece value;
    Bytes mask;  ///< FF, F0, 0F or 00 for each literal byte
  };
  std::vector<Piece> pieces;
  std::string text;  ///< as written, for reports
};

[[nodiscard]] Result<HexPattern> parse_hex_pattern(std::string_view text);

/// Whether every piece is literal.
[[nodiscard]] bool is_constant(const HexPattern& pattern) noexcept;

/// Whether a constant pattern fits `bytes` exactly. Shape: patterns with names stop the program.
[[nodiscard]] bool fits(const HexPattern& pattern, ByteView bytes);

}  // namespace assay::document
