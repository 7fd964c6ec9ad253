// SPDX-License-Identifier: Apache-2.0
#include "adapters/decorators/faulty_channel.hpp"

#include <gtest/gtest.h>

#include "adapters/decorators/scripted_card.hpp"
#include "base/hex.hpp"

namespace assay::decorators {
namespace {

struct Fixture {
  ScriptedCard::Notes notes;
  FaultyChannel channel;
  Bytes response;

  explicit Fixture(std::vector<Fault> faults)
      : notes{.answers = std::vector<Bytes>(8, Bytes{0x01, 0x02, 0x90, 0x00})},
        channel(std::make_unique<ScriptedCard>(notes), std::move(faults)) {}
  Result<void> send() { return channel.transmit(Bytes{0x00, 0xB0, 0x00, 0x00, 0x02}, response); }
};

TEST(FaultyChannel, LosesTheAnswerOfTheChosenExchangeOnly) {
  Fixture f({{.exchange = 2, .kind = FaultKind::mute}});
  EXPECT_TRUE(f.send());
  const auto second = f.send();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::card_mute);
  EXPECT_EQ(second.error().message, "injected fault: no answer to exchange 2");
  EXPECT_EQ(f.notes.asked.size(), 2u) << "the card did see the command";
  EXPECT_TRUE(f.send());
}

TEST(FaultyChannel, CutsAnAnswerShort) {
  Fixture f({{.exchange = 1, .kind = FaultKind::truncated, .keep = 3}});
  ASSERT_TRUE(f.send());
  EXPECT_EQ(to_hex(f.response), "010290");
}

TEST(FaultyChannel, ReplacesTheStatusWord) {
  Fixture f({{.exchange = 1, .kind = FaultKind::wrong_sw, .sw = {0x6581}}});
  ASSERT_TRUE(f.send());
  EXPECT_EQ(to_hex(f.response), "6581");
}

TEST(FaultyChannel, IsLateWithoutWaiting) {
  Fixture f({{.exchange = 1, .kind = FaultKind::late, .delay = std::chrono::seconds(30)},
             {.exchange = 2, .kind = FaultKind::late, .delay = std::chrono::milliseconds(30001)}});
  EXPECT_TRUE(f.send());
  const auto late = f.send();
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::timeout);
  EXPECT_EQ(late.error().message,
            "injected fault: exchange 2 takes 30001 ms, 30000 ms are allowed");
}

TEST(FaultyChannel, StaysLostUntilTheNextReset) {
  Fixture f({{.exchange = 1, .kind = FaultKind::lost}});
  EXPECT_EQ(f.send().error().code, ErrorCode::reader_lost);
  EXPECT_EQ(f.send().error().code, ErrorCode::reader_lost);
  EXPECT_TRUE(f.notes.asked.empty()) << "nothing reached the card";
  ASSERT_TRUE(f.channel.reset(iso7816::ResetKind::cold));
  EXPECT_TRUE(f.send());
}

TEST(FaultyChannel, CountsAgainAfterRewinding) {
  Fixture f({{.exchange = 1, .kind = FaultKind::mute}});
  EXPECT_FALSE(f.send());
  EXPECT_TRUE(f.send());
  ASSERT_TRUE(f.channel.rewind(0));
  EXPECT_FALSE(f.send());
}

TEST(RandomFaults, AreTheSameForTheSameSeed) {
  const auto a = random_faults(7, 50, 20);
  const auto b = random_faults(7, 50, 20);
  ASSERT_EQ(a.size(), 50u);
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].exchange, b[i].exchange);
    EXPECT_EQ(a[i].kind, b[i].kind);
    EXPECT_GE(a[i].exchange, 1u);
    EXPECT_LE(a[i].exchange, 20u);
  }
  EXPECT_NE(random_faults(8, 50, 20)[0].delay, a[0].delay);
}

}  // namespace
}  // namespace assay::decorators
