// SPDX-License-Identifier: Apache-2.0
// One channel of an HSM as a card, and the commands of class FF, on the toy of two channels.
#include "adapters/hsm_channel/hsm_card_channel.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::hsm {
namespace {

std::unique_ptr<HsmCardChannel> toy() {
  Reach reach;
  reach.description.uri = "hsm:toy";
  reach.virtual_time = true;
  reach.open = [](const Clock& clock, std::uint64_t) -> Result<std::unique_ptr<Device>> {
    TRY(const auto* table, load_library(std::string(ASSAY_PLUGIN_FOLDER) + "/assay_toy_hsm.so"));
    return Device::open(table, "", clock);
  };
  auto opened = HsmCardChannel::open(std::move(reach));
  EXPECT_TRUE(opened) << (opened ? "" : opened.error().message);
  return *std::move(opened);
}

std::string send(HsmCardChannel& card, std::string_view hex) {
  Bytes response;
  const auto sent = card.transmit(*from_hex(hex), response);
  return sent ? to_hex(response) : sent.error().message;
}

TEST(HsmCardChannel, IsOneSamToWhoeverKnowsNoChannels) {
  const auto card = toy();
  EXPECT_EQ(send(*card, "8084000004"), "010203049000");
  EXPECT_EQ(send(*card, "80BE00A000"), "6D00");
  ASSERT_TRUE(card->reset(iso7816::ResetKind::warm));
  ASSERT_TRUE(card->reset(iso7816::ResetKind::cold));
  EXPECT_EQ(send(*card, "8084000004").size(), 12U);
}

TEST(HsmCardChannel, OpensTurnsToAndClosesChannels) {
  const auto card = toy();
  EXPECT_EQ(send(*card, "FF70000100"), "00019000");
  EXPECT_EQ(send(*card, "FF70000100"), "6F02");
  EXPECT_EQ(send(*card, "FF70000200"), "6F04");
  EXPECT_EQ(send(*card, "FF740000"), "9000");
  EXPECT_EQ(send(*card, "8084000004"), "6F03");
  EXPECT_EQ(send(*card, "FF72000002 0000"), "9000");
  EXPECT_EQ(send(*card, "8084000004"), "010203049000");
  EXPECT_EQ(send(*card, "FF72000002 0007"), "6F03");
  EXPECT_EQ(send(*card, "FF740000020000"), "9000");
  EXPECT_EQ(send(*card, "FF740000020000"), "6F03");
  EXPECT_EQ(send(*card, "FF76000102FFFF00"), "0002029000");
  EXPECT_EQ(send(*card, "FF78000000"), "00029000");
}

TEST(HsmCardChannel, TellsInfoAndAudit) {
  const auto card = toy();
  EXPECT_EQ(send(*card, "FF7A000000"),
            "01"
            "0008"
            "0002"
            "0001"
            "01"
            "00000000"
            "00000000"
            "00000000"
            "746F79"
            "9000");
  EXPECT_EQ(send(*card, "FF7C000000").substr(0, 8), "00000001");
}

TEST(HsmCardChannel, SaysWhatTheDeviceDoesNotOffer) {
  const auto card = toy();
  EXPECT_EQ(send(*card, "FF82000108"), "6F07");
  EXPECT_EQ(send(*card, "FF860001023079"), "6F07");
}

TEST(HsmCardChannel, RefusesCommandsThatAreNone) {
  const auto card = toy();
  EXPECT_EQ(send(*card, "FF"), "6700");
  EXPECT_EQ(send(*card, "FF720000"), "6700");
  EXPECT_EQ(send(*card, "FF7200000100"), "6700");
  EXPECT_EQ(send(*card, "FF000000"), "6D00");
  EXPECT_EQ(send(*card, "FF7E0900"), "6A86");
  EXPECT_EQ(send(*card, "FF8E0000 09 0000 0001 01 80840000 00"), "6A86");
  EXPECT_EQ(send(*card, "FF8E0200 09 0000 0009 01 80840000 00"), "6F03");
}

TEST(HsmCardChannel, SendsOneCommandOnManyChannelsAtOnce) {
  const auto card = toy();
  EXPECT_EQ(send(*card, "FF76000102000100"), "0001009000");
  EXPECT_EQ(send(*card, "FF8E0200 0A 0000 0002 05 8084000004 00"),
            "0000000A"
            "00000000"
            "00000000"
            "9000");
}

TEST(HsmCardChannel, OpensNothingWhereNoChannelIsLeft) {
  Reach reach;
  reach.group = 9;
  reach.open = [](const Clock& clock, std::uint64_t) -> Result<std::unique_ptr<Device>> {
    TRY(const auto* table, load_library(std::string(ASSAY_PLUGIN_FOLDER) + "/assay_toy_hsm.so"));
    return Device::open(table, "", clock);
  };
  EXPECT_EQ(HsmCardChannel::open(std::move(reach)).error().message,
            "no channel of the HSM: the toy has key group 1 alone");
}

}  // namespace
}  // namespace assay::hsm
