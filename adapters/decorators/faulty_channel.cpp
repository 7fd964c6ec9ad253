// SPDX-License-Identifier: Apache-2.0
// FaultyChannel: mute, late, truncated, wrong status word, lost; at the exchanges named beforehand.
#include "adapters/decorators/faulty_channel.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/random.hpp"

namespace assay::decorators {

std::vector<Fault> random_faults(std::uint64_t seed, std::size_t count, std::size_t last_exchange) {
  ASSAY_CHECK(last_exchange > 0);
  Random random(seed);
  std::vector<Fault> faults;
  for (std::size_t i = 0; i < count; ++i) {
    Fault fault;
    fault.exchange = 1 + random.below(last_exchange);
    fault.kind = static_cast<FaultKind>(random.below(5));
    fault.keep = random.below(2);
    fault.sw = {static_cast<std::uint16_t>(0x6000 + random.below(0x1000))};
    fault.delay = std::chrono::milliseconds(random.below(120'000));
    faults.push_back(fault);
  }
  return faults;
}

FaultyChannel::FaultyChannel(std::unique_ptr<iso7816::CardChannel> inner, std::vector<Fault> faults,
                             std::chrono::milliseconds time_limit)
    : inner_(std::move(inner)), faults_(std::move(faults)), time_limit_(time_limit) {}

Result<void> FaultyChannel::reset(iso7816::ResetKind kind) {
  TRY_VOID(inner_->reset(kind));
  lost_ = false;
  return {};
}

Result<void> FaultyChannel::rewind(std::uint64_t seed) {
  TRY_VOID(inner_->rewind(seed));
  exchange_ = 0;
  lost_ = false;
  return {};
}

std::optional<Fault> FaultyChannel::fault_now() const {
  const auto found = std::ranges::find(faults_, exchange_, &Fault::exchange);
  return found == faults_.end() ? std::nullopt : std::optional(*found);
}

Result<void> FaultyChannel::transmit(ByteView command, Bytes& response) {
  ++exchange_;
  const auto fault = fault_now();
  lost_ = lost_ || (fault && fault->kind == FaultKind::lost);
  if (lost_) return fail(ErrorCode::reader_lost, "injected fault: the card is gone");
  TRY_VOID(inner_->transmit(command, response));
  return fault ? apply(*fault, response) : Result<void>{};
}

Result<void> FaultyChannel::apply(const Fault& fault, Bytes& response) {
  switch (fault.kind) {
    case FaultKind::mute:
      return fail(ErrorCode::card_mute, "injected fault: no answer to exchange {}", exchange_);
    case FaultKind::late:
      if (fault.delay <= time_limit_) return {};
      return fail(ErrorCode::timeout, "injected fault: exchange {} takes {} ms, {} ms are allowed",
                  exchange_, fault.delay.count(), time_limit_.count());
    case FaultKind::truncated: response.resize(std::min(response.size(), fault.keep)); return {};
    case FaultKind::wrong_sw: response = {fault.sw.sw1(), fault.sw.sw2()}; return {};
    case FaultKind::lost: break;
  }
  return {};
}

}  // namespace assay::decorators
