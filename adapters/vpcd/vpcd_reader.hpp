// SPDX-License-Identifier: Apache-2.0
// The target `vpcd:PORT`: we are the reader, and a virtual card by others, such as vicc, connects to us.
#pragma once

#include <memory>

#include "adapters/vpcd/frame_socket.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::vpcd {

struct VpcdReaderOptions {
  std::uint16_t port = 35963;
  std::chrono::milliseconds insertion{15'000};  ///< how long to wait for a card to connect
  std::chrono::milliseconds timeout{30'000};    ///< bound of every exchange
};

/// A reader of one slot on 127.0.0.1. A connection is a card in the slot; its end is the card's removal.
///
/// State: the listener stays, so that after a removal or a time-out a reset takes the next card that connects. After a
/// time-out the connection is given up, since a late answer would pass for the next one.
/// Errors of `transmit`: `card_mute` for an answer of no bytes, `reader_lost` for a connection that ends, `unsupported`
/// for a command of 1 byte (a control code here) or over 65,535.
class VpcdReader final : public iso7816::CardChannel {
 public:
  VpcdReader(Descriptor listener, VpcdReaderOptions options);

  Result<void> reset(iso7816::ResetKind kind) override;
  Result<void> transmit(ByteView command, Bytes& response) override;
  ByteView atr() const override { return atr_; }
  const iso7816::TargetDescription& description() const override { return description_; }

 private:
  [[nodiscard]] Result<void> take_card();
  [[nodiscard]] Result<void> power_up(iso7816::ResetKind kind);
  [[nodiscard]] Result<void> control(Control code);
  [[nodiscard]] Result<ByteView> ask(ByteView payload, std::string_view what);

  Descriptor listener_;
  VpcdReaderOptions options_;
  FrameSocket card_;
  Bytes atr_;
  iso7816::TargetDescription description_;
};

/// Listens, waits for a card, powers it up.
/// Errors: `refused` when the port is taken, `reader_lost` when no card connects in time.
[[nodiscard]] Result<std::unique_ptr<iso7816::CardChannel>> open_vpcd(
    const VpcdReaderOptions& options);

}  // namespace assay::vpcd
