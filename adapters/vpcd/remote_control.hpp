// SPDX-License-Identifier: Apache-2.0
// Remote control of a served model: what a reader cannot do to a card, rewinding it and cutting its power in the middle of a command,
// goes over a connection of its own: `assay serve MODEL --vpcd HOST:PORT --control PORT`, `pcsc:READER?control=HOST:PORT`.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/descriptor.hpp"
#include "base/result.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::vpcd {

/// The card that is served, shared between who serves its commands and who controls it.
class ControlledCard final : public iso7816::CardChannel {
 public:
  explicit ControlledCard(std::unique_ptr<iso7816::CardChannel> card) : card_(std::move(card)) {}

  Result<void> reset(iso7816::ResetKind kind) override;
  /// A command that loses power is answered '6F00', which the controlling side drops.
  Result<void> transmit(ByteView command, Bytes& response) override;
  ByteView atr() const override { return card_->atr(); }
  const iso7816::TargetDescription& description() const override { return card_->description(); }
  Result<void> rewind(std::uint64_t seed) override;

  /// The next command loses power after so many writes.
  void cut_next(std::uint32_t writes);
  /// Whether the command that lost power had come to its end.
  [[nodiscard]] bool ended() const;

 private:
  std::unique_ptr<iso7816::CardChannel> card_;
  mutable std::mutex mutex_;
  std::optional<std::uint32_t> cut_after_;
  bool ended_ = false;
};

/// Listens on 127.0.0.1 for one controlling side after the other, on a thread of its own, until it is destroyed.
class ControlServer {
 public:
  /// Errors: `refused` when the port is taken.
  [[nodiscard]] static Result<std::unique_ptr<ControlServer>> start(ControlledCard& card,
                                                                    std::uint16_t port);
  ~ControlServer();
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;

  [[nodiscard]] std::uint16_t port() const;

 private:
  ControlServer(ControlledCard& card, Descriptor listener);
  void serve();

  ControlledCard& card_;
  Descriptor listener_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

/// Whether a control connection can be named so. Errors: `malformed` for what is not HOST:PORT.
[[nodiscard]] Result<void> check_control(const std::string& endpoint);

/// `inner` reaches a served model; the channel made of it can rewind and cut, and is no longer real.
/// Errors: `malformed` for what is not HOST:PORT; `not_found` and `reader_lost` as connecting has them.
[[nodiscard]] Result<std::unique_ptr<iso7816::CardChannel>> open_controlled(
    std::unique_ptr<iso7816::CardChannel> inner, const std::string& endpoint);

}  // namespace assay::vpcd
