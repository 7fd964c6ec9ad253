// SPDX-License-Identifier: Apache-2.0
// The model SAM behind a CardChannel: its names, its ATRs, resets, rewinding, lifetime, time, and power cuts.
#include "adapters/model_sam/sam_channel.hpp"

#include <gtest/gtest.h>

#include "adapters/model_sam/sam_card.hpp"
#include "adapters/model_sam/sam_profile.hpp"
#include "base/hex.hpp"

namespace assay::model::sam {
namespace {

std::string error_of(const ModelOptions& options) {
  const auto opened = open_sam_model(options);
  return opened ? "opened" : std::string(name(opened.error().code)) + ": " + opened.error().message;
}

std::unique_ptr<iso7816::CardChannel> opened(const ModelOptions& options = {}) {
  auto channel = open_sam_model(options);
  EXPECT_TRUE(channel) << channel.error().message;
  return *std::move(channel);
}

std::string send(iso7816::CardChannel& card, std::string_view hex) {
  Bytes response;
  EXPECT_TRUE(card.transmit(*from_hex(hex), response));
  return to_hex(response);
}

TEST(SamChannel, IsNamedAsATargetAndSaysThatItIsNotCalypso) {
  EXPECT_EQ(opened()->description().uri, "model:sam");
  EXPECT_EQ(opened({.profile = "s1d"})->description().uri, "model:sam?profile=s1d");
  EXPECT_EQ(opened()->description().label, "open stand-in OSP-1, not Calypso");
}

TEST(SamChannel, NamesWhatIsNearAnUnknownName) {
  EXPECT_EQ(error_of({.profile = "s1"}),
            "not found: model:sam has no profile 's1', did you mean 's1d'?");
  EXPECT_EQ(error_of({.deviations = {"lock-ignoredd"}}),
            "not found: model:sam has no deviation 'lock-ignoredd', did you mean 'lock-ignored'?");
}

TEST(SamChannel, HasTheAtrOfItsProduct) {
  EXPECT_EQ(to_hex(opened()->atr()), "3B3F9600805A4880C120501711223344829000");
  EXPECT_EQ(to_hex(opened({.profile = "hsm"})->atr()), "3B3F9600805A4880C108501711223344829000");
  EXPECT_EQ(to_hex(opened({.profile = "s1d"})->atr()), "3B3F9600805A4880D120501711223344829000");
  EXPECT_EQ(to_hex(opened({.profile = "s1e1"})->atr()), "3B3F9600805A4880E120501711223344829000");
}

TEST(SamChannel, TakesTheClassOfItsProductAlone) {
  EXPECT_EQ(send(*opened(), "94840000 04"), "6E00");
  EXPECT_EQ(send(*opened({.profile = "s1d"}), "8084000004"), "6E00");
  EXPECT_EQ(send(*opened({.profile = "s1d"}), "9484000004").size(), 12U);
  EXPECT_EQ(send(*opened(), "80FF000000"), "6D00");
}

TEST(SamChannel, RewindingRestoresEverything) {
  const auto card = opened();
  const std::string first = send(*card, "8084000008");
  send(*card, "8014000411223344");
  ASSERT_TRUE(card->rewind(0));
  EXPECT_EQ(send(*card, "8084000008"), first);
}

TEST(SamChannel, IsLockedAgainAfterAReset) {
  const auto card = opened({.profile = "locked"});
  EXPECT_EQ(send(*card, "802000001000112233445566778899AABBCCDDEEFF"), "9000");
  EXPECT_EQ(send(*card, "801400000411223344"), "9000");
  ASSERT_TRUE(card->reset(iso7816::ResetKind::cold));
  EXPECT_EQ(send(*card, "801400000411223344"), "6985");
}

TEST(SamChannel, StopsWorkingAtTheEndOfItsLifetime) {
  const auto card = opened({.profile = "worn"});
  EXPECT_EQ(send(*card, "802A9E9A05FF2C0108A1").size(), 20U);
  EXPECT_EQ(send(*card, "802A9E9A05FF2C0108A1"), "6900");
  EXPECT_EQ(send(*card, "8084000004").size(), 12U);
}

TEST(SamChannel, TellsInItsParametersHowFarTheLifetimeHasGone) {
  const auto worn = opened({.profile = "worn"});
  EXPECT_EQ(send(*opened(), "80BE00A000").substr(16, 4), "0200");
  EXPECT_EQ(send(*worn, "80BE00A000").substr(16, 4), "0201");
  send(*worn, "802A9E9A05FF2C0108A1");
  EXPECT_EQ(send(*worn, "80BE00A000").substr(16, 4), "0202");
}

TEST(SamChannel, IsBusyForTwoSecondsAfterAWrongSignatureInBusyMode) {
  const auto card = opened();
  constexpr std::string_view wrong = "802A00A80DFF2C0188A10000000000000000";
  EXPECT_EQ(send(*card, wrong), "6988");
  EXPECT_EQ(send(*card, wrong), "6982");
  // A key pair takes half a second.
  for (int i = 0; i < 3; ++i) send(*card, "804680000A06082A8648CE3D030107");
  EXPECT_EQ(send(*card, wrong), "6982");
  send(*card, "804680000A06082A8648CE3D030107");
  EXPECT_EQ(send(*card, wrong), "6988");
  ASSERT_TRUE(card->reset(iso7816::ResetKind::cold));
  EXPECT_EQ(send(*card, wrong), "6982");
}

TEST(SamChannel, AnswersTheCaCertificateInPieces) {
  const auto card = opened();
  const std::string first = send(*card, "80CADF4300");
  EXPECT_EQ(first.substr(0, 14), "DF438201809001");
  EXPECT_EQ(first.size(), 516U);
  EXPECT_EQ(first.substr(512), "6185");
  const std::string second = send(*card, "80C0000085");
  EXPECT_EQ(second.size(), 270U);
  EXPECT_EQ(second.substr(266), "9000");
  EXPECT_EQ(send(*card, "80C0000085"), "6985");
}

TEST(SamChannel, RefusesTheTwoHundredAndFiftyFirstEarlyAuthentication) {
  const auto card = opened();
  send(*card, "80140000080000000011223344");
  send(*card, "8084000008");
  EXPECT_EQ(send(*card, "808A02FF0E3079030490A1A2A3A4A502307900"), "9000");
  for (int i = 0; i < 250; ++i) EXPECT_EQ(send(*card, "8088800008").size(), 20U);
  EXPECT_EQ(send(*card, "8088800008"), "6B00");
}

TEST(Sam, ChangesNothingAfterPowerHasGone) {
  auto product = make_sam_product("");
  SamEnvironment environment;
  environment.last_write = 0;
  const auto before = product->state.persistent.counters;
  Bytes response;
  step(product->state, *from_hex("802A9E9A05FF2C0108A1"), environment, response);
  EXPECT_FALSE(environment.has_power());
  EXPECT_EQ(product->state.persistent.counters, before);
}

TEST(Sam, LogsEveryNonVolatileWrite) {
  auto product = make_sam_product("");
  SamEnvironment environment;
  Bytes response;
  step(product->state, *from_hex("802A9E9A05FF2C0108A1"), environment, response);
  EXPECT_EQ(environment.write_count,
            2U);  // the event counter of the key, the operations of the lifetime
}

}  // namespace
}  // namespace assay::model::sam
