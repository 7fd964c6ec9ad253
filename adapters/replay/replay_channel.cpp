// SPDX-License-Identifier: Apache-2.0
// ReplayChannel: each command must be the recorded one, in the recorded place.
#include "adapters/replay/replay_channel.hpp"

#include "base/hex.hpp"

namespace assay::replay {
namespace {

std::string reset_text(std::optional<iso7816::ResetKind> kind) {
  if (!kind) return "a reset";
  return *kind == iso7816::ResetKind::cold ? "'reset cold'" : "'reset warm'";
}

std::string expected_text(const TraceEvent& event) {
  if (event.kind == EventKind::exchange) return "'> " + to_spaced_hex(event.command) + "'";
  return reset_text(event.reset_kind);
}

}  // namespace

ReplayChannel::ReplayChannel(Trace trace) : trace_(std::move(trace)) {
  description_ = {.uri = "replay:" + trace_.file, .kind = "replay", .reader = trace_.file};
  description_.capabilities.real = false;
  if (next_is(EventKind::opened)) atr_ = trace_.events[next_++].answer;
}

bool ReplayChannel::next_is(EventKind kind) const {
  return next_ < trace_.events.size() && trace_.events[next_].kind == kind;
}

Result<void> ReplayChannel::reset(iso7816::ResetKind kind) {
  const std::size_t first =
      trace_.events.empty() || trace_.events[0].kind != EventKind::opened ? 0 : 1;
  if (!next_is(EventKind::reset)) return next_ == first ? Result<void>{} : unlike(reset_text(kind));
  const TraceEvent& event = trace_.events[next_];
  if (event.reset_kind.value_or(kind) != kind) return unlike(reset_text(kind));
  ++next_;
  if (event.error) return tl::unexpected(*event.error);
  atr_ = event.answer;
  return {};
}

Result<void> ReplayChannel::transmit(ByteView command, Bytes& response) {
  const bool recorded =
      next_is(EventKind::exchange) && equal(trace_.events[next_].command, command);
  if (!recorded) return unlike("'> " + to_spaced_hex(command) + "'");
  const TraceEvent& event = trace_.events[next_++];
  if (event.error) return tl::unexpected(*event.error);
  response = event.answer;
  return {};
}

tl::unexpected<Error> ReplayChannel::unlike(const std::string& got) const {
  if (next_ < trace_.events.size()) {
    const TraceEvent& event = trace_.events[next_];
    return at(place(trace_.file, event.position),
              {ErrorCode::refused,
               fmt::format("the trace expects {}, got {}", expected_text(event), got),
               {}});
  }
  const Position last = trace_.events.empty() ? Position{1, 1} : trace_.events.back().position;
  return at(place(trace_.file, last),
            {ErrorCode::refused, fmt::format("the trace ends here, got {}", got), {}});
}

Result<std::unique_ptr<iso7816::CardChannel>> open_replay(const std::string& path) {
  TRY(Trace trace, load_trace(path));
  return std::make_unique<ReplayChannel>(std::move(trace));
}

}  // namespace assay::replay
