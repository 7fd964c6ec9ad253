// SPDX-License-Identifier: Apache-2.0
// Reading and building class bytes.   Source: ISO/IEC 7816-4:2020, tables 2 and 3; GPC tables 11-11 and 11-12.
#include "iso7816/class_byte.hpp"

#include "base/check.hpp"

namespace assay::iso7816 {

std::optional<ClassByte> parse_class(std::uint8_t cla) noexcept {
  if (cla == 0xFF) return std::nullopt;
  ClassByte parts;
  parts.proprietary = (cla & 0x80) != 0;
  parts.chained = (cla & 0x10) != 0;
  if ((cla & 0x40) != 0) {  // further form: channels 4 to 19
    parts.channel = static_cast<std::uint8_t>(4 + (cla & 0x0F));
    parts.secure_messaging = (cla & 0x20) != 0 ? 1 : 0;
    return parts;
  }
  if ((cla & 0x20) != 0) return std::nullopt;
  parts.channel = cla & 0x03;
  parts.secure_messaging = (cla >> 2) & 0x03;
  return parts;
}

std::uint8_t encode_class(const ClassByte& parts) noexcept {
  ASSAY_CHECK(parts.channel <= 19 && parts.secure_messaging <= (parts.channel < 4 ? 3 : 1));
  const unsigned common = (parts.proprietary ? 0x80U : 0U) | (parts.chained ? 0x10U : 0U);
  if (parts.channel < 4)
    return static_cast<std::uint8_t>(common | (parts.secure_messaging << 2) | parts.channel);
  return static_cast<std::uint8_t>(common | 0x40U | (parts.secure_messaging << 5) |
                                   (parts.channel - 4U));
}

}  // namespace assay::iso7816
