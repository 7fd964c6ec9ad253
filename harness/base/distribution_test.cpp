// SPDX-License-Identifier: Apache-2.0
#include "base/distribution.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace assay {
namespace {

Distribution read(std::string_view text) {
  const auto out = Distribution::parse(text);
  EXPECT_TRUE(out) << text;
  return out.value_or(Distribution());
}

std::string refusal(std::string_view text) {
  const auto out = Distribution::parse(text);
  return out ? "" : out.error().message;
}

std::vector<std::uint64_t> draws(std::string_view text) {
  const Distribution distribution = read(text);
  Random random(7);
  std::vector<std::uint64_t> out(20'000);
  for (auto& value : out) value = distribution.draw(random);
  std::ranges::sort(out);
  return out;
}

double mean(const std::vector<std::uint64_t>& values) {
  double sum = 0;
  for (const auto value : values) sum += static_cast<double>(value);
  return sum / static_cast<double>(values.size());
}

TEST(Distribution, KnowsItsMean) {
  EXPECT_DOUBLE_EQ(read("40 ms").mean(), 40'000);
  EXPECT_DOUBLE_EQ(read("uniform 20 ms to 60 ms").mean(), 40'000);
  EXPECT_DOUBLE_EQ(read("exponential 1.5 s").mean(), 1'500'000);
  EXPECT_DOUBLE_EQ(read("normal 40 ms spread 10 ms").mean(), 40'000);
  EXPECT_NEAR(read("lognormal 40 ms spread 0.5").mean(), 45'325.9, 0.1);  // 40 ms times e^(1/8)
  EXPECT_TRUE(read("0 ms").is_nothing());
  EXPECT_TRUE(Distribution().is_nothing());
}

TEST(Distribution, DrawsAroundItsMean) {
  EXPECT_EQ(mean(draws("2 min")), 120'000'000);
  EXPECT_NEAR(mean(draws("uniform 20 ms to 60 ms")), 40'000, 400);
  EXPECT_NEAR(mean(draws("exponential 40 ms")), 40'000, 1'200);
  EXPECT_NEAR(mean(draws("normal 40 ms spread 10 ms")), 40'000, 400);
  EXPECT_NEAR(mean(draws("lognormal 40 ms spread 0.5")), 45'326, 1'000);
}

TEST(Distribution, HasTheShapeOfItsName) {
  const auto uniform = draws("uniform 20 ms to 60 ms");
  EXPECT_GE(uniform.front(), 20'000U);
  EXPECT_LE(uniform.back(), 60'000U);
  const auto exponential = draws("exponential 40 ms");
  EXPECT_NEAR(static_cast<double>(exponential[10'000]), 27'726, 900);  // the median is ln 2
  const auto lognormal = draws("lognormal 40 ms spread 0.5");
  EXPECT_NEAR(static_cast<double>(lognormal[10'000]), 40'000, 900);
  EXPECT_EQ(draws("normal 1 ms spread 10 ms").front(), 0U);
}

TEST(Distribution, IsTheSameForTheSameSeed) {
  EXPECT_EQ(draws("exponential 40 ms"), draws("exponential 40 ms"));
}

TEST(Distribution, RefusesWhatItCannotRead) {
  EXPECT_EQ(refusal("soon"),
            "'soon' is no distribution of times; write '40 ms', 'uniform 20 ms to 60 ms', "
            "'exponential 40 ms', 'normal 40 ms spread 10 ms' or 'lognormal 40 ms spread 0.5'");
  for (const auto* text : {"", "40", "40ms", "-1 ms", "nan ms", "uniform 60 ms to 20 ms",
                           "uniform 20 ms 60 ms", "exponential", "exponential 40", "poisson 40 ms",
                           "lognormal 40 ms spread 5", "normal 40 ms spread 0.5", "1e3 ms"})
    EXPECT_NE(refusal(text), "") << text;
  EXPECT_EQ(refusal("exponential 61 min"), "'exponential 61 min' has times longer than an hour");
}

TEST(Share, IsAFractionOrPercent) {
  EXPECT_DOUBLE_EQ(*parse_share("2 %"), 0.02);
  EXPECT_DOUBLE_EQ(*parse_share("0.5"), 0.5);
  EXPECT_DOUBLE_EQ(*parse_share("100 %"), 1);
  for (const auto* text : {"", "2%", "-1", "1.5", "101 %", "few"}) EXPECT_FALSE(parse_share(text));
  EXPECT_EQ(parse_share("2").error().message, "'2' is no share; write it as '2 %' or '0.02'");
}

TEST(Time, IsReadAndWritten) {
  EXPECT_EQ(*parse_time("1.5 ms"), 1'500U);
  EXPECT_EQ(parse_time("1.5").error().message,
            "'1.5' is no time; write it as '40 ms' (units: us, ms, s, min)");
  EXPECT_EQ(time_text(950), "950 us");
  EXPECT_EQ(time_text(40'000), "40.0 ms");
  EXPECT_EQ(time_text(1'234), "1.23 ms");
  EXPECT_EQ(time_text(12'345'678), "12.3 s");
  EXPECT_EQ(time_text(120'000'000), "2.00 min");
}

}  // namespace
}  // namespace assay
