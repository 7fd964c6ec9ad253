// SPDX-License-Identifier: Apache-2.0
// One table of deviations out of those of the families: what every model does with its deviations/*.hpp. An entry (`DeviationInfo`
// of each model) has at least `deviation`, a value of the model's enumeration, and `id`.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace assay::model {

template <typename Info, std::size_t... Sizes>
constexpr auto join_deviations(const std::array<Info, Sizes>&... families) {
  std::array<Info, (Sizes + ...)> all{};
  std::size_t next = 0;
  const auto add = [&](const auto& family) {
    for (const Info& info : family) all[next++] = info;
  };
  (add(families), ...);
  return all;
}

/// Whether the n-th entry is that of the n-th enumerator, so that a deviation is its own place in the table.
template <typename Table>
constexpr bool follows_enumeration(const Table& table) {
  for (std::size_t i = 0; i < table.size(); ++i)
    if (static_cast<std::size_t>(table[i].deviation) != i) return false;
  return true;
}

template <typename Table>
[[nodiscard]] auto find_deviation(const Table& table, std::string_view id) noexcept
    -> std::optional<decltype(table[0].deviation)> {
  for (const auto& info : table)
    if (info.id == id) return info.deviation;
  return std::nullopt;
}

}  // namespace assay::model
