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

}  // namespace
}  // namespace assay::engine
