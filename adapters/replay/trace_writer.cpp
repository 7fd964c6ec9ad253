// SPDX-License-Identifier: Apache-2.0
// TraceWriter: one event of the channel, one event of the trace.
#include "adapters/replay/trace_writer.hpp"

#include <ostream>

namespace assay::replay {

void TraceWriter::opened(ByteView atr) {
  write({.kind = EventKind::opened, .answer = to_bytes(atr)});
}

void TraceWriter::was_reset(iso7816::ResetKind kind, ByteView atr) {
  write({.kind = EventKind::reset, .reset_kind = kind, .answer = to_bytes(atr)});
}

void TraceWriter::reset_failed(iso7816::ResetKind kind, const Error& error) {
  write({.kind = EventKind::reset, .reset_kind = kind, .error = error});
}

void TraceWriter::answered(ByteView command, ByteView response) {
  write({.command = to_bytes(command), .answer = to_bytes(response)});
}

void TraceWriter::unanswered(ByteView command, const Error& error) {
  write({.command = to_bytes(command), .error = error});
}

void TraceWriter::write(const TraceEvent& event) {
  out_ << to_text(event);
  out_.flush();
}

}  // namespace assay::replay
