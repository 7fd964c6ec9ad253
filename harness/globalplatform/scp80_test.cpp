// SPDX-License-Identifier: Apache-2.0
// The published packets are in specs/vectors/scp80.yaml; here stands what no vector can show.
#include "globalplatform/scp80.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::globalplatform {
namespace {

using namespace literals;

SecureBytes key(std::string_view hex) {
  const Bytes bytes = *from_hex(hex);
  return {bytes.begin(), bytes.end()};
}

// Of pySim's tests: triple DES, checksum, ciphering, ciphered proof of receipt with checksum.
const Scp80Header header{0x06, 0x19, 0x35, 0x35, {0xB0, 0x00, 0x11}};
const Scp80Keys keys{key("300102030405060708090A0B0C0D0E0F"),
                     key("301102030405060708090A0B0C0D0E0F")};

TEST(Scp80, SecuresThePublishedCommand) {
  const auto packet = secure_scp80_command(header, keys, 0, "00A40004023F00"_hex);
  ASSERT_TRUE(packet.has_value());
  EXPECT_EQ(to_hex(*packet),
            "00201506193535B00011AE733256918D050B87C94FBFE12E4DC402F262C41CF67F2F");
}

TEST(Scp80, OpensThePublishedResponse) {
  const auto response = open_scp80_response(
      header, keys, "027100001C12B000118BB989492C632529326A2F4681FEB37C825BC9021C9F6D0B"_hex);
  ASSERT_TRUE(response.has_value()) << response.error().message;
  EXPECT_EQ(response->status, Scp80Status::por_ok);
  EXPECT_EQ(response->counter, 0U);
  EXPECT_EQ(to_hex(response->data), "016132");
}

struct Refusal {
  const char* name;
  Scp80Header header;
  std::string_view cipher, mac;
  const char* message;
  const char* where;
};

class Scp80Refuses : public testing::TestWithParam<Refusal> {};

TEST_P(Scp80Refuses, WhatItCannotProtect) {
  const auto& refusal = GetParam();
  const auto checked = check_scp80(refusal.header, {key(refusal.cipher), key(refusal.mac)});
  ASSERT_FALSE(checked.has_value());
  EXPECT_EQ(checked.error().message, refusal.message);
  EXPECT_EQ(checked.error().where, refusal.where);
}

constexpr std::string_view key_16 = "00112233445566778899AABBCCDDEEFF";

INSTANTIATE_TEST_SUITE_P(
    All, Scp80Refuses,
    testing::Values(
        Refusal{
            "redundancy",
            {0x01, 0x00, 0x15, 0x15, {}},
            key_16,
            key_16,
            "the SPI asks for a redundancy check; a cryptographic checksum or none is known here",
            "spi"},
        Refusal{
            "signature",
            {0x02, 0x0C, 0x15, 0x15, {}},
            key_16,
            key_16,
            "the SPI asks for a digital signature; a cryptographic checksum or none is known here",
            "spi"},
        Refusal{
            "algorithm",
            {0x04, 0x00, 0x11, 0x15, {}},
            key_16,
            key_16,
            "KIc '11' names no algorithm known here; 2 (AES), 5 or 9 (triple DES) is wanted in its "
            "low half",
            "kic"},
        Refusal{"aes_key",
                {0x02, 0x00, 0x12, 0x12, {}},
                key_16,
                "0011",
                "the key of KID '12' has 2 bytes; 16, 24 or 32 are wanted",
                "kid"},
        Refusal{"des_key",
                {0x04, 0x00, 0x19, 0x15, {}},
                key_16,
                key_16,
                "the key of KIc '19' has 16 bytes; 24 are wanted",
                "kic"}),
    [](const auto& each) { return each.param.name; });

TEST(Scp80, RefusesACounterOfMoreThanFiveBytes) {
  EXPECT_EQ(secure_scp80_command(header, keys, scp80_last_counter + 1, {}).error().message,
            "the counter 1099511627776 has more than 5 bytes");
}

struct BadResponse {
  const char* name;
  std::uint8_t spi2;
  std::string_view packet;
  const char* message;
};

class Scp80RefusesResponse : public testing::TestWithParam<BadResponse> {};

TEST_P(Scp80RefusesResponse, ThatIsNone) {
  const auto& bad = GetParam();
  Scp80Header asked = header;
  asked.spi2 = bad.spi2;
  const auto response = open_scp80_response(asked, keys, *from_hex(bad.packet));
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().message, bad.message);
}

INSTANTIATE_TEST_SUITE_P(
    All, Scp80RefusesResponse,
    testing::Values(BadResponse{"empty", 0x01, "", "3 bytes wanted at offset 0, 0 left"},
                    BadResponse{"marker", 0x01, "027000000E0AB0001100000000000000016132",
                                "a response packet starts with '027100', not '027000'"},
                    BadResponse{"packet_length", 0x01, "027100000F0AB0001100000000000000016132",
                                "RPL says 15 bytes, 14 follow"},
                    BadResponse{"header_length", 0x01, "027100000E0BB0001100000000000000016132",
                                "RHL is 11; with a checksum of 0 bytes it is 10"},
                    BadResponse{"padding", 0x01, "027100000E0AB0001100000000000400016132",
                                "PCNTR counts 4 bytes of padding, 3 bytes are there"},
                    BadResponse{"checksum", 0x09,
                                "027100001612B0001100000000000000B5BCD6353A421FAF016132",
                                "the checksum of the response packet is wrong"},
                    BadResponse{"status_changed", 0x09,
                                "027100001612B0001100000000000001B5BCD6353A421FAE016132",
                                "the checksum of the response packet is wrong"},
                    BadResponse{"blocks", 0x19,
                                "027100001B12B000118BB989492C632529326A2F4681FEB37C825BC9021C9F6D",
                                "23 ciphered bytes are no whole number of blocks of 8"}),
    [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace assay::globalplatform
