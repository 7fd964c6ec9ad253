// SPDX-License-Identifier: Apache-2.0
// FaultyChannel: a channel that misbehaves at chosen exchanges, repeatably.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "iso7816/card_channel.hpp"
#include "iso7816/status_word.hpp"

namespace assay::decorators {

enum class FaultKind {
  mute,  ///< the command reaches the card, its answer is lost: `card_mute`
  late,  ///< the answer takes `delay`; past the time limit it is lost: `timeout`. Virtual: nothing waits.
  truncated,  ///< only the first `keep` bytes of the answer arrive
  wrong_sw,   ///< the answer is the status word `sw` alone
  lost,       ///< card or reader goes away before the command: `reader_lost`, until the next reset
};

struct Fault {
  std::size_t exchange = 1;  ///< counted from 1 since the channel was opened or rewound
  FaultKind kind = FaultKind::mute;
  std::size_t keep = 0;
  iso7816::StatusWord sw = iso7816::sw::no_precise_diagnosis;
  std::chrono::milliseconds delay{0};
};

/// `count` faults of random kinds at random exchanges up to `last_exchange`. Same seed, same faults.
[[nodiscard]] std::vector<Fault> random_faults(std::uint64_t seed, std::size_t count,
                                               std::size_t last_exchange);

/// Passes everything through but the exchanges that `faults` names.
class FaultyChannel final : public iso7816::CardChannel {
 public:
  FaultyChannel(std::unique_ptr<iso7816::CardChannel> inner, std::vector<Fault> faults,
                std::chrono::milliseconds time_limit = std::chrono::seconds(30));

  Result<void> reset(iso7816::ResetKind kind) override;
  Result<void> transmit(ByteView command, Bytes& response) override;
  ByteView atr() const override { return inner_->atr(); }
  const iso7816::TargetDescription& description() const override { return inner_->description(); }
  Result<void> rewind(std::uint64_t seed) override;

 private:
  [[nodiscard]] std::optional<Fault> fault_now() const;
  Result<void> apply(const Fault& fault, Bytes& response);

  std::unique_ptr<iso7816::CardChannel> inner_;
  std::vector<Fault> faults_;
  std::chrono::milliseconds time_limit_;
  std::size_t exchange_ = 0;
  bool lost_ = false;
};

}  // namespace assay::decorators
