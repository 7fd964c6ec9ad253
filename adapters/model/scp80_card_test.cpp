// SPDX-License-Identifier: Apache-2.0
// The card's side of SCP80 against the packets that pySim's tests publish.
#include "adapters/model/scp80_card.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/hex.hpp"

namespace assay::model::scp80 {
namespace {

struct Published {
  const char* name;
  std::string_view cipher_key, mac_key, command, receipt;
};

OverTheAir card_of(const Published& published) {
  OverTheAir card;
  card.available = true;
  card.tar = {0xB0, 0x00, 0x11};
  std::ranges::copy(*from_hex(published.cipher_key), card.cipher_key.begin());
  std::ranges::copy(*from_hex(published.mac_key), card.mac_key.begin());
  return card;
}

constexpr Published ciphered{"des_ciphered", "300102030405060708090A0B0C0D0E0F",
                             "301102030405060708090A0B0C0D0E0F",
                             "00201506193535B00011AE733256918D050B87C94FBFE12E4DC402F262C41CF67F2F",
                             "027100001C12B000118BB989492C632529326A2F4681FEB37C825BC9021C9F6D0B"};

class PublishedPackets : public testing::TestWithParam<Published> {};

TEST_P(PublishedPackets, AreOpenedAndAnswered) {
  const OverTheAir card = card_of(GetParam());
  const Request request = open_request(card, *from_hex(GetParam().command));
  EXPECT_TRUE(request.readable);
  EXPECT_EQ(request.verdict, Verdict::good);
  EXPECT_EQ(to_hex(request.data), "00A40004023F00");
  EXPECT_EQ(to_hex(make_reply(card, request, *from_hex("016132"))), GetParam().receipt);
}

INSTANTIATE_TEST_SUITE_P(
    All, PublishedPackets,
    testing::Values(
        ciphered,
        Published{"des_checksum", ciphered.cipher_key, ciphered.mac_key,
                  "00201506093535B00011C49AC91AB8159BA5B83A54FB6385E0A5E31694F8B215FAFC",
                  "027100001612B0001100000000000000B5BCD6353A421FAE016132"},
        Published{"des_plain", ciphered.cipher_key, ciphered.mac_key,
                  "00201506013535B000113190BE334900F52B025F3F7EDDFE868E96EBF310023B7769",
                  "027100000E0AB0001100000000000000016132"},
        Published{
            "aes_ciphered", "200102030405060708090A0B0C0D0E0F", "201102030405060708090A0B0C0D0E0F",
            "00281506192222B00011E87CCEEBB2D93083011CE294F93FC4D8DE80DA1ABAE8C37CA3E72EC4432E5058",
            "027100002412B00011EBC6B497E2CAD7AEDF36ACE0E3A29B38853F0FE9CCDE81913BE5702B73ABCE1F"}),
    [](const auto& each) { return each.param.name; });

TEST(Scp80Card, SaysWhyItTakesNoPacket) {
  OverTheAir card = card_of(ciphered);
  const Bytes packet = *from_hex(ciphered.command);
  Bytes changed = packet;
  changed.back() ^= 0x01;
  EXPECT_EQ(open_request(card, changed).verdict, Verdict::checksum_wrong);
  card.tar = {0, 0, 0};
  EXPECT_EQ(open_request(card, packet).verdict, Verdict::tar_unknown);
  Bytes unprotected = packet;
  unprotected[2] = 13;
  unprotected[3] = 0x04;
  EXPECT_EQ(open_request(card, unprotected).verdict, Verdict::level_too_low);
  EXPECT_FALSE(open_request(card, ByteView(packet).first(20)).readable);
}

TEST(Scp80Card, AnswersAWrongChecksumInTheClear) {
  const OverTheAir card = card_of(ciphered);
  Bytes changed = *from_hex(ciphered.command);
  changed.back() ^= 0x01;
  EXPECT_EQ(to_hex(make_reply(card, open_request(card, changed), {})),
            "027100000B0AB0001100000000000001");
}

}  // namespace
}  // namespace assay::model::scp80
