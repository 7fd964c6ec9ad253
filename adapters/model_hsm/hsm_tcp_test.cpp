// SPDX-License-Identifier: Apache-2.0
// An HSM over TCP: what clients get, and what clients that vanish, stall, flood or talk nonsense cannot do to the others.
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <thread>

#include "adapters/hsm_channel/endpoint.hpp"
#include "adapters/hsm_channel/tcp_client.hpp"
#include "adapters/hsm_channel/tcp_server.hpp"
#include "adapters/hsm_channel/wire.hpp"
#include "adapters/model_hsm/hsm_table.hpp"
#include "base/hex.hpp"
#include "base/random.hpp"

namespace assay::model::hsm {
namespace {

using assay::hsm::Device;
using assay::hsm::ServerOptions;
using assay::hsm::TcpServer;
namespace wire = assay::hsm::wire;

/// A served HSM of 100 channels.
struct Served {
  std::unique_ptr<Device> hsm;
  std::unique_ptr<TcpServer> server;

  explicit Served(const ServerOptions& options = {}, const std::string& name = "channels=100") {
    hsm = *Device::open(&hsm_table(), name);
    auto started = TcpServer::start(*hsm, "127.0.0.1:0", options);
    EXPECT_TRUE(started) << (started ? "" : started.error().message);
    server = *std::move(started);
  }

  [[nodiscard]] std::string endpoint() const {
    return "127.0.0.1:" + std::to_string(server->port());
  }
  [[nodiscard]] Result<std::unique_ptr<Device>> client() const {
    return Device::open(&assay::hsm::tcp_table(), endpoint());
  }
  [[nodiscard]] Descriptor raw() const {
    return *assay::hsm::connect_to({"127.0.0.1", server->port()});
  }
  /// Whether it comes to this within five seconds.
  template <typename Condition>
  [[nodiscard]] static bool soon(Condition condition) {
    for (int i = 0; i < 500; ++i) {
      if (condition()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }
  [[nodiscard]] bool soon_open(unsigned channels) const {
    return soon([&] { return hsm->info()->channels_open == channels; });
  }
};

std::string send_to(Device& device, std::uint64_t channel, std::string_view hex) {
  Bytes answer;
  const auto sent = device.exchange(channel, *from_hex(hex), answer);
  return sent ? to_hex(answer) : sent.error().words;
}

Bytes frame(wire::Call call, ByteView body) {
  Bytes out;
  wire::append_frame(out, static_cast<std::uint8_t>(call), body);
  return out;
}

Bytes hello() {
  return frame(wire::Call::hello, *from_hex("4148534D01"));
}

void put(const Descriptor& socket, ByteView bytes) {
  EXPECT_EQ(send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL),
            static_cast<ssize_t>(bytes.size()));
}

/// What comes within a second, at least `wanted` bytes of it.
Bytes take(const Descriptor& socket, std::size_t wanted) {
  timeval limit{1, 0};
  setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  Bytes out;
  while (out.size() < wanted) {
    std::array<std::uint8_t, 1024> chunk{};
    const ssize_t got = recv(socket.get(), chunk.data(), chunk.size(), 0);
    if (got <= 0) break;
    append(out, ByteView(chunk).first(static_cast<std::size_t>(got)));
  }
  return out;
}

/// The other side closed it, in good order or not.
bool is_closed(const Descriptor& socket) {
  timeval limit{5, 0};
  setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  std::array<std::uint8_t, 4096> chunk{};
  for (;;) {
    const ssize_t got = recv(socket.get(), chunk.data(), chunk.size(), 0);
    if (got == 0) return true;
    if (got < 0) return errno != EAGAIN;
  }
}

TEST(HsmTcp, GivesWhatTheDeviceGives) {
  const Served served;
  const auto client = *served.client();
  EXPECT_STREQ(client->info()->product, "PCI-S3/100");
  EXPECT_EQ(client->info()->channels, 100U);
  EXPECT_EQ(assay::hsm::label_over_tcp(client->handle()), "open stand-in OSP-1, not Calypso");
  const auto channel = *client->open_channel(1);
  EXPECT_EQ(send_to(*client, channel, "8084000004").size(), 12U);
  EXPECT_EQ(client->open_channel(9).error().words, "the device has no key group 9, only 1 to 3");
  EXPECT_EQ(client->audit(1)->opened, 1U);
  EXPECT_EQ(*client->key_state(1, 0x30, 0x79), ASSAY_HSM_KEY_USABLE);
  EXPECT_TRUE(client->close_channel(channel));
  EXPECT_EQ(client->close_channel(channel).error().status, ASSAY_HSM_NO_CHANNEL);
  EXPECT_EQ(served.hsm->info()->channels_open, 0U);
}

TEST(HsmTcp, FreesTheChannelsOfAClientThatGoes) {
  const Served served;
  {
    const auto client = *served.client();
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(client->open_channel(1));
    EXPECT_EQ(client->open_channel(1).error().words, "all 100 channels are taken");
  }
  EXPECT_TRUE(served.soon_open(0));
  EXPECT_EQ(served.hsm->audit(0)->closed, 100U);
}

TEST(HsmTcp, KeepsAClientFromTheChannelsOfAnother) {
  const Served served;
  const auto one = *served.client(), other = *served.client();
  const auto channel = *one->open_channel(1);
  EXPECT_EQ(send_to(*other, channel, "8084000004"), "this connection did not open that channel");
  EXPECT_EQ(other->close_channel(channel).error().words,
            "this connection did not open that channel");
  EXPECT_EQ(send_to(*one, channel, "8084000004").size(), 12U);
}

TEST(HsmTcp, ManagesKeysFromAfarOnlyWhereItMay) {
  const Served careful;
  EXPECT_EQ((*careful.client())->delete_key(1, 0x30, 0x79).error().words,
            "keys are managed where the HSM is served, not from afar");
  const Served open({.manages_keys = true});
  EXPECT_TRUE((*open.client())->delete_key(1, 0x30, 0x79));
  EXPECT_EQ((*open.client())->shut_down().error().words,
            "an HSM is shut down where it is served, not from afar");
}

TEST(HsmTcp, DropsAClientThatStallsInTheMiddleOfAQuestion) {
  const Served served({.stall = std::chrono::milliseconds(200)});
  const auto raw = served.raw();
  put(raw, hello());
  put(raw, frame(wire::Call::open_channel, *from_hex("01")));
  EXPECT_TRUE(served.soon_open(1));
  put(raw, *from_hex("0000"));
  // Meanwhile everybody else is served.
  const auto client = *served.client();
  const auto channel = *client->open_channel(1);
  EXPECT_EQ(send_to(*client, channel, "8084000004").size(), 12U);
  EXPECT_TRUE(is_closed(raw));
  EXPECT_TRUE(served.soon_open(1));
  EXPECT_EQ(send_to(*client, channel, "8084000004").size(), 12U);
  EXPECT_EQ(served.server->counts().dropped, 1U);
}

TEST(HsmTcp, DropsAClientThatSaysNothingAndFreesItsChannels) {
  const Served served({.silence = std::chrono::milliseconds(200)});
  const auto raw = served.raw();
  put(raw, hello());
  put(raw, frame(wire::Call::open_channel, *from_hex("01")));
  EXPECT_TRUE(served.soon_open(1));
  EXPECT_TRUE(is_closed(raw));
  EXPECT_TRUE(served.soon_open(0));
}

TEST(HsmTcp, ReadsNoMoreFromAClientThatTakesNoAnswers) {
  const Served served({.stall = std::chrono::milliseconds(500)});
  const auto raw = served.raw();
  const int small = 4096;
  setsockopt(raw.get(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  put(raw, hello());
  const Bytes question = frame(wire::Call::info, {});
  // Asks until nothing more goes, and takes nothing.
  std::size_t sent = 0;
  pollfd waited{raw.get(), POLLOUT, 0};
  while (poll(&waited, 1, 200) > 0 &&
         send(raw.get(), question.data(), question.size(), MSG_NOSIGNAL | MSG_DONTWAIT) > 0)
    ++sent;
  const auto client = *served.client();
  const auto channel = *client->open_channel(1);
  EXPECT_EQ(send_to(*client, channel, "8084000004").size(), 12U);
  // It answered until nobody took more, and left the rest unread.
  const auto answered = served.server->counts().questions;
  EXPECT_GT(sent, 0U);
  EXPECT_TRUE(Served::soon([&] { return served.server->counts().dropped == 1; }));
  EXPECT_LT(answered, 200'000U);
}

TEST(HsmTcp, AnswersQuestionsThatCameTogetherOneAfterTheOther) {
  const Served served;
  const auto raw = served.raw();
  Bytes all = hello();
  for (int i = 0; i < 50; ++i) append(all, frame(wire::Call::open_channel, *from_hex("01")));
  put(raw, all);
  // The label of 32 bytes, then 50 handles of 8.
  EXPECT_EQ(take(raw, 5 + 32 + 50 * 13).size(), 5U + 32U + 50U * 13U);
  EXPECT_EQ(served.hsm->info()->channels_open, 50U);
}

class HsmTcpNonsense : public testing::TestWithParam<std::string_view> {};

TEST_P(HsmTcpNonsense, EndsItsOwnConnectionAlone) {
  const Served served;
  const auto client = *served.client();
  const auto raw = served.raw();
  put(raw, *from_hex(GetParam()));
  EXPECT_TRUE(is_closed(raw));
  EXPECT_EQ(send_to(*client, *client->open_channel(1), "8084000004").size(), 12U);
}

INSTANTIATE_TEST_SUITE_P(Frames, HsmTcpNonsense,
                         testing::Values("00000000", "FFFFFFFF", "0000020100",
                                         "474554202F20485454502F312E310D0A0D0A"));

TEST(HsmTcp, SaysWhatIsWrongWithAQuestion) {
  const Served served;
  const auto raw = served.raw();
  const auto words = [&](wire::Call call, std::string_view body) {
    put(raw, frame(call, *from_hex(body)));
    const Bytes got = take(raw, 6);
    return got.size() < 5 ? std::string() : std::string(got.begin() + 5, got.end());
  };
  EXPECT_EQ(words(wire::Call::info, ""), "a client begins with AHSM and its version");
  EXPECT_EQ(words(wire::Call::hello, "4148534D02"), "this HSM is served by version 1 of AHSM");
  EXPECT_EQ(words(wire::Call::hello, "4148534D01"), "open stand-in OSP-1, not Calypso");
  EXPECT_EQ(words(wire::Call::open_channel, ""),
            "a call that is none, or whose body has another size");
  EXPECT_EQ(words(static_cast<wire::Call>(0x77), ""),
            "a call that is none, or whose body has another size");
  EXPECT_EQ(words(wire::Call::exchange, "0102"), "an exchange begins with its channel");
  EXPECT_EQ(words(wire::Call::exchange, "000000000000000180840000"),
            "this connection did not open that channel");
  EXPECT_EQ(words(wire::Call::close_channel, "01"), "a channel is told in 8 bytes");
  EXPECT_EQ(words(wire::Call::key_state, "01"), "a key is told by group, KIF and KVC");
}

TEST(HsmTcp, TurnsAwayMoreClientsThanItServes) {
  const Served served({.most_clients = 2});
  const auto one = *served.client(), two = *served.client();
  const auto third = served.client();
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().message,
            "the HSM '" + served.endpoint() +
                "' does not open: this HSM has as many clients as it serves");
  EXPECT_TRUE(one->open_channel(1));
  EXPECT_EQ(served.server->counts().turned_away, 1U);
}

TEST(HsmTcp, TellsAClientThatTheServerWent) {
  auto served = std::make_unique<Served>();
  const auto client = *served->client();
  const auto channel = *client->open_channel(1);
  served.reset();
  EXPECT_EQ(send_to(*client, channel, "8084000004"), "the served HSM gives no answer");
  EXPECT_EQ(send_to(*client, channel, "8084000004"), "the connection to the HSM is gone");
  EXPECT_EQ(client->open_channel(1).error().status, ASSAY_HSM_FAILED);
}

TEST(HsmTcp, NamesAnEndpointThatIsNone) {
  const auto error = [](const std::string& name) {
    return Device::open(&assay::hsm::tcp_table(), name).error().message;
  };
  EXPECT_EQ(error("here"), "the HSM 'here' does not open: 'here' is not HOST:PORT");
  EXPECT_EQ(error("127.0.0.1:99999"),
            "the HSM '127.0.0.1:99999' does not open: '127.0.0.1:99999' is not HOST:PORT");
}

TEST(HsmTcp, SurvivesRandomBytes) {
  const Served served;
  Random random(7);
  for (int round = 0; round < 100; ++round) {
    const auto raw = served.raw();
    if (round % 2 == 0) put(raw, hello());
    Bytes noise(1 + random.below(600));
    random.fill(noise);
    // Every other one is a frame whose body alone is noise.
    if (round % 4 == 0)
      noise = frame(static_cast<wire::Call>(random.below(14)),
                    ByteView(noise).first(noise.size() % 100));
    put(raw, noise);
  }
  EXPECT_TRUE(served.soon_open(0));
  const auto client = *served.client();
  EXPECT_EQ(send_to(*client, *client->open_channel(1), "8084000004").size(), 12U);
}

TEST(HsmTcp, ServesManyClientsAtOnceAndLosesNoChannel) {
  const Served served;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back([&] {
        for (int round = 0; round < 10; ++round) {
          const auto client = *served.client();
          const auto channel = *client->open_channel(1);
          EXPECT_EQ(send_to(*client, channel, "802A9E9A05FF2C0108A1").size(), 20U);
          const bool closes = round % 2 == 0;
          EXPECT_EQ(closes, closes && client->close_channel(channel));
        }
      });
  }
  EXPECT_TRUE(served.soon_open(0));
  EXPECT_EQ(served.hsm->audit(1)->operations, 80U);
  EXPECT_EQ(served.hsm->audit(1)->closed, 80U);
}

}  // namespace
}  // namespace assay::model::hsm
