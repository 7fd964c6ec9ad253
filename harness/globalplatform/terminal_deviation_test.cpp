// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/terminal_deviation.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "document/node.hpp"

namespace assay::globalplatform {
namespace {

TEST(TerminalDeviations, AreListedInTheOrderOfTheEnumeration) {
  int expected = 1;
  for (const auto& info : terminal_deviations())
    EXPECT_EQ(static_cast<int>(info.deviation), expected++) << info.name;
  EXPECT_EQ(static_cast<int>(TerminalDeviation::cla_encryption_only), expected - 1);
}

TEST(TerminalDeviations, AreFoundByNameAndBack) {
  std::set<std::string_view> names;
  for (const auto& info : terminal_deviations()) {
    EXPECT_EQ(find_terminal_deviation(info.name), info.deviation);
    EXPECT_EQ(name(info.deviation), info.name);
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
  }
  EXPECT_EQ(find_terminal_deviation("none"), TerminalDeviation::none);
  EXPECT_EQ(name(TerminalDeviation::none), "none");
  EXPECT_FALSE(find_terminal_deviation("c_mac.flip"));
  EXPECT_FALSE(find_terminal_deviation(""));
}

std::string list(const document::Node& names) {
  std::string out;
  for (const auto& item : names.items) out += item.text + " ";
  return out;
}

TEST(TerminalDeviations, AreTheSameInTheDataFile) {
  Diagnostics diagnostics;
  const auto file = document::read_file(
      std::string(ASSAY_SOURCE_DIR) + "/specs/gp/terminal-deviations.yaml", diagnostics);
  ASSERT_TRUE(file.has_value());
  ASSERT_TRUE(diagnostics.empty());
  const document::Node* rows = file->root.find("terminal_deviations");
  ASSERT_NE(rows, nullptr);
  ASSERT_EQ(rows->items.size(), terminal_deviations().size());
  for (std::size_t i = 0; i < rows->items.size(); ++i) {
    const document::Node& row = rows->items[i];
    const auto& info = terminal_deviations()[i];
    ASSERT_EQ(row.entries.size(), 4u);
    EXPECT_EQ(row.find("name")->text, info.name);
    EXPECT_EQ(list(*row.find("protocols")),
              std::string(info.scp01 ? "scp01 " : "") + (info.scp02 ? "scp02 " : "") +
                  (info.scp03 ? "scp03 " : "") + (info.scp10 ? "scp10 " : ""));
    EXPECT_EQ(row.find("risk")->text, info.risk);
    EXPECT_EQ(row.find("says")->text, info.says);
  }
}

}  // namespace
}  // namespace assay::globalplatform
