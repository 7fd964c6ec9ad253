// SPDX-License-Identifier: Apache-2.0
// Result, fail, at and TRY: how an error travels.
#include "base/result.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace assay {
namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return fail(ErrorCode::out_of_range, "{} is odd", number);
  return number / 2;
}

Result<int> quarter(int number) {
  TRY(const int once, half(number));
  TRY(const int twice, half(once));
  return twice;
}

Result<void> is_even(int number) {
  TRY_VOID(half(number));
  return {};
}

Result<std::unique_ptr<int>> boxed(int number) {
  std::unique_ptr<int> box;
  TRY(box, half(number).map([](int value) { return std::make_unique<int>(value); }));
  return box;
}

TEST(Result, TryHandsOnTheValue) {
  EXPECT_EQ(quarter(12).value(), 3);
  EXPECT_TRUE(is_even(4).has_value());
  EXPECT_EQ(*boxed(4).value(), 2);
}

TEST(Result, TryHandsOnTheErrorUnchanged) {
  const auto result = quarter(6);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::out_of_range);
  EXPECT_EQ(result.error().message, "3 is odd");
  EXPECT_EQ(result.error().where, "");
  EXPECT_EQ(is_even(5).error().message, "5 is odd");
  EXPECT_FALSE(boxed(5));
}

TEST(Error, TextPutsThePlaceFirst) {
  EXPECT_EQ((Error{ErrorCode::malformed, "Lc is zero", "a.yaml:3:5"}.text()),
            "a.yaml:3:5: Lc is zero");
  EXPECT_EQ((Error{ErrorCode::malformed, "Lc is zero", ""}.text()), "Lc is zero");
}

TEST(Error, TheFirstPlaceStays) {
  EXPECT_EQ(at("APDU 3", half(1).error()).value().text(), "APDU 3: 1 is odd");
  EXPECT_EQ(at("suite", at("APDU 3", half(1).error()).value()).value().text(), "APDU 3: 1 is odd");
}

struct CodeName {
  ErrorCode code;
  std::string_view text;
};
class ErrorCodeName : public testing::TestWithParam<CodeName> {};
TEST_P(ErrorCodeName, IsPlain) {
  EXPECT_EQ(name(GetParam().code), GetParam().text);
}
INSTANTIATE_TEST_SUITE_P(Error, ErrorCodeName,
                         testing::Values(CodeName{ErrorCode::malformed, "malformed"},
                                         CodeName{ErrorCode::out_of_range, "out of range"},
                                         CodeName{ErrorCode::not_found, "not found"},
                                         CodeName{ErrorCode::unsupported, "unsupported"},
                                         CodeName{ErrorCode::timeout, "timeout"},
                                         CodeName{ErrorCode::card_mute, "card mute"},
                                         CodeName{ErrorCode::reader_lost, "reader lost"},
                                         CodeName{ErrorCode::refused, "refused"},
                                         CodeName{ErrorCode::internal, "internal"}));

}  // namespace
}  // namespace assay
