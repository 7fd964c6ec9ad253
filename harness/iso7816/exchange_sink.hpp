// SPDX-License-Identifier: Apache-2.0
// ExchangeSink: who wants to be told every verb that went over a channel, such as a trace writer.
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::iso7816 {

/// Told after the fact, in order. A verb that failed is told with its error.
class ExchangeSink {
 public:
  ExchangeSink() = default;
  ExchangeSink(const ExchangeSink&) = delete;
  ExchangeSink& operator=(const ExchangeSink&) = delete;
  virtual ~ExchangeSink() = default;

  /// The ATR found when the channel was taken over, before any reset.
  virtual void opened(ByteView atr) = 0;
  virtual void was_reset(ResetKind kind, ByteView atr) = 0;
  virtual void reset_failed(ResetKind kind, const Error& error) = 0;
  virtual void answered(ByteView command, ByteView response) = 0;
  virtual void unanswered(ByteView command, const Error& error) = 0;
};

}  // namespace assay::iso7816
