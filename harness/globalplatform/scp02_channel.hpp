// SPDX-License-Identifier: Apache-2.0
// Scp02Channel: the terminal's side of Secure Channel Protocol '02' with explicit initiation.   Source: GPC appendix E.
#pragma once

#include "crypto/block_cipher.hpp"
#include "globalplatform/scp02_derivation.hpp"
#include "globalplatform/secure_channel.hpp"

namespace assay::globalplatform {

/// MACs the plain command, then encrypts its data. Every C-MAC starts from the one before, encrypted if i says so.
class Scp02Channel final : public SecureChannel {
 public:
  /// What `start` refuses, told before anything is changed.
  [[nodiscard]] static Result<void> check(const KeySet& keys, ByteView host_challenge,
                                          const StartOptions& options);

 private:
  /// Which responses are counted into the R-MAC chain, and which carry an R-MAC.
  enum class RMacMode { off, at_the_end, every_response };

  [[nodiscard]] std::uint8_t speaks() const noexcept override { return 0x02; }
  void derive(const KeySet& keys, const StartOptions& options) override;
  [[nodiscard]] HostCryptogram make_host_cryptogram(TerminalDeviation deviation) const override;
  [[nodiscard]] Result<void> secure(const CommandDraft& draft, Bytes& out) override;
  [[nodiscard]] bool verifies(TerminalDeviation deviation) const noexcept override;
  void advance(const CommandDraft& draft) override;
  [[nodiscard]] Unwrapped open(const iso7816::ResponseView& response, Bytes& plain_data) override;
  void forget() noexcept override;

  [[nodiscard]] crypto::Block8 icv_for(const CommandDraft& draft) const;
  void keep_for_r_mac(const CommandDraft& draft);
  [[nodiscard]] crypto::Block8 r_mac_over(ByteView data, iso7816::StatusWord sw,
                                          const crypto::Block8& icv);
  void check_r_mac(const iso7816::ResponseView& response, Unwrapped& result);
  void open_end(const iso7816::ResponseView& response, Unwrapped& result, Bytes& plain_data);

  Scp02SessionKeys session_;
  crypto::Block8
      chaining_{};  ///< the C-MAC of the latest command that advanced the session, not encrypted
  crypto::Block8
      authenticate_mac_{};  ///< the C-MAC of EXTERNAL AUTHENTICATE: where R-MAC chains start
  crypto::Block8 r_chaining_{};
  RMacMode r_mac_mode_ = RMacMode::off;
  bool r_mac_begun_ = false;  ///< by BEGIN R-MAC SESSION, which changes the key
  crypto::Block8 sent_mac_{};
  Bytes body_;
  Bytes mac_input_;
  Bytes r_mac_command_;  ///< the latest command as R-MACs cover it
  Bytes r_mac_input_;
};

}  // namespace assay::globalplatform
