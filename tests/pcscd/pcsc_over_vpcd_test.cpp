// SPDX-License-Identifier: Apache-2.0
// The target `pcsc:` through a real pcscd: everything that goes right, and everything that goes missing on the way.
#include <PCSC/winscard.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <semaphore>

#include "adapters/pcsc/pcsc_channel.hpp"
#include "base/descriptor.hpp"
#include "base/hex.hpp"
#include "tests/pcscd/private_pcscd.hpp"
#include "tests/pcscd/served_card.hpp"

namespace assay::testing {
namespace {

using iso7816::CardChannel;
using iso7816::ResetKind;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const Bytes select{0x00, 0xA4, 0x04, 0x00};

Result<void> say_ok(ByteView, Bytes& response) {
  response = {0x90, 0x00};
  return {};
}

class Pcscd : public ::testing::Test {
 protected:
  void SetUp() override {
    auto started = PrivatePcscd::start();
    ASSERT_TRUE(started) << started.error().text();
    pcscd_ = std::move(*started);
  }

  void insert(SmallCard::Answer answer) {
    served_ = std::make_unique<ServedCard>(pcscd_->port(), std::move(answer));
    wait_for_card(true);
  }

  void wait_for_card(bool wanted) {
    const Deadline deadline(milliseconds(5000));
    while (!deadline.passed()) {
      const auto readers = pcsc::list_readers();
      if (readers && !readers->empty() && (*readers)[0].card_present == wanted) return;
      std::this_thread::sleep_for(milliseconds(20));
    }
    FAIL() << "the card's presence does not become " << wanted;
  }

  pcsc::PcscOptions options(milliseconds timeout = milliseconds(5000)) const {
    return {.reader_glob = pcscd_->reader(), .timeout = timeout};
  }

  Result<void> send(CardChannel& channel, ByteView command) {
    return channel.transmit(command, response_);
  }

  std::unique_ptr<PrivatePcscd> pcscd_;
  std::unique_ptr<ServedCard> served_;
  Bytes response_;
};

TEST_F(Pcscd, CarriesExchangesAndTheAtr) {
  insert([](ByteView command, Bytes& response) -> Result<void> {
    response = to_bytes(command);
    append(response, Bytes{0x61, 0x05});
    return {};
  });
  const auto channel = pcsc::open_pcsc(options());
  ASSERT_TRUE(channel) << channel.error().text();
  EXPECT_EQ(to_hex((*channel)->atr()), "3B858001417373617949");
  EXPECT_EQ((*channel)->description().reader, "Virtual PCD Assay 00 00");
  EXPECT_EQ((*channel)->description().uri, "pcsc:Virtual PCD Assay 00 00");
  ASSERT_TRUE(send(**channel, *from_hex("00A4040002AABB00")));
  EXPECT_EQ(to_hex(response_), "00A4040002AABB006105") << "'61xx' is not hidden";
  ASSERT_TRUE(send(**channel, *from_hex("00A4")));
  EXPECT_EQ(to_hex(response_), "00A46105") << "commands of 2 and 3 bytes pass untouched";
}

TEST_F(Pcscd, TellsColdFromWarm) {
  insert(say_ok);
  const auto channel = pcsc::open_pcsc(options());
  ASSERT_TRUE(channel) << channel.error().text();
  served_->card().take_resets();
  ASSERT_TRUE((*channel)->reset(ResetKind::warm));
  EXPECT_EQ(served_->card().take_resets(), "w");
  ASSERT_TRUE((*channel)->reset(ResetKind::cold));
  EXPECT_EQ(served_->card().take_resets(), "c");
}

TEST_F(Pcscd, CarriesAnAnswerOf65535Bytes) {
  insert([](ByteView, Bytes& response) -> Result<void> {
    response = Bytes(65535, 0x5A);
    return {};
  });
  const auto channel = pcsc::open_pcsc(options());
  ASSERT_TRUE(channel) << channel.error().text();
  ASSERT_TRUE(send(**channel, select));
  EXPECT_EQ(response_, Bytes(65535, 0x5A));
}

TEST_F(Pcscd, CarriesAnAnswerOfOneByte) {
  insert([](ByteView, Bytes& response) -> Result<void> {
    response = {0x90};
    return {};
  });
  const auto channel = pcsc::open_pcsc(options());
  ASSERT_TRUE(channel);
  ASSERT_TRUE(send(**channel, select));
  EXPECT_EQ(to_hex(response_), "90");
}

TEST_F(Pcscd, CarriesACommandOf65535BytesAndRefusesWhatVpcdCannotCarry) {
  insert([](ByteView command, Bytes& response) -> Result<void> {
    response = {static_cast<std::uint8_t>(command.size() >> 8),
                static_cast<std::uint8_t>(command.size())};
    return {};
  });
  const auto channel = pcsc::open_pcsc(options());
  ASSERT_TRUE(channel);
  EXPECT_EQ((*channel)->description().capabilities.min_command, 2u);
  ASSERT_TRUE(send(**channel, Bytes(65535, 0x00)));
  EXPECT_EQ(to_hex(response_), "FFFF");
  for (const std::size_t size : {0u, 1u, 65536u}) {
    const auto result = send(**channel, Bytes(size, 0x00));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::unsupported);
    EXPECT_EQ(
        result.error().message,
        fmt::format("reader 'Virtual PCD Assay 00 00': a command of {} bytes cannot be sent, it "
                    "carries 2 to 65535",
                    size));
  }
}

TEST_F(Pcscd, CallsACardMuteThatDoesNotAnswerAndIsThere) {
  insert([](ByteView command, Bytes& response) -> Result<void> {
    if (command[1] == 0xEE) return fail(ErrorCode::card_mute, "mute on request");
    return say_ok(command, response);
  });
  const auto channel = pcsc::open_pcsc(options());
  ASSERT_TRUE(channel);
  const auto mute = send(**channel, *from_hex("00EE0000"));
  ASSERT_FALSE(mute);
  EXPECT_EQ(mute.error().code, ErrorCode::card_mute);
  EXPECT_THAT(mute.error().message,
              StartsWith("reader 'Virtual PCD Assay 00 00': the card did not answer and is "));
  const auto again = (*channel)->reset(ResetKind::cold);
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_TRUE(send(**channel, select));
}

TEST_F(Pcscd, CallsACardLostThatIsRemovedInTheMiddleAndTakesItBack) {
  insert(
      [](ByteView, Bytes&) -> Result<void> { return fail(ErrorCode::reader_lost, "pulled out"); });
  const auto channel = pcsc::open_pcsc(options());
  ASSERT_TRUE(channel);
  const auto first = send(**channel, select);
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().code, ErrorCode::reader_lost);
  EXPECT_THAT(first.error().message, HasSubstr("the card was removed in the middle of a command"));
  const auto second = send(**channel, select);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::reader_lost);
  const auto reset = (*channel)->reset(ResetKind::cold);
  ASSERT_FALSE(reset);
  EXPECT_EQ(reset.error().code, ErrorCode::reader_lost);
  EXPECT_EQ(
      reset.error().message,
      "reader 'Virtual PCD Assay 00 00': there is no card in the reader (SCARD_E_NO_SMARTCARD, "
      "8010000C)");
  insert(say_ok);
  const auto back = (*channel)->reset(ResetKind::cold);
  ASSERT_TRUE(back) << back.error().text();
  EXPECT_TRUE(send(**channel, select));
}

TEST_F(Pcscd, NoticesARemovalBetweenTwoCommands) {
  insert(say_ok);
  const auto channel = pcsc::open_pcsc(options());
  ASSERT_TRUE(channel);
  ASSERT_TRUE(send(**channel, select));
  served_->remove();
  const auto result = send(**channel, select);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::reader_lost) << result.error().text();
}

TEST_F(Pcscd, EndsAnExchangeThatTakesTooLong) {
  std::binary_semaphore release(0);
  insert([&](ByteView command, Bytes& response) -> Result<void> {
    if (command[1] == 0xEE) release.acquire();
    return say_ok(command, response);
  });
  const auto channel = pcsc::open_pcsc(options(milliseconds(300)));
  ASSERT_TRUE(channel);
  const auto start = steady_clock::now();
  const auto late = send(**channel, *from_hex("00EE0000"));
  const auto took = steady_clock::now() - start;
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::timeout);
  EXPECT_EQ(late.error().message, "reader 'Virtual PCD Assay 00 00': no answer within 300 ms");
  EXPECT_GE(took, milliseconds(300));
  EXPECT_LT(took, milliseconds(2000));
  EXPECT_EQ(
      send(**channel, select).error().message,
      "reader 'Virtual PCD Assay 00 00': the connection was given up; a reset makes a new one");
  release.release();
  const Deadline deadline(milliseconds(5000));
  auto again = (*channel)->reset(ResetKind::cold);
  while (!again && !deadline.passed()) again = (*channel)->reset(ResetKind::cold);
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_TRUE(send(**channel, select));
}

TEST_F(Pcscd, SurvivesTheEndOfPcscdInTheMiddleAndItsReturn) {
  std::binary_semaphore asked(0);
  insert([&](ByteView command, Bytes& response) -> Result<void> {
    if (command[1] == 0xEE) {
      asked.release();
      std::this_thread::sleep_for(milliseconds(400));
    }
    return say_ok(command, response);
  });
  const auto channel = pcsc::open_pcsc(options());
  ASSERT_TRUE(channel);
  std::jthread killer([&] {
    asked.acquire();
    pcscd_->kill_now();
  });
  const auto broken = send(**channel, *from_hex("00EE0000"));
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, ErrorCode::reader_lost);
  killer.join();
  EXPECT_EQ(send(**channel, select).error().code, ErrorCode::reader_lost);
  const auto dead = (*channel)->reset(ResetKind::cold);
  ASSERT_FALSE(dead);
  EXPECT_EQ(dead.error().code, ErrorCode::reader_lost);
  EXPECT_EQ(dead.error().message,
            "PC/SC: no PC/SC service is running; start pcscd (SCARD_E_NO_SERVICE, 8010001D)");
  served_.reset();
  ASSERT_TRUE(pcscd_->restart());
  insert(say_ok);
  const auto back = (*channel)->reset(ResetKind::cold);
  ASSERT_TRUE(back) << back.error().text();
  EXPECT_TRUE(send(**channel, select));
}

TEST_F(Pcscd, RefusesACardThatAnotherProgramHolds) {
  insert(say_ok);
  const auto holder = pcsc::open_pcsc(options());
  ASSERT_TRUE(holder);
  const auto second = pcsc::open_pcsc(options());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::refused);
  EXPECT_EQ(second.error().message,
            "reader 'Virtual PCD Assay 00 00': another program uses the card "
            "(SCARD_E_SHARING_VIOLATION, 8010000B)");
}

TEST_F(Pcscd, SharesACardWhenBothWantTo) {
  insert(say_ok);
  auto shared = options();
  shared.share = pcsc::Share::shared;
  const auto first = pcsc::open_pcsc(shared);
  const auto second = pcsc::open_pcsc(shared);
  ASSERT_TRUE(first);
  ASSERT_TRUE(second) << second.error().text();
  EXPECT_TRUE(send(**first, select));
  EXPECT_TRUE(send(**second, select));
  EXPECT_FALSE(pcsc::open_pcsc(options())) << "exclusive is not to be had now";
}

TEST_F(Pcscd, SaysThatThereIsNoCard) {
  const auto channel = pcsc::open_pcsc(options());
  ASSERT_FALSE(channel);
  EXPECT_EQ(channel.error().code, ErrorCode::reader_lost);
  EXPECT_THAT(channel.error().message, HasSubstr("there is no card in the reader"));
}

TEST_F(Pcscd, SaysThatNoReaderOrSeveralAreMeant) {
  EXPECT_EQ(
      pcsc::open_pcsc({.reader_glob = "Virtual PCD Assay 00 02"}).error().message,
      "no reader matches 'Virtual PCD Assay 00 02', did you mean 'Virtual PCD Assay 00 00'?; there "
      "is 'Virtual PCD Assay 00 00', 'Virtual PCD Assay 00 01'");
  EXPECT_EQ(
      pcsc::open_pcsc({.reader_glob = "Virtual*"}).error().message,
      "'Virtual*' means 2 readers, name one of them: 'Virtual PCD Assay 00 00', 'Virtual PCD Assay "
      "00 01'");
}

TEST_F(Pcscd, SaysThatPcscdDoesNotRun) {
  pcscd_->kill_now();
  const auto channel = pcsc::open_pcsc(options());
  ASSERT_FALSE(channel);
  EXPECT_EQ(channel.error().code, ErrorCode::reader_lost);
  EXPECT_EQ(channel.error().message,
            "PC/SC: no PC/SC service is running; start pcscd (SCARD_E_NO_SERVICE, 8010001D)");
}

TEST_F(Pcscd, RefusesAProtocolThatTheCardLacks) {
  insert(say_ok);
  auto t0 = options();
  t0.protocol = pcsc::Protocol::t0;  // the ATR offers T=0 first, then T=1
  const auto channel = pcsc::open_pcsc(t0);
  ASSERT_TRUE(channel) << channel.error().text();
  auto t1 = options();
  t1.protocol = pcsc::Protocol::t1;
  EXPECT_FALSE(pcsc::open_pcsc(t1)) << "somebody already talks T=0 to it";
}

/// Microseconds an exchange, the middle one of many.
template <typename Exchange>
double median_exchange(Exchange&& exchange) {
  std::vector<double> times;
  for (int i = 0; i < 1500; ++i) {
    const auto start = steady_clock::now();
    exchange();
    times.push_back(std::chrono::duration<double, std::micro>(steady_clock::now() - start).count());
  }
  std::ranges::nth_element(times, times.begin() + 750);
  return times[750];
}

/// Bare SCardTransmit against the channel on the same reader, turn by turn; the best of a few, since others share
/// the processors.
TEST_F(Pcscd, CostsLittleMoreThanABareTransmit) {
  insert(say_ok);
  auto shared = options();
  shared.share = pcsc::Share::shared;
  const auto channel = pcsc::open_pcsc(shared);
  ASSERT_TRUE(channel) << channel.error().text();
  SCARDCONTEXT context = 0;
  SCARDHANDLE card = 0;
  DWORD protocol = 0;
  ASSERT_EQ(SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context), SCARD_S_SUCCESS);
  ASSERT_EQ(SCardConnect(context, pcscd_->reader().c_str(), SCARD_SHARE_SHARED,
                         SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &card, &protocol),
            SCARD_S_SUCCESS);
  const Bytes command(14, 0x00);
  Bytes buffer(65538);
  double best = 1e9;
  for (int round = 0; round < 12 && best > 1.10; ++round) {
    const double bare = median_exchange([&] {
      DWORD size = buffer.size();
      (void)SCardTransmit(card, protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1,
                          command.data(), command.size(), nullptr, buffer.data(), &size);
    });
    const double ours = median_exchange([&] { (void)send(**channel, command); });
    fmt::print("bare {:.1f} us, channel {:.1f} us, ratio {:.3f}\n", bare, ours, ours / bare);
    best = std::min(best, ours / bare);
  }
  SCardDisconnect(card, SCARD_LEAVE_CARD);
  SCardReleaseContext(context);
  EXPECT_LE(best, 1.10);
}

}  // namespace
}  // namespace assay::testing
