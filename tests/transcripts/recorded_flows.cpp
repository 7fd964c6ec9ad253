// SPDX-License-Identifier: Apache-2.0
// From YAML to recorded flows.
#include "recorded_flows.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/hex.hpp"
#include "document/node.hpp"

namespace assay::transcripts {
namespace {

using document::Node;

Bytes hex_at(const Node& node, std::string_view key) {
  const Node* found = node.find(key);
  if (found == nullptr) return {};
  auto bytes = from_hex(found->text);
  EXPECT_TRUE(bytes) << key << " " << found->text;
  return bytes ? *std::move(bytes) : Bytes{};
}

std::string text_at(const Node& node, std::string_view key) {
  const Node* found = node.find(key);
  return found == nullptr ? std::string() : found->text;
}

RecordedFlow read_flow(const Node& node) {
  RecordedFlow out{text_at(node, "id"), text_at(node, "class"), {}, {}, {}, {}};
  if (const Node* card = node.find("card")) {
    out.fci = hex_at(*card, "fci");
    out.fci_status = hex_at(*card, "fci_sw");
    out.sam_atr = hex_at(*card, "sam_atr");
  }
  for (const Node& item : node.find("exchanges")->items)
    out.exchanges.push_back(
        {text_at(item, "to") == "sam", hex_at(item, "command"), hex_at(item, "response")});
  return out;
}

CapturedCard read_card(const Node& node) {
  CapturedCard out{text_at(node, "id"), hex_at(node, "fci"), {}};
  if (const Node* headers = node.find("file_headers"))
    for (const Node& item : headers->items) out.headers.push_back(hex_at(item, "header"));
  return out;
}

Recording read_recording() {
  Recording out;
  Diagnostics diagnostics;
  const auto document =
      document::read_file(ASSAY_SOURCE_DIR "/tests/transcripts/calypso.yaml", diagnostics);
  EXPECT_TRUE(document && diagnostics.empty());
  if (!document || !diagnostics.empty()) return out;
  for (const Node& item : document->root.find("transcripts")->items)
    out.flows.push_back(read_flow(item));
  for (const Node& item : document->root.find("captured_responses")->items)
    out.cards.push_back(read_card(item));
  return out;
}

}  // namespace

const Recording& recording() {
  static const Recording recording = read_recording();
  return recording;
}

const RecordedFlow& flow(std::string_view id) {
  static const RecordedFlow none;
  const auto& flows = recording().flows;
  const auto found = std::ranges::find(flows, id, &RecordedFlow::id);
  EXPECT_NE(found, flows.end()) << id;
  return found == flows.end() ? none : *found;
}

}  // namespace assay::transcripts
