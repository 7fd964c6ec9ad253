// SPDX-License-Identifier: Apache-2.0
// Runs in which power goes.

#include "engine/run_fixture.hpp"

namespace assay::engine {
namespace {

script::Step cut_every(script::Step step) {
  step.cut = true;
  return step;
}

script::Step only_where(script::CutPoint point, script::Step step) {
  step.expect.back().cut = point;
  return step;
}

TEST_F(RunTest, CutsPowerAtEveryPointOfACommandInTurn) {
  card_.description.capabilities.cut = true;
  card_.writes = 1;
  add_case("torn", instance({apdu("00A40400")},
                            {cut_every(apdu("00DC0104", "9000")), apdu("00B20104", "9000")}));
  EXPECT_EQ(run().passed, 1U);
  EXPECT_EQ(card_.log, (std::vector<std::string>{
                           "cold", "00A40400", "cold", "00B20104",                          //
                           "cold", "00A40400", "00DC0104 cut after 0", "cold", "00B20104",  //
                           "cold", "00A40400", "00DC0104 cut after 1", "cold", "00B20104",  //
                           "cold", "00A40400", "00DC0104", "cold", "00B20104"}));
  EXPECT_EQ(collector_.cases[0].remark, "");
  EXPECT_EQ(std::ranges::count(collector_.outcomes, journal::Outcome::cut), 2);
}

TEST_F(RunTest, CutsPowerBetweenExchangesWhereItCannotGoInsideAndSaysSo) {
  add_case("torn", instance({}, {cut_every(apdu("00DC0104", "9000")), apdu("00B20104", "9000")}));
  EXPECT_EQ(run().passed, 1U);
  EXPECT_EQ(card_.log, (std::vector<std::string>{"cold", "cold", "00B20104", "cold", "00DC0104",
                                                 "cold", "00B20104"}));
  EXPECT_EQ(collector_.cases[0].remark,
            "power was cut before the command and after its answer only: this target cannot be cut "
            "inside it");
}

TEST_F(RunTest, CutsPowerAsOftenAsItWasAskedAndSaysSo) {
  card_.description.capabilities.cut = true;
  card_.writes = 9;
  RunOptions two;
  two.tears = 2;
  add_case("torn", instance({}, {cut_every(apdu("00DC0104", "9000"))}));
  EXPECT_EQ(run(std::move(two)).passed, 1U);
  EXPECT_EQ(card_.log,
            (std::vector<std::string>{"cold", "cold",                                   //
                                      "cold", "00DC0104 cut after 0", "cold",           //
                                      "cold", "00DC0104 cut after 4294967295", "cold",  //
                                      "cold", "00DC0104", "cold"}));
  EXPECT_EQ(collector_.cases[0].remark, "power was cut at 2 points inside the command at most");
}

TEST_F(RunTest, LooksAtWhatIsExpectedWherePowerWent) {
  card_.description.capabilities.cut = true;
  card_.answer("6A83");  // the read after the cut before the command
  card_.answer("9000");  // the read after the cut inside it
  card_.answer("9000");  // the command itself
  card_.answer("6A83");  // the read after its answer
  auto read = only_where(script::CutPoint::before, apdu("00B20104", "6A83"));
  read.expect.push_back(only_where(script::CutPoint::after, apdu("", "9000")).expect[0]);
  add_case("torn", instance({}, {cut_every(apdu("00DC0104", "9000")), read}));
  EXPECT_EQ(run().failed, 1U);
  ASSERT_EQ(collector_.failures.size(), 1U);
  EXPECT_EQ(
      collector_.cases[0].reason,
      "sw: expected '9000'  normal ending, received '6A83'  record not found (power cut after its "
      "answer)");
}

}  // namespace
}  // namespace assay::engine
