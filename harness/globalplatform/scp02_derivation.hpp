// SPDX-License-Identifier: Apache-2.0
// SCP02 arithmetic: session keys, cryptograms, pseudo-random card challenge, first ICVs.   Source: GPC E.3.3, E.4.1, E.4.2.
#pragma once

#include "globalplatform/des_mac_chain.hpp"
#include "globalplatform/initialize_update.hpp"
#include "globalplatform/key_set.hpp"
#include "globalplatform/session_key.hpp"

namespace assay::globalplatform {

/// GPC E.4.1: what is derived.
enum class Scp02Constant : std::uint16_t {
  c_mac = 0x0101,
  r_mac = 0x0102,
  dek = 0x0181,
  enc = 0x0182,
};

/// One session key.   Shape: a key of 16 bytes.   Source: GPC E.4.1.
void scp02_derive(ByteView key, Scp02Constant constant, std::uint16_t sequence_counter,
                  SessionKey& out);

struct Scp02SessionKeys {
  SessionKey enc;  ///< S-ENC: cryptograms and C-DECRYPTION; none in sessions of implicit initiation
  SessionKey c_mac;
  SessionKey r_mac;
  /// Of an R-MAC session begun later: the counter has been raised by then.
  SessionKey begun_r_mac;
  SessionKey dek;  ///< S-DEK: sensitive data; empty when the key set has no DEK

  void clear() noexcept;
};

/// Shape: keys of 16 bytes (the DEK may be missing), a counter of 2 bytes, as INITIALIZE UPDATE told it.
/// Source: GPC E.4.1.
void derive_scp02_keys(const KeySet& keys, ByteView sequence_counter, Scp02SessionKeys& out);

/// The same for a session of implicit initiation: the first C-MAC raises the counter, and S-DEK comes from the raised
/// one. `r_mac` is that of an R-MAC session begun before the first C-MAC.   Source: GPC E.1.2.2, E.4.1.
void derive_scp02_implicit_keys(const KeySet& keys, ByteView sequence_counter,
                                Scp02SessionKeys& out);

/// Source: GPC E.4.2.1.
[[nodiscard]] CardCryptogram scp02_card_cryptogram(ByteView s_enc, ByteView host_challenge,
                                                   ByteView sequence_counter,
                                                   ByteView card_challenge);
/// With another `algorithm` than the full MAC it is what a mistaken terminal makes.   Source: GPC E.4.2.2.
[[nodiscard]] HostCryptogram scp02_host_cryptogram(ByteView s_enc, ByteView host_challenge,
                                                   ByteView sequence_counter,
                                                   ByteView card_challenge,
                                                   DesMac algorithm = DesMac::full);
/// The challenge of a card that makes it from its AID (option bit b7).   Source: GPC E.4.2.3.
[[nodiscard]] CardChallenge scp02_card_challenge(ByteView c_mac_key, ByteView aid);
/// The first ICV where it is a MAC over the AID (option bit b4); the key is that of the MACs to come.
/// Source: GPC E.3.3.
[[nodiscard]] crypto::Block8 scp02_first_icv(ByteView mac_key, ByteView aid);

}  // namespace assay::globalplatform
