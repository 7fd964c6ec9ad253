// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/level_rules.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "globalplatform/scp_options.hpp"

namespace assay::globalplatform {
namespace {

std::vector<unsigned> allowed(std::uint8_t protocol, std::uint8_t i) {
  std::vector<unsigned> levels;
  for (unsigned value = 0; value < 256; ++value)
    if (LevelRules{protocol, i}.check(SecurityLevel{static_cast<std::uint8_t>(value)}))
      levels.push_back(value);
  return levels;
}

TEST(LevelRules, NameTheLevelsOfEveryProtocolAndOption) {
  using Levels = std::vector<unsigned>;
  EXPECT_EQ(allowed(0x01, 0x15), (Levels{0x00, 0x01, 0x03}));
  EXPECT_EQ(allowed(0x02, 0x15), (Levels{0x00, 0x01, 0x03}));
  EXPECT_EQ(allowed(0x02, 0x35), (Levels{0x00, 0x01, 0x03, 0x10, 0x11, 0x13}));
  EXPECT_EQ(allowed(0x03, 0x00), (Levels{0x00, 0x01, 0x03}));
  EXPECT_EQ(allowed(0x03, 0x30), (Levels{0x00, 0x01, 0x03, 0x11, 0x13}));
  EXPECT_EQ(allowed(0x03, 0x70), (Levels{0x00, 0x01, 0x03, 0x11, 0x13, 0x33}));
}

TEST(LevelRules, SayWhyALevelIsNone) {
  const auto why = [](std::uint8_t i, std::uint8_t level) {
    return LevelRules{0x03, i}.check({level}).error().message;
  };
  EXPECT_EQ(why(0x70, 0x30), "SCP03 has no security level '30'");
  EXPECT_EQ(why(0x00, 0x11), "security level '11' wants R-MAC, which i = '00' does not have");
  EXPECT_EQ(why(0x20, 0x33),
            "security level '33' wants response encryption, which i = '20' does not have");
}

std::string begun(LevelRules rules, std::uint8_t now, std::uint8_t p1) {
  const auto level = rules.after_begin_r_mac({now}, p1);
  return level ? std::to_string(level->value) : level.error().message;
}

TEST(LevelRules, BeginRMacSessionRaisesTheLevel) {
  EXPECT_EQ(begun({0x03, 0x70}, 0x01, 0x10), std::to_string(0x11));
  EXPECT_EQ(begun({0x03, 0x70}, 0x03, 0x10), std::to_string(0x13));
  EXPECT_EQ(begun({0x03, 0x70}, 0x03, 0x30), std::to_string(0x33));
  EXPECT_EQ(begun({0x03, 0x70}, 0x13, 0x30), std::to_string(0x33));
  EXPECT_EQ(begun({0x02, 0x35}, 0x00, 0x10), std::to_string(0x10));
  EXPECT_EQ(begun({0x02, 0x35}, 0x03, 0x00), std::to_string(0x13));
}

TEST(LevelRules, BeginRMacSessionIsRefusedWhereItRaisesNothing) {
  EXPECT_EQ(begun({0x03, 0x70}, 0x33, 0x30), "responses are protected already at level '33'");
  EXPECT_EQ(begun({0x03, 0x70}, 0x11, 0x10), "responses are protected already at level '11'");
  EXPECT_EQ(begun({0x03, 0x70}, 0x00, 0x10),
            "there is no R-MAC without C-MAC, and the level is '00'");
  EXPECT_EQ(begun({0x03, 0x70}, 0x01, 0x30),
            "responses are not encrypted where commands are not, and the level is '01'");
  EXPECT_EQ(begun({0x03, 0x00}, 0x01, 0x10), "i = '00' does not have what P1 '10' asks for");
  EXPECT_EQ(begun({0x03, 0x70}, 0x01, 0x00), "SCP03 has no BEGIN R-MAC SESSION with P1 '00'");
  EXPECT_EQ(begun({0x02, 0x35}, 0x01, 0x30), "SCP02 has no BEGIN R-MAC SESSION with P1 '30'");
  EXPECT_EQ(begun({0x01, 0x15}, 0x01, 0x10), "SCP01 has no BEGIN R-MAC SESSION with P1 '10'");
}

TEST(LevelRules, EndRMacSessionReturnsToTheLevelOfAuthentication) {
  const LevelRules scp03{0x03, 0x70};
  EXPECT_EQ(scp03.after_end_r_mac({0x33}, {0x03}, 0x03)->value, 0x03);
  EXPECT_EQ(scp03.after_end_r_mac({0x03}, {0x03}, 0x03).error().message,
            "no R-MAC session runs to be ended");
  EXPECT_EQ(scp03.after_end_r_mac({0x33}, {0x03}, 0x01).error().message,
            "SCP03 has no END R-MAC SESSION with P2 '01'");
  const LevelRules scp02{0x02, 0x35};
  EXPECT_EQ(scp02.after_end_r_mac({0x11}, {0x01}, 0x01)->value, 0x11);
  EXPECT_EQ(scp02.after_end_r_mac({0x11}, {0x01}, 0x03)->value, 0x01);
}

TEST(Scp02Options, NameEveryBit) {
  const Scp02Options i1a = Scp02Options::parse(0x1A).value();
  EXPECT_FALSE(i1a.three_keys());
  EXPECT_TRUE(i1a.c_mac_on_unmodified_apdu());
  EXPECT_FALSE(i1a.explicit_initiation());
  EXPECT_TRUE(i1a.icv_is_mac_over_aid());
  EXPECT_TRUE(i1a.icv_encryption());
  EXPECT_FALSE(i1a.r_mac());
  EXPECT_FALSE(i1a.pseudo_random_challenge());
  EXPECT_TRUE(i1a.is_named_by_the_specification());
  EXPECT_FALSE(Scp02Options::parse(0x05)->is_named_by_the_specification());
  EXPECT_EQ(Scp02Options::parse(0x80).error().message,
            "SCP02 has no option i = '80': bit b8 is never set");
}

TEST(Scp03Options, TellWhatIsWrongWithThem) {
  for (const std::uint8_t i : {0x00, 0x01, 0x10, 0x20, 0x30, 0x60, 0x70, 0x71})
    EXPECT_EQ(Scp03Options(i).problem(), "") << unsigned{i};
  EXPECT_EQ(Scp03Options(0x72).problem(), "i = '72' of SCP03 has a reserved bit set");
  EXPECT_EQ(Scp03Options(0x40).problem(),
            "i = '40' of SCP03 has response encryption without R-MAC");
}

}  // namespace
}  // namespace assay::globalplatform
