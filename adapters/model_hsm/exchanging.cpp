// SPDX-License-Identifier: Apache-2.0
// One SAM command on a channel. Those that may write have the device for themselves; the others run side by side.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "adapters/model_hsm/hsm.hpp"
#include "adapters/model_sam/sam_card.hpp"

namespace assay::model::hsm {

using enum HsmDeviation;

namespace {

bool says(const Bytes& answer, std::uint8_t sw1, std::uint8_t sw2) {
  const std::size_t size = answer.size();
  return size >= 2 && answer[size - 2] == sw1 && answer[size - 1] == sw2;
}

bool succeeded(const Bytes& answer) {
  const std::size_t size = answer.size();
  return size >= 2 &&
         (answer[size - 2] == 0x90 || answer[size - 2] == 0x61 || answer[size - 2] == 0x62);
}

/// Held by the one thread whose exchange is going on. The lock says less: who looks at all channels takes it as well.
class ExchangeMark {
 public:
  explicit ExchangeMark(std::atomic<bool>& mark) noexcept
      : mark_(mark), held_(!mark.exchange(true)) {}
  ~ExchangeMark() {
    if (held_) mark_ = false;
  }
  ExchangeMark(const ExchangeMark&) = delete;
  ExchangeMark& operator=(const ExchangeMark&) = delete;
  explicit operator bool() const noexcept { return held_; }

 private:
  std::atomic<bool>& mark_;
  bool held_;
};

constexpr std::uint8_t write_key_ins = 0x1A;

bool writes_key(ByteView command) {
  return command.size() > 1 && command[1] == write_key_ins;
}

}  // namespace

int Hsm::exchange(std::uint64_t handle, ByteView command, Bytes& answer) {
  answer.clear();
  if (!is_started() && !deviates(shut_down_keeps_channels))
    return refuse(ASSAY_HSM_NOT_STARTED, "the device waits for its start-up");
  Channel* channel = find(handle);
  if (channel == nullptr)
    return refuse(ASSAY_HSM_NO_CHANNEL, fmt::format("channel {:X} was never opened", handle));
  const ExchangeMark mark(channel->is_exchanging);
  if (!mark)
    return refuse(ASSAY_HSM_BUSY, fmt::format("another thread works on channel {:X}", handle));
  const std::lock_guard own(channel->mutex);
  if (!serves(*channel, handle))
    return refuse(ASSAY_HSM_NO_CHANNEL, fmt::format("channel {:X} is not open", handle));
  const std::uint64_t now = clock_();
  if (channel->handle != 0 && idle_is_over(*channel, now)) {
    const std::uint64_t idle = now - channel->last_used;
    give_up(*channel);
    return refuse(
        ASSAY_HSM_NO_CHANNEL,
        fmt::format("channel {:X} was given up after {} ms without exchange", handle, idle / 1000));
  }
  channel->last_used = now;
  if (deviates(exchange_keeps_all)) keep_all(*channel);
  if (!deviates(channel_without_time)) channel->environment.time_us += now - channel->last_time;
  channel->last_time = now;
  Events& events = events_of(channel->group);
  if (!deviates(exchanges_not_counted)) ++events.exchanges;
  run(*channel, command, answer);
  return ASSAY_HSM_OK;
}

void Hsm::run(Channel& channel, ByteView command, Bytes& answer) {
  KeyGroup& group = groups_[channel.group - 1];
  adopt_shared(channel);
  if (sam::may_write(command)) {
    run_alone(channel, command, answer);
  } else {
    const std::shared_lock lock(keys_);
    sam::step(group.store, channel.working, command, channel.environment, answer);
    if (deviates(every_exchange_ages)) ++operations_;
    if (deviates(operations_not_counted)) ++events_of(channel.group).operations;
  }
  publish_shared(channel);
}

/// Nobody else reads or writes keys and counters meanwhile.
void Hsm::run_alone(Channel& channel, ByteView command, Bytes& answer) {
  KeyGroup& group = groups_[channel.group - 1];
  std::unique_lock lock(keys_);
  if (deviates(values_of_first_group)) give_values_of_first_group();
  const auto before = group.store.counters;
  step_with_keys(channel, group, command, answer);
  share_what_should_not_be(group, command, succeeded(answer));
  if (!deviates(counts_lost_at_once)) return;
  // As if the counters had been read before others worked, and written after.
  const auto after = group.store.counters;
  lock.unlock();
  std::this_thread::sleep_for(std::chrono::microseconds(200));
  lock.lock();
  if (after != before) group.store.counters = after;
}

void Hsm::step_with_keys(Channel& channel, KeyGroup& group, ByteView command, Bytes& answer) {
  sam::PersistentState& store = group.store;
  const std::size_t number = channel.group - 1U;
  std::uint64_t& life = deviates(life_per_group) ? operations_of_group_[number] : operations_;
  const bool limited = choices_.product == Product::sam_s20 && !deviates(life_never_ends);
  const std::uint64_t end = deviates(life_ends_with_sam) ? 17'000'000
                            : deviates(life_ends_early)  ? s20_lifetime - 1
                                                         : s20_lifetime;
  // The SAM inside counts from 0 to 1: whether this operation is still allowed is ours to say.
  store.operations = limited && life >= end ? 1 : 0;
  store.operations_end = 1;
  store.operations_warning = 1;
  store.busy = channel.busy;
  const auto own_counters = own_counters_.find(channel.handle);
  if (deviates(counters_per_channel) && own_counters != own_counters_.end())
    std::swap(store.counters, own_counters->second);
  const auto counters_of_all = store.counters;
  const auto own_keys = own_keys_.find(channel.handle);
  const bool keeps_keys = own_keys != own_keys_.end() && !writes_key(command);
  if (keeps_keys) std::swap(store.work, own_keys->second);

  const std::uint32_t stood = store.operations;
  sam::step(store, channel.working, command, channel.environment, answer);
  const bool spent = store.operations != stood;
  if (says(answer, 0x6A, 0x83) && deviates(foreign_keys_found))
    look_in_other_groups(channel, command, answer);

  if (keeps_keys) std::swap(store.work, own_keys->second);
  if (deviates(counters_per_channel)) {
    if (own_counters != own_counters_.end()) {
      std::swap(store.counters, own_counters->second);
    } else if (store.counters != counters_of_all) {
      own_counters_[channel.handle] = store.counters;
      store.counters = counters_of_all;
    }
  }
  channel.busy = store.busy;
  store.busy = false;
  store.operations = 0;
  if (spent || deviates(every_exchange_ages)) ++life;
  if (spent || deviates(operations_not_counted)) ++events_of(channel.group).operations;
}

void Hsm::look_in_other_groups(Channel& channel, ByteView command, Bytes& answer) {
  for (KeyGroup& other : groups_) {
    sam::PersistentState& store = other.store;
    store.operations = 0;
    store.operations_end = store.operations_warning = 1;
    sam::step(store, channel.working, command, channel.environment, answer);
    store.operations = 0;
    if (!says(answer, 0x6A, 0x83)) return;
  }
}

void Hsm::share_what_should_not_be(const KeyGroup& group, ByteView command, bool succeeded) {
  const bool counters = deviates(counters_of_device), ceilings = deviates(ceilings_of_device);
  const bool keys = deviates(key_written_everywhere) && succeeded && writes_key(command);
  for (KeyGroup& other : groups_) {
    if (&other == &group) continue;
    if (counters) other.store.counters = group.store.counters;
    if (ceilings) other.store.ceilings = group.store.ceilings;
    for (std::size_t i = 0; keys && i < group.store.work.size(); ++i)
      if (!other.store.work[i].is_present()) other.store.work[i] = group.store.work[i];
  }
}

void Hsm::adopt_shared(Channel& channel) {
  sam::VolatileState& now = channel.working;
  if (deviates(one_diversifier)) now.diversifier = shared_.diversifier;
  if (deviates(one_challenge)) now.challenge = shared_.challenge;
  if (deviates(one_session)) now.session = shared_.session;
  if (deviates(one_stored_value)) now.stored_value = shared_.stored_value;
  if (deviates(one_answer)) now.answer = shared_.answer;
  if (!deviates(one_busy)) return;
  now.busy_until_us = shared_.busy_until_us;
  channel.busy = shared_busy_;
}

void Hsm::publish_shared(const Channel& channel) {
  const sam::VolatileState& now = channel.working;
  if (deviates(one_diversifier)) shared_.diversifier = now.diversifier;
  if (deviates(one_challenge)) shared_.challenge = now.challenge;
  if (deviates(one_session)) shared_.session = now.session;
  if (deviates(one_stored_value)) shared_.stored_value = now.stored_value;
  if (deviates(one_answer)) shared_.answer = now.answer;
  if (!deviates(one_busy)) return;
  shared_.busy_until_us = now.busy_until_us;
  shared_busy_ = channel.busy;
}

}  // namespace assay::model::hsm
