// SPDX-License-Identifier: Apache-2.0
// Start-up with a smart card, shut-down, and what the device tells of itself.   Source: decision 0031.
#include "adapters/model_hsm/hsm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "adapters/model_common/describe.hpp"
#include "adapters/model_hsm/start_up_card.hpp"
#include "adapters/model_sam/sam_card.hpp"

namespace assay::model::hsm {
namespace {

thread_local std::string latest_words;

Result<std::size_t> deviation_number(std::string_view id) {
  if (const auto found = find_hsm_deviation(id)) return static_cast<std::size_t>(*found);
  std::vector<std::string_view> ids;
  for (const DeviationInfo& info : hsm_deviations()) ids.push_back(info.id);
  return tl::unexpected(unknown_to_model("hsm", "deviation", id, ids));
}

}  // namespace

using enum HsmDeviation;

const std::string& Hsm::words() noexcept {
  return latest_words;
}

int Hsm::refuse(int status, std::string words) {
  latest_words = std::move(words);
  return status;
}

Result<std::unique_ptr<Hsm>> Hsm::make(const Choices& choices, Clock clock) {
  std::unique_ptr<Hsm> hsm(new Hsm(choices, std::move(clock)));
  for (const std::string& id : choices.deviations) {
    TRY(const auto number, deviation_number(id));
    hsm->deviations_[number] = true;
  }
  return hsm;
}

Hsm::Hsm(const Choices& choices, Clock clock)
    : choices_(choices),
      clock_(std::move(clock)),
      product_(product_name(choices)),
      operations_(choices.operations),
      started_(!choices.needs_card),
      places_(std::max(choices.channels, 100U) + 1U) {
  for (std::uint8_t i = 0; i < group_count; ++i) {
    fill_group(groups_[i], static_cast<std::uint8_t>(i + 1));
    groups_[i].environment.random = card_random(choices.seed + 0x1000 + i);
    fresh_groups_[i].store = groups_[i].store;
  }
  operations_of_group_.fill(choices.operations);
}

/// Keys of the second group take the values that the first has under the same name.
void Hsm::give_values_of_first_group() {
  for (sam::Key& key : groups_[1].store.work)
    if (const sam::Key* first = find_key(groups_[0], {key.kif, key.kvc}); key.is_present() && first)
      key.value = first->value;
}

bool Hsm::is_worn() const noexcept {
  return choices_.product == Product::sam_s20 && operations_ >= s20_lifetime;
}

int Hsm::start_up_refused(std::string words, bool has_card) {
  const bool counted = has_card ? !deviates(missing_card_counted_alone) : true;
  if (counted && !deviates(wrong_start_ups_not_counted)) ++start_ups_refused_;
  return refuse(ASSAY_HSM_REFUSED, std::move(words));
}

/// The device sends a challenge, the card its answer under the key that both have.
int Hsm::ask_card(const CardExchange& card) {
  if (!card) {
    if (deviates(starts_without_card)) return ASSAY_HSM_OK;
    return start_up_refused("the device starts up with its smart card, and none was there", false);
  }
  if (saw_wrong_card_ && deviates(wrong_card_blocks))
    return start_up_refused("an earlier smart card was wrong");
  StartUpChallenge challenge{};
  const std::uint64_t number = deviates(start_challenge_repeats) ? 0 : ++start_count_;
  card_random(choices_.seed ^ (number << 32)).fill(challenge);
  Bytes answer;
  if (!card(start_up_command(challenge), answer)) {
    if (deviates(starts_with_mute_card)) return ASSAY_HSM_OK;
    return start_up_refused("the smart card for the start-up does not answer");
  }
  if (equal(answer, start_up_answer(challenge)) || deviates(starts_with_any_card))
    return ASSAY_HSM_OK;
  saw_wrong_card_ = true;
  return start_up_refused("the smart card is not the one of this device");
}

int Hsm::start_up(const CardExchange& card) {
  const std::lock_guard lock(starting_);
  if (started_) return ASSAY_HSM_OK;
  if (choices_.needs_card) {
    const CardExchange own = [](ByteView command, Bytes& answer) {
      return answer_as_start_up_card(command, answer);
    };
    const int asked = ask_card(choices_.own_reader ? own : card);
    if (asked != ASSAY_HSM_OK) return asked;
  }
  started_ = true;
  if (!deviates(start_ups_not_counted)) ++start_ups_;
  return ASSAY_HSM_OK;
}

void Hsm::forget_what_a_shut_down_forgets() {
  const std::unique_lock lock(keys_);
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    KeyGroup& group = groups_[i];
    group.transfer = {};
    if (deviates(shut_down_forgets_keys)) {
      group.store.work = fresh_groups_[i].store.work;
      group.invalidated.clear();
    }
    if (deviates(shut_down_forgets_counters))
      group.store.counters = fresh_groups_[i].store.counters;
    if (deviates(shut_down_clears_audit)) group.events.clear();
  }
  if (deviates(shut_down_clears_audit)) start_ups_ = start_ups_refused_ = 0;
  if (deviates(shut_down_renews_life)) operations_ = 0;
}

int Hsm::shut_down() {
  const std::lock_guard lock(starting_);
  started_ = false;
  if (!deviates(shut_down_keeps_channels)) end_all();
  forget_what_a_shut_down_forgets();
  return ASSAY_HSM_OK;
}

int Hsm::info(assay_hsm_info& out) {
  if (!is_started() && deviates(silent_before_start_up))
    return refuse(ASSAY_HSM_NOT_STARTED, "the device waits for its start-up");
  sweep();
  out.product = deviates(product_not_told) ? "" : product_.c_str();
  out.features = ASSAY_HSM_MANAGES_KEYS | ASSAY_HSM_AUDITS | ASSAY_HSM_TAKES_CLOCK;
  if (choices_.needs_card) out.features |= ASSAY_HSM_NEEDS_CARD;
  if (choices_.own_reader) out.features |= ASSAY_HSM_HAS_READER;
  out.started = is_started() ? 1 : 0;
  out.channels = deviates(capacity_is_the_largest) ? 5000 : choices_.channels;
  {
    const std::lock_guard lock(table_);
    out.channels_open = open_;
  }
  if (deviates(given_up_count_as_open))
    for (const KeyGroup& group : groups_)
      out.channels_open += static_cast<std::uint32_t>(group.events.given_up);
  out.groups = group_count;
  out.idle_us = deviates(idle_not_told) ? 0 : choices_.idle_us;
  const bool counts = choices_.product == Product::sam_s20;
  const std::shared_lock lock(keys_);
  out.operations = counts && !deviates(operations_not_told) ? operations_ : 0;
  out.lifetime = counts ? s20_lifetime : 0;
  const Bytes atr = sam::answer_to_reset(groups_[0].store, groups_[0].environment);
  out.atr_size = static_cast<std::uint8_t>(std::min(atr.size(), sizeof out.atr));
  std::copy_n(atr.begin(), out.atr_size, out.atr);
  return ASSAY_HSM_OK;
}

int Hsm::audit(std::uint8_t number, assay_hsm_audit& out) {
  if (number > group_count)
    return refuse(ASSAY_HSM_NO_GROUP, fmt::format("the device has no key group {}", number));
  const bool whole = number == 0 || deviates(audit_of_device_alone);
  sweep();
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    if (!whole && i + 1 != number) continue;
    const Events& events = groups_[i].events;
    out.opened += events.opened;
    out.closed += events.closed;
    out.given_up += events.given_up;
    out.refused += events.refused;
    out.exchanges += events.exchanges;
    out.operations += events.operations;
    out.keys_loaded += events.keys_loaded;
    out.keys_deleted += events.keys_deleted;
    out.keys_invalidated += events.keys_invalidated;
  }
  if (!whole) return ASSAY_HSM_OK;
  out.refused += refused_outside_groups_;
  out.start_ups = start_ups_;
  out.start_ups_refused = start_ups_refused_;
  return ASSAY_HSM_OK;
}

std::vector<std::string_view> Hsm::take_asked_deviations() {
  std::vector<std::string_view> ids;
  for (const DeviationInfo& info : hsm_deviations())
    if (asked_[static_cast<std::size_t>(info.deviation)].exchange(false)) ids.push_back(info.id);
  return ids;
}

}  // namespace assay::model::hsm
