// SPDX-License-Identifier: Apache-2.0
#include "engine/answer.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::engine {
namespace {

using catalogue::Field;

Field plain(const std::string& name, std::size_t least, std::size_t most) {
  Field field;
  field.name = name;
  field.min_size = least;
  field.max_size = most;
  return field;
}

Field constant(const std::string& name, const std::string& hex) {
  Field field = plain(name, 1, 1);
  field.constant = *document::parse_hex_pattern(hex);
  return field;
}

catalogue::Command two_forms() {
  catalogue::Command command;
  command.answers.push_back(
      {"two", {plain("key_version", 1, 1), constant("protocol", "02"), plain("rest", 2, 2)}});
  command.answers.push_back(
      {"three", {plain("key_version", 1, 1), constant("protocol", "03"), plain("rest", 1, 4)}});
  return command;
}

TEST(AnswerFields, PicksTheFormByItsConstant) {
  const auto command = two_forms();
  const Bytes data = *from_hex("30 03 AA BB");
  const auto fields = take_apart(command, data);
  ASSERT_NE(fields.form, nullptr);
  EXPECT_EQ(fields.form->name, "three");
  EXPECT_EQ(to_hex(*fields.find("rest")), "AABB");
  EXPECT_FALSE(fields.find("counter").has_value());
}

TEST(AnswerFields, FitsNoFormWhenBytesAreLeftOver) {
  const auto command = two_forms();
  const Bytes data = *from_hex("30 02 AA BB CC");
  EXPECT_EQ(take_apart(command, data).form, nullptr);
}

TEST(AnswerFields, LeavesRoomForTheFieldsBehind) {
  catalogue::Command command;
  command.answers.push_back({"only", {plain("body", 0, 100), plain("trailer", 2, 2)}});
  const Bytes data = *from_hex("01 02 03 90 00");
  const auto fields = take_apart(command, data);
  EXPECT_EQ(to_hex(*fields.find("body")), "010203");
  EXPECT_EQ(to_hex(*fields.find("trailer")), "9000");
}

TEST(AnswerFields, ReadsLengthPrefixedAndTaggedFields) {
  catalogue::Command command;
  Field lv = plain("receipt", 0, 255);
  lv.form = Field::Form::lv;
  Field tlv = plain("fci", 0, 255);
  tlv.form = Field::Form::tlv;
  tlv.tag = 0x6F;
  command.answers.push_back({"only", {lv, tlv}});
  const Bytes data = *from_hex("02 AA BB 6F 01 CC");
  const auto fields = take_apart(command, data);
  EXPECT_EQ(to_hex(*fields.find("receipt")), "AABB");
  EXPECT_EQ(to_hex(*fields.find("fci")), "CC");
}

}  // namespace
}  // namespace assay::engine
