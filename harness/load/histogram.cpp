// SPDX-License-Identifier: Apache-2.0
// Steps of one microsecond up to 64, then 64 steps to each doubling.
#include "load/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace assay::load {

std::size_t Histogram::step_of(std::uint64_t value) noexcept {
  if (value < steps) return static_cast<std::size_t>(value);
  const auto doubling = static_cast<unsigned>(std::bit_width(value)) - steps_bits - 1;
  if (doubling >= doublings) return size - 1;
  return std::size_t{doubling + 1} * steps + static_cast<std::size_t>((value >> doubling) - steps);
}

std::uint64_t Histogram::end_of(std::size_t step) noexcept {
  if (step < steps) return step;
  const std::uint64_t doubling = step / steps - 1;
  const std::uint64_t start = (steps + step % steps) << doubling;
  return start + (std::uint64_t{1} << doubling) - 1;
}

void Histogram::add(std::uint64_t value) noexcept {
  ++counts_[step_of(value)];
  ++count_;
  sum_ += static_cast<double>(value);
  minimum_ = std::min(minimum_, value);
  maximum_ = std::max(maximum_, value);
}

void Histogram::add(const Histogram& other) noexcept {
  for (std::size_t i = 0; i < size; ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  sum_ += other.sum_;
  minimum_ = std::min(minimum_, other.minimum_);
  maximum_ = std::max(maximum_, other.maximum_);
}

double Histogram::mean() const noexcept {
  return count_ == 0 ? 0 : sum_ / static_cast<double>(count_);
}

std::uint64_t Histogram::percentile(double share) const noexcept {
  if (count_ == 0) return 0;
  const auto wanted =
      std::max(std::uint64_t{1},
               static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_) - 1e-9)));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < size; ++i) {
    seen += counts_[i];
    if (seen >= wanted) return std::clamp(end_of(i), minimum_, maximum_);
  }
  return maximum_;
}

double Histogram::share_up_to(std::uint64_t value) const noexcept {
  if (count_ == 0) return 0;
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < size && end_of(i) <= value; ++i) seen += counts_[i];
  return static_cast<double>(seen) / static_cast<double>(count_);
}

std::uint64_t Histogram::between(std::uint64_t from, std::uint64_t to) const noexcept {
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < size && end_of(i) <= to; ++i)
    if (end_of(i) > from) seen += counts_[i];
  return seen;
}

}  // namespace assay::load
