// SPDX-License-Identifier: Apache-2.0
#include "adapters/decorators/recording_channel.hpp"

#include <gmock/gmock.h>

#include "adapters/decorators/scripted_card.hpp"
#include "base/hex.hpp"

namespace assay::decorators {
namespace {

class Lines final : public iso7816::ExchangeSink {
 public:
  void opened(ByteView atr) override { lines.push_back("opened " + to_hex(atr)); }
  void was_reset(iso7816::ResetKind, ByteView atr) override {
    lines.push_back("reset " + to_hex(atr));
  }
  void reset_failed(iso7816::ResetKind, const Error& e) override {
    lines.push_back("no reset " + e.text());
  }
  void answered(ByteView c, ByteView r) override { lines.push_back(to_hex(c) + ">" + to_hex(r)); }
  void unanswered(ByteView c, const Error& e) override {
    lines.push_back(to_hex(c) + "! " + e.text());
  }
  std::vector<std::string> lines;
};

TEST(RecordingChannel, TellsEveryVerbInOrder) {
  ScriptedCard::Notes notes{.answers = {{0x90, 0x00}}};
  Lines lines;
  RecordingChannel channel(std::make_unique<ScriptedCard>(notes), lines);
  Bytes response;
  ASSERT_TRUE(channel.reset(iso7816::ResetKind::warm));
  ASSERT_TRUE(channel.transmit(Bytes{0x00, 0xA4, 0x00, 0x00}, response));
  ASSERT_FALSE(channel.transmit(Bytes{0x00, 0xB0, 0x00, 0x00}, response));
  EXPECT_THAT(lines.lines, ::testing::ElementsAre("opened 3B00", "reset 3B00", "00A40000>9000",
                                                  "00B00000! no answer prepared"));
}

}  // namespace
}  // namespace assay::decorators
