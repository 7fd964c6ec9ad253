// SPDX-License-Identifier: Apache-2.0
// Histogram: times of any length in constant memory: 64 steps to each doubling, so that a percentile is wrong by less than 1.6 %.
#pragma once

#include <array>
#include <cstdint>

namespace assay::load {

/// Plain data: two of them add up, a copy is a snapshot. Values are whole microseconds; above 2^40 (twelve days) all count as
/// the largest step, and the maximum stays exact.
class Histogram {
 public:
  static constexpr unsigned steps_bits = 6;
  static constexpr unsigned steps = 1U << steps_bits;
  static constexpr unsigned doublings = 40 - steps_bits;
  static constexpr std::size_t size = std::size_t{steps} * (doublings + 1);

  void add(std::uint64_t value) noexcept;
  void add(const Histogram& other) noexcept;

  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  [[nodiscard]] std::uint64_t minimum() const noexcept { return count_ == 0 ? 0 : minimum_; }
  [[nodiscard]] std::uint64_t maximum() const noexcept { return maximum_; }
  [[nodiscard]] double mean() const noexcept;

  /// The smallest step's end that at least this share (0 to 1) of the values does not exceed, at most the maximum;
  /// 0 when there is none.
  [[nodiscard]] std::uint64_t percentile(double share) const noexcept;
  /// Share of the values whose step ends at or below `value`.
  [[nodiscard]] double share_up_to(std::uint64_t value) const noexcept;
  /// How many values fell into steps that end in (from, to].
  [[nodiscard]] std::uint64_t between(std::uint64_t from, std::uint64_t to) const noexcept;

 private:
  [[nodiscard]] static std::size_t step_of(std::uint64_t value) noexcept;
  [[nodiscard]] static std::uint64_t end_of(std::size_t step) noexcept;

  std::array<std::uint32_t, size> counts_{};
  std::uint64_t count_ = 0;
  std::uint64_t minimum_ = ~std::uint64_t{0};
  std::uint64_t maximum_ = 0;
  double sum_ = 0;
};

}  // namespace assay::load
