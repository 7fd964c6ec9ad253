// SPDX-License-Identifier: Apache-2.0
// FrameSocket: one TCP connection of the vpcd protocol, without the delays TCP puts between small messages.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "adapters/vpcd/frame.hpp"
#include "base/descriptor.hpp"
#include "base/result.hpp"

namespace assay::vpcd {

/// Errors of both verbs: `reader_lost` once the other side is gone, saying how much of an answer had come.
class FrameSocket {
 public:
  FrameSocket() = default;
  explicit FrameSocket(Descriptor socket);

  [[nodiscard]] bool is_open() const noexcept { return socket_.is_open(); }
  void close() noexcept;

  /// Length and payload in one segment.
  [[nodiscard]] Result<void> send(ByteView payload, Deadline deadline);

  /// The next payload, valid until the next call; nothing when the deadline passes first.
  [[nodiscard]] Result<std::optional<ByteView>> receive(Deadline deadline);

  /// Whether bytes have come that belong to no question.
  [[nodiscard]] bool has_unasked_bytes() const noexcept { return decoder_.pending() > 0; }

 private:
  [[nodiscard]] Result<void> read_some();
  [[nodiscard]] Result<bool> wait_for(short events, Deadline deadline) const;

  Descriptor socket_;
  FrameDecoder decoder_;
  Bytes out_;
  Bytes chunk_;
};

/// Listens on 127.0.0.1. Errors: `refused` when the port is taken or not allowed.
[[nodiscard]] Result<Descriptor> listen_on(std::uint16_t port);

/// The port a listener has, for those who asked for port 0.
[[nodiscard]] std::uint16_t port_of(const Descriptor& listener);

/// Waits for one connection; nothing when the deadline passes first.
[[nodiscard]] Result<std::optional<Descriptor>> accept_from(const Descriptor& listener,
                                                            Deadline deadline);

/// Connects by TCP. Errors: `not_found` for an unknown host, `reader_lost` when nobody listens there.
[[nodiscard]] Result<Descriptor> connect_to(const std::string& host, std::uint16_t port);

}  // namespace assay::vpcd
