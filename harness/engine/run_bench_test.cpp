// SPDX-License-Identifier: Apache-2.0
// What a bench lacks.

#include "engine/run_fixture.hpp"

namespace assay::engine {
namespace {

TEST_F(RunTest, RefusesToStartWithoutAKeyThatAnApplicableCaseNeeds) {
  catalogue_.ixit["scp03.enc"].secret = true;
  add_case("plain", instance({}, {apdu("00A40400", "9000")}));
  add_case("needs-key", instance({}, {apdu("80D80000 10 $ixit.scp03.enc", "9000")}));
  (void)run();
  EXPECT_EQ(plan_error_, "suite.yaml:7:9: the bench gives no value for $ixit.scp03.enc");
  EXPECT_TRUE(card_.log.empty());
}

TEST_F(RunTest, NamesAllKeysThatLackAtOnce) {
  catalogue_.ixit["scp03.enc"].secret = true;
  target_.bench = "desk.yaml";
  add_case("one", instance({}, {apdu("80D80000 10 $ixit.scp03.enc", "9000")}));
  add_case("two", instance({}, {apdu("80500000 01 $ixit.scp02.key_version", "9000")}));
  add_case("again", instance({}, {apdu("80D80000 10 $ixit.scp03.enc", "9000")}));
  (void)run();
  EXPECT_EQ(plan_error_,
            "suite.yaml:7:9: the bench desk.yaml gives no value for $ixit.scp03.enc, nor for "
            "$ixit.scp02.key_version");
}

TEST_F(RunTest, LeavesOutTheCaseForWhichTheBenchLacksAValue) {
  target_.bench = "desk.yaml";
  add_case("needs-aid", instance({}, {apdu("00A40400 05 $ixit.ssd_aid", "9000")}));
  add_case("needs-nothing", instance({}, {apdu("00A40400", "9000")}));
  const auto summary = run();
  EXPECT_EQ(summary.not_applicable, 1U);
  EXPECT_EQ(summary.passed, 1U);
  EXPECT_EQ(plan_[0].not_applicable, "the bench desk.yaml gives no value for $ixit.ssd_aid");
  EXPECT_EQ(exit_code(summary, false), 0);
}

TEST_F(RunTest, AStrictRunLeavesOutNoCaseForAValueThatTheBenchLacks) {
  target_.bench = "desk.yaml";
  add_case("needs-aid", instance({}, {apdu("00A40400 05 $ixit.ssd_aid", "9000")}));
  add_case("needs-nothing", instance({}, {apdu("00A40400", "9000")}));
  RunOptions options;
  options.strict = true;
  (void)run(options);
  EXPECT_EQ(plan_error_, "suite.yaml:7:9: the bench desk.yaml gives no value for $ixit.ssd_aid");
  EXPECT_TRUE(card_.log.empty());
}

TEST_F(RunTest, ANamedValueThatTheBenchLacksHarmsOnlyCasesThatUseIt) {
  suite_.values.push_back({"aid", *document::parse_hex_value("$ixit.ssd_aid"), {3, 5}});
  suite_.values.push_back({"longer", *document::parse_hex_value("$aid 01"), {4, 5}});
  add_case("uses-it", instance({}, {apdu("00A40400 06 $longer", "9000")}));
  add_case("uses-none", instance({}, {apdu("00A40400", "9000")}));
  EXPECT_EQ(run().passed, 1U);
  EXPECT_EQ(plan_[0].not_applicable, "the bench gives no value for $ixit.ssd_aid");
}

catalogue::Command header_command(catalogue::SessionEffect effect) {
  catalogue::Command command;
  for (auto* byte : {&command.cla, &command.ins, &command.p1, &command.p2}) byte->fixed = 0x80;
  command.session = effect;
  return command;
}

script::Step sending(const catalogue::Command& command) {
  script::Step step;
  step.verb = script::Verb::send;
  step.file = "suite.yaml";
  step.position = {7, 9};
  step.command = &command;
  return step;
}

TEST_F(RunTest, RefusesToStartWithoutTheKeysOfASessionThatACaseOpens) {
  for (const auto* name : {"scp03.enc", "scp03.mac", "scp03.dek"})
    catalogue_.ixit[name].secret = true;
  target_.ixit["scp03.key_version"] = {0x30};
  target_.ixit["scp03.enc"] = SecureBytes(16);
  auto begin_command = header_command(catalogue::SessionEffect::initiate);
  begin_command.p1.fixed.reset();
  begin_command.p1.field = "key_version";
  const auto finish_command = header_command(catalogue::SessionEffect::authenticate);
  auto begin = sending(begin_command);
  begin.fields.push_back(
      {"key_version", *document::parse_hex_value("$ixit.scp03.key_version"), {}});
  add_case("session", instance({}, {begin, sending(finish_command)}));
  (void)run();
  EXPECT_EQ(plan_error_, "suite.yaml:7:9: the bench gives no value for $ixit.scp03.mac");
}

TEST_F(RunTest, AsksNoKeysForASessionThatIsOnlyBegun) {
  catalogue_.ixit["scp03.enc"].secret = true;
  const auto command = header_command(catalogue::SessionEffect::initiate);
  auto begin = sending(command);
  begin.keys = "scp03";
  add_case("begun", instance({}, {begin}));
  EXPECT_EQ(run().passed, 1U);
}

}  // namespace
}  // namespace assay::engine
