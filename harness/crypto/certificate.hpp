// SPDX-License-Identifier: Apache-2.0
// X.509 certificates, as far as SCP11 needs them. No chain building: one certificate, one issuer key.
// Source: RFC 5280; RFC 5480 for keys of elliptic curves.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "crypto/elliptic.hpp"

namespace assay::crypto {

/// Bits of the key usage extension that matter here; the value is that of the extension, first bit highest.
enum class KeyUsage : std::uint16_t {
  digital_signature = 0x8000,
  key_agreement = 0x0800,
  certificate_signing = 0x0400,
};

/// What stands in one certificate.
struct Certificate {
  Bytes serial;                                   ///< without a sign byte
  Bytes issuer;                                   ///< the name, DER
  Bytes subject;                                  ///< the name, DER
  std::string issuer_text;                        ///< "CN=..", for people
  std::string subject_text;                       ///< likewise
  std::int64_t not_before = 0;                    ///< seconds since 1970-01-01 00:00:00 UTC
  std::int64_t not_after = 0;                     ///< likewise
  std::string signature_algorithm;                ///< "ecdsa-with-SHA256"
  std::optional<Bytes> subject_key_identifier;    ///< RFC 5280, 4.2.1.2
  std::optional<Bytes> authority_key_identifier;  ///< RFC 5280, 4.2.1.1, the key identifier
  std::optional<std::uint16_t>
      key_usage;       ///< KeyUsage bits; nothing when there is no such extension
  bool is_ca = false;  ///< basic constraints say so
  EcPublicKey public_key;

  [[nodiscard]] bool allows(KeyUsage usage) const noexcept {
    return !key_usage || (*key_usage & static_cast<std::uint16_t>(usage)) != 0;
  }
  [[nodiscard]] bool is_valid_at(std::int64_t seconds) const noexcept {
    return not_before <= seconds && seconds <= not_after;
  }
};

/// Reads one DER certificate with a key on a curve that `Curve` knows.
/// Errors: `malformed` for anything but one DER certificate, or bytes behind it; `unsupported` for another kind of key.
[[nodiscard]] Result<Certificate> parse_certificate(ByteView der);

/// Whether the certificate was signed with this key.
/// Errors: as `parse_certificate`, for what is no certificate.
[[nodiscard]] Result<bool> is_signed_by(ByteView der, const EcPublicKey& issuer);

}  // namespace assay::crypto
