// SPDX-License-Identifier: Apache-2.0
// WRITE KEY: work keys, system keys and the lock, ciphered under a system key or, where parameters allow it, in clear.
#include <algorithm>

#include "adapters/model_sam/frame.hpp"
#include "adapters/model_sam/keys.hpp"

namespace assay::model::sam {
namespace {

using enum SamDeviation;

constexpr std::uint8_t system_target = 0xC0, lock_target = 0xE0, any_record = 0xF0,
                       last_record = 0x7E;
constexpr std::uint8_t plain_mode = 0x80;
constexpr std::uint8_t system_kif_bit = 0x80;

bool is_work_target(std::uint8_t p2) {
  return p2 == any_record || (p2 != 0 && p2 <= last_record);
}

bool lock_forbids(const Exchange& x, std::uint8_t bit) {
  return x.sam().lock.is_present() && x.sam().lock.allows(5, bit);
}

/// What parameters and lock say about this target, whatever the data are.
bool is_forbidden(const Exchange& x) {
  const std::uint8_t p2 = x.command.p2;
  const bool plain = x.command.p1 == plain_mode;
  const std::uint8_t flags = x.sam().parameters[0];
  if (p2 == system_target && !x.deviates(system_lock_ignored) &&
      lock_forbids(x, lock_parameter::system_lock_enable))
    return true;
  if (p2 == lock_target && x.now().lock_is_locked && !x.deviates(locked_lock_ignored)) return true;
  if (is_work_target(p2) && !x.deviates(work_keys_lock_ignored) &&
      lock_forbids(x, lock_parameter::work_keys_lock_enable))
    return true;
  if (!plain) return false;
  if ((flags & sam_parameter::plain_write_disabled) != 0 && !x.deviates(plain_write_always))
    return true;
  return is_work_target(p2) && (flags & sam_parameter::plain_work_key_input) == 0 &&
         !x.deviates(plain_work_keys_always);
}

/// In clear nothing but record, reference and one constant byte is other than zero.
StatusWord open_plain(const Exchange& x, Bytes& record) {
  const ByteView block = x.command.data;
  Bytes expected(frame::size);
  expected[frame::reference] = x.command.p2;
  expected[45] = 0x80;
  std::ranges::copy(block.subspan(frame::record, frame::record_size),
                    expected.begin() + frame::record);
  if (!equal(block, expected)) return sw::wrong_data;
  record = to_bytes(block.subspan(frame::record, frame::record_size));
  return sw::ok;
}

StatusWord open_ciphered(Exchange& x, Bytes& record) {
  const bool work = is_work_target(x.command.p2);
  const Key* key = find_system_key(x, work ? kif::key_management : kif::personalization);
  if (key == nullptr)
    return x.deviates(missing_system_key_says_6985) ? sw::conditions_not_satisfied
                                                    : sw::key_not_found;
  return open_protected(x, *key, record);
}

Key key_of(ByteView record) {
  Key key{.kif = record[0], .kvc = record[1], .alg = record[2]};
  std::copy_n(record.begin() + 3, key.par.size(), key.par.begin());
  std::copy_n(record.begin() + 13, key.value.size(), key.value.begin());
  return key;
}

bool last_parameters_are_zero(const Key& key) {
  return std::all_of(key.par.begin() + 6, key.par.end(), [](auto byte) { return byte == 0; });
}

StatusWord store_work_key(Exchange& x, const Key& key) {
  auto& work = x.sam().work;
  const bool reserved = is_system_kif(key.kif) || key.kif == kif::lock || key.kif == 0;
  if (reserved) return sw::wrong_data;
  for (const Key& other : work)
    if (other.is_present() && other.kif == key.kif && other.kvc == key.kvc &&
        !x.deviates(same_key_twice))
      return sw::wrong_data;
  const std::uint8_t p2 = x.command.p2;
  auto place = p2 == any_record ? std::ranges::find(work, std::uint8_t{0}, &Key::kif)
                                : work.begin() + (p2 - 1);
  const bool overwrites = place == work.end() && x.deviates(full_store_overwrites_last);
  if (overwrites || (p2 == any_record && x.deviates(any_record_is_last))) place = work.end() - 1;
  if (place == work.end()) return sw::conditions_not_satisfied;
  if (place->is_present() && !overwrites && !x.deviates(full_record_overwritten))
    return sw::conditions_not_satisfied;
  Key stored = key;
  if (x.deviates(key_parameters_not_stored)) stored.par = {};
  x.persist(*place, stored);
  return sw::ok;
}

StatusWord store_system_key(Exchange& x, const Key& key) {
  const bool known = (key.kif & system_kif_bit) != 0 && is_system_kif(key.kif);
  if (!known && !x.deviates(system_kif_unchecked)) return sw::wrong_data;
  constexpr std::array order{kif::personalization, kif::key_management, kif::reloading,
                             kif::authentication};
  const auto found = static_cast<std::size_t>(std::ranges::find(order, key.kif) - order.begin());
  const std::size_t index = std::min(found, order.size() - 1);
  Key& place = x.sam().system[index];
  if (place.is_present() && place.kvc == key.kvc && !x.deviates(same_key_twice))
    return sw::wrong_data;
  x.persist(place, key);
  return sw::ok;
}

StatusWord store(Exchange& x, const Key& key) {
  if (x.command.p2 != lock_target && !alg::is_known(key.alg) &&
      !x.deviates(unknown_algorithm_taken))
    return sw::wrong_data;
  const bool ciphered = x.command.p1 != plain_mode;
  if (ciphered && !last_parameters_are_zero(key) && !x.deviates(last_parameters_unchecked))
    return sw::wrong_data;
  if (x.command.p2 == system_target) return store_system_key(x, key);
  if (x.command.p2 != lock_target) return store_work_key(x, key);
  if (key.kif != kif::lock && !x.deviates(lock_kif_unchecked)) return sw::wrong_data;
  Key lock = key;
  if (x.deviates(lock_value_misplaced)) std::ranges::rotate(lock.value, lock.value.begin() + 1);
  x.persist(x.sam().lock, lock);
  // Who wrote the lock is inside: it locks from the next reset on.
  x.now().unlocked = true;
  return sw::ok;
}

StatusWord check_parameters(const Exchange& x) {
  const std::uint8_t p1 = x.command.p1, p2 = x.command.p2;
  const bool plain = p1 == plain_mode;
  if (!plain && p1 != 0x00 && p1 != 0x08) return sw::wrong_parameters;
  if (!is_work_target(p2) && p2 != system_target && p2 != lock_target) return sw::wrong_parameters;
  if (plain && p2 == system_target && !x.deviates(plain_system_keys)) return sw::wrong_parameters;
  if (x.command.data.size() > frame::size)
    return x.deviates(inconsistent_length_says_6700) ? sw::wrong_length : sw::inconsistent_length;
  return x.command.data.size() == frame::size ? sw::ok : sw::wrong_length;
}

}  // namespace

StatusWord write_key(Exchange& x) {
  if (const StatusWord checked = check_parameters(x); checked != sw::ok) return checked;
  if (is_forbidden(x)) return sw::conditions_not_satisfied;
  Bytes record;
  const bool plain = x.command.p1 == plain_mode;
  const StatusWord opened = plain ? open_plain(x, record) : open_ciphered(x, record);
  if (opened != sw::ok) return opened;
  return store(x, key_of(record));
}

}  // namespace assay::model::sam
