// SPDX-License-Identifier: Apache-2.0
#include "engine/value.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::engine {
namespace {

Names::Ixit some_ixit() {
  Names::Ixit ixit;
  ixit["isd_aid"] = {0xA0, 0x00, 0x00, 0x01, 0x51, 0x00, 0x00, 0x00};
  ixit["scp03.enc"] = {0x40, 0x41};
  return ixit;
}

class ValueTest : public testing::Test {
 protected:
  CompiledValue compiled(const std::string& text) {
    auto value = names_.compile(*document::parse_hex_value(text));
    EXPECT_TRUE(value.has_value()) << text;
    return value ? *value : CompiledValue{};
  }
  std::string bytes_of(const std::string& text, const Scope& scope = {}) {
    Bytes out;
    const auto done = append_value(compiled(text), scope, out);
    return done ? to_hex(out) : done.error().message;
  }

  Names::Ixit ixit_ = some_ixit();
  Names names_{ixit_};
};

TEST_F(ValueTest, ANameWithoutAValueInTheBenchHasItsUsualOne) {
  names_.set_usual("calypso.cla", {0x00, 0x94});
  names_.set_usual("isd_aid", {0xFF});
  EXPECT_EQ(bytes_of("$ixit.calypso.cla"), "0094");
  EXPECT_EQ(bytes_of("$ixit.calypso.cla[1..1]"), "94");
  EXPECT_EQ(bytes_of("$ixit.isd_aid"), "A000000151000000");
}

TEST_F(ValueTest, JoinsLiteralsAndNames) {
  EXPECT_EQ(bytes_of("4F 08 $ixit.isd_aid"), "4F08A000000151000000");
}

TEST_F(ValueTest, ValuesOfASecretSlotAreSecretAndSoAreTheirSlices) {
  (void)names_.slot("open");
  names_.mark_secret_slot("copy");
  EXPECT_TRUE(compiled("00 $copy").is_secret());
  EXPECT_TRUE(compiled("$copy[0..1]").is_secret());
  EXPECT_FALSE(compiled("$open").is_secret());
}

TEST_F(ValueTest, CutsSlicesWithBothEndsIncluded) {
  EXPECT_EQ(bytes_of("$ixit.isd_aid[0..4]"), "A000000151");
}

TEST_F(ValueTest, RepeatsBytes) {
  EXPECT_EQ(bytes_of("00 AA*3"), "00AAAAAA");
}

TEST_F(ValueTest, RefusesSlicesBeyondTheEndWhileCompiling) {
  const auto value = names_.compile(*document::parse_hex_value("$ixit.isd_aid[0..8]"));
  ASSERT_FALSE(value.has_value());
  EXPECT_EQ(value.error().message, "bytes 0 to 8 wanted of a value of 8 bytes");
}

TEST_F(ValueTest, NamesTheIxitValueThatTheBenchLacks) {
  const auto value = names_.compile(*document::parse_hex_value("$ixit.scp02.enc"));
  ASSERT_FALSE(value.has_value());
  EXPECT_EQ(value.error().message, "the bench gives no value for $ixit.scp02.enc");
}

TEST_F(ValueTest, ReadsSlotsWhenRun) {
  const auto value = compiled("01 $counter 02");
  ASSERT_EQ(names_.slot_count(), 1U);
  const std::vector<Bytes> slots{{0xAB, 0xCD}};
  Bytes out;
  ASSERT_TRUE(append_value(value, Scope{slots, nullptr, nullptr, {}, {}}, out).has_value());
  EXPECT_EQ(to_hex(out), "01ABCD02");
}

TEST_F(ValueTest, DrawsRandomBytesFromTheSeed) {
  Random random(7);
  Random same(7);
  const Scope scope{{}, &random, nullptr, {}, {}};
  const Scope again{{}, &same, nullptr, {}, {}};
  const auto first = bytes_of("$random.8", scope);
  EXPECT_EQ(first.size(), 16U);
  EXPECT_EQ(first, bytes_of("$random.8", again));
  EXPECT_NE(first, bytes_of("$random.8", scope));
}

TEST_F(ValueTest, SaysThatNoSessionWasBegun) {
  EXPECT_EQ(bytes_of("$session.host_cryptogram"),
            "no secure channel session was begun here, so $session.host_cryptogram has no value");
}

TEST_F(ValueTest, NotesWhereSecretsLie) {
  names_.mark_secret("scp03.enc");
  Bytes out;
  std::vector<journal::SecretRange> secrets;
  ASSERT_TRUE(append_value(compiled("80 D8 $ixit.scp03.enc 00"), {}, out, &secrets).has_value());
  ASSERT_EQ(secrets.size(), 1U);
  EXPECT_EQ(secrets[0].offset, 2U);
  EXPECT_EQ(secrets[0].length, 2U);
}

}  // namespace
}  // namespace assay::engine
