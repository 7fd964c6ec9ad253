// SPDX-License-Identifier: Apache-2.0
// Verdicts of ISO/IEC 9646 as TTCN-3 merges them: they only ever worsen.
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

namespace assay::journal {

/// In the order in which they merge; `not_applicable` stands apart and is decided before the first byte.
enum class Verdict {
  pass,          ///< everything expected was observed
  inconclusive,  ///< the purpose was neither met nor missed: a surprise in the preamble or postamble
  fail,          ///< the card did what the test purpose forbids
  error,         ///< we, the reader or the link failed: nothing is said of the card
  not_applicable,  ///< the ICS or the transport excludes the case
};

/// The worse of two verdicts of one case. Neither may be `not_applicable`.
[[nodiscard]] constexpr Verdict worse(Verdict a, Verdict b) noexcept {
  return std::max(a, b);
}

[[nodiscard]] std::string_view name(Verdict verdict) noexcept;
[[nodiscard]] std::optional<Verdict> parse_verdict(std::string_view text) noexcept;

}  // namespace assay::journal
