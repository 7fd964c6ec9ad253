// SPDX-License-Identifier: Apache-2.0
#include "adapters/vpcd/vpcd_card.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "adapters/vpcd/vpcd_reader.hpp"
#include "base/hex.hpp"

namespace assay::vpcd {
namespace {

using std::chrono::milliseconds;

/// Answers a command with itself and '9000', or with the error told to.
class EchoCard final : public iso7816::CardChannel {
 public:
  Result<void> reset(iso7816::ResetKind kind) override {
    resets += kind == iso7816::ResetKind::cold ? 'c' : 'w';
    return {};
  }
  Result<void> transmit(ByteView command, Bytes& response) override {
    if (command[1] == 0xEE) return fail(ErrorCode::card_mute, "mute on request");
    if (command[1] == 0xDD) return fail(ErrorCode::reader_lost, "lost on request");
    response = to_bytes(command);
    append(response, Bytes{0x90, 0x00});
    return {};
  }
  ByteView atr() const override { return atr_; }
  const iso7816::TargetDescription& description() const override { return description_; }
  std::string resets;

 private:
  Bytes atr_{0x3B, 0x81, 0x80, 0x01, 0x41, 0x41};
  iso7816::TargetDescription description_;
};

struct Bench {
  EchoCard card;
  std::atomic<bool> stop = false;
  std::unique_ptr<VpcdReader> reader;
  Result<VpcdCardCounts> outcome = VpcdCardCounts{};
  std::jthread server;
  Bytes response;

  Bench() {
    auto listener = listen_on(0);
    const std::uint16_t port = port_of(*listener);
    reader = std::make_unique<VpcdReader>(
        std::move(*listener),
        VpcdReaderOptions{.insertion = milliseconds(2000), .timeout = milliseconds(500)});
    server = std::jthread([this, port] { outcome = serve_vpcd(card, "127.0.0.1", port, stop); });
  }
  ~Bench() { stop = true; }
};

TEST(VpcdCard, AnswersResetsAtrAndCommands) {
  Bench bench;
  ASSERT_TRUE(bench.reader->reset(iso7816::ResetKind::cold));
  ASSERT_TRUE(bench.reader->reset(iso7816::ResetKind::warm));
  EXPECT_EQ(to_hex(bench.reader->atr()), "3B8180014141");
  ASSERT_TRUE(bench.reader->transmit(*from_hex("00A40400"), bench.response));
  EXPECT_EQ(to_hex(bench.response), "00A404009000");
  bench.stop = true;
  bench.server.join();
  ASSERT_TRUE(bench.outcome);
  EXPECT_EQ(bench.outcome->commands, 1u);
  EXPECT_EQ(bench.card.resets, "cw");
}

TEST(VpcdCard, LeavesAndReturnsWhenItIsMute) {
  Bench bench;
  ASSERT_TRUE(bench.reader->reset(iso7816::ResetKind::cold));
  const auto mute = bench.reader->transmit(*from_hex("00EE0000"), bench.response);
  ASSERT_FALSE(mute);
  EXPECT_EQ(mute.error().code, ErrorCode::reader_lost);
  ASSERT_TRUE(bench.reader->reset(iso7816::ResetKind::cold));
  EXPECT_TRUE(bench.reader->transmit(*from_hex("00A40400"), bench.response));
}

TEST(VpcdCard, EndsWithACardThatIsLost) {
  Bench bench;
  ASSERT_TRUE(bench.reader->reset(iso7816::ResetKind::cold));
  EXPECT_FALSE(bench.reader->transmit(*from_hex("00DD0000"), bench.response));
  bench.server.join();
  ASSERT_FALSE(bench.outcome);
  EXPECT_EQ(bench.outcome.error().message, "lost on request");
}

TEST(VpcdCard, EndsWhenTheReaderDoes) {
  Bench bench;
  ASSERT_TRUE(bench.reader->reset(iso7816::ResetKind::cold));
  bench.reader.reset();
  bench.server.join();
  ASSERT_FALSE(bench.outcome);
  EXPECT_EQ(bench.outcome.error().code, ErrorCode::reader_lost);
}

TEST(VpcdCard, SaysThatNobodyListens) {
  EchoCard card;
  const std::atomic<bool> stop = false;
  const std::uint16_t free_port = [] { return port_of(*listen_on(0)); }();
  const auto result = serve_vpcd(card, "127.0.0.1", free_port, stop);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::reader_lost);
  EXPECT_EQ(
      result.error().message,
      fmt::format("nobody answers on 127.0.0.1:{}: Connection refused (is a pcscd with the vpcd "
                  "driver running?)",
                  free_port));
}

}  // namespace
}  // namespace assay::vpcd
