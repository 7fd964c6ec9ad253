// SPDX-License-Identifier: Apache-2.0
#include "adapters/model_calypso/card_bank.hpp"

#include <gtest/gtest.h>

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
