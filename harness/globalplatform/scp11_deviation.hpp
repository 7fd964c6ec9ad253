// SPDX-License-Identifier: Apache-2.0
// Mistakes of the off-card entity in SCP11: faulty certificates, faulty ephemeral keys, another static key.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "crypto/elliptic.hpp"

namespace assay::globalplatform {

/// One mistake. Names are never reused for something else.
enum class Scp11Deviation : std::uint8_t {
  none,
  // Of the certificate. All but the first group are signed by the CA as they stand.
  certificate_signature_flip,
  certificate_signature_other_key,
  certificate_signature_zero,
  certificate_signature_truncate,
  certificate_content_changed,
  certificate_truncate,
  certificate_extend,
  certificate_usage_signature,
  certificate_expired,
  certificate_key_off_curve,
  certificate_key_compressed,
  certificate_unknown_authority,
  certificate_other_curve,
  certificate_length_not_minimal,
  certificate_fields_swapped,
  certificate_field_twice,
  certificate_no_serial,
  certificate_no_usage,
  certificate_no_key,
  certificate_no_signature,
  certificate_other_tag,
  // Of the key agreement.
  ephemeral_off_curve,
  ephemeral_infinity,
  ephemeral_compressed,
  ephemeral_hybrid,
  ephemeral_not_reduced,
  ephemeral_zero,
  ephemeral_other_curve,
  ephemeral_truncate,
  ephemeral_extend,
  agreement_other_static_key,
};

struct Scp11DeviationInfo {
  Scp11Deviation deviation = Scp11Deviation::none;
  std::string_view name;  ///< "certificate.signature_flip": what scripts write
  std::string_view says;
};

/// All of them but `none`. specs/gp/scp11/terminal-deviations.yaml says the same as data.
[[nodiscard]] std::span<const Scp11DeviationInfo> scp11_deviations() noexcept;
[[nodiscard]] std::optional<Scp11Deviation> find_scp11_deviation(std::string_view name) noexcept;

[[nodiscard]] constexpr bool concerns_certificate(Scp11Deviation deviation) noexcept {
  return deviation >= Scp11Deviation::certificate_signature_flip &&
         deviation <= Scp11Deviation::certificate_other_tag;
}
[[nodiscard]] constexpr bool concerns_ephemeral_key(Scp11Deviation deviation) noexcept {
  return deviation >= Scp11Deviation::ephemeral_off_curve &&
         deviation <= Scp11Deviation::ephemeral_extend;
}

/// The certificate with that mistake, signed anew by `ca` where the mistake is inside what a CA signs.
///
/// The signature keeps the form (r || s or DER) of the one that was there.
/// Errors: those of parse_scp11_certificate for `certificate`; `unsupported` for a mistake that this format cannot have.
[[nodiscard]] Result<Bytes> deviating_certificate(ByteView certificate,
                                                  const crypto::EcPrivateKey& ca,
                                                  Scp11Deviation deviation);

/// What is sent in place of the point 04 || X || Y.
[[nodiscard]] Bytes deviating_point(const crypto::EcPublicKey& key, Scp11Deviation deviation);

/// Another private key, made from this one: for signatures and agreements by somebody else.
[[nodiscard]] crypto::EcPrivateKey other_key(const crypto::EcPrivateKey& key);

}  // namespace assay::globalplatform
