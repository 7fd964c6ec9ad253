// SPDX-License-Identifier: Apache-2.0
#include "engine/program.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::engine {
namespace {

TEST(BuildCommand, MarksASecretValueInsideALengthPrefixedField) {
  catalogue::Field shape;
  shape.form = catalogue::Field::Form::lv;
  ValuePiece key;
  key.literal = {0x40, 0x41};
  key.secret = true;
  const script::Step script;
  CompiledStep step;
  step.script = &script;
  step.data.push_back({&shape, {{key}}});
  Bytes data;
  std::vector<journal::SecretRange> secrets;
  ASSERT_TRUE(build_command(step, {}, data, secrets).has_value());
  EXPECT_EQ(to_hex(data), "024041");
  ASSERT_EQ(secrets.size(), 1U);
  EXPECT_EQ(secrets[0].offset, 0U);
  EXPECT_EQ(secrets[0].length, 3U);
}

TEST(BuildCommand, RefusesAValueThatItsLengthByteCannotTell) {
  catalogue::Field shape;
  shape.name = "certificate";
  shape.form = catalogue::Field::Form::lv;
  ValuePiece piece;
  piece.literal = Bytes(256, 0x00);
  const script::Step script;
  CompiledStep step;
  step.script = &script;
  step.data.push_back({&shape, {{piece}}});
  Bytes data;
  std::vector<journal::SecretRange> secrets;
  EXPECT_EQ(build_command(step, {}, data, secrets).error().message,
            "certificate has 256 bytes; its length byte tells at most 255");
}

CompiledValue constant(std::uint8_t byte) {
  ValuePiece piece;
  piece.literal = {byte};
  return {{piece}};
}

TEST(HeaderByte, PutsEachFieldIntoItsBits) {
  const catalogue::HeaderBits sfi{"sfi", 0xF8, 3}, mode{"mode", 0x03, 0};
  CompiledHeaderByte byte;
  byte.fixed = 0x04;
  byte.bits = {{constant(0x01), &mode}, {constant(0x07), &sfi}};
  EXPECT_EQ(header_byte(byte, {}).value(), 0x3D);
  byte.bits[1].value = constant(0x20);
  const auto too_large = header_byte(byte, {});
  ASSERT_FALSE(too_large);
  EXPECT_EQ(too_large.error().message, "sfi 20 does not fit into its bits of the header");
  byte.bits[1].value = {};
  EXPECT_EQ(header_byte(byte, {}).error().message,
            "sfi has 0 bytes, a header field of bits has one");
}

TEST(HeaderByte, TakesNoByteOutOfAValueThatIsLonger) {
  CompiledHeaderByte byte;
  byte.value = constant(0x20);
  byte.name = "key_version";
  EXPECT_EQ(header_byte(byte, {}).value(), 0x20);
  byte.value->pieces[0].literal = {0x20, 0x21};
  EXPECT_EQ(header_byte(byte, {}).error().message,
            "key_version has 1 byte in the header, the value has 2");
  byte.size = 2;
  byte.index = 1;
  EXPECT_EQ(header_byte(byte, {}).value(), 0x21);
}

}  // namespace
}  // namespace assay::engine
