// SPDX-License-Identifier: Apache-2.0
// RecordingChannel: passes everything through and tells a sink what went over the channel.
#pragma once

#include <memory>

#include "iso7816/card_channel.hpp"
#include "iso7816/exchange_sink.hpp"

namespace assay::decorators {

/// The sink outlives the channel and is told the ATR at hand when recording starts.
class RecordingChannel final : public iso7816::CardChannel {
 public:
  RecordingChannel(std::unique_ptr<iso7816::CardChannel> inner, iso7816::ExchangeSink& sink);

  Result<void> reset(iso7816::ResetKind kind) override;
  Result<void> transmit(ByteView command, Bytes& response) override;
  Result<bool> transmit_and_cut(ByteView command, std::uint32_t writes) override;
  ByteView atr() const override { return inner_->atr(); }
  const iso7816::TargetDescription& description() const override { return inner_->description(); }
  Result<void> rewind(std::uint64_t seed) override { return inner_->rewind(seed); }

 private:
  std::unique_ptr<iso7816::CardChannel> inner_;
  iso7816::ExchangeSink& sink_;
};

}  // namespace assay::decorators
