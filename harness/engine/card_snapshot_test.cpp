// SPDX-License-Identifier: Apache-2.0
#include "engine/card_snapshot.hpp"

#include <gmock/gmock.h>

#include "engine/scripted_card.hpp"

namespace assay::engine {
namespace {

using testing::ElementsAre;

/// A phone with a log of two records, a file under the PIN, and a purse.
CalypsoSurvey phone() {
  SurveyedApplication seen;
  seen.application.name = *from_hex("315449432E49434131");
  seen.application.serial = {0x1B, 0x2A, 0x00, 0x80, 0x11, 0x22, 0x33, 0x44};
  seen.application.hce = true;
  seen.application.features.product = calypso::Product::prime_3;
  seen.application.features.stored_value = true;
  calypso::FileHeader log;
  log.sfi = 0x08;
  log.lid = 0x2010;
  log.ef_type = calypso::EfType::cyclic;
  log.records = 2;
  log.access[0] = 0x1F;
  calypso::FileHeader hidden = log;
  hidden.sfi = 0x03;
  hidden.access[0] = 0x01;
  seen.files = {log, hidden};
  CalypsoSurvey out;
  out.applications = {seen};
  return out;
}

TEST(CardSnapshot, TakesNothingFromWhatIsNoCalypsoCard) {
  CardScript script;
  ScriptedCard card(script);
  EXPECT_FALSE(*take_snapshot(card, CalypsoSurvey()));
  EXPECT_TRUE(script.log.empty());
}

TEST(CardSnapshot, ReadsWhatEverybodyMayReadAndOpensNoSession) {
  CardScript script;
  for (const char* answer : {"9000", "11229000", "33449000"}) script.answer(answer);
  script.answer("79" + std::string(58, '0') + "9000");
  ScriptedCard card(script);
  const auto seen = take_snapshot(card, phone());
  ASSERT_TRUE(seen && *seen);
  EXPECT_THAT(script.log, ElementsAre("cold", "00A4040009315449432E4943413100", "00B2014400",
                                      "00B2024400", "007C000900", "cold"));
  EXPECT_EQ((*seen)->identity, "008011223344");
  EXPECT_EQ((*seen)->validity, "1B2A");
  EXPECT_TRUE((*seen)->hce);
  ASSERT_EQ((*seen)->logs.size(), 1U);
  EXPECT_EQ((*seen)->logs[0].file, "315449432E49434131/2010");
  EXPECT_THAT((*seen)->logs[0].records, ElementsAre("044E2F819A4A5992", "FCFFBA9828157B10"));
  ASSERT_TRUE((*seen)->stored_value);
  EXPECT_EQ((*seen)->stored_value->number, 0);
}

}  // namespace
}  // namespace assay::engine
