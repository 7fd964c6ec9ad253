// SPDX-License-Identifier: Apache-2.0
// What Calypso cards and SAMs were recorded to answer is taken apart by the forms of the catalogue.
#include <gmock/gmock.h>

#include "base/hex.hpp"
#include "document/node.hpp"
#include "engine/answer.hpp"

namespace assay::engine {
namespace {

using document::Node;

/// One exchange of tests/transcripts/calypso.yaml.
struct Recorded {
  std::string place;  ///< "CAL-TR-003 exchange 5"
  bool conforming = true;
  Bytes command, data;
};

std::string text(const Node& node, std::string_view key) {
  const Node* found = node.find(key);
  return found == nullptr ? "" : found->text;
}

std::vector<Recorded> recorded() {
  Diagnostics diagnostics;
  const auto document =
      document::read_file(ASSAY_SOURCE_DIR "/tests/transcripts/calypso.yaml", diagnostics);
  std::vector<Recorded> out;
  if (!document) return out;
  for (const auto& flow : document->root.find("transcripts")->items) {
    std::size_t number = 0;
    for (const auto& exchange : flow.find("exchanges")->items) {
      Bytes response = from_hex(text(exchange, "response")).value();
      response.resize(response.size() - 2);
      out.push_back({fmt::format("{} exchange {}", text(flow, "id"), ++number),
                     text(flow, "class") != "contradictory",
                     from_hex(text(exchange, "command")).value(), std::move(response)});
    }
  }
  return out;
}

const catalogue::Catalogue& specs() {
  static const catalogue::Catalogue loaded = [] {
    Diagnostics diagnostics;
    return catalogue::load(ASSAY_SOURCE_DIR "/specs", diagnostics).value();
  }();
  return loaded;
}

TEST(RecordedAnswers, BelongToCommandsThatTheCatalogueNames) {
  const auto exchanges = recorded();
  EXPECT_EQ(exchanges.size(), 562U);
  std::vector<std::string> unnamed;
  for (const auto& each : exchanges)
    if (catalogue::recognise(specs(), each.command) == nullptr) unnamed.push_back(each.place);
  // A stub is asked for an opening of no known revision: class 00, and no mode in P2.
  EXPECT_THAT(unnamed, testing::ElementsAre("CAL-TR-009 exchange 5"));
}

TEST(RecordedAnswers, FitTheFormsOfTheCatalogue) {
  std::vector<std::string> strange;
  std::size_t fitting = 0;
  for (const auto& each : recorded()) {
    const auto* command = catalogue::recognise(specs(), each.command);
    if (!each.conforming || command == nullptr || command->answers.empty() || each.data.empty())
      continue;
    if (take_apart(*command, each.data).form == nullptr)
      strange.push_back(each.place);
    else
      ++fitting;
  }
  EXPECT_THAT(strange, testing::IsEmpty());
  EXPECT_GE(fitting, 150U);
}

}  // namespace
}  // namespace assay::engine
