// SPDX-License-Identifier: Apache-2.0
// Keys come in from another SAM, are deleted, and are invalidated. Our own convention: decision 0031.
#include <fmt/format.h>

#include <algorithm>

#include "adapters/model_hsm/hsm.hpp"
#include "adapters/model_sam/sam_card.hpp"

namespace assay::model::hsm {

using enum HsmDeviation;

namespace {

std::string words_of(KeyName name) {
  return fmt::format("{:02X}/{:02X}", name.kif, name.kvc);
}

bool says_ok(const Bytes& answer) {
  return answer.size() >= 2 && answer[answer.size() - 2] == 0x90;
}

std::string status_of(const Bytes& answer) {
  return answer.size() < 2 ? std::string("nothing")
                           : fmt::format("{:02X}{:02X}", answer[answer.size() - 2], answer.back());
}

/// The key of `now` that was not there before.
sam::Key* new_key(sam::PersistentState& now, const sam::PersistentState& before) {
  for (std::size_t i = 0; i < now.work.size(); ++i)
    if (now.work[i].is_present() && !before.work[i].is_present()) return &now.work[i];
  return nullptr;
}

}  // namespace

int Hsm::check_group(std::uint8_t number, KeyGroup*& group) {
  if (!is_started() && !deviates(manages_before_start_up))
    return refuse(ASSAY_HSM_NOT_STARTED, "no key is managed before the start-up of the device");
  group = group_at(number);
  if (group != nullptr) return ASSAY_HSM_OK;
  return refuse(ASSAY_HSM_NO_GROUP,
                fmt::format("the device has no key group {}, only 1 to {}", number, group_count));
}

int Hsm::key_challenge(std::uint8_t number, Bytes& challenge) {
  KeyGroup* group = nullptr;
  if (const int checked = check_group(number, group); checked != ASSAY_HSM_OK) return checked;
  constexpr std::array<std::uint8_t, 5> get_challenge{0x80, 0x84, 0x00, 0x00, 0x08};
  const std::unique_lock lock(keys_);
  sam::step(group->store, group->transfer, get_challenge, group->environment, challenge);
  challenge.resize(8);
  return ASSAY_HSM_OK;
}

/// A key that was invalidated does not come back by being loaded again.
int Hsm::store_transferred(KeyGroup& group, const sam::PersistentState& before) {
  sam::Key* key = new_key(group.store, before);
  if (key == nullptr) return ASSAY_HSM_OK;
  const KeyName name{key->kif, key->kvc};
  if (is_invalidated(group, name)) {
    if (!deviates(loads_invalidated_key)) {
      if (!deviates(refused_load_stays)) *key = {};
      return refuse(ASSAY_HSM_REFUSED, fmt::format("key {} was invalidated", words_of(name)));
    }
    std::erase(group.invalidated, name);
  }
  const sam::Key loaded = *key;
  if (deviates(transfer_not_stored)) *key = {};
  if (!deviates(transfer_to_every_group)) return ASSAY_HSM_OK;
  for (KeyGroup& other : groups_)
    if (find_key(other, name) == nullptr)
      *std::ranges::find(other.store.work, std::uint8_t{0}, &sam::Key::kif) = loaded;
  return ASSAY_HSM_OK;
}

int Hsm::transfer_key(std::uint8_t number, std::uint8_t record, ByteView block) {
  constexpr std::size_t block_size = 48;
  KeyGroup* group = nullptr;
  if (const int checked = check_group(number, group); checked != ASSAY_HSM_OK) return checked;
  if (block.size() != block_size)
    return refuse(ASSAY_HSM_MALFORMED,
                  fmt::format("a transfer has {} bytes, not {}", block_size, block.size()));
  Bytes command{0x80, 0x1A, 0x00, record, static_cast<std::uint8_t>(block.size())};
  append(command, block);
  const bool eager = deviates(refused_key_changes_counted);
  if (eager) ++group->events.keys_loaded;
  const std::unique_lock lock(keys_);
  const sam::PersistentState before = group->store;
  const sam::Given challenge = group->transfer.challenge;
  group->store.operations = 0;
  group->store.operations_end = group->store.operations_warning = 1;
  constexpr auto unchecked = static_cast<std::size_t>(sam::SamDeviation::write_signature_unchecked);
  group->environment.deviations.set(unchecked, deviates(transfer_signature_unchecked));
  Bytes answer;
  sam::step(group->store, group->transfer, command, group->environment, answer);
  if (deviates(transfer_challenge_serves_twice)) group->transfer.challenge = challenge;
  if (!says_ok(answer))
    return refuse(ASSAY_HSM_REFUSED,
                  fmt::format("the transfer was refused with status {}", status_of(answer)));
  if (const int stored = store_transferred(*group, before); stored != ASSAY_HSM_OK) return stored;
  if (!eager && !deviates(key_changes_not_counted)) ++group->events.keys_loaded;
  return ASSAY_HSM_OK;
}

int Hsm::delete_key(std::uint8_t number, KeyName name) {
  KeyGroup* group = nullptr;
  if (const int checked = check_group(number, group); checked != ASSAY_HSM_OK) return checked;
  const bool reloads = name.kif == sam::kif::reloading && deviates(reload_keys_are_work_keys);
  if (is_system_key(name) && !reloads && !deviates(deletes_system_keys))
    return refuse(
        ASSAY_HSM_REFUSED,
        fmt::format("{} is a system key, which only another one replaces", words_of(name)));
  {
    const std::unique_lock lock(keys_);
    const bool known = find_key(*group, name) != nullptr || is_invalidated(*group, name);
    if (!known && !deviates(deletes_what_is_absent))
      return refuse(ASSAY_HSM_NO_KEY,
                    fmt::format("key group {} has no key {}", number, words_of(name)));
    const bool everywhere = deviates(deletes_everywhere),
               versions = deviates(deletes_every_version);
    const bool forgotten = deviates(deletion_forgotten), stays = deviates(deleted_key_known);
    for (KeyGroup& each : groups_) {
      if (&each != group && !everywhere) continue;
      std::erase(each.invalidated, name);
      if (stays) each.invalidated.push_back(name);
      if (forgotten) continue;
      if (sam::Key* key = find_key(each, name)) *key = {};
      for (sam::Key& key : each.store.work)
        if (versions && key.kif == name.kif) key = {};
    }
  }
  if (!deviates(key_changes_not_counted)) ++group->events.keys_deleted;
  if (deviates(deletion_ends_sessions)) end_sessions(number);
  return ASSAY_HSM_OK;
}

int Hsm::invalidate_key(std::uint8_t number, KeyName name) {
  KeyGroup* group = nullptr;
  if (const int checked = check_group(number, group); checked != ASSAY_HSM_OK) return checked;
  if (is_system_key(name) && !deviates(invalidates_system_keys))
    return refuse(
        ASSAY_HSM_REFUSED,
        fmt::format("{} is a system key, which only another one replaces", words_of(name)));
  const std::unique_lock lock(keys_);
  const bool usable = find_key(*group, name) != nullptr && !is_invalidated(*group, name);
  if (!usable && !deviates(invalidates_what_is_absent))
    return refuse(ASSAY_HSM_NO_KEY,
                  fmt::format("key group {} has no key {} to invalidate", number, words_of(name)));
  const bool everywhere = deviates(invalidates_everywhere),
             serves = deviates(invalidated_key_serves);
  const bool forgets = deviates(invalidation_forgets);
  for (KeyGroup& each : groups_) {
    if (&each != group && !everywhere) continue;
    sam::Key* key = find_key(each, name);
    if (key != nullptr && !serves) *key = {};
    if (!forgets && (key != nullptr || &each == group)) each.invalidated.push_back(name);
  }
  if (!deviates(key_changes_not_counted)) ++group->events.keys_invalidated;
  return ASSAY_HSM_OK;
}

int Hsm::key_state(std::uint8_t number, KeyName name, int& state) {
  KeyGroup* group = nullptr;
  if (const int checked = check_group(number, group); checked != ASSAY_HSM_OK) return checked;
  const std::shared_lock lock(keys_);
  state = is_invalidated(*group, name)        ? ASSAY_HSM_KEY_INVALIDATED
          : find_key(*group, name) != nullptr ? ASSAY_HSM_KEY_USABLE
                                              : ASSAY_HSM_KEY_ABSENT;
  return ASSAY_HSM_OK;
}

}  // namespace assay::model::hsm
