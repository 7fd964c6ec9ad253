// SPDX-License-Identifier: Apache-2.0
// The log of non-volatile writes: from it, power can be cut after any write.
#include "adapters/model/gp_environment.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "adapters/model/test_card.hpp"

namespace assay::model {
namespace {

/// `before` with one logged write of `after` done.
void apply(const LoggedWrite& write, const PersistentState& after, PersistentState& before) {
  std::memcpy(reinterpret_cast<char*>(&before) + write.offset,
              reinterpret_cast<const char*>(&after) + write.offset, write.size);
}

bool same(const PersistentState& a, const PersistentState& b) {
  // NOLINTNEXTLINE(bugprone-suspicious-memory-comparison): copies, padding included
  return std::memcmp(&a, &b, sizeof a) == 0;
}

TEST(GpEnvironment, LogsWhereAWriteWent) {
  GpEnvironment environment;
  std::vector<LoggedWrite> log;
  environment.log = &log;
  PersistentState state;
  environment.persist(state, state.channels, std::uint8_t{7});
  EXPECT_EQ(state.channels, 7);
  EXPECT_EQ(environment.write_count, 1U);
  ASSERT_EQ(log.size(), 1U);
  EXPECT_EQ(log[0].size, 1U);
  EXPECT_EQ(log[0].offset, offsetof(PersistentState, channels));
}

TEST(GpEnvironment, TheLogAccountsForAllThatACommandChanged) {
  TestCard card;
  std::vector<LoggedWrite> log;
  card.environment.log = &log;
  PersistentState replayed = card.state.persistent;
  card.send("805000000800112233445566770000");
  EXPECT_EQ(card.environment.write_count, 0U) << "lengths do not fit: nothing is carried out";
  card.send("8050000008001122334455667700");
  ASSERT_EQ(card.environment.write_count, 1U) << "INITIALIZE UPDATE of SCP03 counts the session";
  EXPECT_FALSE(same(replayed, card.state.persistent));
  apply(log[0], card.state.persistent, replayed);
  EXPECT_TRUE(same(replayed, card.state.persistent));
}

TEST(GpEnvironment, ACommandThatOnlyReadsWritesNothing) {
  TestCard card;
  for (const auto command : {"00A4040000", "80CA006600", "0070000001", "80F28000024F0000"}) {
    card.send(command);
    EXPECT_EQ(card.environment.write_count, 0U) << command;
  }
}

TEST(GpEnvironment, AResetWritesNothing) {
  TestCard card;
  const PersistentState before = card.state.persistent;
  card.reset();
  EXPECT_EQ(card.environment.write_count, 0U);
  EXPECT_TRUE(same(before, card.state.persistent));
}

}  // namespace
}  // namespace assay::model
