// SPDX-License-Identifier: Apache-2.0
// CalypsoVerification: what came of looking at a MAC or signature of a Calypso card.
#pragma once

#include <string>

#include "base/bytes.hpp"

namespace assay::engine {

struct CalypsoVerification {
  enum class State {
    valid,
    wrong,
    absent,   ///< the answer has no room for it
    unknown,  ///< nobody could tell
  };
  State state = State::unknown;
  Bytes received;
  std::string problem;  ///< why not, when unknown or absent
};

}  // namespace assay::engine
