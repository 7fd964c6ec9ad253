// SPDX-License-Identifier: Apache-2.0
// Scp02Channel: the terminal's side of Secure Channel Protocol '02', all options of i.   Source: GPC appendix E.
#pragma once

#include "globalplatform/scp02_derivation.hpp"
#include "globalplatform/scp_options.hpp"
#include "globalplatform/secure_channel.hpp"

namespace assay::globalplatform {

/// MACs the plain command, then encrypts its data. Every C-MAC starts from the one before, encrypted if i says so.
class Scp02Channel final : public SecureChannel {
 public:
  /// What `start` refuses, told before anything is changed.
  [[nodiscard]] static Result<void> check(const KeySet& keys, ByteView host_challenge,
                                          const StartOptions& options);
  /// What `initiate` refuses.
  [[nodiscard]] static Result<void> check_implicit(const KeySet& keys, const ImplicitStart& how);

  /// The session's keys and first ICV; the base has done the rest.
  void derive_implicit(const KeySet& keys, const ImplicitStart& how);

  [[nodiscard]] SecurityLevel current_level() const noexcept override;

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
  [[nodiscard]] Result<void> encrypt_secret(ByteView data, Bytes& out) const override;
  void before_protecting() override;
  void forget() noexcept override;

  [[nodiscard]] bool is_implicit() const noexcept { return !options_.explicit_initiation(); }
  [[nodiscard]] HeaderUnderMac header_under_mac() const noexcept;
  void derive_from_counter();
  void encrypt(const CommandDraft& draft);
  void keep_for_r_mac(const CommandDraft& draft);
  [[nodiscard]] crypto::Block8 r_mac_over(ByteView data, iso7816::StatusWord sw,
                                          const crypto::Block8& icv);
  void begin_r_mac(const iso7816::ResponseView& response);
  void check_r_mac(const iso7816::ResponseView& response, Unwrapped& result);
  void open_end(const iso7816::ResponseView& response, Unwrapped& result, Bytes& plain_data);

  Scp02Options options_;
  Scp02Reading reading_;
  Scp02SessionKeys session_;
  DesMacChain chain_;
  KeySet
      static_keys_;  ///< kept with implicit initiation only, where a session follows another by itself
  Bytes aid_;        ///< the same
  bool unprotected_ = false;  ///< with implicit initiation: a command without C-MAC came last
  /// The C-MAC of EXTERNAL AUTHENTICATE: where R-MAC chains start.
  crypto::Block8 authenticate_mac_{};
  crypto::Block8 r_chaining_{};
  RMacMode r_mac_mode_ = RMacMode::off;
  SessionKey r_mac_key_;  ///< of the R-MACs that are counted now
  Bytes body_;
  Bytes mac_input_;
  Bytes r_mac_command_;  ///< the latest command as R-MACs cover it
  Bytes r_mac_input_;
};

}  // namespace assay::globalplatform
