// SPDX-License-Identifier: Apache-2.0
// Hsm: the model of a Calypso HSM: many SAMs that share keys and counters, one for each channel. Safe for many threads.
// Source: decision 0031; the SAM inside is that of decision 0027.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <vector>

#include "adapters/hsm_channel/assay_hsm_channel.h"
#include "adapters/model_hsm/hsm_choices.hpp"
#include "adapters/model_hsm/hsm_deviation.hpp"
#include "adapters/model_hsm/key_group.hpp"
#include "base/bytes.hpp"
#include "base/standing_array.hpp"

namespace assay::model::hsm {

/// Microseconds; never goes back.
using Clock = std::function<std::uint64_t()>;
/// The smart card for the start-up. False: no answer.
using CardExchange = std::function<bool(ByteView command, Bytes& answer)>;

/// The SAM that one channel is.
struct alignas(64) Channel {
  std::mutex mutex;                      ///< held by who works on it
  std::atomic<std::uint64_t> handle{0};  ///< 0: free
  std::atomic<std::uint64_t> last_used{0};
  std::atomic<bool> is_exchanging{false};
  std::uint64_t opened_at = 0;
  std::uint64_t last_time = 0;  ///< of the device, when the time of this SAM was last set
  std::uint64_t opening = 0;    ///< its number, from 1
  std::uint32_t place = 0;
  std::uint8_t group = 0;
  bool busy = false;  ///< after a wrong signature
  bool was_given_up = false;
  std::uint64_t closed_handle = 0;    ///< of its former user, for deviations
  std::uint64_t given_up_handle = 0;  ///< likewise
  sam::SamEnvironment environment;
  sam::VolatileState working;  ///< last: its end is rarely used
};

/// Every verb answers a status of the C ABI; `words()` has the reason of the latest refusal in this thread.
class Hsm {
 public:
  /// Errors: `not_found` for a deviation that is none.
  [[nodiscard]] static Result<std::unique_ptr<Hsm>> make(const Choices& choices, Clock clock);
  Hsm(const Hsm&) = delete;
  Hsm& operator=(const Hsm&) = delete;
  ~Hsm() = default;

  // hsm.cpp: start-up, and what the device tells.
  int start_up(const CardExchange& card);
  int shut_down();
  int info(assay_hsm_info& out);
  int audit(std::uint8_t group, assay_hsm_audit& out);

  // channels.cpp
  int open_channel(std::uint8_t group, std::uint64_t& handle);
  int close_channel(std::uint64_t handle);

  /// The channel will be used soon: its memory is brought near, whether or not it is open.
  void fetch(std::uint64_t handle) const noexcept;

  // exchanging.cpp
  int exchange(std::uint64_t handle, ByteView command, Bytes& answer);

  // key_management.cpp
  int key_challenge(std::uint8_t group, Bytes& challenge);
  int transfer_key(std::uint8_t group, std::uint8_t record, ByteView block);
  int delete_key(std::uint8_t group, KeyName name);
  int invalidate_key(std::uint8_t group, KeyName name);
  int key_state(std::uint8_t group, KeyName name, int& state);

  [[nodiscard]] static const std::string& words() noexcept;
  /// For whoever calls the verbs: a refusal in its own words.
  static int refuse(int status, std::string words);

  // Which deviations were asked for, where somebody wants to know.
  void note_deviations() noexcept { notes_ = true; }
  [[nodiscard]] std::vector<std::string_view> take_asked_deviations();

 private:
  Hsm(const Choices& choices, Clock clock);

  [[nodiscard]] bool deviates(HsmDeviation deviation) const noexcept {
    const auto number = static_cast<std::size_t>(deviation);
    if (notes_) asked_[number].store(true, std::memory_order_relaxed);
    return deviations_[number];
  }

  [[nodiscard]] KeyGroup* group_at(std::uint8_t number) noexcept {
    return number >= 1 && number <= group_count ? &groups_[number - 1] : nullptr;
  }

  /// The counts of a group that there is.
  [[nodiscard]] Events& events_of(std::uint8_t number) noexcept {
    return groups_[deviates(HsmDeviation::first_group_counts_all) ? 0U : number - 1U].events;
  }

  // hsm.cpp
  int ask_card(const CardExchange& card);
  int start_up_refused(std::string words, bool has_card = true);
  [[nodiscard]] bool is_started() const noexcept { return started_; }
  [[nodiscard]] bool is_worn() const noexcept;
  void forget_what_a_shut_down_forgets();
  void give_values_of_first_group();

  // channels.cpp
  [[nodiscard]] std::uint32_t capacity() const noexcept;
  Channel* find(std::uint64_t handle);
  [[nodiscard]] bool serves(const Channel& channel, std::uint64_t handle) const noexcept;
  Channel& new_place();
  Channel* take_place();
  void free_place(Channel& channel);
  void begin(Channel& channel, std::uint8_t group);
  void end(Channel& channel);
  void give_up(Channel& channel);
  [[nodiscard]] bool idle_is_over(const Channel& channel, std::uint64_t now) const noexcept;
  void sweep();
  void close_oldest();
  void end_all();
  void keep_all(const Channel& used);
  void end_sessions(std::uint8_t group);
  template <typename Visit>
  void for_each_channel(Visit visit);
  int refuse_opening(int status, std::uint8_t group, std::string words);

  // exchanging.cpp
  void run(Channel& channel, ByteView command, Bytes& answer);
  void run_alone(Channel& channel, ByteView command, Bytes& answer);
  void step_with_keys(Channel& channel, KeyGroup& group, ByteView command, Bytes& answer);
  void look_in_other_groups(Channel& channel, ByteView command, Bytes& answer);
  void share_what_should_not_be(const KeyGroup& group, ByteView command, bool succeeded);
  void adopt_shared(Channel& channel);
  void publish_shared(const Channel& channel);

  // key_management.cpp
  int check_group(std::uint8_t number, KeyGroup*& group);
  int store_transferred(KeyGroup& group, const sam::PersistentState& before);

  Choices choices_;
  Clock clock_;
  std::array<bool, max_hsm_deviations> deviations_{};
  bool notes_ = false;
  mutable std::array<std::atomic<bool>, max_hsm_deviations> asked_{};
  std::string product_;

  std::shared_mutex keys_;  ///< stores, counters and lifetime; shared by those who only read
  std::array<KeyGroup, group_count> groups_;
  std::array<KeyGroup, group_count> fresh_groups_;  ///< as they were made
  std::uint64_t operations_ = 0;
  std::array<std::uint64_t, group_count> operations_of_group_{};  ///< for life_per_group
  sam::VolatileState shared_;  ///< for those deviations that share what is a channel's own
  bool shared_busy_ = false;
  std::map<std::uint64_t, std::array<std::uint32_t, sam::counter_count>> own_counters_;
  std::map<std::uint64_t, std::array<sam::Key, sam::PersistentState::work_key_count>> own_keys_;

  std::mutex starting_;
  std::atomic<bool> started_{false};
  bool saw_wrong_card_ = false;
  std::uint64_t start_count_ = 0;
  std::atomic<std::uint64_t> start_ups_{0};
  std::atomic<std::uint64_t> start_ups_refused_{0};
  std::atomic<std::uint64_t> refused_outside_groups_{0};

  std::mutex table_;               ///< the places of channels
  StandingArray<Channel> places_;  ///< those that were ever taken
  std::vector<std::uint32_t>
      free_;  ///< places that were used and are free; the latest is taken first
  std::uint32_t open_ = 0;
  std::uint64_t openings_ = 0;
  std::atomic<std::uint64_t> next_sweep_{
      0};  ///< before this time no channel can be over its idle time
};

}  // namespace assay::model::hsm
