// SPDX-License-Identifier: Apache-2.0
// RecordingChannel: every verb with its outcome, in order.
#include "adapters/decorators/recording_channel.hpp"

namespace assay::decorators {

RecordingChannel::RecordingChannel(std::unique_ptr<iso7816::CardChannel> inner,
                                   iso7816::ExchangeSink& sink)
    : inner_(std::move(inner)), sink_(sink) {
  sink_.opened(inner_->atr());
}

Result<void> RecordingChannel::reset(iso7816::ResetKind kind) {
  auto result = inner_->reset(kind);
  if (result)
    sink_.was_reset(kind, inner_->atr());
  else
    sink_.reset_failed(kind, result.error());
  return result;
}

Result<void> RecordingChannel::transmit(ByteView command, Bytes& response) {
  auto result = inner_->transmit(command, response);
  if (result)
    sink_.answered(command, response);
  else
    sink_.unanswered(command, result.error());
  return result;
}

Result<bool> RecordingChannel::transmit_and_cut(ByteView command, std::uint32_t writes) {
  auto result = inner_->transmit_and_cut(command, writes);
  const Error cut{
      ErrorCode::card_mute, fmt::format("power was cut after at most {} writes", writes), {}};
  sink_.unanswered(command, result ? cut : result.error());
  return result;
}

}  // namespace assay::decorators
