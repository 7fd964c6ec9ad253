// SPDX-License-Identifier: Apache-2.0
#include "engine/confidence.hpp"

#include <gtest/gtest.h>

namespace assay::engine {
namespace {

using journal::Verdict;

catalogue::Catalogue some_rows() {
  catalogue::Catalogue rows;
  const auto add = [&](const char* id, const char* name, const char* confidence) {
    catalogue::Requirement row;
    row.id = id;
    row.catalogue = name;
    row.confidence = confidence;
    rows.requirements.push_back(row);
  };
  add("CAL-1", "calypso", "confirmed on a genuine card or vector");
  add("CAL-2", "calypso", "coded in reference libraries");
  add("CAL-3", "calypso", "inferred");
  add("GPF-1", "gp-scp11", "inferred");
  return rows;
}

class ConfidenceTest : public testing::Test {
 protected:
  static std::vector<journal::FailedCheck> failed(std::vector<std::string> covers) {
    journal::FailedCheck check;
    check.covers = std::move(covers);
    return {check};
  }
  Confidence with(std::string_view line = "") {
    script::Ics ics;
    if (!line.empty()) ics.answers[std::string(line)] = "true";
    return {rows_, ics};
  }
  catalogue::Catalogue rows_ = some_rows();
};

TEST_F(ConfidenceTest, AnInferredRequirementAloneIsInconclusive) {
  auto failures = failed({"CAL-3"});
  EXPECT_EQ(with().weigh(failures), Verdict::inconclusive);
  EXPECT_EQ(failures[0].confidence, "inferred");
}

TEST_F(ConfidenceTest, WhatLibrariesCodeFailsWithALabel) {
  auto failures = failed({"CAL-2", "CAL-3"});
  EXPECT_EQ(with().weigh(failures), Verdict::fail);
  EXPECT_EQ(failures[0].confidence, "coded in reference libraries");
}

TEST_F(ConfidenceTest, WhatIsConfirmedFailsWithoutALabel) {
  for (const auto* id : {"CAL-1", "GPF-1", "unknown"}) {
    auto failures = failed({"CAL-3", id});
    EXPECT_EQ(with().weigh(failures), Verdict::fail) << id;
    EXPECT_EQ(failures[0].confidence, "") << id;
  }
  auto without_requirement = failed({});
  EXPECT_EQ(with().weigh(without_requirement), Verdict::fail);
}

TEST_F(ConfidenceTest, OneBindingFailureMakesTheStepFail) {
  auto failures = failed({"CAL-3"});
  failures.push_back(failed({"CAL-1"})[0]);
  EXPECT_EQ(with().weigh(failures), Verdict::fail);
  EXPECT_EQ(failures[0].confidence, "inferred");
  EXPECT_EQ(failures[1].confidence, "");
}

TEST_F(ConfidenceTest, LinesOfTheIcsPromote) {
  auto inferred = failed({"CAL-3"});
  EXPECT_EQ(with("confidence.inferred").weigh(inferred), Verdict::fail);
  EXPECT_EQ(inferred[0].confidence, "");
  auto coded = failed({"CAL-2"});
  EXPECT_EQ(with("confidence.libraries").weigh(coded), Verdict::fail);
  EXPECT_EQ(coded[0].confidence, "");
  auto still = failed({"CAL-3"});
  EXPECT_EQ(with("confidence.libraries").weigh(still), Verdict::inconclusive);
}

TEST_F(ConfidenceTest, WithoutACatalogueEverythingBinds) {
  auto failures = failed({"CAL-3"});
  EXPECT_EQ(Confidence().weigh(failures), Verdict::fail);
  EXPECT_EQ(failures[0].confidence, "");
}

}  // namespace
}  // namespace assay::engine
