// SPDX-License-Identifier: Apache-2.0
#include "script/ics.hpp"

#include "base/hex.hpp"
#include "script/script_fixture.hpp"

namespace assay::script {
namespace {

class IcsTest : public ScriptTest {
 protected:
  /// "applies", or why not, for a condition as a suite writes it.
  std::string judged(const std::string& condition) {
    const Suite suite =
        load(with_case("    applies_when: " + condition + "\n    steps: [{ reset: cold }]\n"));
    const auto result = evaluate(suite.cases.at(0).applies_when, ics_);
    return result.applies ? "applies" : result.reason;
  }

  Ics ics_{"product", {{"scp03", "true"}, {"logical_channels", "4"}, {"scp03.i", "70"}}};
};

TEST_F(IcsTest, DecidesConditions) {
  EXPECT_EQ(judged("scp03"), "applies");
  EXPECT_EQ(judged("{ not: scp03 }"), "the ICS claims scp03");
  EXPECT_EQ(judged("{ logical_channels: { at_least: 4 } }"), "applies");
  EXPECT_EQ(judged("{ logical_channels: { at_least: 5 } }"),
            "the ICS says logical_channels is 4; at least 5 is wanted");
  EXPECT_EQ(judged("{ logical_channels: { at_most: 3 } }"),
            "the ICS says logical_channels is 4; at most 3 is wanted");
  EXPECT_EQ(judged("{ scp03.i: { equals: '70' } }"), "applies");
  EXPECT_EQ(judged("{ scp03.i: { equals: '10' } }"), "the ICS says scp03.i is 70; 10 is wanted");
  EXPECT_EQ(judged("{ all: [scp03, { not: scp03 }] }"), "the ICS claims scp03");
  EXPECT_EQ(judged("{ any: [{ not: scp03 }, scp03] }"), "applies");
}

TEST_F(IcsTest, LeavesOpenWhatIsNotAnswered) {
  ics_.answers = {{"scp03", "false"}};
  EXPECT_EQ(judged("scp03"), "the ICS does not claim scp03");
  EXPECT_EQ(judged("{ not: scp03 }"), "applies");
  EXPECT_EQ(judged("{ logical_channels: { at_least: 2 } }"),
            "the ICS does not answer logical_channels");
  EXPECT_EQ(judged("{ not: { logical_channels: { at_least: 2 } } }"),
            "the ICS does not answer logical_channels");
  EXPECT_EQ(judged("{ all: [{ not: scp03 }, { scp03.i: { equals: '70' } }] }"),
            "the ICS does not answer scp03.i");
  EXPECT_EQ(judged("{ any: [scp03, { scp03.i: { equals: '70' } }] }"),
            "the ICS does not claim scp03, and the ICS does not answer scp03.i");
}

TEST_F(IcsTest, ReadsAnswersInOneForm) {
  Diagnostics diagnostics;
  const auto ics = load_ics(
      write("ics.yaml",
            "ics: a card\nanswers: { scp03: true, logical_channels: 4, scp03.i: '7 0' }\n"),
      catalogue_, diagnostics);
  EXPECT_FALSE(ics) << "half bytes";
  const auto good =
      load_ics(write("ics.yaml",
                     "ics: a card\nanswers: { scp03: true, logical_channels: 4, scp03.i: '7a' }\n"),
               catalogue_, diagnostics);
  ASSERT_TRUE(good);
  EXPECT_EQ(good->product, "a card");
  EXPECT_EQ(good->answers.at("scp03.i"), "7A");
  EXPECT_EQ(good->answers.at("scp03"), "true");
}

TEST_F(IcsTest, ReadsABenchWithDottedNames) {
  Diagnostics diagnostics;
  const auto bench = load_bench(write("bench.yaml", R"(bench: desk
targets: { card: 'pcsc:ACS*', sam: 'model:sam' }
ixit:
  isd_aid: 'A0 00 00 01 51 00 00 00'
  scp03: { key_version: '30', enc: '40 41' }
safety:
  allow: [{ identity: 'cplc:4790', risk: auth-failure, failed_authentications: 5 }]
  ledger: attempts.json
)"),
                                catalogue_, diagnostics);
  ASSERT_TRUE(bench) << shown(diagnostics);
  EXPECT_EQ(bench->targets.at("card"), "pcsc:ACS*");
  EXPECT_EQ(to_hex(bench->ixit.at("scp03.enc")), "4041");
  EXPECT_TRUE(bench->places.at("scp03.enc").ends_with("bench.yaml:5:36"))
      << bench->places.at("scp03.enc");
  ASSERT_EQ(bench->permits.size(), 1U);
  EXPECT_EQ(bench->permits[0].risk, catalogue::Risk::auth_failure);
  EXPECT_EQ(bench->permits[0].failed_authentications, 5U);
  EXPECT_EQ(bench->ledger, "attempts.json");
}

TEST_F(IcsTest, NeverQuotesAKeyThatCannotBeRead) {
  EXPECT_EQ(checked("bench.yaml", "bench: b\nixit: { scp03: { enc: '404142434G44' } }\n"),
            "bench.yaml:2:23: wanted here: bytes between quotes\n");
  EXPECT_EQ(checked("bench.yaml", "bench: b\nixit: { scp03: { enc: 404142434445 } }\n"),
            "bench.yaml:2:23: wanted here: bytes between quotes\n");
  EXPECT_EQ(checked("bench.yaml", "bench: b\nixit: { scp03: { enc: '40414243' }\n"),
            "bench.yaml:3:1: not YAML: end of map flow not found\n");
}

TEST_F(IcsTest, AnExpectedFailureHasAReason) {
  Diagnostics diagnostics;
  (void)load_expected_failures(
      write("x.yaml", "expected_failures:\n  - { case: 'a', verdict: fail, because: ' ' }\n"),
      diagnostics);
  ASSERT_EQ(diagnostics.items().size(), 1U);
  EXPECT_EQ(diagnostics.items()[0].message, "a reason is wanted: why this case is known to fail");
}

TEST_F(IcsTest, ReadsExpectedFailures) {
  Diagnostics diagnostics;
  const auto lines =
      load_expected_failures(write("x.yaml",
                                   "expected_failures:\n  - { case: 'gp/*', target: 'exec:*', "
                                   "verdict: fail, because: it is known }\n"),
                             diagnostics);
  ASSERT_TRUE(lines);
  ASSERT_EQ(lines->size(), 1U);
  EXPECT_EQ(lines->front().case_glob, "gp/*");
  EXPECT_EQ(lines->front().target_glob, "exec:*");
  EXPECT_EQ(lines->front().position, (Position{2, 5}));
}

}  // namespace
}  // namespace assay::script
