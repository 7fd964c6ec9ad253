// SPDX-License-Identifier: Apache-2.0
// Questions to the registry.   Source: GPC 5, 6.5, 6.6.
#pragma once

#include <cstdint>

#include "adapters/model/gp_state.hpp"

namespace assay::model {

inline constexpr std::uint8_t issuer = 0;  ///< index of the Issuer Security Domain

[[nodiscard]] inline bool is_security_domain(const RegistryEntry& entry) noexcept {
  return (entry.privileges & privilege::security_domain) != 0;
}
[[nodiscard]] inline bool is_locked(const RegistryEntry& entry) noexcept {
  return (entry.life_cycle & life_cycle::locked_bit) != 0;
}
[[nodiscard]] inline bool is_installed_only(const RegistryEntry& entry) noexcept {
  return entry.life_cycle == life_cycle::installed;
}

/// Index of the Security Domain that serves this entry: itself if it is one.
[[nodiscard]] std::uint8_t serving_domain(const PersistentState& card, std::uint8_t entry) noexcept;

/// Whether `entry` hangs below `domain`, directly or through other Security Domains; a domain is not below itself.
[[nodiscard]] bool is_below(const PersistentState& card, std::uint8_t domain,
                            std::uint8_t entry) noexcept;
/// The same for something associated with the Security Domain `associated`.
[[nodiscard]] bool is_or_is_below(const PersistentState& card, std::uint8_t domain,
                                  std::uint8_t associated) noexcept;

/// GPC 6.4.2.1.1: what becomes selected by itself on this channel.
[[nodiscard]] std::uint8_t implicitly_selected(const PersistentState& card,
                                               std::uint8_t channel) noexcept;

[[nodiscard]] std::uint8_t final_application(const PersistentState& card) noexcept;

/// Whether the entry is selected on any open channel.
[[nodiscard]] bool is_selected_anywhere(const GpState& state, std::uint8_t entry) noexcept;

/// The key set of this version; 00 asks for the first one. Null when the Security Domain has none.
[[nodiscard]] KeySet* find_key_set(PersistentState& card, std::uint8_t domain,
                                   std::uint8_t version) noexcept;

/// GPC Table E-1: option byte i of SCP02 with b3 clear.
[[nodiscard]] inline bool starts_implicitly(const KeySet& set) noexcept {
  return set.protocol == 2 && (set.options & 0x04) == 0;
}

/// The same among the key sets that INITIALIZE UPDATE can use.
[[nodiscard]] KeySet* find_explicit_key_set(PersistentState& card, std::uint8_t domain,
                                            std::uint8_t version) noexcept;

/// What GET STATUS shows: the card state stands for the Issuer Security Domain's own (GPC 5.1).
[[nodiscard]] std::uint8_t life_cycle_of(const PersistentState& card, std::uint8_t entry) noexcept;

}  // namespace assay::model
