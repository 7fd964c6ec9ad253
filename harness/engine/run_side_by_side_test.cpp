// SPDX-License-Identifier: Apache-2.0
// Runs with several jobs, which tell the same as with one.

#include <atomic>

#include "engine/run_fixture.hpp"

namespace assay::engine {
namespace {

/// Answers a command of five bytes with its third and fourth.
class Echo : public iso7816::CardChannel {
 public:
  Echo(std::string kind, std::atomic<int>& opened) {
    ++opened;
    said_.kind = std::move(kind);
    said_.capabilities.real = false;
    said_.capabilities.rewinds = true;
  }
  Result<void> reset(iso7816::ResetKind) override { return {}; }
  Result<void> rewind(std::uint64_t) override { return {}; }
  Result<void> transmit(ByteView command, Bytes& response) override {
    response = {command[2], command[3]};
    return {};
  }
  ByteView atr() const override { return atr_; }
  const iso7816::TargetDescription& description() const override { return said_; }

 private:
  iso7816::TargetDescription said_;
  Bytes atr_{0x3B, 0x00};
};

class Telling : public journal::RunListener {
 public:
  void case_started(const journal::PlannedCase& planned) override { told += planned.address; }
  void exchanged(const journal::ExchangeRecord& exchange) override {
    told += " " + to_hex(exchange.command) + " " + to_hex(exchange.response);
  }
  void step_finished(const journal::StepRecord& step) override {
    told += " " + std::string(name(step.verdict));
  }
  void case_finished(const journal::CaseRecord& record) override {
    told += " " + std::string(name(record.verdict)) + "\n";
  }
  std::string told;
};

class SideBySideTest : public testing::Test {
 protected:
  SideBySideTest() {
    suite_.id = "a";
    for (unsigned i = 0; i < 600; ++i) {
      script::TestCase test_case;
      test_case.id = "c" + std::to_string(i);
      // One in a hundred fails.
      const std::string sw = i % 100 == 50 ? "9999" : fmt::format("{:04X}", i);
      test_case.instances.push_back(
          instance({}, {apdu(fmt::format("0010{:04X}00", i), sw), apdu("0010900000", "9000")}));
      suite_.cases.push_back(std::move(test_case));
    }
  }

  journal::RunSummary run(std::size_t jobs, bool fail_fast = false) {
    target_.uri = "test:card";
    target_.identify = false;
    target_.roles = {{"card", [this]() -> Result<std::unique_ptr<iso7816::CardChannel>> {
                        return std::make_unique<Echo>(kind_, opened_);
                      }}};
    RunOptions options;
    options.jobs = jobs;
    options.fail_fast = fail_fast;
    engine::Run run(catalogue_, options, clock_);
    EXPECT_TRUE(run.plan({{&suite_, &target_, [](std::string_view) { return true; }}}));
    opened_ = 0;
    listener_.told.clear();
    return run.execute(listener_);
  }

  catalogue::Catalogue catalogue_;
  script::Suite suite_;
  Target target_;
  StillClock clock_;
  Telling listener_;
  std::string kind_ = "model";
  std::atomic<int> opened_ = 0;
};

TEST_F(SideBySideTest, TellsTheSameInTheSameOrderAsOneAfterTheOther) {
  const auto one = run(1);
  const std::string in_turn = listener_.told;
  const auto four = run(4);
  EXPECT_EQ(listener_.told, in_turn);
  EXPECT_EQ(one.passed, 594U);
  EXPECT_EQ(one.failed, 6U);
  EXPECT_EQ(four.passed, one.passed);
  EXPECT_EQ(four.failed, one.failed);
  EXPECT_EQ(four.apdus, one.apdus);
}

TEST_F(SideBySideTest, EndsAfterTheSameCaseWhenTheFirstFailureEndsIt) {
  const auto one = run(1, true);
  const std::string in_turn = listener_.told;
  const auto four = run(4, true);
  EXPECT_EQ(listener_.told, in_turn);
  EXPECT_EQ(four.stopped, "--fail-fast after a/c50");
  EXPECT_EQ(four.passed, one.passed);
}

TEST_F(SideBySideTest, OpensNothingButModelsASecondTime) {
  kind_ = "exec";
  EXPECT_EQ(run(4).passed, 594U);
  EXPECT_EQ(opened_, 0) << "after planning";
}

}  // namespace
}  // namespace assay::engine
