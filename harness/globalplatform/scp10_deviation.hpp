// SPDX-License-Identifier: Apache-2.0
// Mistakes of the off-card entity on the way to a session of SCP10: certificates, session keys, signatures.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "crypto/rsa.hpp"
#include "globalplatform/scp10_certificate.hpp"

namespace assay::globalplatform {

/// One mistake. Names are never reused for something else.
enum class Scp10Deviation : std::uint8_t {
  none,
  rsa_certificate_signature_flip,
  rsa_certificate_signature_other_key,
  rsa_certificate_signature_zero,
  rsa_certificate_signature_truncate,
  rsa_certificate_wrong_hash,
  rsa_certificate_other_oid,
  rsa_certificate_wrong_padding,
  rsa_certificate_digest_not_last,
  rsa_certificate_wrong_trailer,
  rsa_certificate_content_changed,
  rsa_certificate_truncate,
  rsa_certificate_extend,
  rsa_certificate_other_tag,
  rsa_certificate_no_signature,
  rsa_certificate_no_key,
  rsa_certificate_modulus_short,
  session_keys_flip,
  session_keys_block_type,
  session_keys_first_byte,
  session_keys_no_separator,
  session_keys_short_padding,
  session_keys_truncate,
  session_keys_extend,
  session_keys_not_reduced,
  session_keys_own_key,
  signature_flip,
  signature_other_key,
  signature_zero,
  signature_truncate,
  signature_extend,
  signature_stale_challenge,
  signature_replay,
  signature_other_level,
  signature_other_keys,
  signature_wrong_hash,
  signature_other_oid,
  signature_wrong_padding,
  signature_digest_not_last,
  signature_wrong_trailer,
  signature_other_card_id,
  signature_not_encrypted,
  signature_own_encryption,
};

struct Scp10DeviationInfo {
  Scp10Deviation deviation = Scp10Deviation::none;
  std::string_view name;  ///< "session_keys.flip": what scripts write
  std::string_view says;
};

/// All of them but `none`. specs/gp/scp10/terminal-deviations.yaml says the same as data.
[[nodiscard]] std::span<const Scp10DeviationInfo> scp10_deviations() noexcept;
[[nodiscard]] std::optional<Scp10Deviation> find_scp10_deviation(std::string_view name) noexcept;

[[nodiscard]] constexpr bool concerns_rsa_certificate(Scp10Deviation deviation) noexcept {
  return deviation >= Scp10Deviation::rsa_certificate_signature_flip &&
         deviation <= Scp10Deviation::rsa_certificate_modulus_short;
}
[[nodiscard]] constexpr bool concerns_session_keys(Scp10Deviation deviation) noexcept {
  return deviation >= Scp10Deviation::session_keys_flip &&
         deviation <= Scp10Deviation::session_keys_own_key;
}
[[nodiscard]] constexpr bool concerns_entity_signature(Scp10Deviation deviation) noexcept {
  return deviation >= Scp10Deviation::signature_flip;
}

/// The certificate with that mistake, signed anew by `issuer` where the mistake is inside what an issuer signs.
///
/// `holder` signs where the holder does so itself. Errors: those of open_scp10_certificate for `certificate`; `unsupported`
/// for a mistake that this format cannot have.
[[nodiscard]] Result<Bytes> deviating_rsa_certificate(ByteView certificate, Scp10Format format,
                                                      const crypto::RsaPrivateKey& issuer,
                                                      const crypto::RsaPrivateKey& holder,
                                                      Scp10Deviation deviation);

/// The cryptogram of a key request with that mistake.   Errors: those of scp10_transport.
[[nodiscard]] Result<Bytes> deviating_session_keys(ByteView request,
                                                   const crypto::RsaPublicKey& card,
                                                   const crypto::RsaPublicKey& own,
                                                   ByteView padding, Scp10Deviation deviation);

/// What the signature of the off-card entity is made from.
struct Scp10Signing {
  ByteView request;         ///< with its keys (transport) or without (agreement)
  ByteView card_challenge;  ///< 16 or 8 bytes
  const crypto::RsaPrivateKey* own = nullptr;
  // With key agreement:
  const crypto::RsaPublicKey* card = nullptr;
  ByteView off_card_secret, card_id, padding;
};
/// The signature without recovery (key transport), with that mistake.   Errors: those of scp10_transport_signature;
/// `unsupported` for a mistake that it cannot have.
[[nodiscard]] Result<Bytes> deviating_transport_signature(const Scp10Signing& signing,
                                                          Scp10Deviation deviation);
/// The same with recovery (key agreement).   Errors: those of scp10_agreement_signature, and `unsupported`.
[[nodiscard]] Result<Bytes> deviating_agreement_signature(const Scp10Signing& signing,
                                                          Scp10Deviation deviation);

}  // namespace assay::globalplatform
