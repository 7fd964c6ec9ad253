// SPDX-License-Identifier: Apache-2.0
#include "engine/judge.hpp"

#include <gtest/gtest.h>

namespace assay::engine {
namespace {

using Subject = script::Check::Subject;

/// A step with one expectation for each list of rows, all of the same subject.
class SeveralExpectations {
 public:
  SeveralExpectations(Subject subject, const std::vector<std::vector<std::string>>& rows) {
    check_.subject = subject;
    check_.position = {12, 9};
    for (const auto& covers : rows) step_.expect.push_back({{check_}, covers, "", {}, {}});
    compiled_.script = &step_;
    for (const auto& expectation : step_.expect)
      compiled_.expect.push_back({&expectation, {{&check_, {}, {}, {}}}});
  }

  std::vector<journal::FailedCheck> judged(const Answer& answer) {
    std::vector<journal::FailedCheck> failures;
    EXPECT_TRUE(Judge().judge(compiled_, answer, Scope{}, failures));
    return failures;
  }

 private:
  script::Check check_;
  script::Step step_;
  CompiledStep compiled_;
};

TEST(Judge, AWrongSessionSignatureFailsTheRowsOfEveryExpectationThatNamesIt) {
  Answer answer;
  answer.sw = iso7816::sw::ok;
  answer.pki.signature = {CalypsoVerification::State::wrong, Bytes(64, 0x11), ""};
  SeveralExpectations step(Subject::session_signature, {{"ROW-1"}, {"ROW-2", "ROW-1"}});
  const auto failures = step.judged(answer);
  ASSERT_EQ(failures.size(), 1U);
  EXPECT_EQ(failures[0].covers, (std::vector<std::string>{"ROW-1", "ROW-2"}));
  EXPECT_EQ(failures[0].position.line, 12U);
}

TEST(Judge, AWrongMacThatNoExpectationNamesFailsTheStepWithoutRows) {
  Answer answer;
  answer.sw = iso7816::sw::ok;
  answer.card_mac = {CalypsoVerification::State::wrong, {0x01, 0x02, 0x03, 0x04}, ""};
  SeveralExpectations step(Subject::card_mac, {});
  const auto failures = step.judged(answer);
  ASSERT_EQ(failures.size(), 1U);
  EXPECT_EQ(failures[0].what, "card_mac");
  EXPECT_TRUE(failures[0].covers.empty());
}

}  // namespace
}  // namespace assay::engine
