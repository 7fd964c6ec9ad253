// SPDX-License-Identifier: Apache-2.0
// Application identifiers: 5 to 16 bytes, a RID and what its owner adds.   Source: ISO/IEC 7816-5:2004, 5.2.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/bytes.hpp"

namespace assay::iso7816 {

/// Plain data of fixed size, so that a card's state can be copied as it stands.
struct Aid {
  std::array<std::uint8_t, 16> bytes{};
  std::uint8_t size = 0;

  [[nodiscard]] ByteView view() const noexcept { return {bytes.data(), size}; }
  [[nodiscard]] bool starts_with(ByteView prefix) const noexcept {
    return prefix.size() <= size && std::equal(prefix.begin(), prefix.end(), bytes.begin());
  }
  friend bool operator==(const Aid& a, const Aid& b) noexcept { return equal(a.view(), b.view()); }
};

/// An AID of these bytes; more than 16 are cut off, shorter than 5 are kept (partial AIDs are searched for).
[[nodiscard]] inline Aid make_aid(ByteView bytes) noexcept {
  Aid aid;
  aid.size = static_cast<std::uint8_t>(std::min<std::size_t>(bytes.size(), 16));
  std::copy_n(bytes.begin(), aid.size, aid.bytes.begin());
  return aid;
}

}  // namespace assay::iso7816
