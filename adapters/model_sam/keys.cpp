// SPDX-License-Identifier: Apache-2.0
// Keys and event counters.
#include "adapters/model_sam/keys.hpp"

#include <algorithm>

namespace assay::model::sam {

using enum SamDeviation;
namespace osp = crypto::open_stand_in;

const Key* find_work_key(const Exchange& x, std::uint8_t kif, std::uint8_t kvc) {
  for (const Key& key : x.sam().work) {
    if (!key.is_present() || key.kif != kif) continue;
    if (key.kvc == kvc || x.deviates(kvc_ignored)) return &key;
  }
  return nullptr;
}

const Key* find_system_key(const Exchange& x, std::uint8_t kif) {
  const auto found = std::ranges::find(x.sam().system, kif, &Key::kif);
  return found == x.sam().system.end() || !found->is_present() ? nullptr : &*found;
}

bool is_system_kif(std::uint8_t kif) noexcept {
  return kif == kif::personalization || kif == kif::key_management || kif == kif::reloading ||
         kif == kif::authentication;
}

KeyValue card_key(const Exchange& x, const Key& key, const Block8& serial) {
  if (x.deviates(keys_not_diversified)) return key.value;
  Bytes message{key.kif, key.kvc};
  append(message, serial);
  return osp::mac(key.value, osp::Purpose::card_key, message);
}

KeyValue current_key(const Exchange& x, const Key& key) {
  const Given& diversifier = x.now().diversifier;
  if (diversifier.size == 0) return key.value;
  return card_key(x, key, diversifier.bytes);
}

bool count(Exchange& x, const Key& key) {
  if (x.deviates(counters_stand_still)) return true;
  const std::uint8_t number = key.counter();
  if (number >= counter_count) return true;
  std::uint32_t& counter = x.sam().counters[number];
  const std::uint32_t ceiling = x.sam().ceilings.values[number];
  const bool reached = x.deviates(ceiling_one_more) ? counter > ceiling : counter >= ceiling;
  const bool refused = reached && !x.deviates(ceilings_ignored);
  if (!refused || x.deviates(refused_operations_count))
    x.persist(counter, (counter + 1) & 0xFFFFFF);
  return !refused;
}

std::uint32_t counter_of(const Exchange& x, const Key& key) {
  return key.counter() < counter_count ? x.sam().counters[key.counter()] : 0;
}

void append_number(Bytes& out, std::uint32_t value, std::size_t bytes) {
  for (std::size_t i = bytes; i-- > 0;) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

std::uint32_t number_of(ByteView bytes) {
  std::uint32_t value = 0;
  for (const std::uint8_t byte : bytes) value = (value << 8) | byte;
  return value;
}

}  // namespace assay::model::sam
