// SPDX-License-Identifier: Apache-2.0
// Packets and receipts are those that pySim's tests publish.
#include "adapters/scp80/scp80_channel.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::scp80 {
namespace {

/// Answers every command alike and remembers it.
class OneAnswer final : public iso7816::CardChannel {
 public:
  OneAnswer(std::vector<Bytes> answers, std::vector<Bytes>& asked)
      : answers_(std::move(answers)), asked_(asked) {}
  Result<void> reset(iso7816::ResetKind) override { return {}; }
  Result<void> transmit(ByteView command, Bytes& response) override {
    response = answers_.at(asked_.size());
    asked_.push_back(to_bytes(command));
    return {};
  }
  ByteView atr() const override { return {}; }
  const iso7816::TargetDescription& description() const override { return description_; }

 private:
  std::vector<Bytes> answers_;
  std::vector<Bytes>& asked_;
  iso7816::TargetDescription description_;
};

SecureBytes key(std::string_view hex) {
  const Bytes bytes = *from_hex(hex);
  return {bytes.begin(), bytes.end()};
}

Scp80Options published() {
  return {{0x06, 0x19, 0x35, 0x35, {0xB0, 0x00, 0x11}},
          {key("300102030405060708090A0B0C0D0E0F"), key("301102030405060708090A0B0C0D0E0F")},
          0};
}

constexpr std::string_view receipt =
    "027100001C12B000118BB989492C632529326A2F4681FEB37C825BC9021C9F6D0B";

struct Dialogue {
  std::vector<Bytes> asked;
  Bytes response;

  Result<void> send(const std::vector<std::string>& answers, Scp80Options options = published()) {
    std::vector<Bytes> bytes;
    for (const auto& answer : answers) bytes.push_back(*from_hex(answer));
    TRY(const auto channel,
        open_scp80(std::make_unique<OneAnswer>(bytes, asked), std::move(options)));
    return channel->transmit(*from_hex("00A40004023F00"), response);
  }
};

TEST(Scp80Channel, SendsThePublishedPacketAndReadsItsReceipt) {
  Dialogue d;
  ASSERT_TRUE(d.send({std::string(receipt) + "9000"}));
  EXPECT_EQ(to_hex(d.response), "6132");
  ASSERT_EQ(d.asked.size(), 1U);
  EXPECT_NE(to_hex(d.asked[0])
                .find("02700000201506193535B00011AE733256918D050B87C94FBFE12E4DC402F262C41CF67F2F"),
            std::string::npos);
}

TEST(Scp80Channel, FetchesAReceiptThatWaits) {
  Dialogue d;
  ASSERT_TRUE(d.send({"9F21", std::string(receipt) + "9000"}));
  EXPECT_EQ(to_hex(d.asked.at(1)), "80C0000021");
  EXPECT_EQ(to_hex(d.response), "6132");
}

TEST(Scp80Channel, PassesOnWhatIsNoReceipt) {
  Dialogue d;
  ASSERT_TRUE(d.send({"6D00"}));
  EXPECT_EQ(to_hex(d.response), "6D00");
}

TEST(Scp80Channel, NamesWhyACardRefusesThePacket) {
  Dialogue d;
  Scp80Options options = published();
  options.header.spi2 = 0x01;
  EXPECT_EQ(d.send({"027100000B0AB000110000000000000290009000"}, options).error().message,
            "RPL says 11 bytes, 13 follow");
  d.asked.clear();
  EXPECT_EQ(d.send({"027100000B0AB00011000000000000029000"}, options).error().message,
            "the card did not accept the SCP80 packet: the counter is low ('02')");
}

TEST(Scp80Channel, RefusesToGoWithoutProofOfReceipt) {
  Dialogue d;
  Scp80Options options = published();
  options.header.spi2 = 0x00;
  EXPECT_EQ(d.send({}, options).error().message,
            "SPI2 '00' asks for no proof of receipt, without which no answer is seen; its low bits "
            "must be 01");
}

}  // namespace
}  // namespace assay::scp80
