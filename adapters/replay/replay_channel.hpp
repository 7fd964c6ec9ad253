// SPDX-License-Identifier: Apache-2.0
// ReplayChannel: the target `replay:FILE`, which answers as the card in a trace did.
#pragma once

#include <memory>
#include <string>

#include "adapters/replay/trace.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::replay {

/// Plays a trace back, event by event.
///
/// State: only the recorded verb moves it on. A reset before the first exchange is free where the trace starts
/// without one, so that a hand-written dialogue needs no `reset` line.
/// Errors: `refused` at "file:line:column" for a command or reset other than the recorded one, or past the end,
/// naming what was expected and what came; recorded errors come back as they were.
class ReplayChannel final : public iso7816::CardChannel {
 public:
  explicit ReplayChannel(Trace trace);

  Result<void> reset(iso7816::ResetKind kind) override;
  Result<void> transmit(ByteView command, Bytes& response) override;
  ByteView atr() const override { return atr_; }
  const iso7816::TargetDescription& description() const override { return description_; }

 private:
  [[nodiscard]] tl::unexpected<Error> unlike(const std::string& got) const;
  [[nodiscard]] bool next_is(EventKind kind) const;

  Trace trace_;
  std::size_t next_ = 0;
  Bytes atr_;
  iso7816::TargetDescription description_;
};

/// The target `replay:path`. Errors: as load_trace.
[[nodiscard]] Result<std::unique_ptr<iso7816::CardChannel>> open_replay(const std::string& path);

}  // namespace assay::replay
