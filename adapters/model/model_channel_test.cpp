// SPDX-License-Identifier: Apache-2.0
// The model behind a CardChannel: how it is named, what is said of names it does not know, resets and rewinding.
#include "adapters/model/model_channel.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/hex.hpp"
#include "iso7816/asked_deviations.hpp"

namespace assay::model {
namespace {

std::string error_of(const ModelOptions& options) {
  const auto opened = open_gp_model(options);
  return opened ? "opened" : std::string(name(opened.error().code)) + ": " + opened.error().message;
}

std::unique_ptr<iso7816::CardChannel> opened(const ModelOptions& options = {}) {
  auto channel = open_gp_model(options);
  EXPECT_TRUE(channel) << channel.error().message;
  return *std::move(channel);
}

std::string send(iso7816::CardChannel& card, std::string_view hex) {
  Bytes response;
  EXPECT_TRUE(card.transmit(*from_hex(hex), response));
  return to_hex(response);
}

constexpr std::string_view initialize_update = "8050300008001122334455667700";

TEST(ModelChannel, IsNamedAsATargetThatOpensItAgain) {
  EXPECT_EQ(opened()->description().uri, "model:gp");
  EXPECT_EQ(opened({.profile = "t0-alone"})->description().uri, "model:gp?profile=t0-alone");
  EXPECT_EQ(opened({.profile = "t0-alone", .deviations = {"atr-without-tck", "le-ignored"}})
                ->description()
                .uri,
            "model:gp?profile=t0-alone&deviate=atr-without-tck&deviate=le-ignored");
}

TEST(ModelChannel, CanBeRewoundAndNotBeHarmed) {
  const auto channel = opened();
  const auto& can = channel->description().capabilities;
  EXPECT_FALSE(can.real);
  EXPECT_TRUE(can.rewinds);
}

TEST(ModelChannel, NamesWhatIsNearAnUnknownProfile) {
  EXPECT_EQ(error_of({.profile = "t0-alonee"}),
            "not found: model:gp has no profile 't0-alonee', did you mean 't0-alone'?");
  EXPECT_EQ(error_of({.profile = "%%%"}), "not found: model:gp has no profile '%%%'");
}

TEST(ModelChannel, NamesWhatIsNearAnUnknownDeviation) {
  EXPECT_EQ(
      error_of({.deviations = {"atr-without-tkc"}}),
      "not found: model:gp has no deviation 'atr-without-tkc', did you mean 'atr-without-tck'?");
  EXPECT_EQ(error_of({.deviations = {"le-ignored", "%%%"}}),
            "not found: model:gp has no deviation '%%%'");
  EXPECT_EQ(error_of({.deviations = {""}}), "not found: model:gp has no deviation ''");
}

TEST(ModelChannel, HasAnAtrFromTheStart) {
  EXPECT_EQ(to_hex(opened()->atr()), "3B8B018073C0011B454153534159BF");
  EXPECT_EQ(to_hex(opened({.profile = "t0-alone"})->atr()), "3B0B8073C0011B454153534159");
  EXPECT_EQ(to_hex(opened({.profile = "basic-channel-only"})->atr()),
            "3B8B018073C00100454153534159A4");
  EXPECT_EQ(opened({.profile = "t0-alone"})->description().protocol, "T=0");
}

TEST(ModelChannel, AResetKeepsWhatIsPersistent) {
  const auto card = opened();
  const std::string first = send(*card, initialize_update);
  ASSERT_TRUE(card->reset(iso7816::ResetKind::cold));
  const std::string second = send(*card, initialize_update);
  EXPECT_EQ(first.substr(first.size() - 10), "0000019000");
  EXPECT_EQ(second.substr(second.size() - 10), "0000029000");
}

TEST(ModelChannel, RewindingRestoresEverything) {
  const auto card = opened({.deviations = {"reset-warm-unanswered"}});
  const std::string first = send(*card, initialize_update);
  ASSERT_TRUE(card->reset(iso7816::ResetKind::warm));
  EXPECT_EQ(to_hex(card->atr()), "");
  ASSERT_TRUE(card->rewind(1));
  EXPECT_EQ(to_hex(card->atr()), "3B8B018073C0011B454153534159BF");
  EXPECT_EQ(send(*card, initialize_update), first);
}

TEST(ModelChannel, TellsWhichDeviationsItsAnswersDependedOn) {
  const auto card = opened();
  auto& asked = dynamic_cast<iso7816::AskedDeviations&>(*card);
  const auto has = [](const std::vector<std::string_view>& ids, std::string_view id) {
    return std::ranges::find(ids, id) != ids.end();
  };
  send(*card, "00A4040000");
  EXPECT_TRUE(asked.take_asked_deviations().empty());  // nobody wanted to know
  asked.note_deviations();
  ASSERT_TRUE(card->rewind(1));
  const auto of_rewinding = asked.take_asked_deviations();
  EXPECT_TRUE(has(of_rewinding, "reset-cold-unanswered"));  // rewinding makes the ATR
  EXPECT_FALSE(has(of_rewinding, "select-default-keeps-current"));
  send(*card, "00A4040000");
  ASSERT_TRUE(card->rewind(1));  // in the middle of a case, as one with power cuts does
  const auto of_selecting = asked.take_asked_deviations();
  EXPECT_TRUE(has(of_selecting, "select-default-keeps-current"));
  EXPECT_FALSE(has(of_selecting, "get-status-without-session"));
  EXPECT_TRUE(asked.take_asked_deviations().empty());
}

}  // namespace
}  // namespace assay::model
