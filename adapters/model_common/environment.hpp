// SPDX-License-Identifier: Apache-2.0
// Environment: what surrounds a model: randomness, virtual time, the log of non-volatile writes, a cut of its power, and its
// deviations. Plain data: copied with the state, a run goes on identically from both.
#pragma once

#include <bitset>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/random.hpp"

namespace assay::model {

/// One write to non-volatile memory, as a place in the persistent state.
struct LoggedWrite {
  std::uint32_t offset = 0;
  std::uint32_t size = 0;
};

/// `Persistent` is what survives a reset, `Deviation` an enumeration of fewer than `MaxDeviations` names.
template <typename Persistent, typename Deviation, std::size_t MaxDeviations>
struct Environment {
  static constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();

  Random random;
  std::uint64_t time_us = 0;      ///< virtual; nothing reads a clock
  std::uint64_t write_count = 0;  ///< writes since power was first applied
  std::uint64_t last_write =
      never;                ///< power goes after this many writes: later ones change nothing
  bool lost_write = false;  ///< power had gone when something was to be written
  std::bitset<MaxDeviations> deviations;
  std::bitset<MaxDeviations>* asked =
      nullptr;  ///< notes every deviation that is asked for, where somebody wants to know
  std::vector<LoggedWrite>* log = nullptr;  ///< takes every write, where somebody wants to know

  /// The only way for the model to learn of its deviations: what was never asked for changed nothing.
  [[nodiscard]] bool deviates(Deviation deviation) const noexcept {
    if (asked != nullptr) (*asked)[static_cast<std::size_t>(deviation)] = true;
    return deviations[static_cast<std::size_t>(deviation)];
  }

  /// Power goes after so many further writes.
  void cut_after(std::uint32_t further) noexcept { last_write = write_count + further; }

  /// Whether power is there: without it what the step answers reaches nobody, and a reset must follow.
  [[nodiscard]] bool has_power() const noexcept { return !lost_write; }

  /// Power comes back. Returns whether it had been there up to the last write.
  bool restore_power() noexcept {
    last_write = never;
    return !std::exchange(lost_write, false);
  }

  /// The only way to change what survives a reset: logged, and atomic, so that power can be cut between any two writes.
  template <typename T>
  void persist(Persistent& state, T& field, const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (write_count == last_write) {
      lost_write = true;
      return;
    }
    const auto offset =
        reinterpret_cast<const char*>(&field) - reinterpret_cast<const char*>(&state);
    ++write_count;
    if (log != nullptr) log->push_back({static_cast<std::uint32_t>(offset), sizeof(T)});
    field = value;
  }
};

}  // namespace assay::model
