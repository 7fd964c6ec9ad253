// SPDX-License-Identifier: Apache-2.0
#include "load/account.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::load {
namespace {

using namespace assay::literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Record filled(std::uint8_t value) {
  Record out;
  out.fill(value);
  return out;
}

class AccountTest : public testing::Test {
 protected:
  AccountTest() {
    account_.begin(0, 256, filled(0xC1), 50'000);
    account_.agree(0, {.number = 1, .amount = 5, .contract = filled(0xAA)});
  }

  void card(std::string_view command, std::string_view answer) {
    account_.card_exchange(0, *from_hex(command), *from_hex(answer));
  }
  void open(std::string_view challenge = "00C35011", std::string_view counter = "000100") {
    card("008A0AC904C1C2C3C400",
         std::string(challenge) + "00277903" + std::string(counter) + "9000");
  }
  void update(std::uint8_t value = 0xAA) { card("00DC014C1D" + to_hex(filled(value)), "9000"); }
  void increase(std::string_view by = "000005", std::string_view to = "000105") {
    card("003201C803" + std::string(by) + "00", std::string(to) + "9000");
  }
  void close(std::string_view answer = "112233449000") { card("008E8000041234567800", answer); }

  std::vector<std::string> found() const {
    std::vector<std::string> out;
    for (const Finding& finding : account_.findings()) out.push_back(finding.what);
    return out;
  }

  Account account_{2};
};

TEST_F(AccountTest, TakesASaleAsItWasAgreed) {
  open();
  card("00B2014C1D", to_hex(filled(0xC1)) + "9000");
  update();
  card("00B2014C1D", to_hex(filled(0xAA)) + "9000");
  increase();
  close();
  account_.completed(0);
  account_.final_card(0, 261, filled(0xAA), 49'999);
  EXPECT_THAT(found(), IsEmpty());
  EXPECT_EQ(account_.made(), 1U);
  EXPECT_EQ(account_.amount(), 5U);
}

TEST_F(AccountTest, FindsASaleThatWasLost) {
  open();
  update();
  increase();
  close("6988");
  account_.completed(0);
  account_.final_card(0, 256, filled(0xC1), 49'999);
  EXPECT_THAT(found(),
              ElementsAre("lost: the session was told that it is made, and no card made it"));
  EXPECT_EQ(account_.findings()[0].session, 0U);
  EXPECT_EQ(account_.findings()[0].transaction, 1U);
}

TEST_F(AccountTest, ForgetsASessionThatPowerOrAnAbortOrASelectionEnded) {
  for (int way = 0; way < 3; ++way) {
    open(way == 0 ? "00C35011" : way == 1 ? "00C34F11" : "00C34E11");
    update();
    increase();
    if (way == 0) account_.card_lost_power(0);
    if (way == 1) card("008E000000", "9000");
    if (way == 2) card("00A4040001A0", "9000");
  }
  account_.final_card(0, 256, filled(0xC1), 49'997);
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(AccountTest, FindsACardThatKeptWhatWasCancelled) {
  open();
  update();
  increase();
  account_.card_lost_power(0);
  account_.final_card(0, 261, filled(0xAA), 50'000);
  EXPECT_THAT(found(),
              ElementsAre("the counter is 261 at the end, 256 is on the account",
                          HasSubstr("the contract is AAAA"),
                          "the transaction counter is 50000 at the end, 49999 is on the account"));
}

TEST_F(AccountTest, FindsAnotherAmountThanAgreed) {
  open();
  update();
  increase("000006", "000106");
  close();
  EXPECT_THAT(found(), ElementsAre("5 was agreed, the session that the card closed added 6"));
}

TEST_F(AccountTest, FindsWrongCountersAsTheyAreTold) {
  open("00C34F11", "0000FF");
  increase("000005", "000104");
  EXPECT_THAT(found(),
              ElementsAre("the card's transaction counter is 49999 at this opening, 50000 was due",
                          "the counter is 255 at the opening, 256 is on the account",
                          "the card says 260 after the increase, 261 is right"));
}

TEST_F(AccountTest, ReadsTheCounterBehindAnExtendedOpening) {
  card("008A0ACA0900C1C2C3C4C5C6C7C800", "00C350112233445503277903000100 9000");
  EXPECT_THAT(found(), IsEmpty());
}

TEST_F(AccountTest, CountsUsesOfKeysAsAnHsmDoes) {
  for (int i = 0; i < 3; ++i)
    account_.hsm_exchange("808A00FF0A27790304909800307900"_hex, "9000"_hex);
  account_.hsm_exchange("808A00FF0A27790304909800307900"_hex, "6900"_hex);
  account_.final_counter({0x27, 0x79}, 3, false);
  EXPECT_THAT(found(), IsEmpty());
  account_.final_counter({0x27, 0x79}, 4, true);
  EXPECT_THAT(found(), IsEmpty());
  account_.final_counter({0x27, 0x79}, 4, false);
  account_.hsm_lost("808A00FF0A27790304909800307900"_hex);
  account_.final_counter({0x27, 0x79}, 4, false);
  account_.final_counter({0x27, 0x79}, 5, false);
  EXPECT_THAT(found(),
              ElementsAre("the HSM counted 4 uses of key 27/79, 3 are on the account",
                          "the HSM counted 5 uses of key 27/79, 3 to 4 are on the account"));
  EXPECT_EQ(account_.exchanges(), (Tally{4, 1}));
}

TEST_F(AccountTest, DoubtsAChannelWhoseOpeningWasNotAnswered) {
  account_.channel_opened();
  account_.channel_lost();
  EXPECT_EQ(account_.channels(), (Tally{1, 1}));
}

TEST_F(AccountTest, KeepsOnlySoManyWords) {
  for (int i = 0; i < 60; ++i) account_.find(1, "something");
  EXPECT_EQ(account_.found(), 60U);
  EXPECT_EQ(account_.findings().size(), 50U);
}

}  // namespace
}  // namespace assay::load
