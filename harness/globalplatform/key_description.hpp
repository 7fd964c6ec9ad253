// SPDX-License-Identifier: Apache-2.0
// The content of the grouping 00B9: templates that describe the components of keys.   Source: GPC 11.11.4.
#pragma once

#include <optional>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay::globalplatform {

// Key types that follow rules of their own.   Source: GPC table 11-16.
[[nodiscard]] constexpr bool is_symmetric(std::uint8_t type) noexcept {
  return type < 0xA0;
}
[[nodiscard]] constexpr bool is_parameter(std::uint8_t type) noexcept {
  return type >= 0xB2 && type <= 0xB7;
}
[[nodiscard]] constexpr bool is_factor(std::uint8_t type) noexcept {
  return type >= 0xA4 && type <= 0xA8;
}

/// One template B9: what it says of a component, tag by tag.
struct DescribedComponent {
  std::optional<std::uint8_t> type;
  std::optional<std::size_t> length;
  std::optional<std::uint8_t> identifier;
  std::optional<std::uint8_t> version;
  std::optional<std::uint8_t> access;
  Bytes usage;
  Bytes check_value;
  Bytes reference;
  Bytes purpose;
};

/// Reads both forms: everything in each template B9, or what all share in a B7 before them.
/// Errors: `malformed`, naming the tag, for one that is unknown, repeated, missing or of a wrong length.
[[nodiscard]] Result<std::vector<DescribedComponent>> parse_key_description(ByteView content);

}  // namespace assay::globalplatform
