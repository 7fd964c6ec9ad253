// SPDX-License-Identifier: Apache-2.0
// Run: many sales at once, counted, timed and checked against the account.
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/standing_array.hpp"
#include "load/histogram.hpp"
#include "load/sale.hpp"
#include "load/timeline.hpp"

namespace assay::load {

/// What a run is asked to do. Plain data.
struct Plan {
  std::size_t sessions = 100;      ///< clients, each with a card of its own
  std::uint64_t transactions = 0;  ///< in all; 0: ten for each session
  double arrivals =
      0;  ///< sales a second, at random; 0: each session sells again after its think time
  Distribution think;
  Network network;
  Distribution hsm_time;
  Micros channel_patience = 0;
  double kill_rate = 0;          ///< share of sales whose client is killed
  Distribution detection;        ///< how soon the server notices
  bool leaves_channels = false;  ///< it never notices: the HSM has to give the channel up
  std::uint64_t seed = 1;
};

/// What came out.
struct Outcome {
  std::size_t sessions = 0;
  std::uint64_t begun = 0;
  std::uint64_t made = 0;
  std::array<std::uint64_t, troubles> by_trouble{};
  std::array<std::string, troubles> words;  ///< of the first of each kind
  std::uint64_t turned_away = 0;            ///< arrivals for which no client was free
  Histogram latency;                        ///< from the wish to sell to the sale, made ones
  Histogram holding;                        ///< of channels that were given back
  Histogram waiting;                        ///< for a channel
  Timeline timeline;
  std::uint32_t most_channels = 0;  ///< open at once
  Micros lasted = 0;                ///< by the time of the run
  double seconds = 0;               ///< by the wall clock
  double processor_seconds = 0;  ///< of this thread: what other programs do beside does not count
  std::uint64_t card_exchanges = 0;
  std::uint64_t hsm_exchanges = 0;
  std::uint64_t amount = 0;
  std::vector<Finding> findings;
  std::uint64_t found = 0;  ///< all findings, those without words too
  bool stopped = false;
  std::string why_stopped;        ///< empty: somebody asked for it
  bool counters_checked = false;  ///< the event counters of the HSM
  bool channels_checked = false;  ///< that none is held

  [[nodiscard]] double per_wall_second() const noexcept {
    return seconds > 0 ? static_cast<double>(made) / seconds : 0;
  }
  [[nodiscard]] double per_processor_second() const noexcept {
    return processor_seconds > 0 ? static_cast<double>(made) / processor_seconds : 0;
  }
  [[nodiscard]] double per_run_second() const noexcept {
    return lasted > 0 ? static_cast<double>(made) * 1e6 / static_cast<double>(lasted) : 0;
  }
  [[nodiscard]] std::uint64_t troubled() const noexcept { return begun - made; }
};

struct Progress {
  std::uint64_t made = 0, ended = 0, transactions = 0, troubled = 0;
  std::uint32_t channels_open = 0;
  Micros now = 0;
};

class Run {
 public:
  /// All must live as long. `progress` is called several times a second; it returns false to stop: what has begun is finished.
  Run(Loop& loop, CardPort& cards, HsmPort& hsm, const Plan& plan,
      std::function<bool(const Progress&)> progress = {});

  /// Is told of every sale as it ends.
  void set_listener(std::function<void(const SaleOutcome&)> listener) {
    listener_ = std::move(listener);
  }

  /// Looks at cards and HSM, sells, looks again. Errors: of the first look, such as an HSM that cannot be reached.
  [[nodiscard]] Result<Outcome> execute();

  ~Run();
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

 private:
  class Client;
  struct Counted {
    calypso::Key key;
    std::uint8_t counter = 0;
    std::uint64_t before = 0;
  };

  [[nodiscard]] Result<void> look_before();
  void look_after();
  void look_at_channels();
  [[nodiscard]] Result<void> inside(const std::function<Result<void>()>& work);
  [[nodiscard]] Result<std::uint64_t> event_counter(std::uint64_t channel, std::uint8_t number);
  [[nodiscard]] Result<std::uint8_t> counter_of(std::uint64_t channel, const calypso::Key& key);
  [[nodiscard]] Result<void> look_at_counters(bool before);
  void sell_all();
  void begin_selling();
  void note_time();
  void make_clients();
  void open_loop();
  void count(const SaleOutcome& outcome);
  void give_up_on_hsm(Trouble trouble);
  [[nodiscard]] bool may_begin() noexcept;
  [[nodiscard]] Sale next_sale(std::size_t session, Random& random);
  [[nodiscard]] Kill draw_kill(Random& random) const;
  void pulse();

  Loop& loop_;
  CardPort& cards_;
  HsmPort& hsm_;
  Plan plan_;
  std::function<bool(const Progress&)> progress_;
  std::function<void(const SaleOutcome&)> listener_;
  Micros first_ = 0;  ///< when selling began
  double wall_start_ = 0, processor_start_ = 0;
  Account account_;
  calypso::KeyTable keys_;
  SaleWorld world_;
  Outcome outcome_;
  std::vector<Counted> counted_;
  std::optional<HsmStanding> standing_;
  std::uint64_t next_ = 0;         ///< sales that were begun or turned away
  std::uint64_t sale_number_ = 0;  ///< of the latest sale
  std::uint64_t in_a_row_ = 0;     ///< latest sales that found the HSM gone or silent
  std::unique_ptr<StandingArray<Client>> clients_;
  std::deque<Client*> free_;  ///< those that wait for an arrival, the longest first
};

}  // namespace assay::load
