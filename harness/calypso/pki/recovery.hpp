// SPDX-License-Identifier: Apache-2.0
// Opening a signature with message recovery: ISO/IEC 9796-2, the scheme with a mask, SHA-256, MGF1 and no salt.
// Source: facts about Calypso PKI, 5.5.
#pragma once

#include <array>
#include <optional>

#include "calypso/pki/certificate.hpp"
#include "crypto/rsa.hpp"

namespace assay::calypso::pki {

/// The names under which the steps of an opening are told.
struct RecoveryRules {
  Rule range, trailer, marker, hash;
};
inline constexpr RecoveryRules ca_recovery{Rule::ca_signature_range, Rule::ca_trailer,
                                           Rule::ca_marker, Rule::ca_hash};
inline constexpr RecoveryRules card_recovery{Rule::card_signature_range, Rule::card_trailer,
                                             Rule::card_marker, Rule::card_hash};

using Recovered = std::array<std::uint8_t, recovered_size>;

/// The part of the message inside the signature, when it fits the part outside. Shape: key and signature of 256 bytes.
[[nodiscard]] std::optional<Recovered> open_signature(const crypto::RsaPublicKey& key,
                                                      ByteView signature, ByteView outside,
                                                      const RecoveryRules& rules,
                                                      Findings& findings);

}  // namespace assay::calypso::pki
