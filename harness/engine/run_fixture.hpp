// SPDX-License-Identifier: Apache-2.0
// RunTest: runs over scripted cards, and what was reported of them. Suites are built by hand: loading has tests of its own.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/run.hpp"
#include "engine/scripted_card.hpp"

namespace assay::engine {

class StillClock : public Clock {
 public:
  std::int64_t utc_ns() override { return 0; }
  std::int64_t monotonic_ns() override { return 0; }
};

class Collector : public journal::RunListener {
 public:
  void exchanged(const journal::ExchangeRecord& exchange) override {
    outcomes.push_back(exchange.outcome);
    response_secrets.assign(exchange.response_secrets.begin(), exchange.response_secrets.end());
  }
  void step_finished(const journal::StepRecord& step) override {
    for (const auto& failed : step.failures) failures.push_back(failed);
  }
  void case_finished(const journal::CaseRecord& record) override { cases.push_back(record); }

  std::vector<journal::CaseRecord> cases;
  std::vector<journal::FailedCheck> failures;
  std::vector<journal::Outcome> outcomes;
  std::vector<journal::SecretRange> response_secrets;  ///< of the latest exchange
};

inline script::Step apdu(const std::string& hex) {
  script::Step step;
  step.verb = script::Verb::apdu;
  step.title = "APDU";
  step.file = "suite.yaml";
  step.position = {7, 9};
  step.apdu = *document::parse_hex_value(hex);
  return step;
}

inline script::Step apdu(const std::string& hex, const std::string& sw,
                         std::vector<std::string> covers = {}) {
  auto step = apdu(hex);
  script::Check check;
  check.subject = script::Check::Subject::status_word;
  check.matcher.kind = script::Matcher::Kind::pattern;
  check.matcher.pattern = *document::parse_hex_pattern(sw);
  check.matcher.text = "'" + sw + "'";
  check.position = {8, 15};
  step.expect.push_back({{check}, std::move(covers), "", {}, {8, 11}});
  return step;
}

inline script::Instance instance(std::vector<script::Step> given, std::vector<script::Step> steps,
                                 std::vector<script::Step> finally = {}) {
  script::Instance made;
  made.given = std::move(given);
  made.steps = std::move(steps);
  made.finally = std::move(finally);
  return made;
}

class RunTest : public testing::Test {
 protected:
  void add_case(const std::string& id, script::Instance made) {
    script::TestCase test_case;
    test_case.id = id;
    test_case.instances.push_back(std::move(made));
    suite_.cases.push_back(std::move(test_case));
  }

  journal::RunSummary run(RunOptions options = {}) {
    suite_.id = "a";
    target_.uri = "test:card";
    target_.identify = identify_;
    target_.roles = {{"card", [this]() -> Result<std::unique_ptr<iso7816::CardChannel>> {
                        return std::make_unique<ScriptedCard>(card_);
                      }}};
    engine::Run run(catalogue_, std::move(options), clock_);
    const auto planned = run.plan({{&suite_, &target_, [](std::string_view) { return true; }}});
    if (!planned) {
      plan_error_ = planned.error().text();
      return {};
    }
    plan_ = run.record().plan;
    return run.execute(collector_);
  }

  catalogue::Catalogue catalogue_;
  script::Suite suite_;
  Target target_;
  CardScript card_;
  StillClock clock_;
  Collector collector_;
  std::vector<journal::PlannedCase> plan_;
  std::string plan_error_;
  bool identify_ = false;
};

}  // namespace assay::engine
