// SPDX-License-Identifier: Apache-2.0
// Diagnostics word for word: place, message, source line and carets.
#include "base/diagnostic.hpp"

#include <gtest/gtest.h>

namespace assay {
namespace {

constexpr std::string_view source = "suite: gp\n\tsw: 9000\r\nlast";

Diagnostic mistake(Position position, std::size_t length) {
  return {"suites/a.yaml", position, length, "hex must stand between single quotes"};
}

struct Rendering {
  const char* name;
  Position position;
  std::size_t length;
  const char* text;
};
void PrintTo(const Rendering& rendering, std::ostream* out) {
  *out << rendering.name;
}

class Rendered : public testing::TestWithParam<Rendering> {};

TEST_P(Rendered, ReadsExactlySo) {
  EXPECT_EQ(render(mistake(GetParam().position, GetParam().length), source), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Diagnostic, Rendered,
    testing::Values(Rendering{"first_line",
                              {1, 8},
                              2,
                              "suites/a.yaml:1:8: error: hex must stand between single quotes\n"
                              "  suite: gp\n"
                              "         ^^\n"},
                    Rendering{"tab_is_kept_and_carriage_return_dropped",
                              {2, 6},
                              4,
                              "suites/a.yaml:2:6: error: hex must stand between single quotes\n"
                              "  \tsw: 9000\n"
                              "  \t    ^^^^\n"},
                    Rendering{"carets_end_with_the_line",
                              {3, 3},
                              50,
                              "suites/a.yaml:3:3: error: hex must stand between single quotes\n"
                              "  last\n"
                              "    ^^\n"},
                    Rendering{"no_length_hides_the_line_since_it_may_hold_a_key",
                              {3, 1},
                              0,
                              "suites/a.yaml:3:1: error: hex must stand between single quotes\n"},
                    Rendering{"column_behind_the_line",
                              {3, 9},
                              3,
                              "suites/a.yaml:3:9: error: hex must stand between single quotes\n"
                              "  last\n"
                              "      ^\n"},
                    Rendering{"line_behind_the_file",
                              {9, 1},
                              1,
                              "suites/a.yaml:9:1: error: hex must stand between single quotes\n"},
                    Rendering{"whole_file",
                              {0, 0},
                              1,
                              "suites/a.yaml: error: hex must stand between single quotes\n"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Diagnostic, WithoutSourceOnlyTheFirstLineIsGiven) {
  EXPECT_EQ(render(mistake({1, 8}, 2), ""),
            "suites/a.yaml:1:8: error: hex must stand between single quotes\n");
}

TEST(Diagnostic, AMessageSendsNoControlCharactersToTheTerminal) {
  auto told = mistake({}, 1);
  told.message = "there is no command 'GET \x1B[31mDATA'";
  EXPECT_EQ(render(told, ""), "suites/a.yaml: error: there is no command 'GET ?[31mDATA'\n");
}

TEST(Diagnostic, APlaceIsFileLineColumn) {
  EXPECT_EQ(place("a.yaml", {12, 3}), "a.yaml:12:3");
  EXPECT_EQ(place("a.yaml", {}), "a.yaml");
}

TEST(Diagnostics, KeepTheOrderInWhichTheyCame) {
  Diagnostics diagnostics;
  EXPECT_TRUE(diagnostics.empty());
  diagnostics.add(mistake({2, 1}, 1));
  diagnostics.add(mistake({1, 1}, 1));
  ASSERT_EQ(diagnostics.items().size(), 2U);
  EXPECT_EQ(diagnostics.items()[0].position.line, 2U);
  EXPECT_FALSE(diagnostics.empty());
}

}  // namespace
}  // namespace assay
