// SPDX-License-Identifier: Apache-2.0
// Implicit initiation of SCP02. No public transcript has it; the literals were computed apart, from the text of the
// standard, by a program that shares nothing with this tree.
#include <gtest/gtest.h>

#include "adapters/model/test_card.hpp"

namespace assay::model {
namespace {

constexpr std::string_view domain_42 = "4204249502159000";
constexpr std::string_view domain_45 = "4504021500019000";

TestCard card_of(std::string_view profile) {
  TestCard card(profile);
  EXPECT_EQ(card.send("00A4040008F041535341590215"), "9000");
  return card;
}

struct Option {
  std::string_view profile;
  std::string_view first;      ///< GET DATA '42' with the first C-MAC of a session
  std::string_view second;     ///< GET DATA '45' behind it
  std::string_view restarted;  ///< GET DATA '42' with the first C-MAC of the next session
};

class ImplicitOption : public testing::TestWithParam<Option> {};

TEST_P(ImplicitOption, OpensAndChainsAndStartsAgainAfterAPlainCommand) {
  TestCard card = card_of(GetParam().profile);
  EXPECT_EQ(card.send(GetParam().first), domain_42);
  EXPECT_EQ(card.send(GetParam().second), domain_45);
  EXPECT_EQ(card.send("80CA00D300"), "D301809000") << "a plain command leaves AUTHENTICATED alone";
  EXPECT_EQ(card.send("80CA00C100"), "C10200019000");
  EXPECT_EQ(card.send(GetParam().second), "6982") << "the chain is not taken up again";
  EXPECT_EQ(card.send("80CA00C100"), "C10200019000") << "a wrong C-MAC leaves the counter";
  EXPECT_EQ(card.send("80CA00D300"), "D301009000");
  EXPECT_EQ(card.send(GetParam().restarted), domain_42);
  EXPECT_EQ(card.send("80CA00C100"), "C10200029000");
}

INSTANTIATE_TEST_SUITE_P(
    Computed, ImplicitOption,
    testing::Values(Option{"scp02-0a", "84CA0042088B8095E02B47A85D00",
                           "84CA00450858F382650B25A9CB00", "84CA00420836A469158F99728F00"},
                    Option{"scp02-0b", "84CA004208497A4B70EB105F0E00",
                           "84CA004508774E52A7D1CFDA9200", "84CA004208DF5B0D10D83CE03A00"},
                    Option{"scp02-1a", "84CA0042088B8095E02B47A85D00",
                           "84CA004508719ECF4A110DD43F00", "84CA00420836A469158F99728F00"},
                    Option{"scp02-1b", "84CA004208497A4B70EB105F0E00",
                           "84CA004508FB5F82023FB67D1B00", "84CA004208DF5B0D10D83CE03A00"}),
    [](const auto& option) { return std::string(option.param.profile.substr(6)); });

TEST(ImplicitInitiation, HasNoUseForInitializeUpdate) {
  TestCard card = card_of("scp02-1a");
  EXPECT_EQ(card.send("80502000081122334455667788 00"), "6A88");
  EXPECT_EQ(card.send("80500000081122334455667788 00"), "6A88");
}

TEST(ImplicitInitiation, IsOfTheSelectedApplication) {
  TestCard card("scp02-1a");
  card.send("00A4040008F04153534159010600");  // associated with the domain, another AID
  EXPECT_EQ(card.send("84CA0042088B8095E02B47A85D00"), "6982");
}

TEST(ImplicitInitiation, EndsWithTheSelection) {
  TestCard card = card_of("scp02-1a");
  EXPECT_EQ(card.send("84CA0042088B8095E02B47A85D00"), domain_42);
  card.send("00A4040008F041535341590215");
  EXPECT_EQ(card.send("80CA00D300"), "D301009000");
  EXPECT_EQ(card.send("84CA004508719ECF4A110DD43F00"), "6982");
}

TEST(ImplicitRMac, StartsOverTheAidAndOutlivesAnAbort) {
  TestCard card = card_of("scp02-3a");
  EXPECT_EQ(card.send("84CA0042088B8095E02B47A85D00"), domain_42);
  EXPECT_EQ(card.send("847A10010A01AA08B010313B3F7C06"), "9000");
  EXPECT_EQ(card.send("84CA0042088D9D2A83D73BE13600"), "42042495021520CFDEF6FED7E3C39000");
  EXPECT_EQ(card.send("84CA00DE0833317C9FB85225F600"), "6A88");
  EXPECT_EQ(card.send("84CA004208000000000000000000"), "6982") << "aborts, and R-MACs go on";
  EXPECT_EQ(card.send("80CA004200"), "4204249502150956CFD02C7D45219000");
  EXPECT_EQ(card.send("8078000300"), "0956CFD02C7D45219000");
  EXPECT_EQ(card.send("80CA004200"), domain_42) << "ended";
  EXPECT_EQ(card.send("80CA00D300"), "D301009000");
}

TEST(ImplicitRMac, WantsASenderWhoIsKnown) {
  TestCard card = card_of("scp02-3a");
  EXPECT_EQ(card.send("807A100102 01AA"), "6985");
}

TEST(ImplicitRMac, IsOnlyWhereTheOptionSaysSo) {
  TestCard card = card_of("scp02-1a");
  EXPECT_EQ(card.send("84CA0042088B8095E02B47A85D00"), domain_42);
  EXPECT_EQ(card.send("847A10010A01AA08B010313B3F7C06"), "6985");
}

}  // namespace
}  // namespace assay::model
