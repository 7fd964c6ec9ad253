// SPDX-License-Identifier: Apache-2.0
#include "engine/traceability.hpp"

#include <gtest/gtest.h>

namespace assay::engine {
namespace {

catalogue::Requirement row(std::string_view id, const std::string& catalogue = "gp",
                           std::string_view testable = "apdu") {
  catalogue::Requirement made;
  made.id = id;
  made.catalogue = catalogue;
  made.testable = testable;
  return made;
}

class TraceTest : public testing::Test {
 protected:
  TraceTest() {
    catalogue_.requirements = {row("A-1"), row("A-2"), row("A-3", "gp", "none"),
                               row("B-1", "iso7816", "setup")};
  }

  const RowTrace& find(const Trace& trace, const std::string& id) {
    for (const auto& each : trace.rows)
      if (each.requirement->id == id) return each;
    ADD_FAILURE() << id;
    return trace.rows.front();
  }

  catalogue::Catalogue catalogue_;
};

TEST_F(TraceTest, ARowIsOpenUntilSomethingIsKnownOfIt) {
  const Trace trace = engine::trace(catalogue_, {}, {});
  EXPECT_EQ(trace.total.catalogued, 4U);
  EXPECT_EQ(trace.total.testable, 3U);
  EXPECT_EQ(trace.total.open, 4U);
  EXPECT_EQ(trace.catalogues.at("gp").catalogued, 3U);
  EXPECT_EQ(trace.catalogues.at("iso7816").testable, 1U);
}

TEST_F(TraceTest, AClaimAloneProvesNothing) {
  const Trace trace = engine::trace(catalogue_, {}, {{"A-1", {"suite/case", "suite/other"}}});
  EXPECT_EQ(find(trace, "A-1").state, RowState::open);
  EXPECT_EQ(find(trace, "A-1").cases.size(), 2U);
  EXPECT_EQ(trace.total.claimed, 1U);
  EXPECT_EQ(trace.total.open, 4U);
}

TEST_F(TraceTest, TheSameAsAProvenRowIsProvenByIt) {
  catalogue_.same_as = {{"A-2", "A-1", ""}};
  const Trace trace = engine::trace(catalogue_, {"A-1"}, {});
  EXPECT_EQ(find(trace, "A-1").state, RowState::proven);
  EXPECT_EQ(find(trace, "A-2").state, RowState::same_as);
  EXPECT_EQ(find(trace, "A-2").remark, "A-1");
  EXPECT_EQ(trace.total.proven, 1U);
  EXPECT_EQ(trace.total.same_as, 1U);
}

TEST_F(TraceTest, TheSameAsAnOpenRowStaysOpen) {
  catalogue_.same_as = {{"A-2", "A-1", ""}};
  EXPECT_EQ(find(engine::trace(catalogue_, {"B-1"}, {}), "A-2").state, RowState::open);
}

TEST_F(TraceTest, AnExceptionIsCountedByItsReason) {
  catalogue_.exceptions = {{"A-1", "permission", ""}, {"A-2", "not-observable", ""}};
  const Trace trace = engine::trace(catalogue_, {}, {});
  EXPECT_EQ(find(trace, "A-1").state, RowState::excepted);
  EXPECT_EQ(find(trace, "A-1").remark, "permission");
  EXPECT_EQ(trace.total.excepted.at("permission"), 1U);
  EXPECT_EQ(trace.total.excepted.at("not-observable"), 1U);
  EXPECT_EQ(trace.total.open, 2U);
}

TEST_F(TraceTest, AProofOutweighsAnException) {
  catalogue_.exceptions = {{"A-1", "permission", ""}};
  const Trace trace = engine::trace(catalogue_, {"A-1"}, {});
  EXPECT_EQ(find(trace, "A-1").state, RowState::proven);
  EXPECT_TRUE(trace.total.excepted.empty());
}

}  // namespace
}  // namespace assay::engine
