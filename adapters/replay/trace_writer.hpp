// SPDX-License-Identifier: Apache-2.0
// TraceWriter: writes what goes over a channel as a trace that `replay:` plays back.
#pragma once

#include <iosfwd>

#include "adapters/replay/trace.hpp"
#include "iso7816/exchange_sink.hpp"

namespace assay::replay {

/// Writes each event when it is told, and flushes: a process that dies loses no finished exchange.
class TraceWriter final : public iso7816::ExchangeSink {
 public:
  explicit TraceWriter(std::ostream& out) : out_(out) {}

  void opened(ByteView atr) override;
  void was_reset(iso7816::ResetKind kind, ByteView atr) override;
  void reset_failed(iso7816::ResetKind kind, const Error& error) override;
  void answered(ByteView command, ByteView response) override;
  void unanswered(ByteView command, const Error& error) override;

 private:
  void write(const TraceEvent& event);
  std::ostream& out_;
};

}  // namespace assay::replay
