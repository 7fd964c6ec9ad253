// SPDX-License-Identifier: Apache-2.0
// Data groupings, of which STORE DATA for keys is made: an identifier, a length, content.   Source: GPC 11.11.3.2 (EMV CPS).
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay::globalplatform {

/// The grouping that describes the keys in those behind it.
inline constexpr std::uint16_t key_description_grouping = 0x00B9;

struct DataGrouping {
  std::uint16_t identifier = 0;
  ByteView content;
};

/// Errors: `malformed` for a head or content cut short, or a length longer than needed.
[[nodiscard]] Result<std::vector<DataGrouping>> parse_groupings(ByteView bytes);

/// Appends a grouping, its length in one byte or in FF and two.
void put_grouping(Bytes& out, std::uint16_t identifier, ByteView content);

/// The grouping that carries components of this key type.   Source: GPC tables 11-93 to 11-105.
/// Errors: `unsupported` for a type that none carries.
[[nodiscard]] Result<std::uint16_t> grouping_of(std::uint8_t type);

}  // namespace assay::globalplatform
