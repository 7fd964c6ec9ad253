// SPDX-License-Identifier: Apache-2.0
// Random: repeatable randomness from a seed. Plain data, so that a snapshot copies it. Not for real keys.
#pragma once

#include <cstdint>

#include "base/bytes.hpp"

namespace assay {

/// SplitMix64: one word of state, every seed good. Same seed, same bytes, on every machine.
class Random {
 public:
  Random() noexcept = default;  ///< seed 0
  explicit Random(std::uint64_t seed) noexcept : state_(seed) {}

  std::uint64_t next() noexcept {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }

  void fill(MutableByteView out) noexcept {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
      if (i % 8 == 0) word = next();
      out[i] = static_cast<std::uint8_t>(word >> (8 * (i % 8)));
    }
  }

  /// A number below `bound` (which is at least 1); the small bias of a modulus does not matter for tests.
  std::uint64_t below(std::uint64_t bound) noexcept { return next() % bound; }

 private:
  std::uint64_t state_ = 0;
};

}  // namespace assay
