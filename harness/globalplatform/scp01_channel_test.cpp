// SPDX-License-Identifier: Apache-2.0
// SCP01 against published sessions; option '15' against values of specs/vectors/tools, which no publication confirms.
#include <gtest/gtest.h>

#include "globalplatform/session_fixture.hpp"

namespace assay::globalplatform {
namespace {

using namespace testing;
using Deviation = TerminalDeviation;

/// kaoh/globalplatform, get_status_mac_enc.
constexpr Trace published{"404142434445464748494A4B4C4D4E4F", "404142434445464748494A4B4C4D4E4F",
                          "404142434445464748494A4B4C4D4E4F", "C504EDBB64DD5829",
                          "00005237000000470000FF01691FF128720F01AEB82C85804AB77640"};
constexpr Trace computed{"100102030405060708090A0B0C0D0E0F", "101102030405060708090A0B0C0D0E0F",
                         "102102030405060708090A0B0C0D0E0F", "0102030405060708",
                         "000000000000000000000101A1A2A3A4A5A6A7A851B77F626BDC5C7E"};

TEST(Scp01, OpensAPublishedSession) {
  const auto channel = published.start({.option_i = 0x05});
  EXPECT_EQ(channel->protocol(), 0x01);
  EXPECT_TRUE(channel->card_cryptogram_is_valid());
  EXPECT_EQ(to_hex(channel->card_challenge().view()), "691FF128720F01AE");
  EXPECT_TRUE(channel->sequence_counter().empty());
  EXPECT_EQ(authenticate(*channel, 0x03), "8482030010D3C21BB2478977BDA01145D1C12BEDC5");
  EXPECT_EQ(wrapped(*channel, "80F21002024F0000"), "84F2100210EF482121446322C0CD9A3CC2C8E89D8400");
  EXPECT_EQ(to_hex(opened(*channel, "01029000").data), "0102");
  EXPECT_EQ(wrapped(*channel, "80F22002024F0000"), "84F2200210EF482121446322C0A8C7D22E1EB71EBA00");
}

TEST(Scp01, EncryptsTheChainingValueWithTripleDesInOption15) {
  const auto channel = computed.start({.option_i = 0x15});
  EXPECT_TRUE(channel->card_cryptogram_is_valid());
  EXPECT_EQ(authenticate(*channel, 0x03), "848203001065AD886B15B4093253208167F1C60827");
  EXPECT_EQ(wrapped(*channel, "80F28002024F0000"), "84F2800210A45B891FB47190F3450FF3729A6EFECC00");
  EXPECT_EQ(wrapped(*channel, "80E40000074F05A00000000300"),
            "84E40000106E80E77B14A161E04DCE1CC9FD40BFDD00");
  EXPECT_EQ(wrapped(*channel, "80CA006600"), "84CA006608304C19868DCE6B3100");
}

TEST(Scp01, NeverReadsAnRMacIntoTheResponse) {
  const auto channel = published.start({.option_i = 0x05});
  (void)authenticate(*channel, 0x01);
  (void)wrapped(*channel, "80CA006600");
  const Opened response = opened(*channel, "00010203040506079000");
  EXPECT_EQ(response.result.r_mac, Unwrapped::RMac::not_expected);
  EXPECT_EQ(to_hex(response.data), "0001020304050607");
}

TEST(Scp01, EncryptsSensitiveDataWithTheStaticDek) {
  // martinpaljak/GlobalPlatformPro, testKeyEncryption_SCP01.
  Bytes out;
  ASSERT_TRUE(published.start({.option_i = 0x05})
                  ->encrypt_sensitive(hex("404142434445464748494A4B4C4D4E4F"), out));
  EXPECT_EQ(to_hex(out), "B4BAA89A8CD0292B45210E1BC84B1C31");
  const auto odd = published.start({.option_i = 0x05})->encrypt_sensitive(hex("010203"), out);
  ASSERT_FALSE(odd);
  EXPECT_EQ(odd.error().message, "3 bytes of sensitive data are no whole blocks of 8 bytes");
}

TEST(Scp01, RefusesOptionsAndKeysThatItDoesNotHave) {
  const auto start = [](const KeySet& keys, std::uint8_t i) {
    const auto done = SecureChannel::start(keys, hex(published.host_challenge),
                                           hex(published.answer), {.option_i = i});
    return done ? std::string("started") : done.error().message;
  };
  EXPECT_EQ(start(published.keys(), 0x05), "started");
  EXPECT_EQ(start(published.keys(), 0x15), "started");
  EXPECT_EQ(start(published.keys(), 0x55), "SCP01 has no option i = '55', only '05' and '15'");
  KeySet keys = published.keys();
  keys.enc.resize(8);
  EXPECT_EQ(start(keys, 0x05),
            "SCP01 wants keys of 16 bytes; this key set has 8 (ENC), 16 (MAC), 16 (DEK)");
}

TEST(Scp01, DeviatesInItsOwnWays) {
  const auto made = [](Deviation deviation, std::string_view plain) {
    const auto channel = computed.start({.option_i = 0x15});
    (void)authenticate(*channel, 0x03);
    (void)wrapped(*channel, "80F28002024F0000");
    return wrapped(*channel, plain, deviation);
  };
  const std::string right = made(Deviation::none, "80E40000074F05A00000000300");
  for (const auto deviation : {Deviation::c_mac_icv_other_cipher,
                               Deviation::c_mac_no_icv_encryption, Deviation::c_mac_other_algorithm,
                               Deviation::c_mac_wrong_padding, Deviation::c_enc_wrong_length,
                               Deviation::c_enc_other_padding, Deviation::c_enc_chained_icv}) {
    const std::string wrong = made(deviation, "80E40000074F05A00000000300");
    EXPECT_NE(wrong, right) << name(deviation);
    EXPECT_NE(wrong.substr(0, 5), "error") << name(deviation);
  }
  EXPECT_EQ(made(Deviation::c_enc_zero_icv, "80E40000074F05A00000000300"),
            "error: deviation c_enc.zero_icv does not belong to SCP01");
}

}  // namespace
}  // namespace assay::globalplatform
