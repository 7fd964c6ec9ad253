// SPDX-License-Identifier: Apache-2.0
// Every value here was recorded or computed by others; specs/vectors holds many more of them.
#include "globalplatform/secure_channel.hpp"

#include "globalplatform/session_fixture.hpp"

namespace assay::globalplatform {
namespace {

using namespace testing;
using RMac = Unwrapped::RMac;
using Decryption = Unwrapped::Decryption;

TEST(SecureChannel, KnowsItsProtocolFromTheAnswer) {
  EXPECT_EQ(scp02.start()->protocol(), 0x02);
  EXPECT_EQ(scp02.start()->option_i(), 0x15);
  EXPECT_EQ(to_hex(scp02.start()->sequence_counter().view()), "0001");
  EXPECT_EQ(scp03.start()->protocol(), 0x03);
  EXPECT_EQ(scp03.start()->option_i(), 0x70);
  EXPECT_EQ(scp03.start()->mac_length(), 8);
  EXPECT_EQ(scp03_s16.start()->mac_length(), 16);
}

TEST(SecureChannel, ChecksTheCardCryptogram) {
  for (const Trace& trace : {scp02, scp02_r_mac, scp03, scp03_s8, scp03_s16}) {
    EXPECT_TRUE(trace.start()->card_cryptogram_is_valid()) << trace.answer;
    EXPECT_EQ(trace.start()->expected_card_cryptogram(), trace.start()->card_cryptogram());
  }
}

TEST(SecureChannel, SeesAWrongCardCryptogram) {
  for (const Trace& trace : {scp02, scp03, scp03_s16}) {
    Bytes answer = hex(trace.answer);
    answer[trace.answer == scp02.answer ? 27 : 28] ^= 0x01;
    const auto channel =
        SecureChannel::start(trace.keys(), hex(trace.host_challenge), answer).value();
    EXPECT_FALSE(channel->card_cryptogram_is_valid());
    // With another challenge, another cryptogram would be right.
    Bytes challenge = hex(trace.host_challenge);
    challenge[0] ^= 0x01;
    EXPECT_FALSE(SecureChannel::start(trace.keys(), challenge, hex(trace.answer))
                     .value()
                     ->card_cryptogram_is_valid());
  }
}

TEST(SecureChannel, ForeseesPseudoRandomChallenges) {
  const Bytes aid = hex("A000000151000000");
  const auto scp02_channel = scp02_r_mac.start({.option_i = 0x55, .invoking_aid = aid});
  ASSERT_TRUE(scp02_channel->expected_card_challenge());
  EXPECT_EQ(to_hex(scp02_channel->expected_card_challenge()->view()), "A58399EA65DD");
  EXPECT_FALSE(
      scp02_r_mac.start({.option_i = 0x15, .invoking_aid = aid})->expected_card_challenge());
  EXPECT_FALSE(
      scp02_r_mac.start({.option_i = 0x55, .invoking_aid = {}})->expected_card_challenge());

  // kaoh/globalplatform, delete_application.
  const Trace kaoh{"F995D0A069335C7DF42E590317FFEA6D", "58563362EC5A4541ABCD32B34B1EAE7D",
                   "0A02A6D687406DCFA09DC70B3EDB7E38", "B2BDE1A2DC66BD56",
                   "00000000000000000000300370C40932A6FEFEAEB2E127185170F45FCA000015"};
  const auto channel = kaoh.start({.invoking_aid = aid});
  ASSERT_TRUE(channel->expected_card_challenge());
  EXPECT_EQ(to_hex(channel->expected_card_challenge()->view()), "C40932A6FEFEAEB2");
  const Bytes other = hex("A000000003000000");
  EXPECT_NE(to_hex(kaoh.start({.invoking_aid = other})->expected_card_challenge()->view()),
            "C40932A6FEFEAEB2");
}

TEST(SecureChannel, AuthenticatesAsRecorded) {
  EXPECT_EQ(authenticate(*scp02.start(), 0x01), "8482010010BA6961667737C5BCEBECE14C7D6A4376");
  EXPECT_EQ(authenticate(*scp02_r_mac.start(), 0x13), "8482130010FAE81DD218F60A30A0F03ED2002B63B2");
  EXPECT_EQ(authenticate(*scp03.start(), 0x03), "8482030010FD4721A14D9B07003C451D2F8AE6BB21");
  EXPECT_EQ(authenticate(*scp03_s8.start(), 0x33), "8482330010B08D6CE26B6CB3CCB411CF0296EB7B1D");
  EXPECT_EQ(authenticate(*scp03_s16.start(), 0x33),
            "84823300201C6A43582F842A90D81CA4E970754664D8C0C6C340E007C5C6EBCDF4F7C065BE");
}

TEST(SecureChannel, AuthenticatesOnLogicalChannelsUnderTheSameMac) {
  EXPECT_EQ(authenticate(*scp03.start(), 0x03, TerminalDeviation::none, 3),
            "8782030010FD4721A14D9B07003C451D2F8AE6BB21");
  EXPECT_EQ(authenticate(*scp03.start(), 0x03, TerminalDeviation::none, 4),
            "E082030010FD4721A14D9B07003C451D2F8AE6BB21");
  EXPECT_EQ(authenticate(*scp02.start(), 0x01, TerminalDeviation::none, 19),
            "EF82010010BA6961667737C5BCEBECE14C7D6A4376");
}

TEST(SecureChannel, MacsTheHeaderOfExternalAuthenticateAsItIsSent) {
  const auto with = [](const AuthenticateHeader& header) {
    iso7816::CommandApdu command;
    const auto channel = scp03.start();
    EXPECT_TRUE(channel->authenticate({0x03}, TerminalDeviation::none, command, header));
    return to_hex(iso7816::encode(command.view()));
  };
  const std::string regular = with({});
  // The C-MAC covers the class with its secure messaging bit and without channel: 80, 84 and 87 share one.
  EXPECT_EQ(with({.cla = 0x80}), "80" + regular.substr(2));
  EXPECT_EQ(with({.cla = 0x87}), "87" + regular.substr(2));
  // Another instruction or P2 is another header, under another C-MAC; the cryptogram stays.
  for (const AuthenticateHeader& header :
       {AuthenticateHeader{.ins = 0x88}, AuthenticateHeader{.p2 = 0x01}}) {
    const std::string changed = with(header);
    EXPECT_EQ(changed.substr(8, 18), regular.substr(8, 18));
    EXPECT_NE(changed.substr(26), regular.substr(26));
  }
}

TEST(Scp02, MacsTheFourCasesOfCommands) {
  const auto channel = scp02.authenticated(0x01);
  EXPECT_EQ(wrapped(*channel, "80F22002"), "84F220020814DB34FA4341DCA8");
  EXPECT_EQ(wrapped(*channel, "80CA006600"), "84CA00660855ED7C5FF069512B00");
  EXPECT_EQ(wrapped(*channel, "80F220020A4F0212345C054F9F70C5"),
            "84F22002124F0212345C054F9F70C58FC1B380C4228AF8");
  EXPECT_EQ(wrapped(*channel, "80F28002024F0000"), "84F280020A4F003B95F09317DE6A4E00");
}

TEST(Scp02, PutsTheChannelInAfterTheMac) {
  EXPECT_EQ(wrapped(*scp02.authenticated(0x01), "82F22002"), "86F220020814DB34FA4341DCA8");
  EXPECT_EQ(wrapped(*scp02.authenticated(0x01), "C5F22002"), "E5F220020814DB34FA4341DCA8");
}

TEST(Scp02, MacsThenEncrypts) {
  // kaoh/globalplatform, install_mac_enc.
  const Trace trace{"404142434445464748494A4B4C4D4E4F", "404142434445464748494A4B4C4D4E4F",
                    "404142434445464748494A4B4C4D4E4F", "EBAA9E53C696281B",
                    "000074746E6E6E626262010206A15086BBEE58F467149061DA4B6EAE"};
  const auto channel = trace.authenticated(0x03);
  EXPECT_EQ(wrapped(*channel, "80E400800A4F08D0D1D2D3D4D5010100"),
            "84E4008018BC146FA0403BE4BAD3BC089E4ABD8674DA7EFEA21047B85800");
  EXPECT_EQ(wrapped(*channel, "80E40080094F07D0D1D2D3D4D50100"),
            "84E4008018C2748C1669FAFC0E20C5253680388A4A49C9A6038D77B45700");
}

TEST(Scp02, ChecksTheRMacOfARealCard) {
  const auto channel = scp02_r_mac.authenticated(0x13);
  const auto install = "80E610002010A00000000053594E4A4F4E4553535344000A53594E4A4F4E45530000000000";
  (void)wrapped(*channel, install);
  const Opened wrong = opened(*channel, "006DFCFE5065740D319000");
  EXPECT_EQ(wrong.result.r_mac, RMac::wrong);
  EXPECT_EQ(to_hex(wrong.result.expected_r_mac.view()), "6DFCFE5065740D30");
  EXPECT_EQ(to_hex(wrong.result.received_r_mac.view()), "6DFCFE5065740D31");
  EXPECT_TRUE(wrong.data.empty());
  const Opened absent = opened(*channel, "9000");
  EXPECT_EQ(absent.result.r_mac, RMac::absent);
  EXPECT_EQ(opened(*channel, "6DFCFE5065740D9000").result.r_mac, RMac::malformed);
  const Opened right =
      opened(*channel, "006DFCFE5065740D309000");  // refusals left the chain where it was
  EXPECT_EQ(right.result.r_mac, RMac::valid);
  EXPECT_EQ(to_hex(right.data), "00");
}

TEST(Scp02, ErrorsWithoutDataNeedNoRMac) {
  const auto channel = scp02_r_mac.authenticated(0x11);
  (void)wrapped(*channel, "80F28002024F0000");
  const Opened refused = opened(*channel, "6A88");
  EXPECT_TRUE(refused.result.ok());
  EXPECT_EQ(refused.result.r_mac, RMac::not_expected);
}

TEST(Scp02, RefusesWhatItDoesNotDo) {
  const auto start = [](const KeySet& keys, std::uint8_t i, std::string_view challenge) {
    const auto done =
        SecureChannel::start(keys, hex(challenge), hex(scp02.answer), {.option_i = i});
    return done ? std::string("started") : done.error().message;
  };
  for (const std::uint8_t i : {0x05, 0x07, 0x15, 0x17, 0x35, 0x55, 0x75})
    EXPECT_EQ(start(scp02.keys(), i, scp02.host_challenge), "started");
  EXPECT_EQ(start(scp02.keys(), 0x1A, scp02.host_challenge),
            "SCP02 with i = '1A' is initiated implicitly, without INITIALIZE UPDATE");
  EXPECT_EQ(start(scp03_s16.keys(), 0x15, "0102"), "the host challenge has 2 bytes, SCP02 wants 8");
  KeySet keys = scp02.keys();
  keys.mac.resize(24);
  EXPECT_EQ(start(keys, 0x15, scp02.host_challenge),
            "SCP02 wants keys of 16 bytes; this key set has 16 (ENC), 24 (MAC), 16 (DEK)");
}

TEST(Scp03, MacsAndEncryptsTheFourCasesOfCommands) {
  const auto channel = scp03.authenticated(0x03);
  EXPECT_EQ(wrapped(*channel, "80E2910006BF3E035C015A00"),
            "84E2910018CA9C00F6713D79BC8BAA642BDFF51C3F6A4082D3BD9AD26C00");
  EXPECT_EQ(to_hex(opened(*channel, "BF3E125A10898821199000000000000000000000059000").data),
            "BF3E125A1089882119900000000000000000000005");
  EXPECT_EQ(wrapped(*channel, "80F22002"), "84F2200208C9811B11F1264CF1");
  EXPECT_EQ(wrapped(*channel, "80CA006600"), "84CA006608E10AB60B3054798800");
  EXPECT_EQ(wrapped(*channel, "80F220020A4F0212345C054F9F70C5"),
            "84F22002184E2908BDB48B2315A55482E9E936CA122D6ECFAE7D17416E");
  EXPECT_EQ(wrapped(*channel, "80F28002024F0000"),
            "84F28002180DD10A6B6193E5340B9E77D32D5A179CD710AC2773AEFB2800");
}

TEST(Scp03, OpensEncryptedResponses) {
  const auto s8 = scp03_s8.authenticated(0x33);
  EXPECT_EQ(wrapped(*s8, "80F22000024F00"),
            "84F22000185230BA64388B4A40E0B4DA5CC1DF51C285E4020D99D5AED1");
  const Opened first = opened(
      *s8,
      "BD3292BFB1A23C4478E37292BA1EDF438770CE472FB7611FBDBD1C981A27FA4780A81A95D93C05F9C4C948"
      "39DED0363CFEA57CE2ECFB572B26F3474DAEEBBABC202942381F9755F59000");
  EXPECT_EQ(first.result.r_mac, RMac::valid);
  EXPECT_EQ(first.result.decryption, Decryption::done);
  EXPECT_EQ(to_hex(first.data),
            "08A00000015141434C010010A0000002202003010101000000000006010010A00000022020030101010000"
            "00000011010005A000"
            "0002480100");
  const auto s16 = scp03_s16.authenticated(0x33);
  EXPECT_EQ(wrapped(*s16, "80F22000024F00"),
            "84F2200020EB30913C363A6C1309D13ADC765D9DF1C44F207C2941B898A290F627B05AE990");
  EXPECT_EQ(wrapped(*s16, "80F24000024F00"),
            "84F2400020F1EC5CF268D357692CD0FAF186A1E6C79F68B473C4672C0A08F0437B16314698");
  EXPECT_EQ(wrapped(*s16, "80F28000024F00"),
            "84F2800020A9DDD67660ECC75765C431CD69AD53A79202F01E13B24C15F4CFF4C9B335EEE5");
  const Opened third = opened(*s16,
                              "5A866565D1D0F35427E010043F82E8ABCA25C79A3CAA41547838978F779563FFDEA3"
                              "29E3ABD1CBA719A6D9C13B7D45CC9000");
  EXPECT_EQ(to_hex(third.data), "08A0000001510000000F9E");
  EXPECT_TRUE(third.result.overlong_padding);  // this card pads 11 bytes to 32
  EXPECT_FALSE(first.result.overlong_padding);
}

TEST(Scp03, TellsWhatIsWrongWithAResponse) {
  const auto channel = scp03_s8.authenticated(0x33);
  (void)wrapped(*channel, "80F22000024F00");
  (void)wrapped(*channel, "80F24000024F00");
  (void)wrapped(*channel, "80F28000024F00");
  const std::string good =
      "31EB08363026463BAD10AF29F24301F1D9B8532067F9313D97FDA39BBE6B6099BEFD623E1F79FB5D";
  const auto verdict = [&](const std::string& response) {
    return opened(*channel, response).result;
  };
  EXPECT_EQ(verdict(good.substr(0, good.size() - 1) + "C9000").r_mac, RMac::wrong);
  EXPECT_EQ(verdict("30" + good.substr(2) + "9000").r_mac, RMac::wrong);
  EXPECT_EQ(verdict(good + "6200").r_mac, RMac::wrong);  // the status word is covered
  EXPECT_EQ(verdict("9000").r_mac, RMac::absent);
  EXPECT_EQ(verdict("019000").r_mac, RMac::malformed);
  EXPECT_EQ(verdict("6982").r_mac, RMac::not_expected);  // errors come bare; this one ends the wait
  (void)wrapped(*channel, "80F28000024F00");
  EXPECT_EQ(verdict(good + "9000").r_mac, RMac::wrong);  // the chaining value is of another command
}

TEST(Scp03, RMacStartsFromTheCMacOfItsCommand) {
  // osmocom/pysim, SCP03_Test_AES128_11.
  const Trace trace{scp03.enc, scp03.mac, scp03.dek, "B13E5F938FC108C4",
                    "000000000000000000003003703EB51047495B249F66C484C1D2EF1948000002"};
  const auto channel = trace.authenticated(0x11);
  EXPECT_EQ(wrapped(*channel, "80E2910006BF3E035C015A00"),
            "84E291000EBF3E035C015A558D036518A2829700");
  const Opened answer =
      opened(*channel, "BF3E125A1089882119900000000000000000000005971BE68992DBBDFA9000");
  EXPECT_EQ(answer.result.r_mac, RMac::valid);
  EXPECT_EQ(answer.result.decryption, Decryption::none);
  EXPECT_EQ(to_hex(answer.data), "BF3E125A1089882119900000000000000000000005");
}

TEST(Scp03, RefusesKeysAndChallengesItCannotUse) {
  KeySet keys = scp03.keys();
  keys.mac.resize(24);
  EXPECT_EQ(
      SecureChannel::start(keys, hex(scp03.host_challenge), hex(scp03.answer)).error().message,
      "SCP03 wants keys of 16, 24 or 32 bytes, all alike; this key set has 16 (ENC) and 24 (MAC)");
  EXPECT_EQ(SecureChannel::start(scp03.keys(), Bytes(16), hex(scp03.answer)).error().message,
            "the host challenge has 16 bytes and the card's has 8; they must be alike");
  EXPECT_EQ(SecureChannel::start(scp03.keys(), Bytes(8), hex(scp03_s16.answer)).error().code,
            ErrorCode::out_of_range);
}

TEST(SecureChannel, RefusesCallsOutOfOrder) {
  const auto channel = scp03.start();
  EXPECT_EQ(wrapped(*channel, "80F22002"),
            "error: no command can be protected before EXTERNAL AUTHENTICATE was built");
  Bytes data;
  EXPECT_EQ(channel->unwrap({}, data).error().message,
            "no protected command waits for its response");
  (void)authenticate(*channel, 0x01);
  EXPECT_EQ(channel->unwrap({}, data).error().message,
            "no protected command waits for its response");
  (void)wrapped(*channel, "80F22002");
  EXPECT_TRUE(channel->unwrap({{}, iso7816::sw::ok}, data));
  EXPECT_FALSE(channel->unwrap({{}, iso7816::sw::ok}, data));
  channel->reset();
  EXPECT_EQ(authenticate(*channel, 0x01),
            "error: EXTERNAL AUTHENTICATE needs a session: none was started since the last reset");
}

TEST(SecureChannel, LeavesCommandsAloneAtTheLowestLevel) {
  for (const Trace& trace : {scp02, scp03}) {
    const auto channel = trace.authenticated(0x00);
    EXPECT_EQ(wrapped(*channel, "80F28002024F0000"), "80F28002024F0000");
    EXPECT_EQ(to_hex(opened(*channel, "01029000").data), "0102");
  }
}

TEST(SecureChannel, RefusesDataThatDoesNotFitAndStaysAsItWas) {
  for (const Trace& trace : {scp02, scp03}) {
    const auto channel = trace.authenticated(0x03);
    const auto twin = trace.authenticated(0x03);
    const std::string too_long = "80E20000F8" + to_hex(Bytes(0xF8, 0x11));
    const std::string refusal = wrapped(*channel, too_long);
    EXPECT_NE(refusal.find("248 bytes of command data make 264 under protection, 255 fit"),
              std::string::npos)
        << refusal;
    EXPECT_EQ(wrapped(*channel, "80F28002024F0000"), wrapped(*twin, "80F28002024F0000"));
  }
  EXPECT_EQ(
      wrapped(*scp02.authenticated(0x01), "80E20000F7" + to_hex(Bytes(0xF7, 0x11))).substr(0, 10),
      "84E20000FF");
  EXPECT_EQ(
      wrapped(*scp03.authenticated(0x03), "80E20000EF" + to_hex(Bytes(0xEF, 0x11))).substr(0, 10),
      "84E20000F8");
}

TEST(SecureChannel, ProtectsExtendedCommandsInExtendedForm) {
  const std::string data = to_hex(Bytes(0x0120, 0x22));
  const std::string sent = wrapped(*scp03.authenticated(0x01), "80E20000000120" + data + "0000");
  EXPECT_EQ(sent.substr(0, 14), "84E20000000128");
  EXPECT_EQ(sent.size(), 2 * (7 + 0x128 + 2u));
  EXPECT_EQ(sent.substr(sent.size() - 4), "0000");
}

TEST(SecureChannel, RestartsInTheSameObject) {
  auto channel = scp03_s8.authenticated(0x33);
  (void)wrapped(*channel, "80F22000024F00");
  const SecureChannel* before = channel.get();
  ASSERT_TRUE(
      SecureChannel::restart(channel, scp03.keys(), hex(scp03.host_challenge), hex(scp03.answer)));
  EXPECT_EQ(channel.get(), before);
  EXPECT_FALSE(channel->authenticated());
  EXPECT_EQ(authenticate(*channel, 0x03), "8482030010FD4721A14D9B07003C451D2F8AE6BB21");
  EXPECT_EQ(wrapped(*channel, "80E2910006BF3E035C015A00"),
            "84E2910018CA9C00F6713D79BC8BAA642BDFF51C3F6A4082D3BD9AD26C00");
  ASSERT_TRUE(
      SecureChannel::restart(channel, scp02.keys(), hex(scp02.host_challenge), hex(scp02.answer)));
  EXPECT_EQ(channel->protocol(), 0x02);
  EXPECT_EQ(authenticate(*channel, 0x01), "8482010010BA6961667737C5BCEBECE14C7D6A4376");
}

TEST(SecureChannel, StaysAsItWasWhenARestartIsRefused) {
  auto channel = scp02.authenticated(0x01);
  EXPECT_FALSE(SecureChannel::restart(channel, scp02.keys(), Bytes(7), hex(scp02.answer)));
  EXPECT_FALSE(SecureChannel::restart(channel, scp02.keys(), Bytes(8), Bytes(3)));
  EXPECT_EQ(wrapped(*channel, "80F22002"), "84F220020814DB34FA4341DCA8");
}

TEST(SecureChannel, BuildsExternalAuthenticateAgainAfterAWrongOne) {
  const auto channel = scp02.start();
  EXPECT_EQ(authenticate(*channel, 0x01, TerminalDeviation::host_cryptogram_zero).substr(0, 26),
            "84820100100000000000000000");
  EXPECT_FALSE(channel->authenticated());
  EXPECT_EQ(authenticate(*channel, 0x01), "8482010010BA6961667737C5BCEBECE14C7D6A4376");
  EXPECT_TRUE(channel->authenticated());
}

TEST(Scp03, FollowsRMacSessions) {
  const auto channel = scp03.authenticated(0x01);
  (void)wrapped(*channel, "807A100100");
  EXPECT_EQ(opened(*channel, "9000").result.r_mac, RMac::not_expected);
  (void)wrapped(*channel, "80F28002024F0000");
  EXPECT_EQ(opened(*channel, "01029000").result.r_mac, RMac::malformed);
  EXPECT_EQ(opened(*channel, "6985").result.r_mac, RMac::not_expected);
  (void)wrapped(*channel, "8078000300");
  const Opened wrong = opened(*channel, "00000000000000009000");
  EXPECT_EQ(wrong.result.r_mac, RMac::wrong);
  const std::string right = to_hex(wrong.result.expected_r_mac.view());
  EXPECT_EQ(opened(*channel, right + "9000").result.r_mac, RMac::valid);
  (void)wrapped(*channel, "80F28002024F0000");
  EXPECT_EQ(opened(*channel, "01029000").result.r_mac, RMac::not_expected);
}

TEST(Scp03, ARefusedBeginChangesNothing) {
  const auto channel = scp03.authenticated(0x01);
  (void)wrapped(*channel, "807A100100");
  EXPECT_TRUE(opened(*channel, "6985").result.ok());
  (void)wrapped(*channel, "80F28002024F0000");
  EXPECT_EQ(to_hex(opened(*channel, "01029000").data), "0102");
}

TEST(Scp02, FollowsRMacSessionsThatAnswerAtTheEnd) {
  const auto channel = scp02.authenticated(0x01);
  (void)wrapped(*channel, "807A00010100");
  EXPECT_EQ(opened(*channel, "9000").result.r_mac, RMac::not_expected);
  (void)wrapped(*channel, "80F28002024F0000");
  EXPECT_EQ(to_hex(opened(*channel, "01029000").data), "0102");
  (void)wrapped(*channel, "8078000300");
  EXPECT_EQ(opened(*channel, "9000").result.r_mac, RMac::absent);
  const Opened wrong = opened(*channel, "00000000000000009000");
  EXPECT_EQ(wrong.result.r_mac, RMac::wrong);
  // Both pairs are in the chain: without the second one another R-MAC is expected.
  const auto other = scp02.authenticated(0x01);
  (void)wrapped(*other, "807A00010100");
  (void)opened(*other, "9000");
  (void)wrapped(*other, "8078000300");
  EXPECT_NE(opened(*other, "00000000000000009000").result.expected_r_mac,
            wrong.result.expected_r_mac);
  EXPECT_EQ(opened(*channel, to_hex(wrong.result.expected_r_mac.view()) + "9000").result.r_mac,
            RMac::valid);
  (void)wrapped(*channel, "80F28002024F0000");
  EXPECT_EQ(to_hex(opened(*channel, "01029000").data), "0102");
}

}  // namespace
}  // namespace assay::globalplatform
