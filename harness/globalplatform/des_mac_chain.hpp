// SPDX-License-Identifier: Apache-2.0
// DesMacChain: the row of C-MACs of one SCP01 or SCP02 session, each starting from the one before.
// Source: GPC D.1.5, D.3.3 (SCP01), E.3.2 to E.3.4, E.4.4 (SCP02).
#pragma once

#include "crypto/block_cipher.hpp"
#include "globalplatform/command_draft.hpp"

namespace assay::globalplatform {

/// The DES MACs of GPC B.1.2.
enum class DesMac : std::uint8_t {
  full,    ///< triple DES throughout: SCP01
  retail,  ///< single DES and a final triple DES: SCP02
};

/// The MAC over `message`, which is padded with 80 and 00.
[[nodiscard]] crypto::Block8 des_mac(DesMac algorithm, ByteView key, const crypto::Block8& icv,
                                     ByteView message);

/// Computes every C-MAC and keeps the state they start from. What a deviation makes wrong about a C-MAC is done here.
class DesMacChain {
 public:
  struct Rules {
    DesMac algorithm = DesMac::retail;
    bool icv_encryption = false;  ///< with the cipher of the protocol; never of the first ICV
  };

  /// Starts a session; a command that authenticates, or else the first one signed, starts from `first_icv`.
  void begin(Rules rules, const crypto::Block8& first_icv) noexcept;
  /// The C-MAC over `input`; the chain stays where it is until `advance`. `enc_key` is for the deviation that takes it.
  [[nodiscard]] crypto::Block8 sign(const CommandDraft& draft, ByteView mac_key, ByteView enc_key,
                                    ByteView input);
  /// The latest C-MAC signed was sent and is the one that a card verifies.
  void advance(const CommandDraft& draft) noexcept;

  [[nodiscard]] bool started() const noexcept { return started_; }
  /// What the next C-MAC starts from, before any encryption.
  [[nodiscard]] const crypto::Block8& value() const noexcept { return chaining_; }

 private:
  [[nodiscard]] crypto::Block8 icv_for(const CommandDraft& draft, ByteView mac_key) const;

  Rules rules_;
  crypto::Block8 first_icv_{};
  crypto::Block8 previous_{};  ///< what `chaining_` was before
  crypto::Block8 chaining_{};
  crypto::Block8 signed_{};
  bool started_ = false;
};

}  // namespace assay::globalplatform
