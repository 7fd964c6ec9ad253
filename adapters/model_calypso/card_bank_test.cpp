// SPDX-License-Identifier: Apache-2.0
#include "adapters/model_calypso/card_bank.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "adapters/model_calypso/calypso_card.hpp"
#include "base/hex.hpp"

namespace assay::model::calypso {
namespace {

CalypsoEnvironment seeded() {
  CalypsoEnvironment out;
  out.random = Random(1);
  return out;
}

class CardBankTest : public testing::Test {
 protected:
  CardBankTest() : bank_(CardBank::make(profile_, seeded(), 20).value()) {}

  std::string send(std::size_t card, std::string_view hex) {
    Bytes response;
    bank_->transmit(card, *from_hex(hex), response);
    return to_hex(response);
  }

  CardProfile profile_ = *built_in_profile("calypso-prime", "");
  std::unique_ptr<CardBank> bank_;
  static constexpr std::string_view select = "00A4040009315449432E4943413100";
};

TEST_F(CardBankTest, NumbersItsCards) {
  EXPECT_NE(send(0, select).find("C7080000000011223344"), std::string::npos);
  EXPECT_NE(send(19, select).find("C7080000000011223357"), std::string::npos);
}

TEST_F(CardBankTest, KeepsItsCardsApart) {
  for (const std::size_t card : {3U, 4U}) send(card, select);
  // A free counter file: SFI 06, no session needed.
  EXPECT_EQ(send(3, "003201300300000500"), "0001059000");
  EXPECT_EQ(send(4, "003201300300000100"), "0001019000");
  EXPECT_EQ(send(3, "00B2013403"), "0001059000");
  EXPECT_EQ(send(4, "00B2013403"), "0001019000");
  bank_->lose_power(3);
  send(3, select);
  EXPECT_EQ(send(3, "00B2013403"), "0001059000");
  EXPECT_EQ(send(5, "00B2013403"), "6A82");  // never selected
}

/// A session in PKI mode keeps all that was said in it: more than a slot holds.
TEST_F(CardBankTest, KeepsCardsThatDifferInMuch) {
  const auto profile = *built_in_profile("calypso-prime", "pki-certified");
  const auto together = CardBank::make(profile, seeded(), 3).value();
  const auto alone = CardBank::make(profile, seeded(), 3).value();
  std::vector<std::string> commands{"00A4040008A000000291FF910100",
                                    "008A0B3B0900CCCCCCCCCCCCCCCC00"};
  for (int i = 0; i < 60; ++i) commands.emplace_back("00B201F41D");
  commands.emplace_back("008E000000");
  Bytes answer, of_others, wanted;
  for (const std::string& command : commands) {
    const Bytes bytes = *from_hex(command);
    together->transmit(1, bytes, answer);
    for (const std::size_t other : {0U, 2U}) together->transmit(other, bytes, of_others);
    alone->transmit(1, bytes, wanted);
    EXPECT_EQ(answer, wanted) << command;
    EXPECT_EQ(answer[answer.size() - 2], 0x90) << command << " " << to_hex(answer);
  }
  EXPECT_NE(answer, of_others);  // signatures
}

TEST_F(CardBankTest, AnswersAsTheSameCardAlone) {
  CardProfile own = profile_;
  own.serial.back() += 7;
  auto state = *make_card(own);
  CalypsoEnvironment environment = seeded();
  Bytes alone;
  for (const auto* command : {"00A4040009315449432E4943413100", "00B201CC1D", "00B2014C1D",
                              "008A0A0104C1C2C3C400", "00DC014C0411223344", "008E000000"}) {
    step(state, *from_hex(command), environment, alone);
    std::string mine = send(7, command), theirs = to_hex(alone);
    if (std::string_view(command).starts_with("008A")) {  // the random byte is each card's own
      mine.erase(6, 2);
      theirs.erase(6, 2);
    }
    EXPECT_EQ(mine, theirs) << command;
  }
}

}  // namespace
}  // namespace assay::model::calypso
