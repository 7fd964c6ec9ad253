// SPDX-License-Identifier: Apache-2.0
// Formulas by recursion, the queue event by event: arrivals in order, departures in a heap.
#include "load/erlang.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <queue>

#include "base/distribution.hpp"

namespace assay::load {

double erlang_b(std::uint32_t channels, double offered) noexcept {
  double blocked = 1;
  for (std::uint32_t n = 1; n <= channels; ++n)
    blocked = offered * blocked / (n + offered * blocked);
  return blocked;
}

double erlang_c(std::uint32_t channels, double offered) noexcept {
  if (offered >= channels) return 1;
  const double blocked = erlang_b(channels, offered);
  return channels * blocked / (channels - offered * (1 - blocked));
}

double erlang_c_longer(std::uint32_t channels, double offered, double wait,
                       double holding) noexcept {
  if (offered >= channels) return 1;
  return erlang_c(channels, offered) * std::exp(-(channels - offered) * wait / holding);
}

std::optional<std::uint32_t> channels_for_blocking(double offered, double blocked) {
  double share = 1;
  for (std::uint32_t n = 0; n <= most_channels; ++n) {
    if (n > 0) share = offered * share / (n + offered * share);
    if (share <= blocked) return n;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> channels_for_waiting(double offered, double share, double wait,
                                                  double holding) {
  double blocked = 1;
  for (std::uint32_t n = 1; n <= most_channels; ++n) {
    blocked = offered * blocked / (n + offered * blocked);
    if (offered >= n) continue;
    const double waits = n * blocked / (n - offered * (1 - blocked));
    if (waits * std::exp(-(n - offered) * wait / holding) <= share) return n;
  }
  return std::nullopt;
}

namespace {

/// Requests in batches, whose spread tells how sure the mean is.
class Batches {
 public:
  explicit Batches(std::uint64_t requests) : each_(std::max<std::uint64_t>(1, requests / size)) {}

  void add(std::uint64_t request, bool hit) noexcept {
    if (hit) ++hits_[std::min<std::uint64_t>(request / each_, size - 1)];
  }

  [[nodiscard]] double standard_error() const noexcept {
    double sum = 0, squares = 0;
    for (const std::uint64_t hits : hits_) {
      const double share = static_cast<double>(hits) / static_cast<double>(each_);
      sum += share;
      squares += share * share;
    }
    const double mean = sum / size;
    return std::sqrt(std::max(0.0, squares / size - mean * mean) / (size - 1));
  }

 private:
  static constexpr std::size_t size = 20;
  std::uint64_t each_;
  std::array<std::uint64_t, size> hits_{};
};

}  // namespace

QueueResult simulate(const QueueModel& model, std::uint64_t requests,
                     const std::function<double(Random&)>& holding, Random random) {
  std::priority_queue<double, std::vector<double>, std::greater<>> busy;  // when each comes free
  const std::uint64_t warm_up = requests / 10;
  Batches batches(requests);
  std::uint64_t blocked = 0, waited = 0, longer = 0;
  double now = 0, first = 0, waits = 0, held = 0;
  for (std::uint64_t i = 0; i < requests + warm_up; ++i) {
    now += -std::log(1.0 - unit_interval(random)) / model.arrivals;
    if (i == warm_up) first = now;
    while (!busy.empty() && busy.top() <= now) busy.pop();
    const double length = holding(random);
    double begins = now;
    const bool full = busy.size() >= model.channels;
    // The one who waits gets the channel that comes free first: `busy` then holds when that will be over.
    if (full && model.waits) {
      begins = busy.top();
      busy.pop();
    }
    if (!full || model.waits) busy.push(begins + length);
    if (i < warm_up) continue;
    const bool late = begins - now > model.accepted_wait;
    blocked += full && !model.waits ? 1 : 0;
    waited += begins > now ? 1 : 0;
    longer += late ? 1 : 0;
    waits += begins - now;
    if (!full || model.waits) held += length;
    batches.add(i - warm_up, model.waits ? late : full);
  }
  const auto share = [&](std::uint64_t hits) {
    return static_cast<double>(hits) / static_cast<double>(requests);
  };
  return {requests,
          share(blocked),
          share(waited),
          share(longer),
          waits / static_cast<double>(requests),
          held / (now - first),
          batches.standard_error()};
}

}  // namespace assay::load
