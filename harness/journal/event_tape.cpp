// SPDX-License-Identifier: Apache-2.0
// A record that is kept looks at nothing: its views are set anew, at the copies, when it is told.
#include "journal/event_tape.hpp"

namespace assay::journal {
namespace {

std::vector<SecretRange> copied(std::span<const SecretRange> ranges) {
  return {ranges.begin(), ranges.end()};
}

}  // namespace

void EventTape::exchanged(const ExchangeRecord& exchange) {
  events_.emplace_back(Exchange{exchange, std::string(exchange.role), std::string(exchange.remark),
                                to_bytes(exchange.command), to_bytes(exchange.response),
                                to_bytes(exchange.plain_command), to_bytes(exchange.plain_response),
                                copied(exchange.secrets), copied(exchange.response_secrets),
                                copied(exchange.plain_response_secrets)});
}

void EventTape::step_finished(const StepRecord& step) {
  events_.emplace_back(Step{step,
                            std::string(step.title),
                            std::string(step.file),
                            std::string(step.reason),
                            {step.failures.begin(), step.failures.end()}});
}

ExchangeRecord EventTape::Exchange::told() const {
  ExchangeRecord out = record;
  out.role = role;
  out.remark = remark;
  out.command = command;
  out.response = response;
  out.plain_command = plain_command;
  out.plain_response = plain_response;
  out.secrets = secrets;
  out.response_secrets = response_secrets;
  out.plain_response_secrets = plain_response_secrets;
  return out;
}

StepRecord EventTape::Step::told() const {
  StepRecord out = record;
  out.title = title;
  out.file = file;
  out.reason = reason;
  out.failures = failures;
  return out;
}

void EventTape::replay(RunListener& listener) const {
  for (const auto& event : events_) {
    if (const auto* exchange = std::get_if<Exchange>(&event))
      listener.exchanged(exchange->told());
    else
      listener.step_finished(std::get<Step>(event).told());
  }
}

}  // namespace assay::journal
