// SPDX-License-Identifier: Apache-2.0
// The keys of the SAM: found, diversified, counted.   Source: decision 0024 for the derivation, 0027 for the rest.
#pragma once

#include <optional>

#include "adapters/model_sam/exchange.hpp"

namespace assay::model::sam {

/// The work key with this KIF and KVC, or null.
[[nodiscard]] const Key* find_work_key(const Exchange& x, std::uint8_t kif, std::uint8_t kvc);
/// The system key with this KIF, or null.
[[nodiscard]] const Key* find_system_key(const Exchange& x, std::uint8_t kif);
[[nodiscard]] bool is_system_kif(std::uint8_t kif) noexcept;

/// mac(master key, 01, KIF || KVC || serial number of 8 bytes).
[[nodiscard]] KeyValue card_key(const Exchange& x, const Key& key, const Block8& serial);
/// The key under the current diversifier, or as it stands without one.
[[nodiscard]] KeyValue current_key(const Exchange& x, const Key& key);

/// Increments the event counter that PAR4 names. False: its ceiling is reached, and the operation is refused ('6900').
[[nodiscard]] bool count(Exchange& x, const Key& key);
/// Value of that counter; 0 for a key without one.
[[nodiscard]] std::uint32_t counter_of(const Exchange& x, const Key& key);

/// Most significant byte first.
void append_number(Bytes& out, std::uint32_t value, std::size_t bytes);
[[nodiscard]] std::uint32_t number_of(ByteView bytes);

}  // namespace assay::model::sam
