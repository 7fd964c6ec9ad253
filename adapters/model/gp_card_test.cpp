// SPDX-License-Identifier: Apache-2.0
// The state machine of the card: phases of a secure channel session, logical channels, and what a reset leaves. The session is
// a published one of SCP02 (kaoh/globalplatform).
#include "adapters/model/gp_card.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "adapters/model/test_card.hpp"

namespace assay::model {
namespace {

constexpr std::string_view initialize_update = "8050010008D5AD539A60CA5E7200";
constexpr std::string_view external_authenticate = "84820100107C799B3C771DBAE6BEF49310977617BA";
constexpr std::string_view wrong_cryptogram = "84820100107D799B3C771DBAE6BEF49310977617BA";
constexpr std::string_view wrong_c_mac = "84820100107C799B3C771DBAE6BEF49310977617BB";
constexpr std::string_view wrapped_get_status = "84F220020A4F00BB6E71C0EFCFCF0D00";
constexpr std::string_view altered_get_status = "84F220020A4F00BB6E71C0EFCFCF0E00";

class SessionPhases : public testing::Test {
 protected:
  SessionPhases() {
    KeySet& keys = card_.state.persistent.key_sets[0];
    keys.version = 0x01;
    keys.protocol = 2;
    keys.options = 0x15;
    keys.key_size = 16;
    keys.sequence_counter = 0x069F;
    for (std::uint8_t i = 0; i < 16; ++i) {
      keys.keys[0][i] = static_cast<std::uint8_t>(0x40 + i);
      keys.keys[1][i] = static_cast<std::uint8_t>(0x40 + i);
    }
    card_.environment.fixed_challenge = true;
    const Bytes challenge = *from_hex("AA2A0591E733");
    std::ranges::copy(challenge, card_.environment.card_challenge.begin());
  }

  SessionPhase phase(std::size_t channel = 0) const {
    return card_.state.working.channels[channel].session.phase;
  }
  void open() {
    card_.send(initialize_update);
    ASSERT_EQ(card_.send(external_authenticate), "9000");
  }

  TestCard card_;
};

TEST_F(SessionPhases, ASessionGoesFromNoneByInitializedToOpen) {
  EXPECT_EQ(phase(), SessionPhase::none);
  EXPECT_EQ(card_.send(initialize_update).substr(20), "0102069FAA2A0591E73367DD78794D04315E9000");
  EXPECT_EQ(phase(), SessionPhase::initialized);
  EXPECT_EQ(card_.send(external_authenticate), "9000");
  EXPECT_EQ(phase(), SessionPhase::open);
  EXPECT_EQ(card_.state.working.channels[0].session.current_level,
            level::authenticated | level::c_mac);
  EXPECT_EQ(card_.state.persistent.key_sets[0].sequence_counter, 0x06A0U);
}

TEST_F(SessionPhases, AWrongCryptogramEndsIt) {
  card_.send(initialize_update);
  EXPECT_EQ(card_.send(wrong_cryptogram), "6300");
  EXPECT_EQ(phase(), SessionPhase::none);
  EXPECT_EQ(card_.state.persistent.key_sets[0].sequence_counter, 0x069FU);
}

TEST_F(SessionPhases, AWrongCMacEndsItBeforeItIsOpen) {
  card_.send(initialize_update);
  EXPECT_EQ(card_.send(wrong_c_mac), "6982");
  EXPECT_EQ(phase(), SessionPhase::none);
}

TEST_F(SessionPhases, AWrongCMacAbortsAnOpenSession) {
  open();
  EXPECT_EQ(card_.send(altered_get_status), "6982");
  EXPECT_EQ(phase(), SessionPhase::aborted);
  EXPECT_EQ(card_.send(wrapped_get_status), "6982") << "the right one comes too late";
  card_.send(initialize_update);
  EXPECT_EQ(phase(), SessionPhase::initialized) << "a new session replaces the aborted one";
}

TEST_F(SessionPhases, SelectionAndResetEndIt) {
  open();
  card_.send("00A4040000");
  EXPECT_EQ(phase(), SessionPhase::none);
}

TEST_F(SessionPhases, AResetEndsItAndKeepsTheCounter) {
  open();
  card_.reset();
  EXPECT_EQ(phase(), SessionPhase::none);
  EXPECT_EQ(card_.state.persistent.key_sets[0].sequence_counter, 0x06A0U);
}

TEST_F(SessionPhases, ASessionBelongsToItsLogicalChannel) {
  open();
  EXPECT_EQ(card_.send("0070000001"), "019000");
  EXPECT_EQ(phase(1), SessionPhase::none);
  EXPECT_EQ(phase(0), SessionPhase::open);
}

TEST_F(SessionPhases, ACopyOfStateAndSurroundingsGoesOnAlike) {
  open();
  TestCard copy = card_;
  EXPECT_EQ(card_.send(wrapped_get_status), copy.send(wrapped_get_status));
  EXPECT_EQ(card_.send("80CA00C100"), copy.send("80CA00C100"));
}

TEST(LogicalChannels, AreOpenedInOrderAndClosedByAReset) {
  TestCard card;
  EXPECT_EQ(card.send("0070000001"), "019000");
  EXPECT_EQ(card.send("0070000001"), "029000");
  EXPECT_TRUE(card.state.working.channels[2].open);
  EXPECT_EQ(card.send("00708001"), "9000");
  EXPECT_FALSE(card.state.working.channels[1].open);
  EXPECT_EQ(card.send("0070000001"), "019000") << "the lowest that is free";
  card.reset();
  EXPECT_TRUE(card.state.working.channels[0].open);
  EXPECT_FALSE(card.state.working.channels[1].open);
  EXPECT_FALSE(card.state.working.channels[2].open);
}

TEST(Card, AnswersEveryCommandOfFewerThanFourBytes) {
  TestCard card;
  for (const auto command : {"", "00", "00A4", "00A404"})
    EXPECT_EQ(card.send(command), "6700") << command;
}

}  // namespace
}  // namespace assay::model
