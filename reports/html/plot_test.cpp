// SPDX-License-Identifier: Apache-2.0
#include "reports/html/plot.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace assay::reports {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Plot, DrawsACurveBetweenRoundNumbers) {
  const std::string out = svg({.title = "Sales",
                               .x_label = "seconds",
                               .y_label = "a second",
                               .curves = {{.name = "made", .points = {{0, 0}, {10, 97}}}}});
  EXPECT_THAT(out, HasSubstr("<figcaption>Sales</figcaption>"));
  EXPECT_THAT(out, HasSubstr("<path d=\"M64.0 256.0L744.0 34.8\" class=\"curve\""));
  EXPECT_THAT(out, HasSubstr(">100</text>"));  // the axis ends above 97
  EXPECT_THAT(out, HasSubstr(">seconds</text>"));
  EXPECT_THAT(out, Not(HasSubstr(">made</text>")));  // one curve needs no legend
  EXPECT_THAT(out, Not(HasSubstr("<script")));
}

TEST(Plot, LeavesOutWhatALogarithmCannotShow) {
  const std::string out =
      svg({.title = "t",
           .x_is_logarithmic = true,
           .y_is_logarithmic = true,
           .curves = {{.name = "a", .points = {{0, 1}, {1, 1}, {100, 10}}},
                      {.name = "b", .points = {{10, 0}, {10, 5}}, .dots = true}}});
  EXPECT_THAT(out, HasSubstr("M64.0 256.0L744.0 28.0"));
  EXPECT_THAT(out, HasSubstr(">b</text>"));
  EXPECT_THAT(out, Not(HasSubstr("nan")));
  EXPECT_THAT(out, Not(HasSubstr("inf")));
}

TEST(Plot, OfNothingHasAxesOnly) {
  const std::string out =
      svg({.title = "<none>",
           .curves = {{.name = "x", .points = {{1, std::numeric_limits<double>::quiet_NaN()}}}}});
  EXPECT_THAT(out, HasSubstr("&lt;none&gt;"));
  EXPECT_THAT(out, Not(HasSubstr("<path d=\"M64.0")));
  EXPECT_THAT(out, Not(HasSubstr("nan")));
}

TEST(Plot, WritesNumbersShort) {
  EXPECT_EQ(axis_text(0), "0");
  EXPECT_EQ(axis_text(0.001), "0.001");
  EXPECT_EQ(axis_text(250), "250");
  EXPECT_EQ(axis_text(12'000), "12k");
  EXPECT_EQ(axis_text(3'000'000), "3M");
}

}  // namespace
}  // namespace assay::reports
