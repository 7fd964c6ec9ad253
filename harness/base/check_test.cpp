// SPDX-License-Identifier: Apache-2.0
// ASSAY_CHECK stops the program and says where.
#include "base/check.hpp"

#include <gtest/gtest.h>

namespace {

TEST(CheckDeathTest, StopsWithTheConditionAndThePlace) {
  const int channel = 20;
  EXPECT_DEATH(ASSAY_CHECK(channel <= 19),
               "assay: internal check failed: channel <= 19 \\(.*check_test.cpp:[0-9]+\\)");
}

TEST(Check, LetsAHoldingConditionPass) {
  int evaluated = 0;
  ASSAY_CHECK(++evaluated == 1);
  EXPECT_EQ(evaluated, 1);
}

}  // namespace
