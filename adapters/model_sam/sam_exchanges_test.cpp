// SPDX-License-Identifier: Apache-2.0
// The model SAM against testdata/exchanges.txt, which testdata/make_exchanges.py computed from decision 0024.
#include <gtest/gtest.h>

#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "adapters/model_sam/sam_card.hpp"
#include "adapters/model_sam/sam_profile.hpp"
#include "base/hex.hpp"

namespace assay::model::sam {
namespace {

struct Line {
  std::string command;
  std::string answer;  ///< empty: whatever it is
};

struct Flow {
  std::string name;
  std::string profile;
  std::vector<Line> lines;
};

void PrintTo(const Flow& flow, std::ostream* out) {
  *out << flow.name;
}

std::vector<Flow> read_flows() {
  std::vector<Flow> flows;
  std::ifstream in(ASSAY_SOURCE_DIR "/adapters/model_sam/testdata/exchanges.txt");
  std::string word, value;
  while (in >> word) {
    if (word[0] == '#') {
      std::getline(in, value);
      continue;
    }
    in >> value;
    if (word == "flow")
      flows.push_back({value, {}, {}});
    else if (word == "profile")
      flows.back().profile = value == "bare" ? "" : value;
    else if (word == "command" || word == "skip")
      flows.back().lines.push_back({value, {}});
    else if (word == "answer")
      flows.back().lines.back().answer = value;
    else
      throw std::runtime_error("exchanges.txt has an unknown word: " + word);
  }
  return flows;
}

class Exchanges : public testing::TestWithParam<Flow> {};

TEST_P(Exchanges, AreAnsweredByteForByte) {
  const Flow& flow = GetParam();
  auto product = make_sam_product(flow.profile);
  ASSERT_TRUE(product) << flow.profile;
  SamEnvironment environment;
  reset(product->state, environment);
  Bytes response;
  for (const Line& line : flow.lines) {
    step(product->state, *from_hex(line.command), environment, response);
    if (line.answer.empty()) continue;
    EXPECT_EQ(to_hex(response), line.answer) << line.command;
  }
}

INSTANTIATE_TEST_SUITE_P(OfTheStandIn, Exchanges, testing::ValuesIn(read_flows()));

}  // namespace
}  // namespace assay::model::sam
