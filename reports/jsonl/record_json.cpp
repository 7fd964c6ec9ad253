// SPDX-License-Identifier: Apache-2.0
// One function for each record.
#include "reports/jsonl/record_json.hpp"

namespace assay::reports {

void put_position(JsonText& json, Position position) {
  json.number("line", position.line).number("column", position.column);
}

void put_inputs(JsonText& json, std::span<const journal::InputFile> inputs) {
  json.open_array("inputs");
  for (const auto& input : inputs)
    json.open_object()
        .text("kind", input.kind)
        .text("path", input.path)
        .text("sha256", input.sha256)
        .close_object();
  json.close_array();
}

void put_targets(JsonText& json, std::span<const journal::TargetRecord> targets) {
  json.open_array("targets");
  for (const auto& target : targets)
    json.open_object()
        .text("role", target.role)
        .text("uri", target.uri)
        .text("kind", target.kind)
        .text_if("reader", target.reader)
        .text_if("protocol", target.protocol)
        .text_if("atr", target.atr)
        .text_if("identity", target.identity)
        .text_if("label", target.label)
        .close_object();
  json.close_array();
}

void put_planned(JsonText& json, const journal::PlannedCase& planned) {
  json.text("address", planned.address)
      .text("suite", planned.suite)
      .text("title", planned.title)
      .text("file", planned.file);
  put_position(json, planned.position);
  json.text("level", planned.level)
      .text("risk", planned.risk)
      .text("target", planned.target)
      .texts_if("covers", planned.covers)
      .texts_if("tags", planned.tags);
}

void put_failures(JsonText& json, std::span<const journal::FailedCheck> failures) {
  json.open_array("failures");
  for (const auto& failure : failures) {
    json.open_object()
        .text("what", failure.what)
        .text("expected", failure.expected)
        .text("received", failure.received)
        .texts_if("covers", failure.covers)
        .text_if("because", failure.because)
        .text_if("confidence", failure.confidence)
        .text("file", failure.file);
    put_position(json, failure.position);
    json.close_object();
  }
  json.close_array();
}

}  // namespace assay::reports
