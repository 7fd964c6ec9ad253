// SPDX-License-Identifier: Apache-2.0
// Certificates of SCP11: the GlobalPlatform format '7F21' and X.509 read into one form, and chains of them checked.
// Source: Amendment F as public implementations show it; GPC B.4. Decision 0020 names what no public vector confirms.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "crypto/elliptic.hpp"

namespace assay::globalplatform {

/// What the key of a certificate may be used for.
enum class CertificateUsage : std::uint8_t {
  signature_verification,  ///< '82'; X.509: certificate signing
  key_agreement,           ///< '0080'; X.509: key agreement
};

/// A day as the decimal number yyyymmdd, so that days compare as numbers do.
using Day = std::uint32_t;

struct Scp11Certificate {
  enum class Format : std::uint8_t { gp, x509 };

  Format format = Format::gp;
  Bytes whole;      ///< as it is sent
  Bytes serial;     ///< '93'
  Bytes authority;  ///< '42'; X.509: the authority key identifier, else the issuer's name
  Bytes subject;    ///< '5F20'; X.509: the subject key identifier, else the name
  CertificateUsage usage = CertificateUsage::key_agreement;
  std::optional<Day> valid_from;  ///< '5F25', often missing
  Day valid_to = 0;               ///< '5F24'
  std::optional<Bytes>
      discretionary;  ///< '53' or '73', the whole object; GlobalPlatform format only
  std::optional<Bytes> authorizations;  ///< 'BF20', its value; likewise
  crypto::EcPublicKey public_key;
  Bytes signed_part;  ///< what the signature covers; GlobalPlatform format only
  Bytes signature;    ///< '5F37', r || s or DER; likewise

  [[nodiscard]] bool is_valid_on(Day day) const noexcept {
    return day <= valid_to && (!valid_from || *valid_from <= day);
  }
};

/// Reads one certificate and nothing behind it: an object '7F21', or DER that begins with '30'.
///
/// Shape of '7F21': 93, 42, 5F20, 95, [5F25], 5F24, [53 or 73], [BF20], 7F49 { B0, F0 }, 5F37, in this order and in the
/// shortest coding. Identifiers have 1 to 20 bytes: the published certificates have 20, where 16 is said elsewhere.
/// Errors: `malformed` naming the field; `unsupported` for curves and usages that are not known.
[[nodiscard]] Result<Scp11Certificate> parse_scp11_certificate(ByteView bytes);

/// The certificates of an object 'BF21', leaf last. Errors: as above, with the number of the certificate.
[[nodiscard]] Result<std::vector<Scp11Certificate>> parse_certificate_store(ByteView bytes);

/// Whether the issuer's key made the signature. The hash goes with the issuer's curve (GPC B.4.3); a signature in the
/// GlobalPlatform format may be r || s or DER, since both are seen.
[[nodiscard]] bool is_signed_by(const Scp11Certificate& certificate,
                                const crypto::EcPublicKey& issuer);

/// Checks a chain from the first certificate, issued by `root`, to its leaf, whose key is for `leaf_usage`.
///
/// Errors: `malformed` for an empty chain; `refused` for a signature that is wrong, an authority that is not the subject
/// before, a usage that does not fit the place, a certificate outside its days (if `today` is given).
[[nodiscard]] Result<void> check_chain(std::span<const Scp11Certificate> chain,
                                       const crypto::EcPublicKey& root, CertificateUsage leaf_usage,
                                       std::optional<Day> today);

}  // namespace assay::globalplatform
