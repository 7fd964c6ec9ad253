// SPDX-License-Identifier: Apache-2.0
// Measured, then calculated, then simulated, then sold.
#include "cli/load_sizing.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace assay::cli {
namespace {

constexpr std::uint64_t measured_sales = 2'000, simulated_sales = 400'000, points_sales = 100'000;
constexpr double most_erlang = 50'000;  // more would not even fill the channels in a simulation
constexpr std::size_t measuring_clients = 200;
constexpr std::uint64_t final_sales = 5'000;
constexpr std::uint32_t spare_clients = 100;

Result<void> check(const LoadSettings& settings) {
  if (settings.plan.arrivals <= 0)
    return fail(ErrorCode::malformed,
                "--size needs a load: --arrivals N sales an hour, or load.arrivals_per_hour in the "
                "bench");
  if (settings.accepted_wait && settings.accepted_blocking)
    return fail(ErrorCode::malformed,
                "sales that find no channel go away (--blocking) or wait (--wait), not both");
  if (settings.accepted_waiting && !settings.accepted_wait)
    return fail(ErrorCode::malformed, "--waiting is the share that waits longer than --wait");
  const double share = settings.accepted_wait ? settings.accepted_waiting.value_or(0.05)
                                              : settings.accepted_blocking.value_or(0.01);
  if (share <= 0 || share >= 1)
    return fail(ErrorCode::out_of_range, "a share between 0 and 1 has to be accepted, not {}",
                share);
  return {};
}

class Sizing {
 public:
  Sizing(const LoadSettings& settings, std::vector<double> holding)
      : settings_(settings), holding_(std::move(holding)) {
    out_.an_hour = settings.plan.arrivals * 3600;
    out_.measured = holding_.size();
    out_.holding = std::accumulate(holding_.begin(), holding_.end(), 0.0) /
                   static_cast<double>(holding_.size());
    out_.offered = settings.plan.arrivals * out_.holding;
    out_.waits = settings.accepted_wait.has_value();
    out_.accepted_wait = static_cast<double>(settings.accepted_wait.value_or(0)) / 1e6;
    out_.accepted = out_.waits ? settings.accepted_waiting.value_or(0.05)
                               : settings.accepted_blocking.value_or(0.01);
  }

  Result<LoadSizing> work_out() {
    if (out_.offered > most_erlang)
      return fail(ErrorCode::out_of_range,
                  "{:.0f} Erlang are more than {:.0f}, for which {} simulated sales are enough",
                  out_.offered, most_erlang, points_sales);
    const auto channels = out_.waits ? load::channels_for_waiting(out_.offered, out_.accepted,
                                                                  out_.accepted_wait, out_.holding)
                                     : load::channels_for_blocking(out_.offered, out_.accepted);
    if (!channels)
      return fail(ErrorCode::out_of_range, "{:.0f} Erlang are more than {} channels bear",
                  out_.offered, load::most_channels);
    out_.channels = std::max(*channels, 1U);
    out_.formula = formula(out_.channels);
    out_.simulated = simulated(out_.channels, simulated_sales);
    look_around();
    return out_;
  }

 private:
  [[nodiscard]] double formula(std::uint32_t channels) const {
    return out_.waits
               ? load::erlang_c_longer(channels, out_.offered, out_.accepted_wait, out_.holding)
               : load::erlang_b(channels, out_.offered);
  }

  [[nodiscard]] load::QueueResult simulated(std::uint32_t channels, std::uint64_t sales) const {
    const load::QueueModel model{channels, settings_.plan.arrivals, out_.waits, out_.accepted_wait};
    return load::simulate(
        model, sales, [this](Random& random) { return holding_[random.below(holding_.size())]; },
        Random(settings_.plan.seed ^ channels));
  }

  [[nodiscard]] double share(std::uint32_t channels) const {
    const auto result = simulated(channels, points_sales);
    return out_.waits ? result.waited_longer : result.blocked;
  }

  /// The fewest channels that suffice in the simulation, from the formula's answer on; and a row of points for the plot.
  void look_around() {
    std::uint32_t fewest = out_.channels;
    while (fewest > 1 && share(fewest - 1) <= out_.accepted) --fewest;
    while (share(fewest) > out_.accepted) ++fewest;
    out_.by_simulation = fewest;
    const double spread = std::max(2.0, std::sqrt(out_.offered));
    for (int i = -4; i <= 2; ++i) {
      const double near = out_.channels + i * spread / 2;
      // A queue that grows without end has no share of waiting to show.
      if (near < 1 || (out_.waits && near <= out_.offered)) continue;
      const auto channels = static_cast<std::uint32_t>(near);
      if (!out_.around.empty() && out_.around.back().channels == channels) continue;
      out_.around.push_back({channels, formula(channels), share(channels)});
    }
  }

  const LoadSettings& settings_;
  std::vector<double> holding_;
  LoadSizing out_;
};

}  // namespace

Result<LoadSizing> size_load(const LoadSettings& settings, bool transactions_given,
                             const SalesRun& run) {
  TRY_VOID(check(settings));
  load::Plan measuring = settings.plan;
  measuring.arrivals = 0;
  measuring.sessions = measuring_clients;
  measuring.transactions = measured_sales;
  measuring.channel_patience = 0;
  std::vector<double> holding;
  TRY(const LoadRun measured, run(measuring, 0, &holding));
  if (holding.empty())
    return fail(ErrorCode::refused, "no sale gave its channel back, so nothing can be sized: {}",
                measured.outcome.words[static_cast<std::size_t>(load::Trouble::hsm_refused)]);
  TRY(LoadSizing out, Sizing(settings, std::move(holding)).work_out());
  load::Plan selling = settings.plan;
  selling.channel_patience = out.waits ? 24ULL * 3'600'000'000 : 0;
  selling.sessions = out.channels + spare_clients;
  if (!transactions_given) selling.transactions = final_sales;
  TRY(out.sales, run(selling, out.channels, nullptr));
  return out;
}

}  // namespace assay::cli
