// SPDX-License-Identifier: Apache-2.0
#include "adapters/replay/trace_writer.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace assay::replay {
namespace {

TEST(TraceWriter, WritesADialogue) {
  std::ostringstream out;
  TraceWriter writer(out);
  writer.opened(Bytes{0x3B, 0x00});
  writer.was_reset(iso7816::ResetKind::cold, Bytes{0x3B, 0x00});
  writer.answered(Bytes{0x00, 0xA4, 0x04, 0x00}, Bytes{0x90, 0x00});
  writer.unanswered(Bytes{0x80, 0xCA}, Error{ErrorCode::timeout, "two\nlines ", {}});
  writer.reset_failed(iso7816::ResetKind::warm, Error{ErrorCode::reader_lost, "gone", {}});
  EXPECT_EQ(out.str(),
            "atr 3B 00\n"
            "reset cold\natr 3B 00\n"
            "> 00 A4 04 00\n< 90 00\n"
            "> 80 CA\n! timeout two\\nlines\\s\n"
            "reset warm\n! reader_lost gone\n");
}

TEST(TraceWriter, LosesNothing) {
  const std::vector<TraceEvent> events{
      {.kind = EventKind::opened, .answer = {}},
      {.kind = EventKind::reset, .reset_kind = iso7816::ResetKind::cold, .answer = {0x3B, 0x00}},
      {.command = {0x00}, .answer = {}},
      {.command = {0x00, 0x01, 0x02}, .answer = {0x90}},
      {.command = Bytes(65544, 0xAB), .answer = Bytes(65538, 0xCD)},
      {.command = {0x00}, .error = Error{ErrorCode::card_mute, "", {}}},
      {.command = {0x00}, .error = Error{ErrorCode::refused, " # back\\slash \\n\n\r ", {}}},
      {.kind = EventKind::reset,
       .reset_kind = iso7816::ResetKind::warm,
       .error = Error{ErrorCode::internal, "x", {}}}};
  std::string text;
  for (const auto& event : events) text += to_text(event);
  const auto again = parse_trace(text, "t");
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again->events, events);
}

}  // namespace
}  // namespace assay::replay
