// SPDX-License-Identifier: Apache-2.0
#include "engine/card_history.hpp"

#include <gmock/gmock.h>

#include <fstream>

namespace assay::engine {
namespace {

using std::chrono::sys_days;
using enum FindingKind;

constexpr sys_days day{std::chrono::year_month_day{std::chrono::year{2026}, std::chrono::month{11},
                                                   std::chrono::day{30}}};
const std::string a = "00000000000000AA", b = "00000000000000BB", c = "00000000000000CC",
                  d = "00000000000000DD", e = "00000000000000EE";
const std::string log_file = "315449432E494341/2010";

CardSnapshot card() {
  CardSnapshot out;
  out.identity = "008011223344";
  out.validity = "1B2A";
  out.hce = true;
  out.applications = "1000000000000001";
  out.counters = "2000000000000001";
  out.content = "3000000000000001";
  out.logs = {{log_file, {b, c, d}}};
  out.stored_value = {0x0072, "4000000000000001"};
  return out;
}

CardHistory after(const CardSnapshot& seen) {
  CardHistory out;
  enter(out, seen, judge(out, seen, day));
  return out;
}

std::vector<FindingKind> kinds(const CardHistory& history, const CardSnapshot& seen) {
  std::vector<FindingKind> out;
  for (const Finding& finding : judge(history, seen, day)) out.push_back(finding.kind);
  return out;
}

using testing::ElementsAre;

TEST(CardHistory, CallsACardNewThatItDoesNotKnow) {
  EXPECT_THAT(kinds({}, card()), ElementsAre(new_card, validity_unknown));
}

TEST(CardHistory, AcceptsACardThatIsAsItWas) {
  EXPECT_THAT(kinds(after(card()), card()), ElementsAre(unchanged, validity_unknown));
}

TEST(CardHistory, AcceptsACardWhoseLogGoesOn) {
  CardSnapshot later = card();
  later.logs[0].records = {a, b, c};
  later.counters = "2000000000000002";
  later.stored_value = {0x0073, "4000000000000002"};
  EXPECT_THAT(kinds(after(card()), later), ElementsAre(used, validity_unknown));
}

TEST(CardHistory, AcceptsALogThatWasWrittenOverWhole) {
  CardSnapshot later = card();
  later.logs[0].records = {a, e, "00000000000000FF"};
  EXPECT_THAT(kinds(after(card()), later), ElementsAre(used, validity_unknown));
}

TEST(CardHistory, FindsALogThatLacksTheNewestEvent) {
  CardSnapshot older = card();
  older.logs[0].records = {c, d, e};
  EXPECT_THAT(kinds(after(card()), older), ElementsAre(rolled_back, validity_unknown));
}

TEST(CardHistory, FindsALogThatWentOnOtherwise) {
  CardSnapshot other = card();
  other.logs[0].records = {a, c, d};
  EXPECT_THAT(kinds(after(card()), other), ElementsAre(clone_suspected, validity_unknown));
}

TEST(CardHistory, FindsALowerTransactionOfTheStoredValue) {
  CardSnapshot older = card();
  older.stored_value->number = 0x0071;
  EXPECT_THAT(kinds(after(card()), older), ElementsAre(rolled_back, validity_unknown));
}

TEST(CardHistory, FindsAnotherBalanceAtTheSameTransaction) {
  CardSnapshot other = card();
  other.stored_value->digest = "4000000000000009";
  EXPECT_THAT(kinds(after(card()), other), ElementsAre(clone_suspected, validity_unknown));
}

TEST(CardHistory, FindsOtherContentInTheSameStateOfUse) {
  CardSnapshot other = card();
  other.content = "3000000000000009";
  EXPECT_THAT(kinds(after(card()), other), ElementsAre(clone_suspected, validity_unknown));
}

TEST(CardHistory, FindsOtherApplicationsInAnyStateOfUse) {
  CardSnapshot other = card();
  other.applications = "1000000000000009";
  other.counters = "2000000000000009";
  EXPECT_THAT(kinds(after(card()), other), ElementsAre(clone_suspected, validity_unknown));
}

TEST(CardHistory, FindsCountersThatAreAsBeforeTheLastVisit) {
  CardHistory history = after(card());
  CardSnapshot later = card();
  later.counters = "2000000000000002";
  enter(history, later, judge(history, later, day));
  EXPECT_THAT(kinds(history, later), ElementsAre(unchanged, validity_unknown));
  EXPECT_THAT(kinds(history, card()), ElementsAre(rolled_back, validity_unknown));
}

TEST(CardHistory, KeepsTheStateInOrderWhenACardIsRefused) {
  CardHistory history = after(card());
  CardSnapshot older = card();
  older.logs[0].records = {c, d, e};
  enter(history, older, judge(history, older, day));
  EXPECT_EQ(history.cards[0].visits, 2U);
  EXPECT_THAT(history.cards[0].last.logs[0].records, ElementsAre(b, c, d));
  EXPECT_TRUE(is_refused(judge(history, older, day)));
}

TEST(CardHistory, TellsTheSerialNumberThatATelephoneHadBefore) {
  CardSnapshot renewed = card();
  renewed.identity = "008055667788";
  renewed.validity = "1C3B";
  const auto findings = judge(after(card()), renewed, day);
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].kind, serial_renewed);
  EXPECT_EQ(findings[0].says,
            "the serial number was 008011223344 before: files and applications are the same "
            "otherwise");
  EXPECT_FALSE(is_refused(findings));
}

TEST(CardHistory, TakesACardThatIsNoTelephoneForAnotherWhenItsSerialNumberIs) {
  CardSnapshot first = card(), second = card();
  first.hce = second.hce = false;
  second.identity = "000055667788";
  EXPECT_THAT(kinds(after(first), second), ElementsAre(new_card));
}

TEST(CardHistory, TellsANewValidityOfTheSameSerialNumber) {
  CardSnapshot later = card();
  later.validity = "1B99";
  EXPECT_THAT(kinds(after(card()), later),
              ElementsAre(unchanged, validity_changed, validity_unknown));
}

TEST(CardHistory, JudgesAValidityWhoseCodingIsTold) {
  CardHistory history = after(card());
  CardSnapshot seen = card();
  history.validity = *parse_validity_coding("days:1997-01-01");
  seen.validity = "2AAA";  // 10922 days: 2026-11-27
  EXPECT_THAT(kinds(history, seen), ElementsAre(unchanged, validity_changed, validity_expired));
  seen.validity = "2AAD";  // 2026-11-30
  EXPECT_THAT(kinds(history, seen), ElementsAre(unchanged, validity_changed));
  seen.validity = "FFFF";
  EXPECT_THAT(kinds(history, seen), ElementsAre(unchanged, validity_changed, validity_implausible));
  seen.validity = "0000";
  EXPECT_THAT(kinds(history, seen), ElementsAre(unchanged, validity_changed, validity_implausible));
}

TEST(ValidityCoding, IsUnknownOrDaysFromADay) {
  EXPECT_FALSE(parse_validity_coding("unknown")->origin);
  EXPECT_EQ(*parse_validity_coding("days:2026-11-30")->origin, day);
  for (const char* wrong : {"", "days", "days:", "days:2026-02-30", "days:2026-1-1",
                            "weeks:2026-01-01", "days:2026-11-30x", "days:-026-11-30"})
    EXPECT_FALSE(parse_validity_coding(wrong)) << wrong;
  EXPECT_EQ(parse_validity_coding("bcd").error().message,
            "'bcd' is no coding of the validity: unknown or days:YYYY-MM-DD was wanted");
}

class HistoryFile : public testing::Test {
 protected:
  Result<CardHistory> read(const std::string& text) {
    std::ofstream(path_) << text;
    return read_history(path_, diagnostics_);
  }
  std::string first_mistake() {
    const Diagnostic& first = diagnostics_.items().at(0);
    return place("", first.position) + " " + first.message;
  }

  std::string path_ = testing::TempDir() + "card-history-" +
                      testing::UnitTest::GetInstance()->current_test_info()->name() + ".yaml";
  Diagnostics diagnostics_;
};

TEST_F(HistoryFile, IsReadAsItWasWritten) {
  CardHistory history = after(card());
  CardSnapshot later = card();
  later.counters = "2000000000000002";
  enter(history, later, judge(history, later, day));
  history.validity = *parse_validity_coding("days:1997-01-01");
  const auto again = read(history_text(history));
  ASSERT_TRUE(again);
  EXPECT_TRUE(diagnostics_.empty());
  EXPECT_EQ(history_text(*again), history_text(history));
  EXPECT_THAT(kinds(*again, card()), ElementsAre(rolled_back, validity_expired));
}

TEST_F(HistoryFile, HasOneLineForACard) {
  EXPECT_EQ(history_text(after(card())),
            "# Cards as assay probe --history saw them: digests, no content. One line for each "
            "card.\ncard_history: 1\nvalidity: 'unknown'\ncards:\n"
            "  - { identity: '008011223344', validity: '1B2A', hce: true, visits: 1, applications: "
            "'1000000000000001', counters: '2000000000000001', content: '3000000000000001', logs: "
            "{'315449432E494341/2010': '00000000000000BB00000000000000CC00000000000000DD'}, "
            "stored_value: { number: 114, digest: '4000000000000001' } }\n");
}

TEST_F(HistoryFile, IsEmptyWhenThereIsNone) {
  Diagnostics none;
  EXPECT_TRUE(read_history("/nowhere/at/all.yaml", none)->cards.empty());
  EXPECT_TRUE(none.empty());
}

TEST_F(HistoryFile, TellsWhereItIsBroken) {
  (void)read("card_history: 1\ncards:\n  - { identity: '12' }\n");
  EXPECT_THAT(first_mistake(), testing::StartsWith(":3:"));
}

TEST_F(HistoryFile, NamesACardThatStandsTwice) {
  std::string text = history_text(after(card()));
  text += text.substr(text.find("  - {"));
  (void)read(text);
  EXPECT_EQ(first_mistake(), ":6:17 the card 008011223344 stands here a second time");
}

}  // namespace
}  // namespace assay::engine
