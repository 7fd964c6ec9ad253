// SPDX-License-Identifier: Apache-2.0
// Reading distributions, and drawing from them by the inverse of their function or by Box and Muller.
#include "base/distribution.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numbers>
#include <optional>
#include <vector>

#include "base/text.hpp"

namespace assay {
namespace {

constexpr double longest = 3'600'000'000.0;  // one hour

struct Unit {
  std::string_view name;
  double microseconds;
};
constexpr std::array<Unit, 4> units{{{"us", 1}, {"ms", 1e3}, {"s", 1e6}, {"min", 6e7}}};

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (const auto word : split(text, ' '))
    if (!trim(word).empty()) words.push_back(trim(word));
  return words;
}

std::optional<double> number(std::string_view text) {
  double value = 0;
  const char* end = text.data() + text.size();
  // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): from_chars is given the end
  const auto read = std::from_chars(text.data(), end, value, std::chars_format::fixed);
  if (read.ec != std::errc() || read.ptr != end || !(value >= 0)) return std::nullopt;
  return value;
}

/// Two words, "40" and "ms".
std::optional<double> time(std::string_view value, std::string_view unit) {
  const auto* found = std::ranges::find(units, unit, &Unit::name);
  const auto amount = number(value);
  if (found == units.end() || !amount) return std::nullopt;
  return *amount * found->microseconds;
}

std::optional<double> one_time(std::span<const std::string_view> words) {
  if (words.size() != 2) return std::nullopt;
  return time(words[0], words[1]);
}

tl::unexpected<Error> no_distribution(std::string_view text) {
  return fail(ErrorCode::malformed, "'{}' is no distribution of times; write {}", text,
              distribution_forms);
}

}  // namespace

Result<std::uint64_t> parse_time(std::string_view text) {
  const auto value = one_time(words_of(text));
  if (!value)
    return fail(ErrorCode::malformed,
                "'{}' is no time; write it as '40 ms' (units: us, ms, s, min)", text);
  if (*value > longest) return fail(ErrorCode::out_of_range, "'{}' is longer than an hour", text);
  return static_cast<std::uint64_t>(std::llround(*value));
}

Result<Distribution> Distribution::parse(std::string_view text) {
  const auto words = words_of(text);
  const std::span<const std::string_view> all(words);
  std::optional<Distribution> out;
  if (const auto value = one_time(all)) out = Distribution(Kind::constant, *value, 0);
  const bool named = words.size() >= 3;
  const auto first = named ? time(words[1], words[2]) : std::nullopt;
  if (words.size() == 3 && words[0] == "exponential" && first)
    out = Distribution(Kind::exponential, *first, 0);
  if (words.size() == 6 && words[0] == "uniform" && words[3] == "to" && first)
    if (const auto last = time(words[4], words[5]); last && *last >= *first)
      out = Distribution(Kind::uniform, *first, *last);
  if (words.size() == 6 && words[0] == "normal" && words[3] == "spread" && first)
    if (const auto spread = time(words[4], words[5]))
      out = Distribution(Kind::normal, *first, *spread);
  if (words.size() == 5 && words[0] == "lognormal" && words[3] == "spread" && first)
    if (const auto spread = number(words[4]); spread && *spread <= 4)
      out = Distribution(Kind::lognormal, *first, *spread);
  if (!out) return no_distribution(text);
  const double largest = std::max(
      out->first_, out->kind_ == Kind::uniform || out->kind_ == Kind::normal ? out->second_ : 0);
  if (largest > longest)
    return fail(ErrorCode::out_of_range, "'{}' has times longer than an hour", text);
  return *out;
}

Result<double> parse_share(std::string_view text) {
  const auto words = words_of(text);
  const bool percent = words.size() == 2 && words[1] == "%";
  const auto value = words.size() == 1 || percent ? number(words[0]) : std::optional<double>();
  const double share = value.value_or(-1) / (percent ? 100 : 1);
  if (!(share >= 0 && share <= 1))
    return fail(ErrorCode::malformed, "'{}' is no share; write it as '2 %' or '0.02'", text);
  return share;
}

bool is_time(std::string_view text) {
  return parse_time(text).has_value();
}

bool is_share(std::string_view text) {
  return parse_share(text).has_value();
}

bool is_distribution(std::string_view text) {
  return Distribution::parse(text).has_value();
}

std::uint64_t Distribution::draw(Random& random) const noexcept {
  const auto standard_normal = [&random] {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - unit_interval(random)));
    return radius * std::cos(2.0 * std::numbers::pi * unit_interval(random));
  };
  double value = first_;
  switch (kind_) {
    case Kind::constant: break;
    case Kind::uniform: value += (second_ - first_) * unit_interval(random); break;
    case Kind::exponential: value *= -std::log(1.0 - unit_interval(random)); break;
    case Kind::normal: value += second_ * standard_normal(); break;
    case Kind::lognormal: value *= std::exp(second_ * standard_normal()); break;
  }
  return static_cast<std::uint64_t>(std::llround(std::clamp(value, 0.0, 24 * longest)));
}

double Distribution::mean() const noexcept {
  switch (kind_) {
    case Kind::uniform: return (first_ + second_) / 2;
    case Kind::lognormal: return first_ * std::exp(second_ * second_ / 2);
    default: return first_;
  }
}

std::string time_text(double microseconds) {
  const auto figure = [](double value, std::string_view unit) {
    const int decimals = value >= 100 ? 0 : value >= 10 ? 1 : 2;
    return fmt::format("{:.{}f} {}", value, decimals, unit);
  };
  if (microseconds < 1000) return fmt::format("{:.0f} us", microseconds);
  if (microseconds < 1e6) return figure(microseconds / 1e3, "ms");
  if (microseconds < 1.2e8) return figure(microseconds / 1e6, "s");
  return figure(microseconds / 6e7, "min");
}

}  // namespace assay
