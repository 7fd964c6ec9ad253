// SPDX-License-Identifier: Apache-2.0
// The approved outputs of the reporters that write one file.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <sstream>

#include "reports/golden.hpp"
#include "reports/html/html_reporter.hpp"
#include "reports/json/json_reporter.hpp"
#include "reports/junit/junit_reporter.hpp"
#include "reports/synthetic_run.hpp"

namespace assay::reports {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

template <typename Reporter, typename... Args>
std::string report(Args&&... args) {
  std::ostringstream out;
  Reporter reporter(out, std::forward<Args>(args)...);
  play_synthetic_run(reporter);
  return out.str();
}

/// A catalogue of two rows and one command, so that this report changes only when the reporter does.
catalogue::Catalogue small_catalogue() {
  catalogue::Catalogue out;
  out.requirements = {{"GP-11.4.3.1-02", "gp", "11.4.3.1", "160", "", "apdu", "", "",
                       "The ISD entry carries its state & more.", "", ""},
                      {"GPD-7.1.1-05", "gp-scp03", "7.1.1", "", "", "apdu", "", "",
                       "An unknown key version is refused.", "", ""}};
  catalogue::Command update;
  update.name = "INITIALIZE UPDATE";
  update.clause = "GPD 7.1.1";
  update.says = "starts a session";
  update.cla.fixed = 0x80;
  update.ins.fixed = 0x50;
  update.p1.field = "key_version";
  update.p2.field = "key_identifier";
  catalogue::Field challenge;
  challenge.name = "host_challenge";
  challenge.min_size = challenge.max_size = 8;
  update.data = {challenge};
  out.commands[update.name] = update;
  return out;
}

TEST(JunitReporter, WritesTheApprovedXml) {
  EXPECT_TRUE(is_golden(report<JunitReporter>(), "junit.xml"));
}

TEST(JunitReporter, ShowsNoUnprovedCaseAsPassed) {
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(report<JunitReporter>().c_str()));
  std::map<std::string, std::string> outcomes;
  int tests = 0, failures = 0, errors = 0, skipped = 0;
  for (const auto suite : document.child("testsuites").children("testsuite")) {
    tests += suite.attribute("tests").as_int();
    failures += suite.attribute("failures").as_int();
    errors += suite.attribute("errors").as_int();
    skipped += suite.attribute("skipped").as_int();
    for (const auto node : suite.children("testcase"))
      outcomes[node.attribute("name").value()] = std::string(node.first_child().name()) + ":" +
                                                 node.first_child().attribute("type").value();
  }
  const std::map<std::string, std::string> wanted = {
      {"by-name", ":"},
      {"unknown-key-version[key_version='7F']", "failure:fail"},
      {"isd-listed", "failure:fail"},
      {"after-lock", "error:inconclusive"},
      {"then-read", "error:error"},
      {"cin", "skipped:"},
      {"iin", "failure:unexpected pass"},
      {"c-mac", "skipped:"},
      {"terminate", "error:refused"}};
  EXPECT_EQ(outcomes, wanted);
  EXPECT_EQ(tests, 9);
  EXPECT_EQ(failures, 3);
  EXPECT_EQ(errors, 3);
  EXPECT_EQ(skipped, 2);
}

TEST(JunitReporter, CallsACaseNeverReachedAnError) {
  std::ostringstream out;
  JunitReporter reporter(out);
  reporter.run_started(synthetic_run());
  reporter.run_finished({});
  EXPECT_THAT(out.str(),
              HasSubstr(R"(<error type="not run" message="the run ended before this case" />)"));
  pugi::xml_document document;
  EXPECT_TRUE(document.load_string(out.str().c_str()));
}

TEST(JsonReporter, WritesTheApprovedDocument) {
  const std::string text = report<JsonReporter>();
  EXPECT_TRUE(is_golden(text, "report.json"));
  const auto document = nlohmann::json::parse(text, nullptr, false);
  ASSERT_TRUE(document.is_object());
  EXPECT_EQ(document["cases"].size(), 9u);
  EXPECT_EQ(document["summary"]["failed"], 3);
}

TEST(JsonReporter, WritesTheSummaryLineOfTheContract) {
  const journal::RunSummary summary{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0.25, ""};
  EXPECT_EQ(
      summary_line(summary),
      R"({"passed":1,"failed":2,"inconclusive":3,"error":4,"not_applicable":5,"expected_failures":7,)"
      R"("written":8,"steps":9,"apdus":10,"seconds":0.25})");
}

TEST(HtmlReporter, WritesTheApprovedPage) {
  const auto catalogue = small_catalogue();
  EXPECT_TRUE(is_golden(report<HtmlReporter>(&catalogue), "report.html"));
}

TEST(HtmlReporter, IsSelfContainedAndEscapesWhatItIsTold) {
  const std::string page = report<HtmlReporter>();
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("http")));
  EXPECT_THAT(page, Not(HasSubstr("product <A&B>")));
  EXPECT_THAT(page, HasSubstr("product &lt;A&amp;B&gt;.yaml"));
  EXPECT_THAT(page, Not(HasSubstr("\xFF")));
}

TEST(Reporters, ShowNoSecretByte) {
  // The key of the synthetic PUT KEY starts after its first two data bytes.
  for (const std::string& text :
       {report<HtmlReporter>(), report<JunitReporter>(), report<JsonReporter>()}) {
    EXPECT_THAT(text, Not(HasSubstr("02 03 04 05 06 07 08 09 0A")));
    EXPECT_THAT(text, Not(HasSubstr("020304050607080")));
  }
}

TEST(HtmlReporter, LinksEveryRequirementAndCaseToAPlaceThatExists) {
  const std::string page = report<HtmlReporter>();
  std::size_t links = 0;
  for (std::size_t at = page.find("href=\"#"); at != std::string::npos;
       at = page.find("href=\"#", at + 1)) {
    const std::string name = page.substr(at + 7, page.find('"', at + 7) - at - 7);
    EXPECT_THAT(page, HasSubstr("id=\"" + name + "\""));
    ++links;
  }
  EXPECT_GT(links, 15u);
}

}  // namespace
}  // namespace assay::reports
