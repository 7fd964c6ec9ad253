// SPDX-License-Identifier: Apache-2.0
// TestCard: a model card and what a terminal needs to talk to it in unit tests: hex in, hex out.
#pragma once

#include <gtest/gtest.h>

#include <span>
#include <string>
#include <string_view>

#include "adapters/model_calypso/calypso_card.hpp"
#include "adapters/model_calypso/calypso_exchanges.hpp"
#include "adapters/model_calypso/card_profile.hpp"
#include "base/hex.hpp"

namespace assay::model::calypso {

class TestCard {
 public:
  explicit TestCard(std::string_view profile = "", std::string_view model = "calypso-prime") {
    environment.random = Random(1);
    const auto made = built_in_profile(model, profile);
    EXPECT_TRUE(made) << profile;
    const auto card = make_card(*made);
    EXPECT_TRUE(card) << profile;
    state = *card;
  }

  std::string send(std::string_view hex) {
    const auto command = from_hex(hex);
    EXPECT_TRUE(command) << hex;
    step(state, *command, environment, response);
    return to_hex(response);
  }

  void pass(std::span<const exchanges::Line> lines) {
    for (std::size_t i = 0; i < lines.size(); ++i)
      EXPECT_EQ(send(lines[i].command), lines[i].answer)
          << "line " << i << ": " << lines[i].command;
  }

  void select() { EXPECT_EQ(send("00A4040009315449432E4943413100").substr(0, 4), "6F23"); }
  void reset(Loss loss = Loss::power) { calypso::reset(state, environment, loss); }

  CalypsoState state;
  CalypsoEnvironment environment;
  Bytes response;
};

}  // namespace assay::model::calypso
