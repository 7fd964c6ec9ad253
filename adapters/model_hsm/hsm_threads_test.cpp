// SPDX-License-Identifier: Apache-2.0
// The model HSM under many threads: counters, ceilings and places stay exact, and one channel serves one thread.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "adapters/hsm_channel/device.hpp"
#include "adapters/model_hsm/hsm_table.hpp"
#include "base/hex.hpp"

namespace assay::model::hsm {
namespace {

using assay::hsm::Device;

std::unique_ptr<Device> device(const std::string& name) {
  return *Device::open(&hsm_table(), name);
}

std::string send(Device& device, std::uint64_t channel, std::string_view hex) {
  Bytes answer;
  const auto sent = device.exchange(channel, *from_hex(hex), answer);
  return sent ? to_hex(answer) : sent.error().words;
}

template <typename Work>
void at_once(int threads, Work work) {
  std::vector<std::jthread> running;
  for (int i = 0; i < threads; ++i) running.emplace_back(work, i);
}

constexpr std::string_view sign = "802A9E9A05FF2C0108A1";

TEST(HsmThreads, CountEveryUse) {
  const auto hsm = device("channels=100");
  at_once(8, [&](int) {
    const auto channel = *hsm->open_channel(1);
    for (int i = 0; i < 250; ++i) EXPECT_EQ(send(*hsm, channel, sign).size(), 20U);
    EXPECT_TRUE(hsm->close_channel(channel));
  });
  const auto channel = *hsm->open_channel(1);
  // Counter 5 is the sixth of the first record.
  EXPECT_EQ(send(*hsm, channel, "80BE00E100").substr(16 + 30, 6), "0007D0");
  EXPECT_EQ(hsm->audit(1)->operations, 2000U);
  EXPECT_EQ(hsm->audit(0)->exchanges, 2001U);
}

TEST(HsmThreads, StopExactlyAtTheEndOfTheLifetime) {
  const auto hsm = device("s20;operations=15999000");
  std::atomic<int> served = 0, refused = 0;
  // Before the first operation: after the last one no channel opens.
  std::vector<std::uint64_t> channels;
  for (int i = 0; i < 4; ++i) channels.push_back(*hsm->open_channel(1));
  at_once(4, [&](int thread) {
    const auto channel = channels[static_cast<std::size_t>(thread)];
    for (int i = 0; i < 400; ++i) {
      const auto answer = send(*hsm, channel, sign);
      if (answer == "6900")
        ++refused;
      else
        ++served;
    }
  });
  EXPECT_EQ(served, 1000);
  EXPECT_EQ(refused, 600);
}

TEST(HsmThreads, NeverOpenMoreChannelsThanThereAre) {
  const auto hsm = device("channels=100");
  std::atomic<int> opened = 0;
  at_once(8, [&](int) {
    for (int i = 0; i < 50; ++i)
      if (hsm->open_channel(1)) ++opened;
  });
  EXPECT_EQ(opened, 100);
  EXPECT_EQ(hsm->info()->channels_open, 100U);
  EXPECT_EQ(hsm->audit(0)->refused, 300U);
}

TEST(HsmThreads, OpenAndCloseWithoutLosingAPlace) {
  const auto hsm = device("channels=100");
  at_once(8, [&](int) {
    for (int i = 0; i < 500; ++i) {
      const auto channel = hsm->open_channel(1);
      ASSERT_TRUE(channel);
      EXPECT_EQ(send(*hsm, *channel, "8084000004").size(), 12U);
      EXPECT_TRUE(hsm->close_channel(*channel));
    }
  });
  EXPECT_EQ(hsm->info()->channels_open, 0U);
  EXPECT_EQ(hsm->audit(0)->opened, 4000U);
  EXPECT_EQ(hsm->audit(0)->closed, 4000U);
}

TEST(HsmThreads, OnOneChannelAreServedOneByOneOrToldSo) {
  const auto hsm = device("channels=100");
  const auto channel = *hsm->open_channel(1);
  std::atomic<int> served = 0, busy = 0;
  at_once(4, [&](int) {
    for (int i = 0; i < 500; ++i) {
      Bytes answer;
      const auto sent = hsm->exchange(channel, *from_hex("8084000004"), answer);
      if (sent)
        ++served;
      else
        busy += sent.error().status == ASSAY_HSM_BUSY ? 1 : 0;
    }
  });
  EXPECT_EQ(served + busy, 2000);
}

}  // namespace
}  // namespace assay::model::hsm
