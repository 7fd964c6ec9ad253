// SPDX-License-Identifier: Apache-2.0
#include "engine/survey.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>

#include "engine/identity.hpp"
#include "engine/inquiry.hpp"
#include "engine/scripted_card.hpp"

namespace assay::engine {
namespace {

using namespace literals;

/// A card that answers by command; everything else is 6D00. T=0 manners where an answer says so.
class TableCard : public iso7816::CardChannel {
 public:
  std::map<std::string, std::string> answers;
  std::vector<std::string> log;

  Result<void> reset(iso7816::ResetKind) override {
    log.emplace_back("reset");
    return {};
  }
  Result<void> transmit(ByteView command, Bytes& response) override {
    log.push_back(to_hex(command));
    const auto found = answers.find(to_hex(command));
    if (found != answers.end() && found->second.empty()) return fail(ErrorCode::card_mute, "mute");
    response = *from_hex(found == answers.end() ? "6D00" : found->second);
    return {};
  }
  ByteView atr() const override { return atr_; }
  const iso7816::TargetDescription& description() const override { return description_; }

 private:
  Bytes atr_ = to_bytes("3B8B018073C0015B454153534159FF"_hex);
  iso7816::TargetDescription description_{"test:card", "test", "", "", "", {}};
};

std::string value_of(const std::vector<SurveyLine>& lines, std::string_view name) {
  const auto found = std::ranges::find(lines, name, &SurveyLine::name);
  return found == lines.end() ? "(none)" : found->value;
}

struct Scp02Card : TableCard {
  Scp02Card() {
    answers = {
        {"00A4040000", "6F108408A000000003000000A5049F6501FF9000"},
        {"00A4040005A00000000300", "6F108408A000000003000000A5049F6501FF9000"},
        {"80CA006600",
         "664C734A06072A864886FC6B01600C060A2A864886FC6B02020101630906072A864886FC6B03640B06092A864"
         "88"
         "6"
         "FC6B040215650B06092B8510864864020103660C060A2B060104012A026E01029000"},
        {"80CA00E000", "E012C00401FF8010C00402FF8010C00403FF80109000"},
        {"80CA9F7F00", "6A88"},
        {"0070000001", "6881"},
    };
  }
};

TEST(Survey, ReadsProtocolAndOptionsOutOfCardRecognitionData) {
  Scp02Card card;
  const auto seen = survey(card);
  ASSERT_TRUE(seen);
  EXPECT_EQ(value_of(seen->ics, "scp02"), "true");
  EXPECT_EQ(value_of(seen->ics, "scp02.i"), "15");
  EXPECT_EQ(value_of(seen->ics, "scp02.r_mac"), "false");
  EXPECT_EQ(value_of(seen->ics, "scp03"), "false");
  EXPECT_EQ(value_of(seen->ixit, "isd_aid"), "A000000003000000");
  EXPECT_EQ(value_of(seen->ixit, "scp02.key_version"), "FF");
  EXPECT_EQ(seen->keys.size(), 3U);
}

TEST(Survey, SaysWhatTheCardRefuses) {
  Scp02Card card;
  const auto seen = survey(card);
  ASSERT_TRUE(seen);
  EXPECT_EQ(value_of(seen->ics, "gp"), "true");
  EXPECT_EQ(value_of(seen->ics, "get_data.66"), "true");
  EXPECT_EQ(value_of(seen->ics, "get_data.9f7f"), "false");
  EXPECT_EQ(value_of(seen->ics, "select.partial"), "true");
  EXPECT_EQ(value_of(seen->ics, "logical_channels"), "1");
}

TEST(Survey, LeavesOutWhatNoHarmlessCommandShows) {
  Scp02Card card;
  const auto seen = survey(card);
  ASSERT_TRUE(seen);
  EXPECT_EQ(value_of(seen->ics, "card_state"), "(none)");
  EXPECT_EQ(value_of(seen->ixit, "scp02.enc"), "(none)");
}

TEST(Survey, TakesCapabilitiesFromTheHistoricalBytes) {
  Scp02Card card;
  const auto seen = survey(card);
  ASSERT_TRUE(seen);
  EXPECT_EQ(value_of(seen->ics, "extended_length"), "true");
  EXPECT_EQ(value_of(seen->ics, "command_chaining"), "false");
}

TEST(Survey, SendsNothingThatLeavesATrace) {
  Scp02Card card;
  ASSERT_TRUE(survey(card));
  for (const std::string& line : card.log)
    EXPECT_TRUE(line == "reset" || line.starts_with("00A404") || line.starts_with("80CA") ||
                line.starts_with("0070"))
        << line;
  EXPECT_EQ(card.log.front(), "reset");
  EXPECT_EQ(card.log.back(), "reset");
}

TEST(Survey, GoesOnWhenTheCardIsMuteToAQuestion) {
  Scp02Card card;
  card.answers["80CA00E000"] = "";
  const auto seen = survey(card);
  ASSERT_TRUE(seen);
  EXPECT_TRUE(seen->keys.empty());
  EXPECT_EQ(value_of(seen->ics, "get_data.e0"), "(none)");
}

TEST(Inquiry, RepeatsWithTheRightLeAndFetchesWhatWaits) {
  TableCard card;
  card.answers = {{"80CA004200", "6C05"},
                  {"80CA004205", "42039000"},
                  {"00A4040000", "6102"},
                  {"00C0000002", "AABB6101"},
                  {"00C0000001", "CC9000"}};
  auto object = inquire(card, "80CA004200"_hex);
  ASSERT_TRUE(object && *object);
  EXPECT_EQ(to_hex((*object)->data), "4203");
  object = inquire(card, "00A4040000"_hex);
  ASSERT_TRUE(object && *object);
  EXPECT_EQ(to_hex((*object)->data), "AABBCC");
  EXPECT_EQ((*object)->sw, iso7816::sw::ok);
}

TEST(Inquiry, KeepsTheLogicalChannelWhenItFetches) {
  TableCard card;
  card.answers = {{"02A4040000", "6102"}, {"02C0000002", "AABB9000"}};
  const auto answer = inquire(card, "02A4040000"_hex);
  ASSERT_TRUE(answer && *answer);
  EXPECT_EQ(to_hex((*answer)->data), "AABB");
}

TEST(Identity, IsReadOverT0AsOverT1) {
  TableCard card;
  card.answers = {{"80CA9F7F00", "6C2D"},
                  {"80CA9F7F2D",
                   "9F7F2A4790D600470060010100600200112233000147906003479060034790600400000001"
                   "4790600500000002"
                   "9000"}};
  const auto identity = identify(card);
  ASSERT_TRUE(identity);
  EXPECT_EQ(*identity, "cplc:4790D600001122330001");
}

}  // namespace
}  // namespace assay::engine
