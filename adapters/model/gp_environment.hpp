// SPDX-License-Identifier: Apache-2.0
// GpEnvironment: what surrounds a model card: randomness, time, the log of non-volatile writes, and its deviations.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>

#include "adapters/model/gp_deviation.hpp"
#include "adapters/model/gp_state.hpp"
#include "base/random.hpp"

namespace assay::model {

/// One write to non-volatile memory, as a place in PersistentState.
struct PersistentWrite {
  std::uint32_t offset = 0;
  std::uint32_t size = 0;
};

/// Plain data too: copied with the state, a run goes on identically from both.
struct GpEnvironment {
  static constexpr std::size_t log_size = 16;

  Random random;
  std::uint64_t time_us = 0;      ///< virtual; nothing reads a clock
  std::uint64_t write_count = 0;  ///< writes since power was first applied
  std::array<PersistentWrite, log_size>
      writes{};  ///< the latest ones, write n at n modulo the size
  std::bitset<max_gp_deviations> deviations;
  std::bitset<max_gp_deviations>* asked =
      nullptr;  ///< notes every deviation that is asked for, where somebody wants to know
  bool fixed_challenge =
      false;  ///< use `card_challenge` instead of randomness, for published transcripts
  std::array<std::uint8_t, 16> card_challenge{};

  /// The only way for the card to learn of its deviations: what was never asked for changed nothing.
  [[nodiscard]] bool deviates(GpDeviation deviation) const noexcept {
    if (asked != nullptr) (*asked)[static_cast<std::size_t>(deviation)] = true;
    return deviations[static_cast<std::size_t>(deviation)];
  }

  /// The only way to change what survives a reset: logged, so that power can later be cut after any write.
  template <typename T>
  void persist(PersistentState& state, T& field, const T& value) noexcept {
    static_assert(std::is_trivially_copyable_v<T>);
    const auto offset =
        reinterpret_cast<const char*>(&field) - reinterpret_cast<const char*>(&state);
    writes[write_count++ % log_size] = {static_cast<std::uint32_t>(offset), sizeof(T)};
    field = value;
  }
};

static_assert(std::is_trivially_copyable_v<GpEnvironment>);

}  // namespace assay::model
