// SPDX-License-Identifier: Apache-2.0
#include "calypso/key_table.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::calypso {
namespace {

TEST(KeyTable, TakesWhatTheCardTells) {
  EXPECT_EQ(*KeyTable().resolve(SessionLevel::debit, 0x41, 0x79), (Key{0x41, 0x79}));
}

TEST(KeyTable, FindsAnUntoldKifByLevelAndKvcThenByLevel) {
  KeyTable table;
  ASSERT_TRUE(table.set_rows("03 79 50 02 79 47"_hex));
  EXPECT_EQ(*table.resolve(SessionLevel::debit, std::nullopt, 0x79), (Key{0x50, 0x79}));
  EXPECT_EQ(*table.resolve(SessionLevel::load, std::nullopt, 0x79), (Key{0x47, 0x79}));
  EXPECT_EQ(*table.resolve(SessionLevel::debit, std::nullopt, 0x78), (Key{0x30, 0x78}));
  EXPECT_EQ(*table.resolve(SessionLevel::personalization, std::nullopt, 0x79), (Key{0x21, 0x79}));
  ASSERT_TRUE(table.set_default_kifs("01 07 10"_hex));
  EXPECT_EQ(*table.resolve(SessionLevel::debit, std::nullopt, 0x78), (Key{0x10, 0x78}));
}

TEST(KeyTable, NeedsAKvcFromSomewhere) {
  KeyTable table;
  EXPECT_EQ(table.resolve(SessionLevel::debit, std::nullopt, std::nullopt).error().message,
            "the card does not tell the KVC of its session key, and the bench gives none");
  ASSERT_TRUE(table.set_default_kvcs("77 78 79"_hex));
  EXPECT_EQ(*table.resolve(SessionLevel::debit, std::nullopt, std::nullopt), (Key{0x30, 0x79}));
}

TEST(KeyTable, RefusesAKeyThatIsNotAuthorized) {
  KeyTable table;
  ASSERT_TRUE(table.set_authorized("30 79 27 79"_hex));
  EXPECT_TRUE(table.resolve(SessionLevel::debit, 0x30, 0x79));
  EXPECT_EQ(table.resolve(SessionLevel::debit, 0x30, 0x7A).error().message,
            "the key with KIF 30 and KVC 7A is not authorized");
}

TEST(KeyTable, RefusesRowsThatAreNone) {
  KeyTable table;
  EXPECT_EQ(table.set_default_kifs("01"_hex).error().message,
            "default KIFs are three bytes, one a level, not 1");
  EXPECT_EQ(table.set_default_kvcs({}).error().message,
            "default KVCs are three bytes, one a level, not 0");
  EXPECT_EQ(table.set_rows("0379"_hex).error().message,
            "rows of level, KVC and KIF have three bytes each; there are 2");
  EXPECT_EQ(table.set_rows("047930"_hex).error().message,
            "key index 4 names no session key: 1 personalization, 2 load, 3 debit");
  EXPECT_EQ(table.set_authorized("30"_hex).error().message,
            "authorized keys are pairs of KIF and KVC; there are 1 bytes");
}

}  // namespace
}  // namespace assay::calypso
