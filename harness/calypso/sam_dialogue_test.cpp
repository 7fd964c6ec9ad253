// SPDX-License-Identifier: Apache-2.0
#include "calypso/sam_dialogue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "calypso/scripted_sam_fixture.hpp"

namespace assay::calypso {
namespace {

using testing::ElementsAre;

constexpr std::string_view c1 = "3B3F9600805A4880C120501711223344829000";
constexpr std::string_view hsm = "3B3F9600805A4880C108501711223344829000";
constexpr std::string_view s1dx = "3B3F9600805A4880D020501711223344829000";

constexpr SerialNumber serial = "00 00 00 00 11 22 33 44"_hex;

TEST(SamDialogue, OfARegularSessionIsWhatPublicTerminalsSend) {
  ScriptedSam channel(c1);
  channel.answer("C1C2C3C49000")
      .answer("9000")
      .answer("9000")
      .answer("9000")
      .answer("123456789000");
  auto sam = SamDialogue::start(channel).value();
  EXPECT_EQ(to_hex(*sam->challenge(false)), "C1C2C3C4");
  ASSERT_TRUE(sam->begin({serial, {0x30, 0x79}, "0304909800307900"_hex}, false));
  ASSERT_TRUE(sam->update("00B2013C1D"_hex));
  ASSERT_TRUE(sam->update("AABB9000"_hex));
  EXPECT_EQ(to_hex(*sam->close()), "12345678");
  channel.answer("9000");
  EXPECT_EQ(*sam->verify("9ABCDEF0"_hex), true);
  EXPECT_THAT(
      channel.commands,
      ElementsAre("8084000004", "80140000080000000011223344", "808A00FF0A30790304909800307900",
                  "808C80000B0500B2013C1D04AABB9000", "808E000004", "80820000049ABCDEF0"));
}

TEST(SamDialogue, SelectsADiversifierOnce) {
  ScriptedSam channel(c1);
  for (int i = 0; i < 3; ++i) channel.answer("9000");
  auto sam = SamDialogue::start(channel).value();
  ASSERT_TRUE(sam->begin({serial, {0x30, 0x79}, "AA"_hex}, false));
  ASSERT_TRUE(sam->begin({serial, {0x27, 0x79}, "BB"_hex}, true));
  EXPECT_THAT(channel.commands,
              ElementsAre("80140000080000000011223344", "808A00FF033079AA", "808A02FF032779BB"));
  sam->forget();
  channel.answer("9000").answer("9000");
  ASSERT_TRUE(sam->begin({serial, {0x27, 0x79}, "BB"_hex}, true));
  EXPECT_EQ(channel.commands.size(), 5u);
}

TEST(SamDialogue, SendsOneItemAtATimeToAnHsm) {
  ScriptedSam channel(hsm);
  channel.answer("9000").answer("9000");
  auto sam = SamDialogue::start(channel).value();
  ASSERT_TRUE(sam->update("00B2013C1D"_hex));
  ASSERT_TRUE(sam->update("9000"_hex));
  EXPECT_THAT(channel.commands, ElementsAre("808C00000500B2013C1D", "808C0000029000"));
}

TEST(SamDialogue, SplitsItemsWhereTheSamHasNoRoom) {
  ScriptedSam channel(c1);
  for (int i = 0; i < 4; ++i) channel.answer("9000");
  auto sam = SamDialogue::start(channel).value();
  ASSERT_TRUE(sam->update(Bytes(150, 0x11)));
  ASSERT_TRUE(sam->update(Bytes(150, 0x22)));
  ASSERT_TRUE(sam->update(Bytes(255, 0x33)));
  ASSERT_TRUE(sam->settle());
  ASSERT_EQ(channel.commands.size(), 3u);
  EXPECT_EQ(channel.commands[0].substr(0, 12), "808C00009611");
  EXPECT_EQ(channel.commands[1].substr(0, 12), "808C00009622");
  EXPECT_EQ(channel.commands[2].substr(0, 12), "808C0000FF33");
}

TEST(SamDialogue, HasClassAndSizeOfAnS1Dx) {
  ScriptedSam channel(s1dx);
  channel.answer("C1C2C3C49000").answer("9000");
  auto sam = SamDialogue::start(channel).value();
  EXPECT_TRUE(sam->challenge(false));
  ASSERT_TRUE(sam->update(Bytes(70, 0x11)));
  EXPECT_EQ(sam->update(Bytes(71, 0x11)).error().message,
            "SAM-S1Dx digests items of at most 70 bytes, this one has 71");
  EXPECT_EQ(sam->begin({serial, {0x30, 0x79}, {}}, true).error().message,
            "SAM-S1Dx knows no extended sessions");
  EXPECT_EQ(channel.commands[0], "9484000004");
}

TEST(SamDialogue, CiphersAndAuthenticatesInAnExtendedSession) {
  ScriptedSam channel(c1);
  channel.answer("C1C2C3C4C5C6C7C89000")
      .answer("00DC013C02EEFF9000")
      .answer("11223344556677889000");
  auto sam = SamDialogue::start(channel).value();
  EXPECT_EQ(to_hex(*sam->challenge(true)), "C1C2C3C4C5C6C7C8");
  EXPECT_EQ(to_hex(*sam->update_ciphered("00DC013C020102"_hex)), "00DC013C02EEFF");
  EXPECT_EQ(to_hex(*sam->authenticate_early()), "1122334455667788");
  EXPECT_THAT(channel.commands,
              ElementsAre("8084000008", "808C00800700DC013C02010200", "8088800008"));
}

TEST(SamDialogue, CiphersPinsAndKeys) {
  ScriptedSam channel(c1);
  channel.answer("9000").answer("9000").answer("11223344556677889000");
  auto sam = SamDialogue::start(channel).value();
  constexpr auto challenge = "C1C2C3C4C5C6C7C8"_hex;
  EXPECT_EQ(to_hex(*sam->cipher_pin({serial, {0x30, 0x79}, challenge, "30303030"_hex, {}})),
            "1122334455667788");
  channel.answer("9000").answer("000102030405060708090A0B0C0D0E0F9000");
  EXPECT_TRUE(sam->cipher_pin({serial, {0x11, 0x22}, challenge, "00000000"_hex, "34353637"_hex}));
  channel.answer("9000").answer(std::string(64, 'A') + "9000");
  EXPECT_TRUE(sam->cipher_key({serial, {0x04, 0x05}, challenge, {0x02, 0x03}}));
  channel.answer("9000").answer(std::string(64, 'A') + "9000");
  EXPECT_TRUE(sam->cipher_key({serial, {}, challenge, {0x02, 0x03}}));
  EXPECT_THAT(
      channel.commands,
      ElementsAre("80140000080000000011223344", "8086000008C1C2C3C4C5C6C7C8",
                  "801280FF0630793030303000", "8086000008C1C2C3C4C5C6C7C8",
                  "801240FF0A1122000000003435363700", "8086000008C1C2C3C4C5C6C7C8",
                  "8012FFFF05040502039000", "8086000008C1C2C3C4C5C6C7C8", "8012FF000302039000"));
}

TEST(SamDialogue, PreparesStoredValue) {
  ScriptedSam channel(c1);
  channel.answer("9000").answer("9591160000DE2C8CB3D2809000").answer("9000").answer("6988");
  auto sam = SamDialogue::start(channel).value();
  const auto answer = "79007221D35F0E36123456000000790000001A0000020000123456780000DB00709000"_hex;
  const auto prepared = sam->prepare_sv(
      {SvOperation::reload, serial, "7C000700"_hex, answer, "B80000170000000079000000020000"_hex},
      false);
  ASSERT_TRUE(prepared) << prepared.error().message;
  EXPECT_EQ(to_hex(prepared->challenge), "959116");
  EXPECT_EQ(to_hex(prepared->transaction), "0000DE");
  EXPECT_EQ(to_hex(prepared->signature), "2C8CB3D280");
  EXPECT_EQ(*sam->check_sv("A54BC9"_hex), true);
  EXPECT_EQ(*sam->check_sv("A54BC9"_hex), false);
  EXPECT_EQ(
      channel.commands[1],
      "805601FF367C00070079007221D35F0E36123456000000790000001A0000020000123456780000DB00709000"
      "B8000017000000007900000002000000");
  EXPECT_EQ(channel.commands[2], "8058000003A54BC9");
}

TEST(SamDialogue, TellsWhatTheSamAnswered) {
  ScriptedSam channel(c1);
  channel.answer("9000").answer("6A83").answer("01029000").answer("6985");
  auto sam = SamDialogue::start(channel).value();
  EXPECT_EQ(sam->begin({serial, {0x30, 0x79}, {}}, false).error().message,
            "the SAM answered '6A83' to DIGEST INIT");
  EXPECT_EQ(sam->challenge(false).error().message,
            "the SAM answered GET CHALLENGE with 2 bytes, 4 are wanted");
  EXPECT_EQ(sam->verify("00000000"_hex).error().message,
            "the SAM answered '6985' to DIGEST AUTHENTICATE");
}

TEST(SamDialogue, IsNotStartedWithAnythingElse) {
  ScriptedSam unknown("3B3F9600805A4880D820501711223344829000");
  EXPECT_EQ(SamDialogue::start(unknown).error().message,
            "the ATR tells of application type 80, subtype D8, which is no SAM that this build can "
            "talk to");
}

}  // namespace
}  // namespace assay::calypso
