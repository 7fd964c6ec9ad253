// SPDX-License-Identifier: Apache-2.0
// Erlang: how many channels a load needs: by A. K. Erlang's formulas of 1917, and by simulating the queue they describe.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/random.hpp"

namespace assay::load {

/// Share of requests that find every channel taken and go away: Poisson arrivals, `offered` Erlang (arrivals a second times mean
/// holding in seconds), any distribution of holding.
[[nodiscard]] double erlang_b(std::uint32_t channels, double offered) noexcept;

/// Share of requests that have to wait when all wait as long as it takes: exponential holding; 1 when the load is too much.
[[nodiscard]] double erlang_c(std::uint32_t channels, double offered) noexcept;

/// Share that waits longer than `wait` (in the unit of `holding`).
[[nodiscard]] double erlang_c_longer(std::uint32_t channels, double offered, double wait,
                                     double holding) noexcept;

/// Fewest channels with at most this share blocked, or waiting longer than `wait`; nothing above `most_channels`.
inline constexpr std::uint32_t most_channels = 1'000'000;
[[nodiscard]] std::optional<std::uint32_t> channels_for_blocking(double offered, double blocked);
[[nodiscard]] std::optional<std::uint32_t> channels_for_waiting(double offered, double share,
                                                                double wait, double holding);

/// A queue of so many channels that requests come to at random.
struct QueueModel {
  std::uint32_t channels = 1;
  double arrivals = 1;       ///< a second
  bool waits = false;        ///< else those that find no channel go away
  double accepted_wait = 0;  ///< seconds
};

struct QueueResult {
  std::uint64_t requests = 0;
  double blocked = 0;        ///< share that went away
  double waited = 0;         ///< share that had to wait
  double waited_longer = 0;  ///< than accepted
  double mean_wait = 0;      ///< seconds, of all
  double in_use = 0;         ///< mean number of channels
  double error = 0;  ///< standard error of `blocked`, or of `waited_longer` where requests wait
};

/// Simulates `requests` of them, after a tenth that is not counted. `holding` draws seconds.
[[nodiscard]] QueueResult simulate(const QueueModel& model, std::uint64_t requests,
                                   const std::function<double(Random&)>& holding, Random random);

}  // namespace assay::load
