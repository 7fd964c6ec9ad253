// SPDX-License-Identifier: Apache-2.0
// The card against exchanges that a script computed from the definition of the stand-in.
#include "adapters/model_calypso/calypso_card.hpp"

#include <gtest/gtest.h>

#include "adapters/model_calypso/test_card.hpp"

namespace assay::model::calypso {
namespace {

TEST(CalypsoSession, ChangesTakeEffectAtTheClose) {
  TestCard().pass(exchanges::regular_session);
}

TEST(CalypsoSession, AWrongMacUndoesEverything) {
  TestCard().pass(exchanges::wrong_mac);
}

TEST(CalypsoSession, ExtendedModeCiphersAndAuthenticatesEarly) {
  TestCard().pass(exchanges::extended_session);
}

TEST(CalypsoSession, DigestsWhateverPasses) {
  TestCard().pass(exchanges::busy_session);
}

TEST(CalypsoSession, HasTheWholeBufferEachTime) {
  TestCard().pass(exchanges::full_session);
}

TEST(CalypsoSession, TakesRoomForModificationsAlone) {
  TestCard().pass(exchanges::full_extended_session);
}

TEST(CalypsoSession, OfOldCardsTellsPostponedCountersOnce) {
  TestCard("rev2").pass(exchanges::old_session);
}

TEST(CalypsoSession, LeavesNothingWhenItIsLost) {
  TestCard().pass(exchanges::torn_and_reread);
}

TEST(CalypsoSession, SwitchesEncryptionOnAndOff) {
  TestCard().pass(exchanges::encrypted_twice);
}

TEST(CalypsoRatification, AnyCommandRatifiesAndALossBeforeItIsReported) {
  TestCard card;
  card.pass(exchanges::pending_ratification);
  card.reset(Loss::power);
  card.pass(exchanges::unratified_opening);
}

TEST(CalypsoRatification, ADeselectionRatifiesUnlessACommandIsAskedFor) {
  for (const auto* profile : {"", "ratification-command"}) {
    TestCard card(profile);
    for (const auto& line : exchanges::pending_ratification) card.send(line.command);
    const std::size_t ratified = card.state.persistent.applications[0].header + header::ratified;
    EXPECT_EQ(card.state.working.image[ratified], 0);
    card.reset(Loss::deselection);
    EXPECT_EQ(card.state.working.image[ratified], std::string_view(profile).empty() ? 1 : 0);
  }
}

TEST(CalypsoStoredValue, ReloadsDebitsAndUndebits) {
  TestCard().pass(exchanges::sv_reload);
  TestCard().pass(exchanges::sv_debit);
  TestCard().pass(exchanges::sv_undebit_extended);
  TestCard().pass(exchanges::sv_reload_extended);
}

TEST(CalypsoStoredValue, SignsAtTheCloseInsideASession) {
  TestCard().pass(exchanges::sv_debit_in_session);
  TestCard().pass(exchanges::sv_reload_in_session);
}

TEST(CalypsoStoredValue, RefusesWhatIsTooMuch) {
  TestCard().pass(exchanges::sv_reload_too_much);
  TestCard().pass(exchanges::sv_debit_below_0);
  TestCard().pass(exchanges::sv_debit_below_0);
  TestCard().pass(exchanges::sv_reload_full);
  TestCard().pass(exchanges::sv_debit_full);
  TestCard("sv-last").pass(exchanges::sv_reload_last);
  TestCard("sv-last").pass(exchanges::sv_debit_last);
  TestCard().pass(exchanges::log_in_session);
}

TEST(CalypsoPin, IsPresentedAndChangedCiphered) {
  TestCard().pass(exchanges::ciphered_pin);
}

TEST(CalypsoKeys, AreLoadedUnderTheIssuerKey) {
  TestCard().pass(exchanges::change_key);
}

TEST(CalypsoKeys, TakeTheKeyPairWithThem) {
  TestCard("pki").pass(exchanges::change_issuer_key);
}

TEST(CalypsoKeys, ArePairedForPkiMode) {
  TestCard("pki").pass(exchanges::loaded_key_pair);
}

TEST(CalypsoPhone, HasTheDebitKeyAloneAndIsRatifiedByADeselection) {
  TestCard card("", "calypso-hce");
  card.pass(exchanges::phone_close);
  card.reset(Loss::deselection);
  card.pass(exchanges::phone_opening);
}

std::array<Page, page_count> memory_after_recovery(TestCard card) {
  card.reset(Loss::power);
  return card.state.persistent.memory;
}

/// The card just before its close, and the close.
TestCard before_close() {
  TestCard card;
  const auto lines = std::span(exchanges::torn_session);
  card.pass(lines.first(lines.size() - 1));
  return card;
}

TEST(CalypsoTearing, ACommitIsWholeOrNotAtAllWhereverItIsCut) {
  const auto& close = exchanges::torn_session.back();
  const TestCard before = before_close();
  const auto old_memory = memory_after_recovery(before);
  TestCard whole = before;
  EXPECT_EQ(whole.send(close.command), close.answer);
  const auto new_memory = memory_after_recovery(whole);
  ASSERT_NE(old_memory, new_memory);
  const std::uint64_t writes = whole.environment.write_count - before.environment.write_count;
  EXPECT_GE(writes, 8U);
  std::size_t kept = 0;
  for (std::uint64_t cut = 0; cut < writes; ++cut) {
    TestCard torn = before;
    torn.environment.last_write = before.environment.write_count + cut;
    torn.send(close.command);
    EXPECT_FALSE(torn.environment.has_power());
    const auto memory = memory_after_recovery(torn);
    EXPECT_TRUE(memory == old_memory || memory == new_memory) << "cut after " << cut;
    kept += memory == new_memory ? 1 : 0;
  }
  EXPECT_GE(kept, 4U);
  EXPECT_LT(kept, writes);
}

TEST(CalypsoTearing, ARecoveryThatIsCutGoesOnAtTheNext) {
  TestCard torn = before_close();
  TestCard whole = torn;
  const auto& close = exchanges::torn_session.back();
  whole.send(close.command);
  const auto new_memory = memory_after_recovery(whole);
  const std::uint64_t writes = whole.environment.write_count - torn.environment.write_count;
  torn.environment.last_write = torn.environment.write_count + writes - 3;
  torn.send(close.command);
  CalypsoEnvironment cut = torn.environment;
  cut.last_write = cut.write_count = 0;
  torn.state.working = {};
  EXPECT_EQ(memory_after_recovery(torn), new_memory);
}

struct Answer {
  std::string_view command;
  std::string_view answer;
};

void expect_answers(TestCard& card, std::initializer_list<Answer> answers) {
  for (const Answer& one : answers) EXPECT_EQ(card.send(one.command), one.answer) << one.command;
}

TEST(CalypsoFiles, AreFoundByIdentifierPositionAndPath) {
  TestCard card;
  card.select();
  expect_answers(card, {
                           {"00A4090002200100",
                            "8517070402"
                            "1D01"
                            "1F100000"
                            "00010000"
                            "00"
                            "0000"
                            "0000000000"
                            "20019000"},
                           {"00A4020002000000",
                            "8517070402"
                            "1D01"
                            "1F100000"
                            "00010000"
                            "00"
                            "0000"
                            "0000000000"
                            "20019000"},
                           {"00A4020202000000",
                            "8517080404"
                            "1D03"
                            "1F101010"
                            "00030303"
                            "00"
                            "0000"
                            "0000000000"
                            "20109000"},
                           {"00A4080004200020690000", "6700"},
                           {"00A40800042000206900",
                            "8517190409"
                            "1D01"
                            "1F101010"
                            "00020302"
                            "00"
                            "0000"
                            "0000000000"
                            "20699000"},
                           {"00A4090002000000",
                            "8517000200"
                            "0000"
                            "10100000"
                            "01030000"
                            "00"
                            "797979"
                            "212730"
                            "00"
                            "20009000"},
                           {"00A4090002FFFF00", "6A82"},
                           {"00CA006200",
                            "8517000200"
                            "0000"
                            "10100000"
                            "01030000"
                            "00"
                            "797979"
                            "212730"
                            "00"
                            "20009000"},
                       });
}

TEST(CalypsoFiles, RefuseWhatTheirAccessRefuses) {
  TestCard card;
  card.select();
  expect_answers(card, {
                           {"00B2010400", "6986"},    // no current EF
                           {"00B201AC00", "6A82"},    // SFI 15
                           {"00B2012400", "6985"},    // never
                           {"00B2011C1D", "6982"},    // PIN
                           {"00B201BC1D", "6982"},    // debit key
                           {"00B2008C00", "6981"},    // binary
                           {"00B2003C1D", "6A83"},    // record 0
                           {"00DC013C0111", "6982"},  // session
                           {"00DC0144", "6700"},
                           {"00DC015C0111", "9000"},  // free
                           {"00B0910001", "009000"},
                           {"00D6910002AABB", "9000"},
                           {"00B0910003", "AABB029000"},
                           {"00B0025801", "6A83"},  // behind the end
                           {"00200000043030303000", "9000"},
                           {"00DC01B40111", "9000"},  // PIN
                           {"00AA000000", "6D00"},
                           {"94B2010400", "6E00"},
                       });
}

TEST(CalypsoCounters, CountAndStayInRange) {
  TestCard card;
  card.select();
  expect_answers(card, {
                           {"003201300300000100", "0001019000"},
                           {"003001300300000200", "0000FF9000"},
                           {"003001300300010000", "6A80"},
                           {"003A00300801000001020000010000", "6700"},
                           {"003A003008010000010200000100", "01000100020002019000"},
                           {"003A003008010000010100000100", "6A80"},
                           {"00B201341800", "6700"},
                           {"00B2013418", "0001000002010003000004000005000006000007000008009000"},
                       });
}

TEST(CalypsoReading, SeveralRecordsPartsAndSearches) {
  TestCard card;
  card.select();
  expect_answers(card, {
                           {"00B301450454020102"
                            "00",
                            "E1E1E2E2E3E39000"},
                           {"00B301450454020002"
                            "04",
                            "E1E1E2E26200"},
                           {"00A20147070100"
                            "02"
                            "E2E2"
                            "FFFF00",
                            "0102E2E2E2E2E2E2E2E2E2E2E2E2E2E2E2E2E2E2E2E2E2E2E2E2E2E2E2E2E29000"},
                           {"00A20147050000"
                            "02"
                            "E2E200",
                            "01029000"},
                       });
}

TEST(CalypsoBudget, TwelveUpdatesAndOneOfFourBytesFit) {
  TestCard card;
  card.select();
  card.send("008A030104C1C2C3C400");
  const std::string update = "00DC01441D" + std::string(58, '1');
  for (int i = 0; i < 12; ++i) EXPECT_EQ(card.send(update), "9000");
  expect_answers(card, {{"00DC0144051111111111", "6400"},
                        {"00DC01440411111111", "9000"},
                        {"00DC01440111", "6400"},
                        {"008E000000", "9000"},
                        {"00B2014401", "E19000"}});
}

TEST(CalypsoRevisions, OldCardsOpenAsTheyDid) {
  TestCard rev2("rev2");
  EXPECT_EQ(rev2.send("948A830004C1C2C3C400"), "7900C34FC19000");
  EXPECT_EQ(rev2.send("943001C803000001"), "6200");
  TestCard rev1("rev1");
  EXPECT_EQ(rev1.send("948A030004C1C2C3C400"), "00C34FC19000");
  EXPECT_EQ(rev1.send("94A4080002200100").substr(0, 8), "85170704");
  TestCard basic("", "calypso-basic");
  EXPECT_EQ(basic.send("00A4040009315449432E4943413100").substr(0, 4), "6F23");
}

TEST(CalypsoPreOpening, TellsWhatTheOpeningWillTell) {
  TestCard card;
  card.select();
  EXPECT_EQ(card.send("008A0302010000"), "00C34FC15C0289EC023079006200");
  EXPECT_EQ(card.send("00DC01440111"), "6982");
  EXPECT_EQ(card.send("008A03020900C1C2C3C4C5C6C7C800"), "00C34FC15C0289EC023079009000");
}

}  // namespace
}  // namespace assay::model::calypso
