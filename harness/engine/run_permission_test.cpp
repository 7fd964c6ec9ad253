// SPDX-License-Identifier: Apache-2.0
// What a run may ask of a card that is real.

#include <filesystem>

#include "engine/run_fixture.hpp"

namespace assay::engine {
namespace {

TEST_F(RunTest, RefusesRiskOnARealCardWithoutPermission) {
  auto risky = instance({}, {apdu("80500000", "9000")});
  risky.risk = catalogue::Risk::auth_failure;
  add_case("risky", risky);
  const auto summary = run();
  EXPECT_EQ(summary.refused, 1U);
  EXPECT_EQ(plan_[0].refused,
            "risk auth-failure: the card shows no identity that a bench could allow");
  EXPECT_TRUE(card_.log.empty());
  EXPECT_EQ(exit_code(summary, false), 4);
}

TEST_F(RunTest, AllowsRiskOnTheCardThatTheBenchNamesAndCountsInTheLedger) {
  identify_ = true;
  for (int i = 0; i < 2; ++i) {
    card_.answer("6F00 9000");
    card_.answer(
        "9F7F 2A 00010002 0003 0004 0005 0006 11223344 5566 "
        "0000000000000000000000000000000000000000 0000 00000000 9000");
  }
  auto risky = instance({}, {apdu("80500000", "9000")});
  risky.risk = catalogue::Risk::auth_failure;
  add_case("first", risky);
  add_case("second", risky);
  RunOptions options;
  options.permits.push_back({"cplc:00010002112233445566", catalogue::Risk::auth_failure, 2});
  options.ledger = testing::TempDir() + "run_test.ledger";
  std::filesystem::remove(options.ledger);
  const auto summary = run(options);
  EXPECT_EQ(summary.passed, 1U);
  EXPECT_EQ(summary.inconclusive, 1U);
  EXPECT_EQ(collector_.cases.at(1).reason,
            "the ledger " + options.ledger +
                " counts 1 authentications of card cplc:00010002112233445566 without success, and "
                "the bench allows "
                "fewer than 2");
}

TEST_F(RunTest, CountsPresentedPinsOfACalypsoCardUntilOneIsRight) {
  identify_ = true;
  target_.ics.answers["calypso"] = "true";
  const std::string production_data =
      "9F7F 2A 00010002 0003 0004 0005 0006 11223344 5566 "
      "0000000000000000000000000000000000000000 0000 00000000 9000";
  for (const std::string& answer : {std::string("6F00 9000"), production_data, std::string("9000"),
                                    std::string("63C2"), std::string("9000"), std::string("63C2")})
    card_.answer(answer);
  auto pins = instance({}, {apdu("002000000431323334", "9000"), apdu("002000000431323335", "63C2"),
                            apdu("0020000000", "9000"), apdu("002000000431323336", "63C2")});
  pins.risk = catalogue::Risk::auth_failure;
  add_case("pins", pins);
  RunOptions options;
  options.permits.push_back({"cplc:00010002112233445566", catalogue::Risk::auth_failure, 2});
  options.ledger = testing::TempDir() + "run_test_pin.ledger";
  std::filesystem::remove(options.ledger);
  EXPECT_EQ(run(options).inconclusive, 1U);
  EXPECT_EQ(collector_.cases.at(0).steps, 4U);
  EXPECT_EQ(collector_.cases.at(0).reason,
            "the ledger " + options.ledger +
                " counts 1 authentications of card cplc:00010002112233445566 without success, and "
                "the bench allows fewer than 2");
  EXPECT_EQ(card_.log.back(), "0020000000");
}

TEST_F(RunTest, KeepsIrreversibleCommandsFromACardWithoutExplicitConsent) {
  identify_ = true;
  card_.answer("6F00 9000");
  card_.answer(
      "9F7F 2A 00010002 0003 0004 0005 0006 11223344 5566 0000000000000000000000000000000000000000 "
      "0000 00000000 9000");
  auto fatal = instance({}, {apdu("80F080FF", "9000")});
  fatal.risk = catalogue::Risk::irreversible;
  add_case("fatal", fatal);
  RunOptions options;
  options.permits.push_back({"cplc:00010002112233445566", catalogue::Risk::irreversible, 2});
  EXPECT_EQ(run(options).refused, 1U);
  EXPECT_EQ(plan_[0].refused, "risk irreversible: --allow-risk irreversible was not given");
}

TEST_F(RunTest, AsksAnythingOfAProgramThatTheBenchCallsAnEmulator) {
  auto fatal = instance({}, {apdu("80F080FF", "9000")});
  fatal.risk = catalogue::Risk::irreversible;
  add_case("fatal", fatal);
  RunOptions options;
  options.emulators = {"test:*"};
  EXPECT_EQ(run(options).passed, 1U);
}

TEST_F(RunTest, NeverTakesACardInAReaderForAnEmulator) {
  card_.description.kind = "pcsc";
  auto fatal = instance({}, {apdu("80F080FF", "9000")});
  fatal.risk = catalogue::Risk::irreversible;
  add_case("fatal", fatal);
  RunOptions options;
  options.emulators = {"*"};
  EXPECT_EQ(run(options).refused, 1U);
}

}  // namespace
}  // namespace assay::engine
