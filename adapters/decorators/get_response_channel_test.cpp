// SPDX-License-Identifier: Apache-2.0
#include "adapters/decorators/get_response_channel.hpp"

#include <gmock/gmock.h>

#include "adapters/decorators/scripted_card.hpp"
#include "base/hex.hpp"

namespace assay::decorators {
namespace {

using ::testing::ElementsAre;

struct Dialogue {
  ScriptedCard::Notes notes;
  Bytes response;

  Dialogue(std::vector<Bytes> answers) { notes.answers = std::move(answers); }

  Result<void> send(std::string_view command, GetResponseOptions options = {}) {
    GetResponseChannel channel(std::make_unique<ScriptedCard>(notes), options);
    return channel.transmit(*from_hex(command), response);
  }
  std::vector<std::string> asked() const {
    std::vector<std::string> out;
    for (const auto& command : notes.asked) out.push_back(to_hex(command));
    return out;
  }
};

TEST(GetResponseChannel, FetchesUntilAnotherStatusWordComes) {
  Dialogue d({{0x61, 0x02}, {0xAA, 0xBB, 0x61, 0x01}, {0xCC, 0x90, 0x00}});
  ASSERT_TRUE(d.send("00A40400023F00"));
  EXPECT_EQ(to_hex(d.response), "AABBCC9000");
  EXPECT_THAT(d.asked(), ElementsAre("00A40400023F00", "00C0000002", "00C0000001"));
}

TEST(GetResponseChannel, RepeatsOnceWithTheRightLe) {
  Dialogue d({{0x6C, 0x07}, {0x6C, 0x08}});
  ASSERT_TRUE(d.send("00B0000000"));
  EXPECT_EQ(to_hex(d.response), "6C08");
  EXPECT_THAT(d.asked(), ElementsAre("00B0000000", "00B0000007"));
}

TEST(GetResponseChannel, AddsLeToACommandWithoutOne) {
  Dialogue d({{0x6C, 0x01}, {0xEE, 0x90, 0x00}});
  ASSERT_TRUE(d.send("00B00000"));
  EXPECT_THAT(d.asked(), ElementsAre("00B00000", "00B0000001"));
}

TEST(GetResponseChannel, KeepsTheChannelButNotChainingOrSecureMessagingOfTheClass) {
  Dialogue d({{0x61, 0x01}, {0xEE, 0x90, 0x00}});
  ASSERT_TRUE(d.send("96CB3FFF00"));
  EXPECT_THAT(d.asked(), ElementsAre("96CB3FFF00", "82C0000001"));
}

TEST(GetResponseChannel, StopsWhenACardPromisesDataForEver) {
  Dialogue d({{0x61, 0x05}, {0x61, 0x05}, {0x61, 0x05}});
  ASSERT_TRUE(d.send("00A40400"));
  EXPECT_EQ(to_hex(d.response), "6105");
  EXPECT_EQ(d.notes.asked.size(), 2u);
}

TEST(GetResponseChannel, LeavesAnswersAloneThatItWasNotAskedToFetch) {
  Dialogue d({{0x61, 0x05}});
  ASSERT_TRUE(d.send("00A40400", {.fetch_61 = false}));
  EXPECT_EQ(to_hex(d.response), "6105");
}

TEST(GetResponseChannel, DropsTheLeOfCaseFourOnlyWhenAsked) {
  Dialogue as_it_is({{0x90, 0x00}});
  ASSERT_TRUE(as_it_is.send("00A4040001AA00"));
  EXPECT_THAT(as_it_is.asked(), ElementsAre("00A4040001AA00"));
  Dialogue dropped({{0x90, 0x00}});
  ASSERT_TRUE(dropped.send("00A4040001AA00", {.drop_case4_le = true}));
  EXPECT_THAT(dropped.asked(), ElementsAre("00A4040001AA"));
}

TEST(GetResponseChannel, PassesOnAShortAnswerAsItCame) {
  Dialogue d({{0x61, 0x05}, {0x90}});
  ASSERT_TRUE(d.send("00A40400"));
  EXPECT_EQ(to_hex(d.response), "90");
}

TEST(GetResponseChannel, SaysThatItFetchesAnswers) {
  ScriptedCard::Notes notes;
  GetResponseChannel channel(std::make_unique<ScriptedCard>(notes));
  EXPECT_TRUE(channel.description().capabilities.gets_response_itself);
}

}  // namespace
}  // namespace assay::decorators
