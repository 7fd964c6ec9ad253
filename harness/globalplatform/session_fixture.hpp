// SPDX-License-Identifier: Apache-2.0
// Sessions of public traces, for this room's tests: keys, challenges and answers that others recorded.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string_view>

#include "base/hex.hpp"
#include "globalplatform/secure_channel.hpp"

namespace assay::globalplatform::testing {

inline Bytes hex(std::string_view text) {
  return from_hex(text).value();
}

inline SecureBytes secret(std::string_view text) {
  const Bytes bytes = hex(text);
  return {bytes.begin(), bytes.end()};
}

struct Trace {
  const char* enc;
  const char* mac;
  const char* dek;
  const char* host_challenge;
  const char* answer;

  [[nodiscard]] KeySet keys() const { return {0, secret(enc), secret(mac), secret(dek)}; }
  [[nodiscard]] std::unique_ptr<SecureChannel> start(const StartOptions& options = {}) const {
    auto started = SecureChannel::start(keys(), hex(host_challenge), hex(answer), options);
    EXPECT_TRUE(started.has_value()) << (started ? "" : started.error().message);
    return std::move(started).value();
  }
  [[nodiscard]] std::unique_ptr<SecureChannel> authenticated(std::uint8_t level) const {
    auto channel = start();
    iso7816::CommandApdu command;
    EXPECT_TRUE(channel->authenticate({level}, TerminalDeviation::none, command));
    return channel;
  }
};

/// osmocom/pysim, SCP02_Test.
inline constexpr Trace scp02{"100102030405060708090A0B0C0D0E0F", "101102030405060708090A0B0C0D0E0F",
                             "102102030405060708090A0B0C0D0E0F", "40A62C37FA6304F8",
                             "00000000000000000000700200016B4524ABEE7CF32EA3838BC148F3"};
/// martinpaljak/GlobalPlatformPro, issue 218: a real card with R-MAC.
inline constexpr Trace scp02_r_mac{"404142434445464748494A4B4C4D4E4F",
                                   "404142434445464748494A4B4C4D4E4F",
                                   "404142434445464748494A4B4C4D4E4F", "4261A2F44EEC57EB",
                                   "0000728314662294396620020046A58399EA65DDB9E2781A25689C71"};
/// osmocom/pysim, SCP03_Test_AES128_03.
inline constexpr Trace scp03{"000102030405060708090A0B0C0D0E0F", "101112131415161718191A1B1C1D1E1F",
                             "202122232425262728292A2B2C2D2E2F", "8E1552D0513C60F3",
                             "0000000000000000000030037030760CD2C47C1DD395065FE5EAD8A9D7000001"};
/// Samsung/OpenSCP-Java, AES-128 in S8 mode.
inline constexpr Trace scp03_s8{"1D72CD9283FD55162722C6BEAA4DC187",
                                "F4932BA02FFC3098D172790099D28382",
                                "B4BDC610C3F6793708FF1132E2C5BF60", "06F85B77251BF794",
                                "A1A012430585513120853003709CE033FA78E6B10DDC2DBE8974C8B0DE00082A"};
/// Samsung/OpenSCP-Java, AES-128 in S16 mode.
inline constexpr Trace scp03_s16{
    "1D72CD9283FD55162722C6BEAA4DC187", "F4932BA02FFC3098D172790099D28382",
    "B4BDC610C3F6793708FF1132E2C5BF60", "06F85B77251BF79406F85B77251BF794",
    "A1A012430585513120853003710617A2C34D50B562F7DECFC3DBF58A649EF733B7486D813C92E4CA61E5102F910008"
    "2A"};

inline std::string wrapped(SecureChannel& channel, std::string_view plain,
                           TerminalDeviation deviation = TerminalDeviation::none) {
  const Bytes bytes = hex(plain);
  Bytes out;
  const auto done = channel.wrap(iso7816::parse_command(bytes).value(), deviation, out);
  return done ? to_hex(out) : "error: " + done.error().message;
}

inline std::string authenticate(SecureChannel& channel, std::uint8_t level,
                                TerminalDeviation deviation = TerminalDeviation::none,
                                std::uint8_t logical = 0) {
  iso7816::CommandApdu command;
  const auto done = channel.authenticate({level}, deviation, command, {.channel = logical});
  return done ? to_hex(iso7816::encode(command.view())) : "error: " + done.error().message;
}

struct Opened {
  Unwrapped result;
  Bytes data;
};

inline Opened opened(SecureChannel& channel, std::string_view response) {
  const Bytes bytes = hex(response);
  Opened out;
  auto done = channel.unwrap(iso7816::parse_response(bytes).value(), out.data);
  EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().message);
  if (done) out.result = *done;
  return out;
}

}  // namespace assay::globalplatform::testing
