// SPDX-License-Identifier: Apache-2.0
#include "adapters/shim/shim_channel.hpp"

#include <dirent.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cerrno>

#include "base/hex.hpp"

namespace assay::shim {
namespace {

using iso7816::CardChannel;
using iso7816::ResetKind;
using std::chrono::milliseconds;

const std::string program = ASSAY_SHIM_TEST_PROGRAM;

std::unique_ptr<CardChannel> open_program() {
  auto channel = open_shim({.command = program, .timeout = milliseconds(2000)});
  EXPECT_TRUE(channel) << channel.error().text();
  return channel ? std::move(*channel) : nullptr;
}

Error error_of(CardChannel& channel, std::string_view hex) {
  Bytes response;
  const auto result = channel.transmit(*from_hex(hex), response);
  EXPECT_FALSE(result) << to_hex(response);
  return result ? Error{} : result.error();
}

bool has_children() {
  return waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD;
}

TEST(Shim, ExchangesCommandsWithAProgram) {
  const auto channel = open_program();
  ASSERT_TRUE(channel);
  EXPECT_EQ(to_hex(channel->atr()), "3B00");
  EXPECT_EQ(channel->description().kind, "exec");
  EXPECT_EQ(channel->description().reader, "test program");
  Bytes response;
  ASSERT_TRUE(channel->transmit(*from_hex("00A40400"), response));
  EXPECT_EQ(to_hex(response), "00A404009000");
}

TEST(Shim, CarriesTheLongestCommand) {
  const auto channel = open_program();
  ASSERT_TRUE(channel);
  Bytes response;
  ASSERT_TRUE(channel->transmit(Bytes(65536, 0xFF), response));
  EXPECT_EQ(response.size(), 65538u);
}

TEST(Shim, PassesOnAnAnswerOfOneByte) {
  const auto channel = open_program();
  ASSERT_TRUE(channel);
  Bytes response;
  ASSERT_TRUE(channel->transmit(*from_hex("0005"), response));
  EXPECT_EQ(to_hex(response), "90");
}

struct Mishap {
  const char* ins;
  ErrorCode code;
  std::string message;
  bool still_running;
};

void PrintTo(const Mishap& mishap, std::ostream* out) {
  *out << mishap.ins;
}

class ShimMishap : public testing::TestWithParam<Mishap> {};

TEST_P(ShimMishap, IsAClearErrorAndTheNextColdResetCuresIt) {
  const auto channel = open_program();
  ASSERT_TRUE(channel);
  const Error error = error_of(*channel, std::string("00") + GetParam().ins);
  EXPECT_EQ(error.code, GetParam().code) << error.message;
  EXPECT_EQ(error.message, "'" + program + "': " + GetParam().message);
  Bytes response;
  EXPECT_EQ(channel->transmit(*from_hex("00A4"), response).has_value(), GetParam().still_running);
  ASSERT_TRUE(channel->reset(ResetKind::cold));
  EXPECT_TRUE(channel->transmit(*from_hex("00A4"), response));
}

INSTANTIATE_TEST_SUITE_P(
    Each, ShimMishap,
    testing::Values(
        Mishap{"01", ErrorCode::reader_lost, "the program was ended by signal 6 (Aborted)", false},
        Mishap{"02", ErrorCode::reader_lost, "the program ended with exit code 3", false},
        Mishap{"03", ErrorCode::malformed,
               "'what?' is no answer: hello, atr, rapdu, cut, mute, unsupported or error wanted",
               false},
        Mishap{"04", ErrorCode::out_of_range,
               "a response of 70000 bytes, at most 65538 are possible", true},
        Mishap{"06", ErrorCode::timeout, "no answer within 2000 ms", false},
        Mishap{"07", ErrorCode::card_mute, "the card is mute", true},
        Mishap{"08", ErrorCode::unsupported, "no such thing", true},
        Mishap{"09", ErrorCode::internal, "the battery is empty", true},
        Mishap{"0A", ErrorCode::card_mute, "the card answered with no bytes at all", true},
        Mishap{"0C", ErrorCode::malformed, "'apdu' was answered with 'atr'", false},
        Mishap{"0D", ErrorCode::malformed,
               "the program wrote more than 1048576 characters without the end of a line", false},
        Mishap{"0E", ErrorCode::reader_lost, "the program closed its output", false},
        Mishap{"0F", ErrorCode::malformed, "'rapdu 900': odd number of hexadecimal digits in '900'",
               false},
        Mishap{"10", ErrorCode::reader_lost, "the program ended with exit code 0", false}),
    [](const auto& test) { return std::string("Ins") + test.param.ins; });

TEST(Shim, NoticesAnAnswerThatNobodyAskedFor) {
  const auto channel = open_program();
  ASSERT_TRUE(channel);
  Bytes response;
  ASSERT_TRUE(channel->transmit(*from_hex("000B"), response));
  const Error error = error_of(*channel, "00A4");
  EXPECT_EQ(error.code, ErrorCode::malformed);
}

TEST(Shim, PassesOnThatAWarmResetIsUnsupported) {
  const auto channel = open_program();
  ASSERT_TRUE(channel);
  const auto result = channel->reset(ResetKind::warm);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::unsupported);
}

TEST(Shim, SaysThatAProgramIsMissing) {
  const auto channel = open_shim({.command = "/nowhere/card --fast"});
  ASSERT_FALSE(channel);
  EXPECT_EQ(channel.error().code, ErrorCode::not_found);
  EXPECT_EQ(channel.error().message, "there is no program '/nowhere/card'");
}

TEST(Shim, SaysThatAFileIsNoProgram) {
  const auto channel = open_shim({.command = "/etc/passwd"});
  ASSERT_FALSE(channel);
  EXPECT_EQ(channel.error().code, ErrorCode::refused);
}

TEST(Shim, SaysThatAProgramSpeaksAnotherVersionOrNothing) {
  const auto other = open_shim({.command = program + " 'hello assay-shim 2'"});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::unsupported);
  EXPECT_EQ(other.error().message,
            "'" + program + "': the program speaks version 2 of the shim protocol, 1 is wanted");
  const auto silent = open_shim({.command = program + " ''", .timeout = milliseconds(100)});
  ASSERT_FALSE(silent);
  EXPECT_EQ(silent.error().code, ErrorCode::timeout);
  const auto gone = open_shim({.command = "true"});
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().message, "'true': the program ended with exit code 0");
}

TEST(Shim, LeavesNoProcessAndNoDescriptorBehind) {
  const auto open_files = [] {
    int count = 0;
    DIR* folder = opendir("/proc/self/fd");
    while (readdir(folder) != nullptr) ++count;
    closedir(folder);
    return count;
  };
  const int before = open_files();
  for (const char* ins : {"A4", "01", "03", "0E"}) {
    const auto channel = open_program();
    ASSERT_TRUE(channel);
    Bytes response;
    (void)channel->transmit(*from_hex(std::string("00") + ins), response);
  }
  EXPECT_EQ(open_files(), before);
  EXPECT_FALSE(has_children());
}

}  // namespace
}  // namespace assay::shim
