// SPDX-License-Identifier: Apache-2.0
// FailingStep: keeps, of a case that is running, the step that decides its verdict, and the exchange that step judged.
#pragma once

#include <string>
#include <vector>

#include "journal/records.hpp"

namespace assay::reports {

/// An exchange that outlives the listener's call; its buffers are used again.
struct KeptExchange {
  std::string role;
  Bytes command, response, plain_command, plain_response;
  std::vector<journal::SecretRange> secrets, response_secrets, plain_response_secrets;
  journal::Outcome outcome = journal::Outcome::answered;
  std::string remark;

  void assign(const journal::ExchangeRecord& exchange);
};

class FailingStep {
 public:
  void start_case() noexcept;
  void add(const journal::ExchangeRecord& exchange);
  void add(const journal::StepRecord& step);

  /// Whether a step of this case went wrong.
  [[nodiscard]] bool found() const noexcept { return verdict != journal::Verdict::pass; }

  journal::Verdict verdict = journal::Verdict::pass;
  journal::Phase phase = journal::Phase::steps;
  std::size_t number = 0;
  std::string title, file, reason;
  Position position;
  std::vector<journal::FailedCheck> failures;
  KeptExchange exchange;      ///< the last one of the step
  std::size_t exchanges = 0;  ///< how many the step had

 private:
  KeptExchange latest_;
  std::size_t latest_count_ = 0;
};

}  // namespace assay::reports
