// SPDX-License-Identifier: Apache-2.0
// Certificates of off-card entities as the card reads them: the format of GlobalPlatform and X.509.
// Source: GP Amendment F, from public facts; RFC 5280.
#pragma once

#include <cstdint>
#include <optional>

#include "adapters/model/exchange.hpp"
#include "base/bytes.hpp"
#include "crypto/elliptic.hpp"

namespace assay::model {

/// What a certificate says, whatever its format.
struct CardCertificate {
  enum class Usage : std::uint8_t { other, verifies_signatures, agrees_on_keys };
  Bytes serial;
  Bytes issuer;   ///< '42', or the authority key identifier
  Bytes subject;  ///< '5F20', or the subject key identifier
  Usage usage = Usage::other;
  bool has_authorizations = false;  ///< 'BF20'
  std::uint32_t last_day = 0;       ///< of validity, as the decimal number YYYYMMDD
  crypto::EcPublicKey key;
};

/// Nothing for what is no certificate of this format, has a part twice or misses one, or names a key off its curve.
[[nodiscard]] std::optional<CardCertificate> read_certificate(const Exchange& x, ByteView bytes,
                                                              bool x509);

/// Whether `bytes`, which `read_certificate` took, are signed with this key.
[[nodiscard]] bool certificate_is_signed_by(const Exchange& x, ByteView bytes, bool x509,
                                            const crypto::EcPublicKey& authority);

}  // namespace assay::model
