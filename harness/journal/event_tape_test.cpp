// SPDX-License-Identifier: Apache-2.0
#include "journal/event_tape.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::journal {
namespace {

class Telling : public RunListener {
 public:
  void exchanged(const ExchangeRecord& exchange) override {
    told.push_back(std::string(exchange.role) + " " + to_hex(exchange.command) + " " +
                   to_hex(exchange.response) + " " + std::string(exchange.remark) + " " +
                   std::to_string(exchange.secrets.size()));
  }
  void step_finished(const StepRecord& step) override {
    told.push_back(std::string(step.title) + " " + std::string(step.file) + " " +
                   std::string(step.reason) + " " + step.failures[0].what);
  }
  std::vector<std::string> told;
};

TEST(EventTape, TellsLaterWhatIsGoneByThen) {
  EventTape tape;
  {
    const std::string role = "card", remark = "a remark that is too long to lie in the string";
    const Bytes command{0x00, 0xA4, 0x04, 0x00}, response{0x90, 0x00};
    const std::vector<SecretRange> secrets{{1, 2}};
    ExchangeRecord exchange;
    exchange.role = role;
    exchange.remark = remark;
    exchange.command = command;
    exchange.response = response;
    exchange.secrets = secrets;
    tape.exchanged(exchange);
    const std::string title = "SELECT", file = "suite.yaml", reason = "because";
    std::vector<FailedCheck> failures(1);
    failures[0].what = "sw";
    StepRecord step;
    step.title = title;
    step.file = file;
    step.reason = reason;
    step.failures = failures;
    tape.step_finished(step);
  }
  Telling listener;
  tape.replay(listener);
  EXPECT_EQ(listener.told,
            (std::vector<std::string>{
                "card 00A40400 9000 a remark that is too long to lie in the string 1",
                "SELECT suite.yaml because sw"}));
}

TEST(EventTape, GivesItsEventsAway) {
  EventTape first, second;
  first.exchanged({});
  first.swap(second);
  EXPECT_TRUE(first.empty());
  EXPECT_FALSE(second.empty());
}

}  // namespace
}  // namespace assay::journal
