// SPDX-License-Identifier: Apache-2.0
// Scp03Channel: the terminal's side of Secure Channel Protocol '03'.   Source: GPD (Amendment D) 6.2, 7.1.
#pragma once

#include "crypto/block_cipher.hpp"
#include "globalplatform/scp03_derivation.hpp"
#include "globalplatform/secure_channel.hpp"

namespace assay::globalplatform {

/// Encrypts, then MACs. Every MAC starts from the full C-MAC before it; the encryption counter counts every command.
class Scp03Channel final : public SecureChannel {
 public:
  /// What `start` refuses, told before anything is changed.
  [[nodiscard]] static Result<void> check(const KeySet& keys, ByteView host_challenge,
                                          const InitializeUpdateAnswer& answer);

  /// Takes over keys and receipt of an agreement (SCP11).
  void adopt(const AgreedSession& agreed);

  [[nodiscard]] SecurityLevel current_level() const noexcept override { return response_level_; }

 private:
  [[nodiscard]] std::uint8_t speaks() const noexcept override { return 0x03; }
  void derive(const KeySet& keys, const StartOptions& options) override;
  [[nodiscard]] HostCryptogram make_host_cryptogram(TerminalDeviation deviation) const override;
  [[nodiscard]] Result<void> secure(const CommandDraft& draft, Bytes& out) override;
  [[nodiscard]] bool verifies(TerminalDeviation deviation) const noexcept override;
  void advance(const CommandDraft& draft) override;
  [[nodiscard]] Unwrapped open(const iso7816::ResponseView& response, Bytes& plain_data) override;
  [[nodiscard]] Result<void> encrypt_secret(ByteView data, Bytes& out) const override;
  void forget() noexcept override;

  void encrypt(const CommandDraft& draft);
  void check_r_mac(const iso7816::ResponseView& response, Unwrapped& result);
  void decrypt(ByteView encrypted, Unwrapped& result, Bytes& plain_data) const;
  void follow_r_mac_session(const Unwrapped& result);

  Scp03SessionKeys session_;
  SessionKey dek_;
  crypto::Block16 chaining_{};  ///< the full C-MAC of the latest command that advanced the session
  std::uint64_t counter_ = 0;   ///< commands since EXTERNAL AUTHENTICATE
  crypto::Block16 previous_{};  ///< what `chaining_` was before
  crypto::Block16 sent_mac_{};  ///< the full C-MAC of the latest command sent, deviating or not
  std::uint64_t sent_counter_ = 0;  ///< its counter
  SecurityLevel response_level_;    ///< raised by BEGIN R-MAC SESSION
  Bytes body_;
  Bytes mac_input_;
};

}  // namespace assay::globalplatform
