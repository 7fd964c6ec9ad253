// SPDX-License-Identifier: Apache-2.0
#include "adapters/vpcd/remote_control.hpp"

#include <gtest/gtest.h>

namespace assay::vpcd {
namespace {

/// Counts its commands; three writes each.
class CountingCard : public iso7816::CardChannel {
 public:
  Result<void> reset(iso7816::ResetKind) override { return {}; }
  Result<void> transmit(ByteView, Bytes& response) override {
    response = {++commands_, 0x90, 0x00};
    return {};
  }
  Result<bool> transmit_and_cut(ByteView, std::uint32_t writes) override { return writes >= 3; }
  Result<void> rewind(std::uint64_t seed) override {
    commands_ = static_cast<std::uint8_t>(seed);
    return {};
  }
  ByteView atr() const override { return {}; }
  const iso7816::TargetDescription& description() const override { return description_; }

 private:
  std::uint8_t commands_ = 0;
  iso7816::TargetDescription description_;
};

/// What a reader passes on: commands and resets only.
class Reader : public iso7816::CardChannel {
 public:
  explicit Reader(ControlledCard& card) : card_(card) {}
  Result<void> reset(iso7816::ResetKind kind) override { return card_.reset(kind); }
  Result<void> transmit(ByteView command, Bytes& response) override {
    return card_.transmit(command, response);
  }
  ByteView atr() const override { return {}; }
  const iso7816::TargetDescription& description() const override { return card_.description(); }

 private:
  ControlledCard& card_;
};

class RemoteControl : public testing::Test {
 protected:
  ControlledCard card_{std::make_unique<CountingCard>()};
  std::unique_ptr<ControlServer> server_ = ControlServer::start(card_, 0).value();
  std::unique_ptr<iso7816::CardChannel> channel_ =
      open_controlled(std::make_unique<Reader>(card_),
                      "127.0.0.1:" + std::to_string(server_->port()))
          .value();
};

TEST_F(RemoteControl, RewindsTheServedCard) {
  EXPECT_TRUE(channel_->description().capabilities.rewinds);
  ASSERT_TRUE(channel_->rewind(7));
  Bytes response;
  ASSERT_TRUE(channel_->transmit(Bytes{0x00}, response));
  EXPECT_EQ(response[0], 8);
}

TEST_F(RemoteControl, CutsPowerInTheNextCommandOnly) {
  EXPECT_EQ(channel_->transmit_and_cut(Bytes{0x00}, 2), false);
  EXPECT_EQ(channel_->transmit_and_cut(Bytes{0x00}, 3), true);
  Bytes response;
  ASSERT_TRUE(channel_->transmit(Bytes{0x00}, response));
  EXPECT_EQ(response.size(), 3U);
}

TEST_F(RemoteControl, SaysWhatAnEndpointIs) {
  for (const char* wrong : {"", "12", "host:", ":1", "host:0", "host:99999", "host:1x"})
    EXPECT_EQ(open_controlled(std::make_unique<Reader>(card_), wrong).error().message,
              "control '" + std::string(wrong) + "' is not HOST:PORT");
}

}  // namespace
}  // namespace assay::vpcd
