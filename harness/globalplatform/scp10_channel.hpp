// SPDX-License-Identifier: Apache-2.0
// Scp10Channel: sessions of SCP10 behind the interface that all protocols share.   Source: GPC F.3.2.
#pragma once

#include <optional>

#include "globalplatform/scp10_messaging.hpp"
#include "globalplatform/secure_channel.hpp"

namespace assay::globalplatform {

/// What the initiation has come to.
struct Scp10Session {
  Scp10Keys keys;
  SecurityLevel level;
  std::uint8_t option_i = 0x01;
  Scp10Reading reading;
};

/// A mistake of the terminal lets the counter rise as the card's does when it verifies, so that the next regular command is the
/// one that a card which refused, but forgot to end the session, would accept.
class Scp10Channel final : public SecureChannel {
 public:
  /// Keys and level of a session; the base has done the rest.
  void adopt(Scp10Messaging messaging) { messaging_ = std::move(messaging); }

 private:
  [[nodiscard]] std::uint8_t speaks() const noexcept override { return 0x10; }
  void derive(const KeySet& keys, const StartOptions& options) override;
  [[nodiscard]] HostCryptogram make_host_cryptogram(TerminalDeviation deviation) const override;
  [[nodiscard]] Result<void> secure(const CommandDraft& draft, Bytes& out) override;
  [[nodiscard]] bool verifies(TerminalDeviation deviation) const noexcept override;
  void advance(const CommandDraft& draft) override;
  [[nodiscard]] Unwrapped open(const iso7816::ResponseView& response, Bytes& plain_data) override;
  [[nodiscard]] Result<void> encrypt_secret(ByteView data, Bytes& out) const override;
  void after_replay() override;
  void forget() noexcept override;

  std::optional<Scp10Messaging> messaging_;
  std::optional<Scp10Messaging> next_;  ///< what `messaging_` becomes when the command is sent
  Bytes encoded_;
};

}  // namespace assay::globalplatform
