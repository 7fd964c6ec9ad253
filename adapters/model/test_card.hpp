// SPDX-License-Identifier: Apache-2.0
// TestCard: a model card and what a terminal needs to talk to it in unit tests. The terminal side here is a second,
// tiny implementation of its own: hex in, hex out, and C-MACs for SCP03.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "adapters/model/gp_card.hpp"
#include "adapters/model/gp_profile.hpp"
#include "base/hex.hpp"

namespace assay::model {

class TestCard {
 public:
  explicit TestCard(std::string_view profile = "", std::string_view deviation = "") {
    auto product = make_gp_product(profile);
    EXPECT_TRUE(product) << profile;
    state = product->state;
    if (!deviation.empty()) deviate(deviation);
  }

  void deviate(std::string_view id) {
    const auto deviation = find_gp_deviation(id);
    ASSERT_TRUE(deviation) << id;
    environment.deviations.set(static_cast<std::size_t>(*deviation));
  }

  std::string send(std::string_view hex) {
    const auto command = from_hex(hex);
    EXPECT_TRUE(command) << hex;
    step(state, *command, environment, response);
    return to_hex(response);
  }

  void reset() { model::reset(state, environment); }

  GpState state;
  GpEnvironment environment;
  Bytes response;
};

}  // namespace assay::model
