// SPDX-License-Identifier: Apache-2.0
// Load output: what a load run found, as text, as JSON and as a page.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/load_settings.hpp"
#include "load/erlang.hpp"
#include "load/run.hpp"

namespace assay::cli {

/// One run with what it cost.
struct LoadRun {
  load::Outcome outcome;
  double kib_per_session = 0;  ///< resident memory that it added, by the number of sessions
};

/// Two numbers of sessions, in turns.
struct LoadComparison {
  std::vector<LoadRun> few, many;  ///< by round
  double ratio = 0;                ///< throughput of many over few, the median of the rounds
  bool by_wall_clock = false;      ///< else by the time of the processor
  double kib_per_session = 0;      ///< that the many took more
  std::size_t sessions_more = 0;   ///< of the many over the few
  bool stopped = false;            ///< before the last round was over
  static constexpr double least_ratio = 0.9;
  static constexpr double most_kib = 64;
  static constexpr std::size_t least_more = 100;  ///< memory comes in steps of 2 MiB and more
  [[nodiscard]] double rate(const LoadRun& run) const noexcept {
    return by_wall_clock ? run.outcome.per_wall_second() : run.outcome.per_processor_second();
  }
  [[nodiscard]] bool has_rounds() const noexcept { return !few.empty(); }
  [[nodiscard]] bool holds() const noexcept { return ratio >= least_ratio && memory_holds(); }
  /// Of so few sessions that a step of memory is more than all of them may take, it is not judged.
  [[nodiscard]] bool judges_memory() const noexcept { return sessions_more >= least_more; }
  [[nodiscard]] bool memory_holds() const noexcept {
    return !judges_memory() || kib_per_session <= most_kib;
  }
};

/// How many channels a load needs.
struct LoadSizing {
  double an_hour = 0;          ///< sales
  double holding = 0;          ///< seconds that a sale holds its channel, the mean
  std::uint64_t measured = 0;  ///< sales that it was measured over
  double offered = 0;          ///< Erlang
  double accepted = 0;         ///< share blocked, or waiting longer than accepted
  bool waits = false;
  double accepted_wait = 0;  ///< seconds
  std::uint32_t channels = 0;
  double formula = 0;               ///< the share by Erlang-B, or Erlang-C
  load::QueueResult simulated;      ///< with holding times as they were measured
  std::optional<LoadRun> sales;     ///< the same with cards and an HSM
  std::uint32_t by_simulation = 0;  ///< the fewest channels that suffice in the simulation
  struct Point {
    std::uint32_t channels;
    double formula, simulated;
  };
  std::vector<Point> around;  ///< numbers of channels near the answer
};

struct LoadReport {
  const LoadSettings& settings;
  std::string card_label, hsm_label, hsm_product;
  std::string command_line, version;
  std::vector<LoadRun> runs;  ///< one, or none
  std::optional<LoadComparison> comparison;
  std::optional<LoadSizing> sizing;
};

void print(const LoadReport& report);
/// One line of JSON, without its end.
[[nodiscard]] std::string json_of(const LoadReport& report);
/// One self-contained page.
[[nodiscard]] std::string page_of(const LoadReport& report);

/// ", stopped early", with the reason where there is one; else nothing.
[[nodiscard]] std::string stopped_text(const load::Outcome& outcome);

/// "session 12, sale 99", "session 12, at the end", "HSM".
[[nodiscard]] std::string place_of(const load::Finding& finding);

/// "the smallest configuration of the product range that has so many": SAM-S20, PCI-S3/100, ...
[[nodiscard]] std::string configuration_for(std::uint32_t channels);

}  // namespace assay::cli
