// SPDX-License-Identifier: Apache-2.0
// The card side of SCP10 against whole dialogues that a script computed from GPC appendix F: byte for byte.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <fstream>
#include <set>

#include "adapters/model/deviations/scp10.hpp"
#include "adapters/model/test_card.hpp"

namespace assay::model {
namespace {

struct Dialogue {
  std::string profile, title;
  std::vector<std::string> shows;  ///< deviations with which it goes another way
  std::vector<std::pair<std::string, std::string>> steps;
};

std::vector<Dialogue> read_dialogues() {
  std::ifstream file(ASSAY_SOURCE_DIR "/adapters/model/testdata/scp10_exchanges.txt");
  std::vector<Dialogue> out;
  for (std::string line; std::getline(file, line);) {
    const std::string rest = line.size() > 2 ? line.substr(2) : "";
    if (line[0] == '*')
      out.push_back({rest.substr(0, rest.find(',')), rest.substr(rest.find(',') + 2), {}, {}});
    if (line[0] == '!') out.back().shows.push_back(rest);
    if (line[0] == '>') out.back().steps.push_back({rest, ""});
    if (line[0] == '<') out.back().steps.back().second = rest;
  }
  return out;
}

/// The card of the dialogue, its Security Domain selected; challenges and secrets are A0 to AF.
TestCard card_of(const Dialogue& dialogue) {
  TestCard card(dialogue.profile);
  card.environment.fixed_challenge = true;
  for (std::size_t i = 0; i < 16; ++i)
    card.environment.card_challenge[i] = static_cast<std::uint8_t>(0xA0 + i);
  EXPECT_THAT(card.send("00A4040007F041535341592A"), testing::EndsWith("9000"));
  return card;
}

/// Where the card answers something else; empty for nowhere.
std::string first_difference(TestCard& card, const Dialogue& dialogue) {
  for (const auto& [command, response] : dialogue.steps)
    if (const std::string answer = card.send(command); answer != response)
      return fmt::format("{} is answered {}, not {}", command, answer, response);
  return {};
}

TEST(Scp10Dialogues, AreAnsweredAsTheAppendixHasThem) {
  const auto dialogues = read_dialogues();
  ASSERT_EQ(dialogues.size(), 167U);
  for (const Dialogue& dialogue : dialogues) {
    TestCard card = card_of(dialogue);
    EXPECT_EQ(first_difference(card, dialogue), "") << dialogue.title;
  }
}

TEST(Scp10Dialogues, GoAnotherWayWithTheDeviationsThatTheyName) {
  std::set<std::string> shown;
  for (const Dialogue& dialogue : read_dialogues())
    for (const std::string& deviation : dialogue.shows) {
      TestCard card = card_of(dialogue);
      card.deviate(deviation);
      EXPECT_NE(first_difference(card, dialogue), "") << deviation << " in " << dialogue.title;
      shown.insert(deviation);
    }
  shown.insert("scp10-challenge-repeats");             // see below
  for (const DeviationInfo& info : deviations::scp10)  // the suites show those of the other tables
    EXPECT_TRUE(shown.contains(std::string(info.id))) << info.id << " shows nowhere";
}

TEST(Scp10Challenge, IsAnotherEachTime) {
  TestCard card("scp10-2");
  card.send("00A4040007F041535341592A");
  card.send("0022C1B60480021002");
  const std::string first = card.send("0084000000");
  EXPECT_NE(card.send("0084000000"), first);
  card.deviate("scp10-challenge-repeats");
  const std::string second = card.send("0084000000");
  EXPECT_EQ(card.send("0084000000"), second);
}

/// The same with one bit of the last byte of one command changed: something is refused at that command or later.
TEST(Scp10Dialogues, BreakWhenTheLastByteOfAnAuthenticationChanges) {
  for (const Dialogue& dialogue : read_dialogues()) {
    SCOPED_TRACE(dialogue.title);
    if (!dialogue.title.starts_with("transport") && !dialogue.title.starts_with("agreement at"))
      continue;
    TestCard card = card_of(dialogue);
    for (const auto& [command, response] : dialogue.steps) {
      if (command.substr(2, 2) != "82") {
        ASSERT_EQ(card.send(command), response);
        continue;
      }
      std::string changed = command;
      changed.back() = changed.back() == '0' ? '1' : '0';
      EXPECT_EQ(card.send(changed), "6300");
      EXPECT_EQ(card.send("0084000000"), "6985") << "nothing is left of the initiation";
      break;
    }
  }
}

}  // namespace
}  // namespace assay::model
