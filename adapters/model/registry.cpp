// SPDX-License-Identifier: Apache-2.0
// Answers from the registry.
#include "adapters/model/registry.hpp"

namespace assay::model {

std::uint8_t serving_domain(const PersistentState& card, std::uint8_t entry) noexcept {
  return is_security_domain(card.entries[entry]) ? entry : card.entries[entry].security_domain;
}

bool is_or_is_below(const PersistentState& card, std::uint8_t domain,
                    std::uint8_t associated) noexcept {
  // A hierarchy ends in a domain associated with itself (GPC 7.2), so the walk is bounded by the table.
  for (std::uint8_t steps = 0; steps < card.entry_count; ++steps) {
    if (associated == domain) return true;
    if (card.entries[associated].security_domain == associated) return false;
    associated = card.entries[associated].security_domain;
  }
  return false;
}

bool is_below(const PersistentState& card, std::uint8_t domain, std::uint8_t entry) noexcept {
  return entry != domain && is_or_is_below(card, domain, card.entries[entry].security_domain);
}

std::uint8_t final_application(const PersistentState& card) noexcept {
  for (std::uint8_t i = 0; i < card.entry_count; ++i)
    if ((card.entries[i].privileges & privilege::final_application) != 0) return i;
  return issuer;
}

std::uint8_t implicitly_selected(const PersistentState& card, std::uint8_t channel) noexcept {
  if (card.card_state == CardState::card_locked || card.card_state == CardState::terminated)
    return final_application(card);
  for (std::uint8_t i = 0; i < card.entry_count; ++i) {
    const RegistryEntry& entry = card.entries[i];
    const bool on_contact = (entry.implicit_selection & 0x40) != 0;  // GPC 11.1.7
    if (!on_contact || (entry.implicit_selection & 0x1F) != channel) continue;
    return is_locked(entry) ? final_application(card) : i;
  }
  return channel == 0 ? issuer : implicitly_selected(card, 0);
}

bool is_selected_anywhere(const GpState& state, std::uint8_t entry) noexcept {
  for (const LogicalChannel& channel : state.working.channels)
    if (channel.open && channel.selected == entry) return true;
  return false;
}

KeySet* find_key_set(PersistentState& card, std::uint8_t domain, std::uint8_t version) noexcept {
  for (std::uint8_t i = 0; i < card.key_set_count; ++i) {
    KeySet& set = card.key_sets[i];
    if (set.owner == domain && (version == 0 || set.version == version)) return &set;
  }
  return nullptr;
}

KeySet* find_explicit_key_set(PersistentState& card, std::uint8_t domain,
                              std::uint8_t version) noexcept {
  for (std::uint8_t i = 0; i < card.key_set_count; ++i) {
    KeySet& set = card.key_sets[i];
    if (set.owner != domain || starts_implicitly(set)) continue;
    if (version == 0 || set.version == version) return &set;
  }
  return nullptr;
}

std::uint8_t life_cycle_of(const PersistentState& card, std::uint8_t entry) noexcept {
  return entry == issuer ? static_cast<std::uint8_t>(card.card_state)
                         : card.entries[entry].life_cycle;
}

}  // namespace assay::model
