// SPDX-License-Identifier: Apache-2.0
// Joined: short fields side by side on the stack, for MACs and derivations over them. Private to this room.
#pragma once

#include <algorithm>
#include <array>

#include "base/bytes.hpp"
#include "base/check.hpp"

namespace assay::globalplatform {

struct Joined {
  std::array<std::uint8_t, 24> bytes{};
  std::size_t size = 0;

  Joined& add(ByteView more) {
    ASSAY_CHECK(size + more.size() <= bytes.size());
    std::copy(more.begin(), more.end(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    size += more.size();
    return *this;
  }
  [[nodiscard]] ByteView view() const noexcept { return {bytes.data(), size}; }
};

}  // namespace assay::globalplatform
