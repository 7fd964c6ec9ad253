// SPDX-License-Identifier: Apache-2.0
#include "load/erlang.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/distribution.hpp"

namespace assay::load {
namespace {

struct Row {
  std::uint32_t channels;
  double blocked;
  double offered;
};

/// Rows of the Erlang B tables that every book on telephone traffic prints: offered load for channels and blocking.
constexpr Row published[] = {
    {1, 0.01, 0.0101}, {2, 0.01, 0.153}, {5, 0.01, 1.36},   {10, 0.01, 4.46},  {20, 0.01, 12.0},
    {30, 0.01, 20.3},  {50, 0.01, 37.9}, {100, 0.01, 84.1}, {10, 0.001, 3.09}, {20, 0.001, 9.41},
    {50, 0.001, 32.5}, {10, 0.02, 5.08}, {30, 0.02, 21.9},  {100, 0.02, 88.0}, {10, 0.05, 6.22},
    {10, 0.1, 7.51},   {50, 0.05, 44.5},
};

TEST(ErlangB, AgreesWithPublishedTables) {
  for (const Row& row : published) {
    // The tables give three figures of the load: blocking grows through the row's value within them.
    const double step = std::pow(10, std::floor(std::log10(row.offered)) - 2);
    EXPECT_LT(erlang_b(row.channels, row.offered - step), row.blocked)
        << row.channels << " channels at " << row.offered;
    EXPECT_GT(erlang_b(row.channels, row.offered + step), row.blocked)
        << row.channels << " channels at " << row.offered;
  }
}

TEST(ErlangB, AgreesWithFractionsWorkedByHand) {
  EXPECT_DOUBLE_EQ(erlang_b(0, 3), 1);
  EXPECT_DOUBLE_EQ(erlang_b(1, 1), 0.5);
  EXPECT_DOUBLE_EQ(erlang_b(2, 1), 0.2);         // (1/2) / (1 + 1 + 1/2)
  EXPECT_DOUBLE_EQ(erlang_b(3, 2), 4.0 / 19.0);  // (8/6) / (1 + 2 + 2 + 8/6)
  EXPECT_DOUBLE_EQ(erlang_b(4, 2), 2.0 / 21.0);
}

TEST(ErlangC, AgreesWithThePublishedExampleOfFourteenAgents) {
  // 10 Erlang, 14 servers, calls of 180 s: 17.4 % wait, 88.8 % are served within 20 s.
  EXPECT_NEAR(erlang_c(14, 10), 0.174, 0.0005);
  EXPECT_NEAR(1 - erlang_c_longer(14, 10, 20, 180), 0.888, 0.0005);
  EXPECT_DOUBLE_EQ(erlang_c(1, 0.25), 0.25);
  EXPECT_DOUBLE_EQ(erlang_c(10, 10), 1);
}

TEST(Channels, AreTheFewestThatSuffice) {
  EXPECT_EQ(channels_for_blocking(84.0, 0.01), 100U);
  EXPECT_EQ(channels_for_blocking(84.2, 0.01), 101U);
  EXPECT_EQ(channels_for_blocking(0, 0.01), 1U);
  EXPECT_EQ(channels_for_waiting(10, 0.112, 20, 180), 14U);
  EXPECT_EQ(channels_for_waiting(10, 0.111, 20, 180), 15U);
  EXPECT_FALSE(channels_for_blocking(2e6, 0.01));
}

TEST(Simulation, BlocksAsErlangBSaysWhateverTheDistributionOfHolding) {
  const QueueModel model{.channels = 10, .arrivals = 4.46};
  for (const char* text : {"1 s", "exponential 1 s", "uniform 0 s to 2 s"}) {
    const Distribution holding = *Distribution::parse(text);
    const auto result = simulate(
        model, 400'000,
        [&](Random& random) { return static_cast<double>(holding.draw(random)) / 1e6; }, Random(5));
    EXPECT_NEAR(result.blocked, 0.01, 0.0015) << text;
    EXPECT_LT(result.error, 0.0006) << text;
    EXPECT_NEAR(result.in_use, 4.46 * 0.99, 0.05) << text;
  }
}

TEST(Simulation, WaitsAsErlangCSays) {
  const QueueModel model{
      .channels = 14, .arrivals = 10.0 / 180, .waits = true, .accepted_wait = 20};
  const auto result = simulate(
      model, 400'000, [](Random& random) { return -180 * std::log(1.0 - unit_interval(random)); },
      Random(5));
  EXPECT_NEAR(result.waited, 0.174, 0.012);
  EXPECT_NEAR(result.waited_longer, 0.112, 0.010);
  EXPECT_EQ(result.blocked, 0);
}

TEST(Simulation, IsTheSameForTheSameSeed) {
  const QueueModel model{.channels = 3, .arrivals = 2};
  const auto holding = [](Random& random) { return unit_interval(random); };
  EXPECT_EQ(simulate(model, 1'000, holding, Random(9)).blocked,
            simulate(model, 1'000, holding, Random(9)).blocked);
}

}  // namespace
}  // namespace assay::load
