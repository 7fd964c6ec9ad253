// SPDX-License-Identifier: Apache-2.0
// The authorities, off-card entity and card of the bench for SCP11: published test keys with certificates, all made from
// fixed numbers, so that card, ICS and IXIT agree and every build has the same. Private to this room.
#pragma once

#include <compare>
#include <cstdint>

#include "adapters/model/scp11_state.hpp"
#include "base/bytes.hpp"
#include "crypto/elliptic.hpp"

namespace assay::model::test_pki {

/// Who has a key pair. The value is the byte that the private number counts up from.
enum class Who : std::uint8_t {
  oce_authority = 0x10,    ///< CA-KLOC, which the card trusts
  sub_authority = 0x18,    ///< KA-KLOC, which CA-KLOC trusts
  stranger = 0x20,         ///< an authority that nobody trusts
  off_card_entity = 0x28,  ///< OCE
  card_authority = 0x30,   ///< CA-KLCC, which the host trusts
  card_a = 0x38,           ///< the Security Domain, for SCP11a
  card_b = 0x40,           ///< for SCP11b
  card_c = 0x48,           ///< for SCP11c
};

/// The private number: bytes rising from `who`, the first one 00 where the order of the curve begins so low.
[[nodiscard]] Bytes scalar_of(Who who, crypto::Curve curve);
/// 04 || X || Y of that number.
[[nodiscard]] Bytes point_of(Who who, crypto::Curve curve);
/// Both together, ready to compute with; made when first asked for.
[[nodiscard]] const crypto::EcPrivateKey& key_of(Who who, crypto::Curve curve);

/// How a certificate is written.
struct Format {
  crypto::Curve curve = crypto::Curve::p256;
  bool x509 = false;

  friend auto operator<=>(const Format&, const Format&) = default;
};

/// What a certificate lets its key do.
enum class Right : std::uint8_t { agree, sign, encipher };

/// Says that `holder` has its key, signed by `issuer`.
struct Statement {
  Who holder = Who::off_card_entity;
  Who issuer = Who::oce_authority;
  std::uint8_t serial = 0;  ///< last byte of the serial number
  Right right = Right::agree;
  bool authorizations = false;  ///< with a 'BF20' that no card here knows
  bool unknown_part = false;    ///< with a data object that no certificate has
  bool other_subject = false;   ///< names somebody who does not own the Security Domain
  bool forged = false;          ///< signed by a stranger in the name of the issuer
  bool other_curve = false;     ///< the holder's key is on P-384, or P-256 where all others are

  friend auto operator<=>(const Statement&, const Statement&) = default;
};
[[nodiscard]] Bytes certificate(const Format& format, const Statement& says);
/// The bytes of it that are signed.
[[nodiscard]] Bytes signed_part(const Format& format, const Statement& says);

/// The provider that owns the Security Domain: what certificates of the off-card entity name as subject.
[[nodiscard]] ByteView provider();
/// The group of cards that share the key for SCP11c.
[[nodiscard]] ByteView card_group();
/// What certificates call the holder of this key.
[[nodiscard]] Bytes name_of(Who who);
/// Serial number of a certificate with this last byte.
[[nodiscard]] Bytes serial_number(std::uint8_t last);

}  // namespace assay::model::test_pki
