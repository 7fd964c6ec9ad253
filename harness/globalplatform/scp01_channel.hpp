// SPDX-License-Identifier: Apache-2.0
// Scp01Channel: the terminal's side of Secure Channel Protocol '01', options '05' and '15'.
// Source: GPC appendix D as it stood in v2.3; v2.3.1 made it void.
#pragma once

#include "globalplatform/scp01_derivation.hpp"
#include "globalplatform/scp_options.hpp"
#include "globalplatform/secure_channel.hpp"

namespace assay::globalplatform {

/// MACs the plain command with full triple DES, then encrypts its data behind a length byte. There is no R-MAC.
class Scp01Channel final : public SecureChannel {
 public:
  /// What `start` refuses, told before anything is changed.
  [[nodiscard]] static Result<void> check(const KeySet& keys, ByteView host_challenge,
                                          const StartOptions& options);

 private:
  [[nodiscard]] std::uint8_t speaks() const noexcept override { return 0x01; }
  void derive(const KeySet& keys, const StartOptions& options) override;
  [[nodiscard]] HostCryptogram make_host_cryptogram(TerminalDeviation deviation) const override;
  [[nodiscard]] Result<void> secure(const CommandDraft& draft, Bytes& out) override;
  [[nodiscard]] bool verifies(TerminalDeviation deviation) const noexcept override;
  void advance(const CommandDraft& draft) override;
  [[nodiscard]] Unwrapped open(const iso7816::ResponseView& response, Bytes& plain_data) override;
  [[nodiscard]] Result<void> encrypt_secret(ByteView data, Bytes& out) const override;
  void forget() noexcept override;

  void encrypt(const CommandDraft& draft);

  Scp01SessionKeys session_;
  SessionKey dek_;
  DesMacChain chain_;
  Bytes body_;
  Bytes mac_input_;
};

}  // namespace assay::globalplatform
