// SPDX-License-Identifier: Apache-2.0
// The model HSM behind its C ABI: configurations, channels, idle time, groups, keys, start-up, lifetime.
#include <gtest/gtest.h>

#include "adapters/hsm_channel/device.hpp"
#include "adapters/model_hsm/hsm.hpp"
#include "adapters/model_hsm/hsm_table.hpp"
#include "adapters/model_hsm/start_up_card.hpp"
#include "base/hex.hpp"

namespace assay::model::hsm {
namespace {

using assay::hsm::Device;

/// A device, and the time it is measured by.
struct Desk {
  std::uint64_t now = 0;
  std::unique_ptr<Device> device;

  explicit Desk(const std::string& name = "") {
    auto opened = Device::open(&hsm_table(), name, [this] { return now; });
    EXPECT_TRUE(opened) << (opened ? "" : opened.error().message);
    device = *std::move(opened);
  }
  Device* operator->() const { return device.get(); }

  std::uint64_t open(std::uint8_t group = 1) const {
    const auto channel = device->open_channel(group);
    EXPECT_TRUE(channel) << (channel ? "" : channel.error().words);
    return channel ? *channel : 0;
  }
  std::string send(std::uint64_t channel, std::string_view hex) const {
    Bytes answer;
    const auto sent = device->exchange(channel, *from_hex(hex), answer);
    return sent ? to_hex(answer) : sent.error().words;
  }
};

std::string error_of(const std::string& name) {
  const auto opened = Device::open(&hsm_table(), name);
  return opened ? "opened" : opened.error().message;
}

TEST(Hsm, NamesItsProductsAndWhatNoProductIs) {
  EXPECT_STREQ(Desk("")->info()->product, "PCI-S3/5000");
  EXPECT_STREQ(Desk("channels=100")->info()->product, "PCI-S3/100");
  EXPECT_STREQ(Desk("s20")->info()->product, "SAM-S20");
  EXPECT_EQ(Desk("product=s20")->info()->channels, 20U);
  EXPECT_EQ(error_of("channels=200"),
            "the HSM 'channels=200' does not open: a PCI-S3 is made with 100, 500, 1000 or 5000 "
            "channels, not 200");
  EXPECT_EQ(error_of("s20;channels=100"),
            "the HSM 's20;channels=100' does not open: a SAM-S20 has 20 channels, not 100");
  EXPECT_EQ(error_of("s21"),
            "the HSM 's21' does not open: model:hsm has no profile 's21', did you mean 's20'?");
  EXPECT_EQ(error_of("chanels=100"),
            "the HSM 'chanels=100' does not open: model:hsm has no option 'chanels', did you mean "
            "'channels'?");
  EXPECT_EQ(error_of("deviate=one-sesion"),
            "the HSM 'deviate=one-sesion' does not open: model:hsm has no deviation 'one-sesion', "
            "did you mean 'one-session'?");
  EXPECT_EQ(error_of("idle_ms=soon"),
            "the HSM 'idle_ms=soon' does not open: 'soon' is not a number for idle_ms");
  EXPECT_EQ(error_of("operations=18446744073709551616"),
            "the HSM 'operations=18446744073709551616' does not open: '18446744073709551616' is "
            "not a number for operations");
}

class HsmCapacity : public testing::TestWithParam<std::pair<std::string, unsigned>> {};

TEST_P(HsmCapacity, IsServedToTheLastChannelAndRefusedBeyond) {
  const auto& [name, channels] = GetParam();
  const Desk desk(name);
  std::vector<std::uint64_t> open;
  for (unsigned i = 0; i < channels; ++i) open.push_back(desk.open());
  const auto refused = desk->open_channel(1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().status, ASSAY_HSM_FULL);
  EXPECT_EQ(refused.error().words, "all " + std::to_string(channels) + " channels are taken");
  EXPECT_EQ(desk->info()->channels_open, channels);
  EXPECT_EQ(desk.send(open.front(), "8084000004").size(), 12U);
  EXPECT_EQ(desk.send(open.back(), "8084000004").size(), 12U);
  EXPECT_TRUE(desk->close_channel(open[channels / 2]));
  EXPECT_NE(desk.open(), 0U);
  EXPECT_FALSE(desk->open_channel(1));
}

INSTANTIATE_TEST_SUITE_P(Configurations, HsmCapacity,
                         testing::Values(std::pair{"channels=100", 100U},
                                         std::pair{"channels=500", 500U},
                                         std::pair{"channels=1000", 1000U},
                                         std::pair{"channels=5000", 5000U},
                                         std::pair{"product=s20", 20U}));

TEST(Hsm, GivesNoHandleTwice) {
  const Desk desk;
  const auto first = desk.open();
  ASSERT_TRUE(desk->close_channel(first));
  const auto second = desk.open();
  EXPECT_NE(first, second);
  EXPECT_EQ(desk->close_channel(first).error().status, ASSAY_HSM_NO_CHANNEL);
  EXPECT_EQ(desk.send(second, "8084000004").size(), 12U);
}

TEST(Hsm, LeavesNothingOfAFormerUser) {
  const Desk desk;
  const auto first = desk.open();
  EXPECT_EQ(desk.send(first, "80140000080000000011223344"), "9000");
  EXPECT_EQ(desk.send(first, "8084000004").size(), 12U);
  ASSERT_TRUE(desk->close_channel(first));
  const auto second = desk.open();
  EXPECT_EQ(desk.send(second, "808A00FF0E3079030490A1A2A3A4A502307900"), "6985");
  EXPECT_EQ(desk.send(second, "808C00000400B2013C"), "6985");
}

TEST(Hsm, GivesUpAChannelThatIsIdleTooLong) {
  Desk desk("idle_ms=1000;channels=100");
  const auto idle = desk.open();
  const auto used = desk.open();
  desk.now = 999'999;
  EXPECT_EQ(desk.send(used, "8084000004").size(), 12U);
  desk.now = 1'000'000;
  EXPECT_EQ(desk->info()->channels_open, 1U);
  EXPECT_EQ(desk.send(used, "8084000004").size(), 12U);
  desk.now = 2'000'000;
  const auto words = desk.send(used, "8084000004");
  EXPECT_TRUE(words.ends_with("was given up after 1000 ms without exchange")) << words;
  EXPECT_EQ(desk->close_channel(idle).error().status, ASSAY_HSM_NO_CHANNEL);
  EXPECT_EQ(desk->audit(0)->given_up, 2U);
  EXPECT_EQ(desk->info()->channels_open, 0U);
}

TEST(Hsm, AChannelUsedAfterALookAtTheClockIsNotGivenUp) {
  Desk desk("idle_ms=1000;channels=100");
  desk.now = 5'000'000;
  const auto used = desk.open();
  for (const std::uint64_t moment : {5'900'000U, 6'500'000U, 7'200'000U}) {
    desk.now = moment;
    EXPECT_EQ(desk.send(used, "8084000004").size(), 12U);
  }
  // A thread that opens a channel had read the clock before the latest exchange.
  desk.now = 7'199'999;
  (void)desk.open();
  EXPECT_EQ(desk.send(used, "8084000004").size(), 12U);
  EXPECT_EQ(desk->audit(0)->given_up, 0U);
}

TEST(Hsm, TakesThePlacesOfAbandonedChannelsWhenItIsFull) {
  Desk desk("idle_ms=1000;channels=100");
  for (int i = 0; i < 100; ++i) desk.open();
  EXPECT_FALSE(desk->open_channel(1));
  desk.now = 1'000'000;
  for (int i = 0; i < 100; ++i) EXPECT_NE(desk.open(), 0U);
  EXPECT_FALSE(desk->open_channel(1));
}

TEST(Hsm, KeepsTheKeysOfItsGroupsApart) {
  const Desk desk;
  const auto first = desk.open(1), second = desk.open(2), third = desk.open(3);
  EXPECT_EQ(desk.send(first, "80BC00F0023079").substr(16, 4), "3079");
  EXPECT_EQ(desk.send(second, "80BC00F0023079"), "6A83");
  EXPECT_EQ(desk.send(third, "80BC00F0022174"), "6A83");
  const auto mine = desk.send(first, "802A9E9A05FF2C0108A1");
  const auto theirs = desk.send(second, "802A9E9A05FF2C0108A1");
  EXPECT_EQ(mine.size(), 20U);
  EXPECT_EQ(theirs.size(), 20U);
  EXPECT_NE(mine, theirs);
  EXPECT_EQ(desk->open_channel(4).error().words, "the device has no key group 4, only 1 to 3");
  EXPECT_EQ(desk->open_channel(0).error().status, ASSAY_HSM_NO_GROUP);
}

/// The block that a SAM with the keys of group 1 prepares for the group that gave the challenge.
Bytes transfer_block(const Desk& desk, std::uint64_t source, ByteView challenge) {
  EXPECT_EQ(desk.send(source, "801400000411223344"), "9000");
  EXPECT_EQ(desk.send(source, "8086000008" + to_hex(challenge)), "9000");
  const auto answer = desk.send(source,
                                "801600F00D12"
                                "3079"
                                "01000002000000000000"
                                "00");
  EXPECT_EQ(answer.size(), 100U) << answer;
  return *from_hex(answer.substr(0, 96));
}

TEST(Hsm, TakesAKeyOfAnotherSam) {
  const Desk desk;
  const auto source = desk.open(1), target = desk.open(3);
  const auto block = transfer_block(desk, source, *desk->key_challenge(3));
  EXPECT_EQ(desk->key_state(3, 0x30, 0x79), ASSAY_HSM_KEY_ABSENT);
  EXPECT_TRUE(desk->transfer_key(3, 0xF0, block));
  EXPECT_EQ(desk->key_state(3, 0x30, 0x79), ASSAY_HSM_KEY_USABLE);
  EXPECT_EQ(desk.send(target, "80BC00F0023079").substr(16, 4), "3079");
  EXPECT_EQ(desk->transfer_key(3, 0xF0, block).error().words,
            "the transfer was refused with status 6985");
  EXPECT_EQ(desk->audit(3)->keys_loaded, 1U);
}

TEST(Hsm, DeletesAndInvalidatesKeys) {
  const Desk desk;
  const auto channel = desk.open(1);
  EXPECT_TRUE(desk->invalidate_key(1, 0x30, 0x79));
  EXPECT_EQ(desk->key_state(1, 0x30, 0x79), ASSAY_HSM_KEY_INVALIDATED);
  EXPECT_EQ(desk.send(channel, "80BC00F0023079"), "6A83");
  EXPECT_EQ(desk->invalidate_key(1, 0x30, 0x79).error().status, ASSAY_HSM_NO_KEY);
  EXPECT_TRUE(desk->delete_key(1, 0x30, 0x79));
  EXPECT_EQ(desk->key_state(1, 0x30, 0x79), ASSAY_HSM_KEY_ABSENT);
  EXPECT_EQ(desk->delete_key(1, 0x30, 0x79).error().words, "key group 1 has no key 30/79");
  EXPECT_EQ(desk->delete_key(1, 0xFD, 0x12).error().status, ASSAY_HSM_REFUSED);
  EXPECT_EQ(desk->transfer_key(1, 0xF0, Bytes(47)).error().words,
            "a transfer has 48 bytes, not 47");
}

TEST(Hsm, StartsUpWithItsSmartCardAlone) {
  const Desk desk("sealed");
  EXPECT_EQ(desk->open_channel(1).error().words,
            "no channel opens before the start-up of the device");
  EXPECT_EQ(desk->start_up({}).error().words,
            "the device starts up with its smart card, and none was there");
  const auto wrong = [](ByteView, Bytes& answer) {
    answer = Bytes(10);
    return true;
  };
  EXPECT_EQ(desk->start_up(wrong).error().words, "the smart card is not the one of this device");
  EXPECT_FALSE(desk->start_up([](ByteView, Bytes&) { return false; }));
  EXPECT_TRUE(desk->start_up(answer_as_start_up_card));
  const auto channel = desk.open();
  EXPECT_TRUE(desk->shut_down());
  EXPECT_EQ(desk.send(channel, "8084000004"), "the device waits for its start-up");
  EXPECT_EQ(desk->audit(0)->start_ups, 1U);
  EXPECT_EQ(desk->audit(0)->start_ups_refused, 3U);
  EXPECT_TRUE(Desk("sealed;reader=own")->start_up({}));
}

TEST(Hsm, OfOneSmartCardEndsAfterSixteenMillionOperations) {
  const Desk desk("s20-worn");
  const auto one = desk.open(1), other = desk.open(2);
  EXPECT_EQ(desk->info()->operations, 15'999'997U);
  EXPECT_EQ(desk.send(one, "802A9E9A05FF2C0108A1").size(), 20U);
  EXPECT_EQ(desk.send(one, "802A9E9A05FF7D0108A1"), "6A83");
  EXPECT_EQ(desk.send(other, "802A9E9A05FF2C0108A1").size(), 20U);
  EXPECT_EQ(desk.send(one, "802A9E9A05FF2C0108A1").size(), 20U);
  EXPECT_EQ(desk.send(one, "802A9E9A05FF2C0108A1"), "6900");
  EXPECT_EQ(desk.send(one, "8084000004").size(), 12U);
  EXPECT_EQ(desk->open_channel(1).error().status, ASSAY_HSM_WORN);
  EXPECT_EQ(desk->info()->operations, 16'000'000U);
}

TEST(Hsm, IsBusyOnOneChannelAlone) {
  const Desk desk;
  const auto one = desk.open(), other = desk.open();
  constexpr std::string_view wrong = "802A00A80DFF2C0188A10000000000000000";
  EXPECT_EQ(desk.send(one, wrong), "6988");
  EXPECT_EQ(desk.send(one, wrong), "6982");
  EXPECT_EQ(desk.send(other, wrong), "6988");
}

TEST(Hsm, KeepsFewKibibytesForAnIdleChannel) {
  EXPECT_LE(sizeof(Channel), 2048U);
}

}  // namespace
}  // namespace assay::model::hsm
