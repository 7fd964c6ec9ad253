// SPDX-License-Identifier: Apache-2.0
#include "adapters/replay/replay_channel.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::replay {
namespace {

using iso7816::ResetKind;

ReplayChannel channel_of(std::string_view text) {
  auto trace = parse_trace(text, "log.trace");
  EXPECT_TRUE(trace) << trace.error().text();
  return ReplayChannel(std::move(*trace));
}

Result<std::string> send(ReplayChannel& channel, std::string_view hex) {
  Bytes response;
  TRY_VOID(channel.transmit(*from_hex(hex), response));
  return to_hex(response);
}

TEST(ReplayChannel, AnswersAsRecorded) {
  auto channel = channel_of("reset cold\natr 3B00\n> 00A40400\n< 6A82\n> 00A40400\n< 9000\n");
  ASSERT_TRUE(channel.reset(ResetKind::cold));
  EXPECT_EQ(to_hex(channel.atr()), "3B00");
  EXPECT_EQ(send(channel, "00A40400").value(), "6A82");
  EXPECT_EQ(send(channel, "00A40400").value(), "9000");
}

TEST(ReplayChannel, RefusesAnotherCommandAndStaysWhereItIs) {
  auto channel = channel_of("> 00A40400\n< 9000\n");
  const auto other = send(channel, "00A4040C");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::refused);
  EXPECT_EQ(other.error().text(),
            "log.trace:1:1: the trace expects '> 00 A4 04 00', got '> 00 A4 04 0C'");
  EXPECT_TRUE(send(channel, "00A40400"));
}

TEST(ReplayChannel, SaysThatTheTraceHasEnded) {
  auto channel = channel_of("# nothing but this\n> 00A40400\n< 9000\n");
  ASSERT_TRUE(send(channel, "00A40400"));
  EXPECT_EQ(send(channel, "00A40400").error().text(),
            "log.trace:2:1: the trace ends here, got '> 00 A4 04 00'");
}

TEST(ReplayChannel, RefusesTheOtherKindOfReset) {
  auto channel = channel_of("reset warm\natr 3B00\n");
  EXPECT_EQ(channel.reset(ResetKind::cold).error().text(),
            "log.trace:1:1: the trace expects 'reset warm', got 'reset cold'");
}

TEST(ReplayChannel, AllowsAFreeResetAtTheStartOnly) {
  auto channel = channel_of("atr 3B00\n> 00A40400\n< 9000\n> 00A40400\n< 9000\n");
  EXPECT_EQ(to_hex(channel.atr()), "3B00");
  ASSERT_TRUE(channel.reset(ResetKind::cold));
  ASSERT_TRUE(send(channel, "00A40400"));
  EXPECT_EQ(channel.reset(ResetKind::cold).error().text(),
            "log.trace:4:1: the trace expects '> 00 A4 04 00', got 'reset cold'");
}

TEST(ReplayChannel, GivesRecordedErrorsBack) {
  auto channel = channel_of("> 00A40400\n! timeout too slow\n");
  const auto result = send(channel, "00A40400");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::timeout);
  EXPECT_EQ(result.error().message, "too slow");
}

TEST(ReplayChannel, IsNothingThatCanBeHarmed) {
  const auto channel = channel_of("");
  EXPECT_FALSE(channel.description().capabilities.real);
  EXPECT_EQ(channel.description().uri, "replay:log.trace");
}

}  // namespace
}  // namespace assay::replay
