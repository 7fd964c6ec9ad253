// SPDX-License-Identifier: Apache-2.0
// EventTape: what happened within a case, kept so that it can be told later.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "journal/records.hpp"

namespace assay::journal {

/// Listens to exchanges and steps; everything that a record only looks at is copied.
class EventTape final : public RunListener {
 public:
  void exchanged(const ExchangeRecord& exchange) override;
  void step_finished(const StepRecord& step) override;

  /// Tells `listener` in the order in which it happened.
  void replay(RunListener& listener) const;

  [[nodiscard]] bool empty() const noexcept { return events_.empty(); }
  void swap(EventTape& other) noexcept { events_.swap(other.events_); }

 private:
  struct Exchange {
    ExchangeRecord record;
    std::string role, remark;
    Bytes command, response, plain_command, plain_response;
    std::vector<SecretRange> secrets, response_secrets, plain_response_secrets;
    [[nodiscard]] ExchangeRecord told() const;
  };
  struct Step {
    StepRecord record;
    std::string title, file, reason;
    std::vector<FailedCheck> failures;
    [[nodiscard]] StepRecord told() const;
  };
  std::vector<std::variant<Exchange, Step>> events_;
};

}  // namespace assay::journal
