// SPDX-License-Identifier: Apache-2.0
// Cards by others, through the targets that reach them: what they truly answer, and that their deaths are not ours.
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cstdlib>

#include "adapters/shim/shim_channel.hpp"
#include "adapters/vpcd/vpcd_reader.hpp"
#include "base/hex.hpp"

extern "C" char** environ;

namespace assay {
namespace {

using iso7816::CardChannel;
using iso7816::ResetKind;
using std::chrono::milliseconds;

struct Exchange {
  const char* command;
  const char* response;
};

void expect_exchange(CardChannel& card, const Exchange& exchange) {
  Bytes response;
  const auto result = card.transmit(*from_hex(exchange.command), response);
  ASSERT_TRUE(result) << exchange.command << ": " << result.error().text();
  EXPECT_EQ(to_hex(response), exchange.response) << exchange.command;
}

TEST(Libcacard, AnswersBehindTheShim) {
  const auto card = shim::open_shim(
      {.command = std::string("'") + ASSAY_CACARD_SHIM + "' '" + ASSAY_CACARD_DATABASE + "'"});
  ASSERT_TRUE(card) << card.error().text();
  EXPECT_EQ((*card)->description().reader, "libcacard CAC");
  EXPECT_EQ(to_hex((*card)->atr()), "3B7A18000073667465206364313434");
  for (const Exchange& exchange :
       {Exchange{"00A4040007A0000000790300", "610D"},
        Exchange{"00C000000D", "6F0B8407A0000000790300A5009000"},
        Exchange{"00A4040007A000000079030000", "6F0B8407A0000000790300A5009000"},
        Exchange{"00A4040005F000000000", "6A82"}, Exchange{"00A4000C023F00", "6A81"},
        Exchange{"00", "6700"}, Exchange{"00A4", "6700"}})
    expect_exchange(**card, exchange);
  EXPECT_TRUE((*card)->reset(ResetKind::cold));
  EXPECT_TRUE((*card)->reset(ResetKind::warm));
}

TEST(Libcacard, SaysThatThereIsNoDatabase) {
  const auto card =
      shim::open_shim({.command = std::string("'") + ASSAY_CACARD_SHIM + "' /nowhere"});
  ASSERT_FALSE(card);
  EXPECT_NE(card.error().message.find("there is no card in the NSS database /nowhere"),
            std::string::npos)
      << card.error().message;
}

std::uint16_t free_port() {
  return vpcd::port_of(*vpcd::listen_on(0));
}

/// run_vicc.sh, which puts a new card in after each crash.
class Vicc {
 public:
  explicit Vicc(std::uint16_t port) {
    const std::string number = std::to_string(port);
    std::string script = ASSAY_RUN_VICC;
    std::string argument = number;
    char* arguments[] = {script.data(), argument.data(), nullptr};
    setenv("ASSAY_VICC_LOG", "/dev/null", 1);
    EXPECT_EQ(posix_spawn(&pid_, script.c_str(), nullptr, nullptr, arguments, environ), 0);
  }
  ~Vicc() {
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
  }

 private:
  pid_t pid_ = -1;
};

TEST(Vicc, AnswersOverVpcd) {
  const std::uint16_t port = free_port();
  const Vicc vicc(port);
  const auto card = vpcd::open_vpcd({.port = port});
  ASSERT_TRUE(card) << card.error().text();
  EXPECT_EQ(to_hex((*card)->atr()), "3B951381018073FF01000B");
  for (const Exchange& exchange : {Exchange{"00A4000C023F00", "9000"}, Exchange{"00A4000C", "9000"},
                                   Exchange{"00A40400", "6A82"}, Exchange{"00B0000000", "6986"},
                                   Exchange{"00FF0000", "6D00"}, Exchange{"00CA006600", "6A81"}})
    expect_exchange(**card, exchange);
  Bytes response;
  ASSERT_TRUE((*card)->transmit(*from_hex("0084000008"), response));
  EXPECT_EQ(response.size(), 10u);
}

TEST(Vicc, CrashesWhenAskedForTheControlInformationOfTheMfAndComesBack) {
  const std::uint16_t port = free_port();
  const Vicc vicc(port);
  const auto card = vpcd::open_vpcd({.port = port});
  ASSERT_TRUE(card) << card.error().text();
  Bytes response;
  const auto crash = (*card)->transmit(*from_hex("00A40000023F00"), response);
  ASSERT_FALSE(crash);
  EXPECT_EQ(crash.error().code, ErrorCode::reader_lost);
  EXPECT_EQ(crash.error().message,
            "the card was removed in the middle of the command: the connection is gone: closed");
  ASSERT_TRUE((*card)->reset(ResetKind::cold));
  expect_exchange(**card, {"00A4000C023F00", "9000"});
}

}  // namespace
}  // namespace assay
