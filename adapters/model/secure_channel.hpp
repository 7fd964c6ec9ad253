// SPDX-License-Identifier: Apache-2.0
// The card's side of a Secure Channel Session, whatever the protocol.   Source: GPC 10.2 to 10.6, E.1.5, E.1.6.
#pragma once

#include <array>
#include <cstdint>

#include "adapters/model/exchange.hpp"

namespace assay::model {

/// Bytes gathered for one MAC or derivation: bounded, and nothing allocated.
class Message {
 public:
  Message& put(std::uint8_t byte) noexcept {
    bytes_[size_++] = byte;
    return *this;
  }
  Message& put(ByteView more) noexcept {
    for (const std::uint8_t byte : more) bytes_[size_++] = byte;
    return *this;
  }
  [[nodiscard]] ByteView view() const noexcept { return {bytes_.data(), size_}; }

 private:
  std::array<std::uint8_t, 640> bytes_;  // a command, a response and a chaining value fit
  std::size_t size_ = 0;
};

using Cryptogram = std::array<std::uint8_t, 16>;  ///< SCP02 and S8 use the first 8 bytes

/// What a protocol with INITIALIZE UPDATE and EXTERNAL AUTHENTICATE decides; the order of things is common to all.
struct Protocol {
  /// Answers INITIALIZE UPDATE behind the key information and leaves the session initialized.
  StatusWord (*initialize)(Exchange& x, KeySet& keys);
  Cryptogram (*host_cryptogram)(const Exchange& x);
  /// C-MAC of EXTERNAL AUTHENTICATE over `body`; a right one starts the chains.
  bool (*first_mac_is_right)(Exchange& x, ByteView body, ByteView mac);
  /// Whether this P1 of EXTERNAL AUTHENTICATE is one of this protocol and its options.
  bool (*supports_level)(const Exchange& x, std::uint8_t p1) noexcept;
  bool (*unprotect)(Exchange& x);
  void (*protect)(Exchange& x, StatusWord status, std::uint8_t level);
};

[[nodiscard]] const Protocol& protocol_of(std::uint8_t number) noexcept;

[[nodiscard]] bool is_authenticated(const Exchange& x) noexcept;

/// GPC 10.2.3: no security level any more, but every command is refused until the session is terminated.
void abort_session(Exchange& x) noexcept;

/// Checks a command against the session of its channel and takes the protection off.
/// Yields 9000, or the status word of the security error; the session is then aborted.
[[nodiscard]] StatusWord unprotect(Exchange& x);

/// Adds what the level asks of a response; yields the status word that goes out. `level` is the one that was current when
/// the command came.
[[nodiscard]] StatusWord protect(Exchange& x, StatusWord sw, std::uint8_t level);

/// How many bytes of response data fit beside the protection.
[[nodiscard]] std::size_t response_room(const SecureSession& session) noexcept;

/// The class byte that a C-MAC covers: secure messaging shown, no channel (GPC E.4.4, GPD 6.2.4).
[[nodiscard]] constexpr std::uint8_t class_under_mac(std::uint8_t cla) noexcept {
  return static_cast<std::uint8_t>((cla & 0x80) | 0x04);
}

}  // namespace assay::model
