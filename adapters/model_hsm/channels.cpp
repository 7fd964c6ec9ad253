// SPDX-License-Identifier: Apache-2.0
// Channels: opened, closed, given up after their idle time, and used again without leftovers.
// Order of locks: a channel's own before the table.
#include <fmt/format.h>

#include <algorithm>

#include "adapters/model_common/describe.hpp"
#include "adapters/model_hsm/hsm.hpp"
#include "base/fetch.hpp"

namespace assay::model::hsm {

using enum HsmDeviation;

namespace {

/// The place of a channel in the low half of its handle, the number of its opening in the high half.
constexpr unsigned place_bits = 16;
constexpr std::uint64_t place_mask = (1ULL << place_bits) - 1;

constexpr std::uint64_t make_handle(std::uint64_t opening, std::uint64_t place) {
  return opening << place_bits | place;
}

}  // namespace

std::uint32_t Hsm::capacity() const noexcept {
  if (deviates(configuration_ignored) && choices_.product == Product::pci_s3) return 100;
  if (deviates(s20_has_100_channels) && choices_.product == Product::sam_s20) return 100;
  if (deviates(one_channel_more)) return choices_.channels + 1;
  return deviates(one_channel_less) ? choices_.channels - 1 : choices_.channels;
}

template <typename Visit>
void Hsm::for_each_channel(Visit visit) {
  for (std::size_t i = 0;; ++i) {
    Channel* channel = nullptr;
    {
      const std::lock_guard lock(table_);
      if (i == places_.size()) return;
      channel = &places_[i];
    }
    const std::lock_guard own(channel->mutex);
    if (channel->handle != 0) visit(*channel);
  }
}

Channel* Hsm::find(std::uint64_t handle) {
  const std::uint64_t place = handle & place_mask;
  const std::lock_guard lock(table_);
  return place < places_.size() ? &places_[place] : nullptr;
}

void Hsm::fetch(std::uint64_t handle) const noexcept {
  const std::uint64_t place = handle & place_mask;
  if (place >= places_.capacity()) return;
  // All but the rest of a long answer, which few commands leave.
  const Channel& channel = places_[place];
  const auto* const begin = reinterpret_cast<const char*>(&channel);
  const auto* const end = reinterpret_cast<const char*>(&channel.working.answer.bytes);
  fetch_lines(begin, static_cast<std::size_t>(end - begin));
}

bool Hsm::serves(const Channel& channel, std::uint64_t handle) const noexcept {
  const std::uint64_t current = channel.handle;
  if (handle == 0) return false;
  if (current == handle) return true;
  if (current == 0) return deviates(closed_channel_serves) && handle == channel.closed_handle;
  if (handle == channel.given_up_handle && deviates(given_up_handle_serves)) return true;
  return deviates(handle_of_place) && handle == channel.closed_handle;
}

Channel& Hsm::new_place() {
  const auto place = static_cast<std::uint32_t>(places_.size());
  Channel& channel = places_.emplace_back();
  channel.place = place;
  return channel;
}

Channel* Hsm::take_place() {
  const std::lock_guard lock(table_);
  if (open_ >= capacity()) return nullptr;
  if (free_.empty() && places_.size() == places_.capacity()) return nullptr;
  ++open_;
  ++openings_;
  Channel& channel = free_.empty() ? new_place() : places_[free_.back()];
  if (!free_.empty()) free_.pop_back();
  channel.opening = openings_;
  return &channel;
}

void Hsm::free_place(Channel& channel) {
  const std::lock_guard lock(table_);
  free_.push_back(channel.place);
  --open_;
}

/// What of the former user is left when the next one begins: nothing.
void Hsm::begin(Channel& channel, std::uint8_t group) {
  sam::VolatileState& now = channel.working;
  const sam::WorkingState former = now;
  const sam::Pieces former_answer = deviates(leaves_answer) ? now.answer : sam::Pieces{};
  now.clear();
  if (deviates(leaves_diversifier)) now.diversifier = former.diversifier;
  if (deviates(leaves_challenge)) now.challenge = former.challenge;
  if (deviates(leaves_session)) now.session = former.session;
  if (deviates(leaves_stored_value)) now.stored_value = former.stored_value;
  if (former_answer.size > 0) now.answer = former_answer;
  if (deviates(leaves_random)) now.random = former.random;
  if (channel.was_given_up && deviates(given_up_leaves_state)) {
    now.diversifier = former.diversifier;
    now.session = former.session;
  }
  channel.was_given_up = false;
  channel.busy = false;
  channel.group = group;
  const std::uint64_t stream = deviates(challenges_alike) ? 1 : channel.opening;
  channel.opened_at = channel.last_time = clock_();
  channel.environment = {.random = card_random(choices_.seed ^ (stream << 24)),
                         .time_us = channel.opened_at};
  channel.last_used = channel.opened_at;
  channel.handle = make_handle(channel.opening, channel.place);
}

int Hsm::refuse_opening(int status, std::uint8_t group, std::string words) {
  const bool other = status != ASSAY_HSM_FULL && deviates(full_refusals_counted_alone);
  if (!other && !deviates(refusals_not_counted)) {
    if (group_at(group) != nullptr)
      ++events_of(group).refused;
    else
      ++refused_outside_groups_;
  }
  return refuse(status, std::move(words));
}

int Hsm::open_channel(std::uint8_t group, std::uint64_t& handle) {
  if (!is_started() && !deviates(opens_before_start_up))
    return refuse_opening(ASSAY_HSM_NOT_STARTED, group,
                          "no channel opens before the start-up of the device");
  std::uint8_t number = group;
  if (number == 0 && deviates(group_0_is_first)) number = 1;
  if (number > group_count && deviates(unknown_group_is_last)) number = group_count;
  KeyGroup* known = group_at(number);
  if (known == nullptr)
    return refuse_opening(
        ASSAY_HSM_NO_GROUP, group,
        fmt::format("the device has no key group {}, only 1 to {}", group, group_count));
  {
    const std::shared_lock lock(keys_);
    if (is_worn() && !deviates(opens_when_worn))
      return refuse_opening(ASSAY_HSM_WORN, group,
                            fmt::format("the device has done its {} operations", s20_lifetime));
  }
  sweep();
  Channel* channel = take_place();
  if (channel == nullptr && deviates(full_takes_oldest)) {
    close_oldest();
    channel = take_place();
  }
  if (channel == nullptr)
    return refuse_opening(ASSAY_HSM_FULL, group,
                          fmt::format("all {} channels are taken", choices_.channels));
  const std::lock_guard own(channel->mutex);
  begin(*channel, number);
  // A shut-down that came meanwhile has not seen this channel.
  if (!is_started() && !deviates(opens_before_start_up)) {
    end(*channel);
    return refuse_opening(ASSAY_HSM_NOT_STARTED, group, "the device was shut down meanwhile");
  }
  handle = channel->handle;
  if (!deviates(openings_not_counted)) ++events_of(number).opened;
  if (deviates(keys_taken_at_opening)) {
    const std::unique_lock lock(keys_);
    own_keys_[handle] = known->store.work;
  }
  return ASSAY_HSM_OK;
}

/// The channel's own lock is held.
void Hsm::end(Channel& channel) {
  if (deviates(counters_per_channel)) {
    const std::unique_lock lock(keys_);
    const auto counted = own_counters_.find(channel.handle);
    if (counted != own_counters_.end()) {
      groups_[channel.group - 1].store.counters = counted->second;
      own_counters_.erase(counted);
    }
  }
  channel.closed_handle = channel.handle;
  channel.handle = 0;
  free_place(channel);
}

int Hsm::close_channel(std::uint64_t handle) {
  Channel* channel = find(handle);
  if (channel == nullptr)
    return refuse(ASSAY_HSM_NO_CHANNEL, fmt::format("channel {:X} was never opened", handle));
  {
    const std::lock_guard own(channel->mutex);
    const bool again = channel->handle == 0 && handle == channel->closed_handle;
    if (again && deviates(closes_twice)) {
      const std::lock_guard lock(table_);
      if (open_ > 0) --open_;
      return ASSAY_HSM_OK;
    }
    if (channel->handle != handle || handle == 0)
      return refuse(ASSAY_HSM_NO_CHANNEL, fmt::format("channel {:X} is not open", handle));
    if (idle_is_over(*channel, clock_()) && !deviates(given_up_closes)) {
      give_up(*channel);
      return refuse(ASSAY_HSM_NO_CHANNEL,
                    fmt::format("channel {:X} was given up after its idle time", handle));
    }
    Events& events = events_of(channel->group);
    if (!deviates(closings_not_counted)) ++events.closed;
    if (deviates(place_not_freed)) {
      channel->closed_handle = channel->handle;
      channel->handle = 0;
    } else {
      end(*channel);
    }
  }
  if (deviates(close_resets_all)) for_each_channel([](Channel& other) { other.working = {}; });
  return ASSAY_HSM_OK;
}

bool Hsm::idle_is_over(const Channel& channel, std::uint64_t now) const noexcept {
  constexpr std::uint64_t ten_seconds = 10'000'000;
  // Whoever looks at all channels read the clock before others used theirs.
  const std::uint64_t used =
      deviates(idle_from_opening) ? channel.opened_at : channel.last_used.load();
  const std::uint64_t since = now > used ? now - used : 0;
  if (deviates(idle_ten_seconds) && since > ten_seconds) return true;
  if (choices_.idle_us == 0 || deviates(idle_never_ends)) return false;
  constexpr std::uint64_t second = 1'000'000;
  if (deviates(idle_a_second_early) && choices_.idle_us > second)
    return since >= choices_.idle_us - second;
  return since >= (deviates(idle_half) ? choices_.idle_us / 2 : choices_.idle_us);
}

/// The channel's own lock is held.
void Hsm::give_up(Channel& channel) {
  if (!deviates(given_up_not_counted)) ++events_of(channel.group).given_up;
  channel.was_given_up = true;
  channel.given_up_handle = channel.handle;
  if (deviates(idle_keeps_place)) {
    channel.handle = 0;
    return;
  }
  end(channel);
  channel.closed_handle = 0;
}

/// Gives up what is over its idle time. Cheap while nothing can be.
void Hsm::sweep() {
  if (choices_.idle_us == 0) return;
  const std::uint64_t now = clock_();
  if (now < next_sweep_) return;
  std::uint64_t earliest = now;
  for_each_channel([&](Channel& channel) {
    if (idle_is_over(channel, now))
      give_up(channel);
    else
      earliest = std::min(earliest, channel.last_used.load());
  });
  next_sweep_ = earliest + (deviates(idle_half) ? choices_.idle_us / 2 : choices_.idle_us);
}

void Hsm::end_all() {
  for_each_channel([&](Channel& channel) { end(channel); });
}

/// The lock of the channel that was used is held; those of the others are not needed for this one value.
void Hsm::keep_all(const Channel& used) {
  const std::lock_guard lock(table_);
  for (std::size_t i = 0; i < places_.size(); ++i) places_[i].last_used = used.last_used.load();
}

void Hsm::end_sessions(std::uint8_t group) {
  for_each_channel([&](Channel& channel) {
    if (channel.group == group) channel.working.session = {};
  });
}

void Hsm::close_oldest() {
  std::uint64_t oldest = 0;
  for_each_channel([&](Channel& channel) {
    if (oldest == 0 || channel.handle < oldest) oldest = channel.handle;
  });
  if (oldest != 0) (void)close_channel(oldest);
}

}  // namespace assay::model::hsm
