// SPDX-License-Identifier: Apache-2.0
// Timeline: what happened when, in constant memory: when the run outgrows it, two neighbours become one.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "load/time_source.hpp"

namespace assay::load {

class Timeline {
 public:
  static constexpr std::size_t size = 240;

  struct Slice {
    std::uint32_t made = 0;
    std::uint32_t troubled = 0;
    std::uint32_t most_channels = 0;  ///< the most that were open at once
  };

  void made(Micros at) noexcept { ++slice(at).made; }
  void troubled(Micros at) noexcept { ++slice(at).troubled; }
  void channels(Micros at, std::uint32_t open) noexcept {
    Slice& here = slice(at);
    here.most_channels = std::max(here.most_channels, open);
  }

  [[nodiscard]] Micros width() const noexcept { return width_; }
  [[nodiscard]] std::size_t used() const noexcept { return used_; }
  [[nodiscard]] const Slice& operator[](std::size_t i) const noexcept { return slices_[i]; }

 private:
  Slice& slice(Micros at) noexcept {
    while (at / width_ >= size) fold();
    const auto place = static_cast<std::size_t>(at / width_);
    used_ = std::max(used_, place + 1);
    return slices_[place];
  }

  void fold() noexcept {
    for (std::size_t i = 0; i < size / 2; ++i) {
      const Slice &left = slices_[2 * i], &right = slices_[2 * i + 1];
      slices_[i] = {left.made + right.made, left.troubled + right.troubled,
                    std::max(left.most_channels, right.most_channels)};
    }
    std::fill(slices_.begin() + size / 2, slices_.end(), Slice());
    used_ = (used_ + 1) / 2;
    width_ *= 2;
  }

  Micros width_ = 100'000;
  std::size_t used_ = 0;
  std::array<Slice, size> slices_{};
};

}  // namespace assay::load
