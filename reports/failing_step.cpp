// SPDX-License-Identifier: Apache-2.0
// The first step of the worst verdict, kept until the case is over.
#include "reports/failing_step.hpp"

#include <utility>

namespace assay::reports {

void KeptExchange::assign(const journal::ExchangeRecord& from) {
  role = from.role;
  command.assign(from.command.begin(), from.command.end());
  response.assign(from.response.begin(), from.response.end());
  plain_command.assign(from.plain_command.begin(), from.plain_command.end());
  plain_response.assign(from.plain_response.begin(), from.plain_response.end());
  secrets.assign(from.secrets.begin(), from.secrets.end());
  response_secrets.assign(from.response_secrets.begin(), from.response_secrets.end());
  plain_response_secrets.assign(from.plain_response_secrets.begin(),
                                from.plain_response_secrets.end());
  outcome = from.outcome;
  remark = from.remark;
}

void FailingStep::start_case() noexcept {
  verdict = journal::Verdict::pass;
  exchanges = latest_count_ = 0;
}

void FailingStep::add(const journal::ExchangeRecord& sent) {
  latest_.assign(sent);
  ++latest_count_;
}

void FailingStep::add(const journal::StepRecord& step) {
  if (step.verdict > verdict) {
    verdict = step.verdict;
    phase = step.phase;
    number = step.number;
    title = step.title;
    file = step.file;
    reason = step.reason;
    position = step.position;
    failures.assign(step.failures.begin(), step.failures.end());
    exchanges = latest_count_;
    std::swap(exchange, latest_);
  }
  latest_count_ = 0;
}

}  // namespace assay::reports
