// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/data_grouping.hpp"

#include <algorithm>
#include <array>

#include "base/cursor.hpp"

namespace assay::globalplatform {
namespace {

struct GroupingOfType {
  std::uint8_t type;
  std::uint16_t identifier;
};

// GPC tables 11-93 to 11-105.
constexpr std::array groupings_of_types{
    GroupingOfType{0x80, 0x8113}, GroupingOfType{0x85, 0x8113}, GroupingOfType{0x88, 0x8113},
    GroupingOfType{0x90, 0x8113}, GroupingOfType{0x91, 0x8113}, GroupingOfType{0xA0, 0x0011},
    GroupingOfType{0xA1, 0x0010}, GroupingOfType{0xA3, 0x8112}, GroupingOfType{0xA4, 0x8125},
    GroupingOfType{0xA5, 0x8124}, GroupingOfType{0xA6, 0x8121}, GroupingOfType{0xA7, 0x8123},
    GroupingOfType{0xA8, 0x8122}, GroupingOfType{0xB0, 0x0036}, GroupingOfType{0xB1, 0x8137},
    GroupingOfType{0xB2, 0x0030}, GroupingOfType{0xB3, 0x0031}, GroupingOfType{0xB4, 0x0032},
    GroupingOfType{0xB5, 0x0033}, GroupingOfType{0xB6, 0x0034}, GroupingOfType{0xB7, 0x0035},
};

}  // namespace

Result<std::uint16_t> grouping_of(std::uint8_t type) {
  const auto found = std::ranges::find(groupings_of_types, type, &GroupingOfType::type);
  if (found != groupings_of_types.end()) return found->identifier;
  return fail(ErrorCode::unsupported, "key type {:02X} has no data grouping", type);
}

void put_grouping(Bytes& out, std::uint16_t identifier, ByteView content) {
  ByteWriter writer(out);
  writer.put_u16_be(identifier);
  if (content.size() < 0xFF)
    writer.put_u8(static_cast<std::uint8_t>(content.size()));
  else
    writer.put_u8(0xFF).put_u16_be(static_cast<std::uint16_t>(content.size()));
  writer.put(content);
}

Result<std::vector<DataGrouping>> parse_groupings(ByteView bytes) {
  ByteReader in(bytes);
  std::vector<DataGrouping> out;
  while (!in.at_end()) {
    const auto identifier = in.take_u16_be();
    const auto first = in.take_u8();
    if (!identifier || !first)
      return fail(ErrorCode::malformed, "the head of a data grouping is cut short");
    std::size_t length = *first;
    if (*first == 0xFF) {
      const auto wide = in.take_u16_be();
      if (!wide) return fail(ErrorCode::malformed, "the head of a data grouping is cut short");
      if (*wide < 0xFF)
        return fail(ErrorCode::malformed, "the length of grouping {:04X} is longer than needed",
                    *identifier);
      length = *wide;
    }
    if (length > in.left())
      return fail(ErrorCode::malformed, "grouping {:04X} has {} bytes by its length, {} are left",
                  *identifier, length, in.left());
    out.push_back({*identifier, in.take(length).value()});
  }
  return out;
}

}  // namespace assay::globalplatform
