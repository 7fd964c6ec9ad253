// SPDX-License-Identifier: Apache-2.0
#include "adapters/shim/command_line.hpp"

#include <gmock/gmock.h>

namespace assay::shim {
namespace {

using ::testing::ElementsAre;

TEST(CommandLine, IsSplitAtBlanksOutsideQuotes) {
  EXPECT_THAT(split_command_line("  a 'b c'  \"d \\\" e\"f g\\ h ''").value(),
              ElementsAre("a", "b c", "d \" ef", "g h", ""));
  EXPECT_THAT(split_command_line("'$HOME' *").value(), ElementsAre("$HOME", "*"));
}

TEST(CommandLine, RefusesWhatHasNoEndOrNoWord) {
  EXPECT_EQ(split_command_line("a 'b").error().message, "a quote ' is not closed: a 'b");
  EXPECT_EQ(split_command_line("a\\").error().message, "the command ends with a backslash: a\\");
  EXPECT_EQ(split_command_line("  ").error().message, "there is no command");
}

}  // namespace
}  // namespace assay::shim
