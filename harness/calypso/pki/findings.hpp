// SPDX-License-Identifier: Apache-2.0
// Findings: what came of each rule that was looked at, with the value found and what was wanted.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "calypso/pki/rules.hpp"

namespace assay::calypso::pki {

enum class Outcome : std::uint8_t { kept, warned, broken };
[[nodiscard]] std::string_view name(Outcome outcome) noexcept;

/// How much a verifier bears: `strict` refuses whatever breaks a rule; `terminal` only warns of what terminals in the field bear.
enum class Policy : std::uint8_t { strict, terminal };

struct Finding {
  Rule rule = Rule::root_known;
  Outcome outcome = Outcome::kept;
  std::string found;   ///< empty for a rule that was kept, unless all is told
  std::string wanted;  ///< likewise
};

/// Whether values are told of rules that were kept, too: a report wants them, a backend does not pay for them.
enum class Detail : std::uint8_t { failures, everything };

class Findings {
 public:
  explicit Findings(Policy policy = Policy::strict, Detail detail = Detail::everything)
      : policy_(policy), detail_(detail) {}

  /// Notes a rule; `found` and `wanted` are functions that word the value. Returns whether one may go on: true for a warning.
  template <typename Found, typename Wanted>
  bool look(Rule rule, bool kept, Found found, Wanted wanted) {
    if (kept && detail_ == Detail::failures) return true;
    const bool warns = !text_of(rule).always && policy_ == Policy::terminal;
    const Outcome outcome = kept ? Outcome::kept : warns ? Outcome::warned : Outcome::broken;
    list_.push_back({rule, outcome, found(), wanted()});
    broken_ += outcome == Outcome::broken ? 1 : 0;
    warned_ += outcome == Outcome::warned ? 1 : 0;
    return outcome != Outcome::broken;
  }

  [[nodiscard]] bool all_kept() const noexcept { return broken_ == 0; }
  [[nodiscard]] std::size_t broken() const noexcept { return broken_; }
  [[nodiscard]] std::size_t warned() const noexcept { return warned_; }
  [[nodiscard]] const std::vector<Finding>& list() const noexcept { return list_; }
  [[nodiscard]] const Finding* find(Rule rule) const noexcept {
    const auto found = std::ranges::find(list_, rule, &Finding::rule);
    return found == list_.end() ? nullptr : &*found;
  }
  [[nodiscard]] const Finding* first_broken() const noexcept {
    const auto found = std::ranges::find(list_, Outcome::broken, &Finding::outcome);
    return found == list_.end() ? nullptr : &*found;
  }

 private:
  Policy policy_;
  Detail detail_;
  std::size_t broken_ = 0;
  std::size_t warned_ = 0;
  std::vector<Finding> list_;
};

/// "card-certificate.serial: found '..', wanted '..'", the form of every refusal.
[[nodiscard]] std::string words_of(const Finding& finding);

}  // namespace assay::calypso::pki
