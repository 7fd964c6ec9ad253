// SPDX-License-Identifier: Apache-2.0
// What PC/SC return codes mean to somebody at a test bench, each in one sentence.   Source: pcsc-lite 1.9.9, measured.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.hpp"

namespace assay::pcsc {

/// One row of the table: a code, its name in the API, which kind of error it is for us, and the sentence.
struct ScardRow {
  std::uint32_t code;
  std::string_view symbol;
  ErrorCode error;
  std::string_view sentence;
};

/// Every code that pcsc-lite defines, in the order of their numbers.
[[nodiscard]] std::span<const ScardRow> scard_table() noexcept;

/// The error for a return code: "reader 'X': the card was removed (SCARD_W_REMOVED_CARD, 80100069)".
/// A code outside the table becomes `internal`, with its number.
[[nodiscard]] Error scard_error(std::uint32_t code, std::string_view subject);

}  // namespace assay::pcsc
