// SPDX-License-Identifier: Apache-2.0
#include "adapters/vpcd/vpcd_reader.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "base/hex.hpp"

namespace assay::vpcd {
namespace {

using std::chrono::milliseconds;

/// A card on its own thread that does to each command what the test says, over a raw connection.
class Card {
 public:
  using Answer = std::function<void(FrameSocket&, ByteView)>;

  Card(std::uint16_t port, Answer answer) : answer_(std::move(answer)) {
    thread_ = std::jthread([this, port] {
      for (int life = 0; life < 2; ++life) live(port);
    });
  }

 private:
  void live(std::uint16_t port) {
    auto peer = connect_to("127.0.0.1", port);
    if (!peer) return;
    FrameSocket socket(std::move(*peer));
    while (socket.is_open()) {
      const auto frame = socket.receive(Deadline(milliseconds(5000)));
      if (!frame || !*frame) return;
      if ((*frame)->size() != 1)
        answer_(socket, **frame);
      else if ((**frame)[0] == 0x04)
        (void)socket.send(*from_hex("3B00"), Deadline(milliseconds(1000)));
    }
  }

  Answer answer_;
  std::jthread thread_;
};

struct Bench {
  std::unique_ptr<VpcdReader> reader;
  std::unique_ptr<Card> card;
  Bytes response;

  explicit Bench(Card::Answer answer) {
    auto listener = listen_on(0);
    EXPECT_TRUE(listener);
    const std::uint16_t port = port_of(*listener);
    reader = std::make_unique<VpcdReader>(
        std::move(*listener),
        VpcdReaderOptions{.insertion = milliseconds(2000), .timeout = milliseconds(200)});
    card = std::make_unique<Card>(port, std::move(answer));
    EXPECT_TRUE(reader->reset(iso7816::ResetKind::cold));
  }
  ~Bench() {
    reader.reset();  // first: the card ends when its connection does
  }
  Result<void> send(ByteView command) { return reader->transmit(command, response); }
};

const Bytes select{0x00, 0xA4, 0x04, 0x00};

TEST(VpcdReader, ExchangesCommandsWithACard) {
  Bench bench([](FrameSocket& s, ByteView) {
    (void)s.send(*from_hex("6F009000"), Deadline(milliseconds(99)));
  });
  EXPECT_EQ(to_hex(bench.reader->atr()), "3B00");
  ASSERT_TRUE(bench.send(select));
  EXPECT_EQ(to_hex(bench.response), "6F009000");
  ASSERT_TRUE(bench.reader->reset(iso7816::ResetKind::warm));
  ASSERT_TRUE(bench.send(select));
}

TEST(VpcdReader, PassesOnAnAnswerOfOneByteAndOneOf65535) {
  std::size_t size = 1;
  Bench bench([&size](FrameSocket& s, ByteView) {
    (void)s.send(Bytes(size, 0x90), Deadline(milliseconds(999)));
  });
  ASSERT_TRUE(bench.send(select));
  EXPECT_EQ(bench.response.size(), 1u);
  size = 65535;
  ASSERT_TRUE(bench.send(select));
  EXPECT_EQ(bench.response.size(), 65535u);
}

TEST(VpcdReader, CallsAnEmptyAnswerMute) {
  Bench bench([](FrameSocket& s, ByteView) { (void)s.send({}, Deadline(milliseconds(99))); });
  const auto result = bench.send(select);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::card_mute);
  EXPECT_EQ(result.error().message, "the card answered with no bytes at all");
}

TEST(VpcdReader, CallsAConnectionThatEndsARemovalAndTakesTheNextCard) {
  Bench bench([](FrameSocket& s, ByteView) { s.close(); });
  const auto result = bench.send(select);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::reader_lost);
  EXPECT_EQ(result.error().message,
            "the card was removed in the middle of the command: the connection is gone: closed");
  EXPECT_EQ(bench.send(select).error().code, ErrorCode::reader_lost);
  EXPECT_TRUE(bench.reader->reset(iso7816::ResetKind::cold)) << "the card has come back";
}

TEST(VpcdReader, EndsAnExchangeThatTakesTooLong) {
  Bench bench([](FrameSocket&, ByteView) {});
  const auto result = bench.send(select);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::timeout);
  EXPECT_EQ(result.error().message, "no answer to the command within 200 ms");
}

TEST(VpcdReader, RefusesCommandsThatItCannotCarry) {
  Bench bench([](FrameSocket&, ByteView) { FAIL() << "nothing may be sent"; });
  EXPECT_EQ(bench.reader->description().capabilities.min_command, 2u);
  const auto result = bench.send(Bytes{0x00});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::unsupported);
  EXPECT_EQ(
      result.error().message,
      "a command of 1 bytes cannot be sent over vpcd, which carries 2 to 65535 (one byte is a "
      "control code)");
  EXPECT_FALSE(bench.send(Bytes(65536)));
}

TEST(OpenVpcd, SaysThatNoCardCame) {
  const auto free_port = [] { return port_of(*listen_on(0)); }();
  const auto channel = open_vpcd({.port = free_port, .insertion = milliseconds(50)});
  ASSERT_FALSE(channel);
  EXPECT_EQ(channel.error().code, ErrorCode::reader_lost);
  EXPECT_EQ(channel.error().message,
            fmt::format("no card connected to 127.0.0.1:{} within 50 ms", free_port));
}

TEST(OpenVpcd, SaysThatThePortIsTaken) {
  const auto taken = listen_on(0);
  const auto channel = open_vpcd({.port = port_of(*taken)});
  ASSERT_FALSE(channel);
  EXPECT_EQ(channel.error().code, ErrorCode::refused);
  EXPECT_EQ(channel.error().message,
            fmt::format("cannot listen on 127.0.0.1:{}: Address already in use", port_of(*taken)));
}

}  // namespace
}  // namespace assay::vpcd
