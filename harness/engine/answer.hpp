// SPDX-License-Identifier: Apache-2.0
// Answers taken apart: which form of the catalogue an answer has, and where its named fields lie.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "base/bytes.hpp"
#include "catalogue/catalogue.hpp"

namespace assay::engine {

/// An answer laid over one form of the catalogue. Views into the answer.
struct AnswerFields {
  static constexpr std::size_t max_fields = 24;
  const catalogue::AnswerForm* form = nullptr;  ///< nullptr: no form fits
  std::array<std::optional<ByteView>, max_fields> values;

  /// The field's bytes; nothing when the form has no such field or it is absent.
  [[nodiscard]] std::optional<ByteView> find(std::string_view name) const noexcept;
};

/// The first form whose lengths and constants fit all of `data`.
[[nodiscard]] AnswerFields take_apart(const catalogue::Command& command, ByteView data);

}  // namespace assay::engine
