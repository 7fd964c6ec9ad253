// SPDX-License-Identifier: Apache-2.0
// Distribution: how long something takes, as a user writes it ("lognormal 40 ms spread 0.5") and as a simulation draws it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/result.hpp"

namespace assay {

/// A number from 0 to below 1.
[[nodiscard]] inline double unit_interval(Random& random) noexcept {
  return static_cast<double>(random.next() >> 11) * 0x1.0p-53;
}

/// Times are in microseconds and never negative. Plain data.
class Distribution {
 public:
  enum class Kind { constant, uniform, exponential, normal, lognormal };

  Distribution() = default;  ///< no time at all

  /// "40 ms", "uniform 20 ms to 60 ms", "exponential 40 ms" (its mean), "normal 40 ms spread 10 ms" (mean and standard
  /// deviation; below 0 is 0), "lognormal 40 ms spread 0.5" (median, and the deviation of the logarithm).
  /// Units: us, ms, s, min. Errors: `malformed`, naming the text and the forms; `out_of_range` above one hour.
  [[nodiscard]] static Result<Distribution> parse(std::string_view text);

  [[nodiscard]] std::uint64_t draw(Random& random) const noexcept;
  [[nodiscard]] double mean() const noexcept;
  [[nodiscard]] Kind kind() const noexcept { return kind_; }
  [[nodiscard]] bool is_nothing() const noexcept { return kind_ == Kind::constant && first_ <= 0; }

 private:
  Distribution(Kind kind, double first, double second)
      : kind_(kind), first_(first), second_(second) {}

  Kind kind_ = Kind::constant;
  double first_ = 0;   ///< value, lower end, mean or median; microseconds
  double second_ = 0;  ///< upper end or spread
};

/// Whether `Distribution::parse` takes it; made for schemas.
[[nodiscard]] bool is_distribution(std::string_view text);

/// The forms, for messages.
inline constexpr std::string_view distribution_forms =
    "'40 ms', 'uniform 20 ms to 60 ms', 'exponential 40 ms', 'normal 40 ms spread 10 ms' or "
    "'lognormal 40 ms spread 0.5'";

/// A length of time such as "40 ms", in microseconds. Errors: as `Distribution::parse`.
[[nodiscard]] Result<std::uint64_t> parse_time(std::string_view text);

/// A share such as "2 %" or "0.02", from 0 to 1. Errors: `malformed`.
[[nodiscard]] Result<double> parse_share(std::string_view text);

// For schemas: whether it can be read.
[[nodiscard]] bool is_time(std::string_view text);
[[nodiscard]] bool is_share(std::string_view text);

/// "950 us", "40.0 ms", "12.3 s", "2.0 min": three figures, the unit that suits.
[[nodiscard]] std::string time_text(double microseconds);

}  // namespace assay
