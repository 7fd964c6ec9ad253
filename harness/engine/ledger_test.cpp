// SPDX-License-Identifier: Apache-2.0
#include "engine/ledger.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace assay::engine {
namespace {

class LedgerTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = testing::TempDir() + "ledger_" +
            testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove(path_);
  }
  std::string path_;
};

TEST_F(LedgerTest, CountsAttemptsAcrossOpenings) {
  auto first = Ledger::open(path_);
  ASSERT_TRUE(first.has_value());
  ASSERT_TRUE(first->attempt("cplc:01", 5).has_value());
  ASSERT_TRUE(first->attempt("cplc:01", 5).has_value());
  const auto again = Ledger::open(path_);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->failures("cplc:01"), 2U);
  EXPECT_EQ(again->failures("cplc:02"), 0U);
}

TEST_F(LedgerTest, StopsBeforeTheLimit) {
  auto ledger = Ledger::open(path_);
  ASSERT_TRUE(ledger->attempt("cplc:01", 3).has_value());
  ASSERT_TRUE(ledger->attempt("cplc:01", 3).has_value());
  const auto third = ledger->attempt("cplc:01", 3);
  ASSERT_FALSE(third.has_value());
  EXPECT_EQ(third.error().code, ErrorCode::refused);
  EXPECT_EQ(third.error().message,
            "the ledger " + path_ +
                " counts 2 authentications of card cplc:01 without success, and the bench "
                "allows fewer than 3");
}

TEST_F(LedgerTest, ForgetsFailuresAfterSuccess) {
  auto ledger = Ledger::open(path_);
  ASSERT_TRUE(ledger->attempt("cplc:01", 3).has_value());
  ASSERT_TRUE(ledger->success("cplc:01").has_value());
  EXPECT_EQ(Ledger::open(path_)->failures("cplc:01"), 0U);
}

TEST_F(LedgerTest, WritesAFewAttemptsAheadUnderALargeBudgetAndTheExactNumberAtTheEnd) {
  {
    auto ledger = Ledger::open(path_);
    ASSERT_TRUE(ledger->attempt("cplc:01", 100).has_value());
    EXPECT_EQ(Ledger::open(path_)->failures("cplc:01"), 26U);
    EXPECT_EQ(ledger->failures("cplc:01"), 1U);
    ASSERT_TRUE(ledger->success("cplc:01").has_value());
    ASSERT_TRUE(ledger->attempt("cplc:01", 100).has_value());
    ASSERT_TRUE(ledger->attempt("cplc:01", 100).has_value());
    EXPECT_EQ(Ledger::open(path_)->failures("cplc:01"), 26U);
  }
  EXPECT_EQ(Ledger::open(path_)->failures("cplc:01"), 2U);
}

TEST_F(LedgerTest, RefusesABrokenLineByItsNumber) {
  std::ofstream(path_) << "cplc:01\t2\ncplc:02 3\n";
  const auto ledger = Ledger::open(path_);
  ASSERT_FALSE(ledger.has_value());
  EXPECT_EQ(ledger.error().text(), path_ + ":2: a ledger line is an identity, a tab and a number");
}

TEST_F(LedgerTest, AllowsNothingWhenItCannotBeWritten) {
  auto ledger = Ledger::open("/nonexistent/folder/ledger");
  ASSERT_TRUE(ledger.has_value());
  EXPECT_EQ(ledger->attempt("cplc:01", 9).error().message,
            "the ledger /nonexistent/folder/ledger cannot be written; no authentication is tried "
            "without it");
}

}  // namespace
}  // namespace assay::engine
