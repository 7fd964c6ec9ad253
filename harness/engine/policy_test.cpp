// SPDX-License-Identifier: Apache-2.0
#include "engine/policy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::engine {
namespace {

using testing::ElementsAre;
using testing::Pair;
using testing::UnorderedElementsAre;

Names::Ixit bench() {
  Names::Ixit ixit;
  ixit["isd_aid"] = SecureBytes(8);
  ixit["scp01.enc"] = ixit["scp02_55.enc"] = ixit["scp03.enc"] = SecureBytes(16);
  ixit["scp03_256.enc"] = SecureBytes(32);
  ixit["scp10.modulus"] = SecureBytes(128);
  ixit["scp11a.key_length"] = SecureBytes{0x20};
  ixit["scp11a.curve"] = SecureBytes{0x05};
  ixit["scp80.kic"] = SecureBytes{0x12};
  ixit["scp80.kic_key"] = SecureBytes(32);
  ixit["scp80.kid"] = SecureBytes{0x15};
  return ixit;
}

TEST(Policy, KnowsWhatEachProtocolNeeds) {
  const Names::Ixit ixit = bench();
  EXPECT_THAT(algorithms_of_group(ixit, "scp01"), ElementsAre("des"));
  EXPECT_THAT(algorithms_of_group(ixit, "scp02_55"), ElementsAre("des", "single-des"));
  EXPECT_THAT(algorithms_of_group(ixit, "scp03"), ElementsAre("aes-128"));
  EXPECT_THAT(algorithms_of_group(ixit, "scp03_256"), ElementsAre("aes-256"));
  EXPECT_THAT(algorithms_of_group(ixit, "scp10"),
              UnorderedElementsAre("des", "single-des", "sha-1", "rsa-1024"));
  EXPECT_THAT(algorithms_of_group(ixit, "scp11a"), ElementsAre("aes-256", "ecc-384"));
  EXPECT_THAT(algorithms_of_group(ixit, "scp80"), ElementsAre("aes-256", "des"));
}

TEST(Policy, ForbidsGroupsAndSaysWhere) {
  const auto forbidden = forbidden_groups({{"single-des", "bench.yaml:4:12"}}, bench());
  EXPECT_THAT(forbidden,
              ElementsAre(Pair("scp02_55",
                               "the keys scp02_55 need single-des, which the policy forbids: "
                               "bench.yaml:4:12"),
                          Pair("scp10",
                               "the keys scp10 need single-des, which the policy forbids: "
                               "bench.yaml:4:12")));
  EXPECT_TRUE(forbidden_groups({}, bench()).empty());
}

TEST(Policy, JudgesKeyVersionsThatAScriptWritesOut) {
  Names::Ixit ixit = bench();
  ixit["scp02_55.key_version"] = ixit["scp03.key_version"] = SecureBytes{0x30};
  ixit["scp01.key_version"] = SecureBytes{0x20};
  const auto forbidden = forbidden_groups({{"des", "bench.yaml:4:12"}}, ixit);
  EXPECT_EQ(check_key_version(forbidden, ixit, 0x20).error().text(),
            "key version 20: the keys scp01 need des, which the policy forbids: bench.yaml:4:12");
  EXPECT_TRUE(check_key_version(forbidden, ixit, 0x30)) << "SCP03 has this version too";
  EXPECT_TRUE(check_key_version(forbidden, ixit, 0x7F)) << "nobody has it";
  EXPECT_TRUE(check_key_version({}, ixit, 0x20)) << "nothing is forbidden";
}

TEST(Policy, LetsNamesOfDomainsPass) {
  EXPECT_TRUE(is_key_value("scp02.key_version"));
  EXPECT_TRUE(is_key_value("scp02.enc"));
  EXPECT_FALSE(is_key_value("scp02.sd_aid"));
  EXPECT_FALSE(is_key_value("scp02.i"));
  EXPECT_FALSE(is_key_value("isd_aid"));
}

}  // namespace
}  // namespace assay::engine
