// SPDX-License-Identifier: Apache-2.0
#include "adapters/pcsc/readers.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::pcsc {
namespace {

using std::string_literals::operator""s;

const std::vector<std::string> names{"Virtual PCD 00 00", "Virtual PCD 00 01", "ACME [Dual] 01 00"};

TEST(ChooseReader, TakesAnExactNameOrASingleMatch) {
  EXPECT_EQ(choose_reader(names, "Virtual PCD 00 01").value(), "Virtual PCD 00 01");
  EXPECT_EQ(choose_reader(names, "Virtual*00").value(), "Virtual PCD 00 00");
  EXPECT_EQ(choose_reader(names, "ACME*").value(), "ACME [Dual] 01 00");
}

TEST(ChooseReader, NamesTheReadersThatMatchWhenThereAreSeveral) {
  const auto chosen = choose_reader(names, "Virtual*");
  ASSERT_FALSE(chosen);
  EXPECT_EQ(chosen.error().code, ErrorCode::not_found);
  EXPECT_EQ(
      chosen.error().message,
      "'Virtual*' means 2 readers, name one of them: 'Virtual PCD 00 00', 'Virtual PCD 00 01'");
}

TEST(ChooseReader, NamesTheReadersThatExistAndANearMiss) {
  const auto chosen = choose_reader(names, "Virtual PCB 00 00");
  ASSERT_FALSE(chosen);
  EXPECT_EQ(chosen.error().message,
            "no reader matches 'Virtual PCB 00 00', did you mean 'Virtual PCD 00 00'?; there is "
            "'Virtual PCD 00 00', 'Virtual PCD 00 01', 'ACME [Dual] 01 00'");
}

TEST(ChooseReader, SaysThatThereIsNone) {
  EXPECT_EQ(choose_reader({}, "*").error().message, "no reader '*': pcscd knows no reader at all");
}

TEST(Readers, VpcdIsKnownByItsName) {
  EXPECT_TRUE(is_vpcd_reader("Virtual PCD 00 00"));
  EXPECT_TRUE(is_vpcd_reader("Virtual PCD Assay 00 01"));
  EXPECT_FALSE(is_vpcd_reader("ACME Virtual PCD"));
}

TEST(Readers, ContactlessIsToldByNameOrMadeUpAtr) {
  EXPECT_TRUE(is_contactless("ACS ACR122U PICC Interface", {}));
  EXPECT_TRUE(is_contactless("OMNIKEY 5022 CL 00 00", {}));
  EXPECT_TRUE(is_contactless("X", *from_hex("3B80800101")));
  EXPECT_TRUE(is_contactless("X", *from_hex("3B8280014142 02")));
  EXPECT_FALSE(is_contactless("X", *from_hex("3B8280014142")));
  EXPECT_FALSE(is_contactless("X", *from_hex("3B00")));
  EXPECT_FALSE(is_contactless("Virtual PCD 00 00", *from_hex("3B 6E 00 00")));
}

TEST(Readers, AreSplitAtZeroBytes) {
  EXPECT_EQ(split_names("a\0b c\0\0"s), (std::vector<std::string>{"a", "b c"}));
  EXPECT_TRUE(split_names("\0"s).empty());
}

}  // namespace
}  // namespace assay::pcsc
