// SPDX-License-Identifier: Apache-2.0
// Ranks, the normal approximation of their sum, and the spread of the differences.
#include "engine/time_comparison.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace assay::engine {
namespace {

constexpr std::size_t least_pairs = 20;  // below, the normal approximation is none

/// Upper tail of the standard normal distribution.
double tail(double z) {
  return 0.5 * std::erfc(z / std::sqrt(2.0));
}

/// The z whose upper tail is `probability`, by halving.
double quantile(double probability) {
  double low = -10;
  double high = 10;
  for (int i = 0; i < 100; ++i) {
    const double middle = (low + high) / 2;
    (tail(middle) > probability ? low : high) = middle;
  }
  return low;
}

std::int64_t median(std::vector<std::int64_t> values) {
  std::ranges::sort(values);
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

/// Wilcoxon's signed-rank test: equal sizes share their ranks, pairs without a difference are left out.
double signed_rank_p(std::span<const std::int64_t> differences) {
  std::vector<std::int64_t> sorted;
  for (const auto difference : differences)
    if (difference != 0) sorted.push_back(difference);
  if (sorted.empty()) return 1;
  std::ranges::sort(sorted, {}, [](std::int64_t d) { return std::abs(d); });
  double positive = 0;
  double ties = 0;
  for (std::size_t i = 0; i < sorted.size();) {
    std::size_t end = i;
    while (end < sorted.size() && std::abs(sorted[end]) == std::abs(sorted[i])) ++end;
    const double rank = (static_cast<double>(i + 1) + static_cast<double>(end)) / 2;
    const auto alike = static_cast<double>(end - i);
    ties += alike * alike * alike - alike;
    for (; i < end; ++i) positive += sorted[i] > 0 ? rank : 0;
  }
  const auto n = static_cast<double>(sorted.size());
  const double variance = n * (n + 1) * (2 * n + 1) / 24 - ties / 48;
  if (variance <= 0) return 1;
  const double z = std::abs(positive - n * (n + 1) / 4) / std::sqrt(variance);
  return std::min(1.0, 2 * tail(z));
}

/// Standard deviation as the middle of the deviations gives it, so that single outliers do not count.
double robust_deviation(std::span<const std::int64_t> differences, std::int64_t middle) {
  std::vector<std::int64_t> deviations;
  for (const auto difference : differences) deviations.push_back(std::abs(difference - middle));
  return 1.4826 * static_cast<double>(median(std::move(deviations)));
}

}  // namespace

TimeFinding compare_times(std::span<const std::int64_t> differences_ns, const TimePlan& plan) {
  TimeFinding found;
  if (differences_ns.size() < least_pairs) return found;
  found.median_ns = median({differences_ns.begin(), differences_ns.end()});
  found.p = signed_rank_p(differences_ns);
  constexpr double efficiency =
      3 / 3.14159265358979;  // of the test beside the one for normal noise
  const double z = quantile(plan.alpha / 2) + quantile(1 - plan.power);
  found.smallest_seen_ns =
      static_cast<std::int64_t>(z * robust_deviation(differences_ns, found.median_ns) /
                                std::sqrt(efficiency * static_cast<double>(differences_ns.size())));
  if (found.p < plan.alpha && std::abs(found.median_ns) >= plan.effect_ns)
    found.verdict = TimeFinding::Verdict::differ;
  else if (found.smallest_seen_ns <= plan.effect_ns)
    found.verdict = TimeFinding::Verdict::alike;
  return found;
}

}  // namespace assay::engine
