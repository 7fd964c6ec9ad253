// SPDX-License-Identifier: Apache-2.0
// Names of verdicts.
#include "journal/verdict.hpp"

namespace assay::journal {

std::string_view name(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::pass: return "pass";
    case Verdict::inconclusive: return "inconclusive";
    case Verdict::fail: return "fail";
    case Verdict::error: return "error";
    case Verdict::not_applicable: return "not_applicable";
  }
  return "unknown";
}

std::optional<Verdict> parse_verdict(std::string_view text) noexcept {
  for (const Verdict verdict : {Verdict::pass, Verdict::inconclusive, Verdict::fail, Verdict::error,
                                Verdict::not_applicable})
    if (name(verdict) == text) return verdict;
  return std::nullopt;
}

}  // namespace assay::journal
