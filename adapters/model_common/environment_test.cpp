// SPDX-License-Identifier: Apache-2.0
#include "adapters/model_common/environment.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "adapters/model_common/describe.hpp"

namespace assay::model {
namespace {

struct Memory {
  std::uint16_t first = 1;
  std::uint8_t second = 2;
};
enum class Deviation : std::uint8_t { none, one };
using TestEnvironment = Environment<Memory, Deviation, 2>;

TEST(Environment, LogsWhereAndHowMuchIsWritten) {
  Memory memory;
  TestEnvironment environment;
  std::vector<LoggedWrite> log;
  environment.log = &log;
  environment.persist(memory, memory.second, std::uint8_t{7});
  EXPECT_EQ(memory.second, 7);
  EXPECT_EQ(environment.write_count, 1U);
  ASSERT_EQ(log.size(), 1U);
  EXPECT_EQ(log[0].offset, 2U);
  EXPECT_EQ(log[0].size, 1U);
}

TEST(Environment, LosesPowerAfterTheWriteItWasToldAndNotBefore) {
  Memory memory;
  TestEnvironment environment;
  environment.cut_after(1);
  environment.persist(memory, memory.first, std::uint16_t{10});
  EXPECT_TRUE(environment.has_power());
  environment.persist(memory, memory.second, std::uint8_t{20});
  EXPECT_FALSE(environment.has_power());
  environment.persist(memory, memory.first, std::uint16_t{30});
  EXPECT_EQ(memory.first, 10);
  EXPECT_EQ(memory.second, 2);
  EXPECT_FALSE(environment.restore_power());
  environment.persist(memory, memory.second, std::uint8_t{40});
  EXPECT_EQ(memory.second, 40);
}

TEST(Environment, KeepsPowerWhenNoMoreIsWritten) {
  Memory memory;
  TestEnvironment environment;
  environment.cut_after(1);
  environment.persist(memory, memory.first, std::uint16_t{10});
  EXPECT_TRUE(environment.restore_power());
}

TEST(Environment, KnowsItsDeviations) {
  TestEnvironment environment;
  EXPECT_FALSE(environment.deviates(Deviation::one));
  environment.deviations.set(1);
  EXPECT_TRUE(environment.deviates(Deviation::one));
}

TEST(Environment, NotesWhichDeviationsWereAskedFor) {
  TestEnvironment environment;
  std::bitset<2> asked;
  environment.asked = &asked;
  EXPECT_FALSE(environment.deviates(Deviation::one));
  EXPECT_EQ(asked.to_string(), "10");
}

TEST(Describe, NamesAModelAsTheUserWould) {
  EXPECT_EQ(uri_of("gp", {}), "model:gp");
  EXPECT_EQ(uri_of("sam", {.profile = "s1", .deviations = {"a", "b"}, .seed = 4}),
            "model:sam?profile=s1&deviate=a&deviate=b");
}

TEST(Describe, SaysWhatIsNotThereAndWhatIsNear) {
  const std::string_view known[] = {"light", "basic"};
  EXPECT_EQ(unknown_to_model("calypso-prime", "profile", "lihgt", known).message,
            "model:calypso-prime has no profile 'lihgt', did you mean 'light'?");
}

}  // namespace
}  // namespace assay::model
