// SPDX-License-Identifier: Apache-2.0
#include "engine/case_line.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace assay::engine {
namespace {

std::unique_ptr<CaseOutcome> outcome(std::size_t index) {
  auto made = std::make_unique<CaseOutcome>();
  made->record.index = index;
  return made;
}

class CaseLineTest : public testing::Test {
 protected:
  CaseLine::HandOn note() {
    return [this](CaseOutcome& outcome) {
      told_.push_back(outcome.record.index);
      return outcome.record.index != last_;
    };
  }
  std::vector<std::size_t> told_;
  std::size_t last_ = ~std::size_t{0};
};

TEST_F(CaseLineTest, HandsOnInOrderWhoeverFinishesFirst) {
  CaseLine line({false, false, false}, note());
  EXPECT_EQ(line.take(true), 0U);
  EXPECT_EQ(line.take(false), 1U);
  line.put(1, outcome(1));
  EXPECT_TRUE(told_.empty()) << "the case before it is not done";
  line.put(0, outcome(0));
  EXPECT_EQ(told_, (std::vector<std::size_t>{0, 1}));
}

TEST_F(CaseLineTest, KeepsForTheFirstWorkerWhatIsHisAlone) {
  CaseLine line({true, false, true, false}, note());
  EXPECT_EQ(line.take(false), 1U);
  EXPECT_EQ(line.take(true), 0U);
  EXPECT_EQ(line.take(false), 3U);
  EXPECT_EQ(line.take(false), std::nullopt);
  EXPECT_EQ(line.take(true), 2U);
  EXPECT_EQ(line.take(true), std::nullopt);
}

TEST_F(CaseLineTest, EndsWhereItIsToldAndDropsWhatWasBegunBehind) {
  last_ = 0;
  CaseLine line({false, false, false}, note());
  (void)line.take(true);
  (void)line.take(false);
  line.put(1, outcome(1));
  line.put(0, outcome(0));
  EXPECT_EQ(told_, std::vector<std::size_t>{0});
  EXPECT_EQ(line.take(true), std::nullopt);
}

TEST_F(CaseLineTest, LetsNobodyRunTooFarAhead) {
  CaseLine line(std::vector<bool>(CaseLine::most_ahead + 1), note());
  for (std::size_t i = 0; i < CaseLine::most_ahead; ++i) ASSERT_EQ(line.take(false), i);
  std::atomic<bool> took = false;
  std::jthread other([&] {
    EXPECT_EQ(line.take(false), CaseLine::most_ahead);
    took = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_FALSE(took);
  line.put(0, outcome(0));
  other.join();
  EXPECT_TRUE(took);
}

}  // namespace
}  // namespace assay::engine
