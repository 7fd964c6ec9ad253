// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/initialize_update.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::globalplatform {
namespace {

Result<InitializeUpdateAnswer> parse(std::string_view text) {
  return parse_initialize_update(from_hex(text).value());
}

TEST(InitializeUpdateAnswer, OfScp02HasCounterAndSixBytesOfChallenge) {
  const auto answer =
      parse("000074746E6E6E626262 01 02 069F AA2A0591E733 67DD78794D04315E").value();
  EXPECT_EQ(to_hex(answer.diversification_data), "000074746E6E6E626262");
  EXPECT_EQ(answer.key_version, 0x01);
  EXPECT_EQ(answer.protocol, 0x02);
  EXPECT_EQ(to_hex(answer.sequence_counter.view()), "069F");
  EXPECT_EQ(to_hex(answer.card_challenge.view()), "AA2A0591E733");
  EXPECT_EQ(to_hex(answer.card_cryptogram.view()), "67DD78794D04315E");
  EXPECT_EQ(answer.mac_length(), 8);
}

TEST(InitializeUpdateAnswer, OfScp03InS8WithPseudoRandomChallengeHas32Bytes) {
  const auto answer =
      parse("00000000000000000000 30 03 70 C40932A6FEFEAEB2 E127185170F45FCA 000015").value();
  EXPECT_EQ(answer.protocol, 0x03);
  EXPECT_EQ(answer.option_i, 0x70);
  EXPECT_EQ(to_hex(answer.card_challenge.view()), "C40932A6FEFEAEB2");
  EXPECT_EQ(to_hex(answer.card_cryptogram.view()), "E127185170F45FCA");
  EXPECT_EQ(to_hex(answer.sequence_counter.view()), "000015");
  EXPECT_EQ(answer.mac_length(), 8);
}

TEST(InitializeUpdateAnswer, OfScp03WithRandomChallengeHasNoCounter) {
  const auto answer =
      parse("00000000000000000000 30 03 60 C40932A6FEFEAEB2 E127185170F45FCA").value();
  EXPECT_TRUE(answer.sequence_counter.empty());
  EXPECT_EQ(answer.option_i, 0x60);
}

TEST(InitializeUpdateAnswer, OfScp03InS16DoublesChallengeAndCryptogram) {
  const auto answer = parse(
                          "A1A01243058551312085 30 03 71 0617A2C34D50B562F7DECFC3DBF58A64 "
                          "9EF733B7486D813C92E4CA61E5102F91 00082A")
                          .value();
  EXPECT_EQ(to_hex(answer.card_challenge.view()), "0617A2C34D50B562F7DECFC3DBF58A64");
  EXPECT_EQ(to_hex(answer.card_cryptogram.view()), "9EF733B7486D813C92E4CA61E5102F91");
  EXPECT_EQ(to_hex(answer.sequence_counter.view()), "00082A");
  EXPECT_EQ(answer.mac_length(), 16);
  const auto random = parse(
                          "A1A01243058551312085 30 03 61 0617A2C34D50B562F7DECFC3DBF58A64 "
                          "9EF733B7486D813C92E4CA61E5102F91")
                          .value();
  EXPECT_TRUE(random.sequence_counter.empty());
  EXPECT_EQ(random.mac_length(), 16);
}

TEST(InitializeUpdateAnswer, OfScp01HasEightBytesOfChallengeAndNoCounter) {
  const auto answer = parse("0000302300000055FF00 01 01 F5571FE5ED3971F5 D2FFBE28469E141D").value();
  EXPECT_EQ(answer.protocol, 0x01);
  EXPECT_EQ(to_hex(answer.card_challenge.view()), "F5571FE5ED3971F5");
  EXPECT_EQ(to_hex(answer.card_cryptogram.view()), "D2FFBE28469E141D");
  EXPECT_TRUE(answer.sequence_counter.empty());
}

TEST(InitializeUpdateAnswer, OfScp03MustAgreeWithItsI) {
  const auto disagreement = [](std::string_view text) {
    return parse(text).value().disagreement();
  };
  EXPECT_EQ(disagreement("00000000000000000000 30 03 70 C40932A6FEFEAEB2 E127185170F45FCA 000015"),
            "");
  EXPECT_EQ(disagreement("00000000000000000000 30 03 60 C40932A6FEFEAEB2 E127185170F45FCA"), "");
  EXPECT_EQ(disagreement("00000000000000000000 30 03 60 C40932A6FEFEAEB2 E127185170F45FCA 000015"),
            "i = '60' says that the challenge is random, and a sequence counter came");
  EXPECT_EQ(disagreement("00000000000000000000 30 03 10 C40932A6FEFEAEB2 E127185170F45FCA"),
            "i = '10' says that the challenge is pseudo-random, and no sequence counter came");
  EXPECT_EQ(disagreement("00000000000000000000 30 03 00 "
                         "000102030405060708090A0B0C0D0E0F 000102030405060708090A0B0C0D0E0F"),
            "i = '00' has no S16 mode, and challenges of 16 bytes came");
  EXPECT_EQ(disagreement("00000000000000000000 30 03 48 C40932A6FEFEAEB2 E127185170F45FCA"),
            "i = '48' of SCP03 has a reserved bit set");
}

TEST(InitializeUpdateAnswer, IsRefusedInWordsThatNameTheLengths) {
  EXPECT_EQ(parse("").error().message,
            "the answer to INITIALIZE UPDATE has 0 bytes, 28 and more were wanted");
  EXPECT_EQ(parse("000074746E6E6E626262 01 02 069F AA2A0591E733 67DD78794D0431").error().message,
            "the answer to INITIALIZE UPDATE of SCP02 has 27 bytes, 28 were wanted");
  EXPECT_EQ(
      parse("000074746E6E6E626262 01 02 069F AA2A0591E733 67DD78794D04315E 00").error().message,
      "the answer to INITIALIZE UPDATE of SCP02 has 29 bytes, 28 were wanted");
  EXPECT_EQ(
      parse("00000000000000000000 30 03 70 C40932A6FEFEAEB2 E127185170F45FCA 0015").error().message,
      "the answer to INITIALIZE UPDATE of SCP03 has 31 bytes, 29 or 32 (S16: 45 or 48) were "
      "wanted");
  EXPECT_EQ(parse("0000302300000055FF00 01 10 F5571FE5ED3971F5 D2FFBE28469E141D").error().message,
            "the card answers with secure channel protocol '10', not 01, 02 or 03");
}

TEST(InitializeUpdateAnswer, OfEveryLengthIsReadOrRefused) {
  for (const std::uint8_t protocol : {0x01, 0x02, 0x03, 0x10}) {
    Bytes data(12, 0x00);
    data[11] = protocol;
    for (; data.size() < 64; data.push_back(0xAA)) {
      const auto answer = parse_initialize_update(data);
      const bool good = protocol <= 0x02
                            ? data.size() == 28
                            : protocol == 0x03 && (data.size() == 29 || data.size() == 32 ||
                                                   data.size() == 45 || data.size() == 48);
      EXPECT_EQ(answer.has_value(), good) << int(protocol) << " " << data.size();
    }
  }
}

}  // namespace
}  // namespace assay::globalplatform
