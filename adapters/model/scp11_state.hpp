// SPDX-License-Identifier: Apache-2.0
// What a card keeps for SCP11: agreement keys, certificates and trust anchors for good, and how far an initiation got for
// a while. Plain data, part of GpState.   Source: GP Amendment F, from public facts.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.hpp"

namespace assay::model {

inline constexpr std::size_t max_scalar = 66;  ///< P-521
inline constexpr std::size_t max_point = 1 + 2 * max_scalar;

/// Who proves what to whom; the bits are those of the first octet of the parameter i.
enum class Scp11Variant : std::uint8_t {
  a = 0x01,  ///< both, ephemeral and static keys on both sides
  b = 0x02,  ///< the card alone
  c = 0x10,  ///< both, the card with its static key alone
};

/// SK.SD.ECKA.
struct AgreementKey {
  std::uint8_t owner = 0;  ///< index of the Security Domain
  std::uint8_t version = 0;
  Scp11Variant variant = Scp11Variant::a;
  std::uint8_t curve = 0;      ///< key parameter reference
  std::uint8_t options = 0;    ///< the parameter i, its first octet
  std::uint8_t options_2 = 0;  ///< and its second one, where b8 of the first says so
  std::uint8_t key_sizes = 0;  ///< session keys it agrees on: b1 AES-128, b2 AES-192, b3 AES-256
  std::array<std::uint8_t, max_scalar> scalar{};
};

/// PK.CA-KLOC.ECDSA, which vouches for off-card entities.
struct TrustAnchor {
  static constexpr std::size_t max_serial = 20;
  static constexpr std::size_t max_name = 20;
  std::uint8_t owner = 0;
  std::uint8_t version = 0;
  std::uint8_t curve = 0;
  bool x509 = false;      ///< takes X.509 certificates, else those of GlobalPlatform
  bool has_list = false;  ///< takes the certificate with `listed_serial` as first of a chain alone
  std::uint8_t serial_size = 0;
  std::uint8_t name_size = 0;
  std::array<std::uint8_t, max_serial> listed_serial{};
  std::array<std::uint8_t, max_name> name{};  ///< what certificates call this authority
  std::array<std::uint8_t, max_point> point{};
};

/// What GET DATA [certificate store] returns for a key.
struct CertificateStore {
  static constexpr std::size_t max_size = 700;
  std::uint8_t owner = 0;
  std::uint8_t version = 0;
  std::uint8_t identifier = 0;
  std::uint16_t size = 0;
  std::array<std::uint8_t, max_size> bytes{};
};

/// Who owns the Security Domain, and the group of cards that share a key for SCP11c.
struct Scp11Domain {
  static constexpr std::size_t max_identifier = 16;
  std::uint8_t index = 0xFF;  ///< of the Security Domain; FF for none
  std::uint32_t today = 0;  ///< the date it was told, as YYYYMMDD; 0 for none, and none is compared
  std::uint8_t provider_size = 0;
  std::uint8_t group_size = 0;
  std::array<std::uint8_t, max_identifier> provider{};
  std::array<std::uint8_t, max_identifier> group{};
};

struct Scp11Store {
  static constexpr std::size_t max_keys = 12;
  static constexpr std::size_t max_anchors = 8;
  static constexpr std::size_t max_certificates = 12;
  std::uint8_t key_count = 0;
  std::uint8_t anchor_count = 0;
  std::uint8_t certificate_count = 0;
  Scp11Domain domain;
  std::array<AgreementKey, max_keys> keys{};
  std::array<TrustAnchor, max_anchors> anchors{};
  std::array<CertificateStore, max_certificates> certificates{};
};

/// What PERFORM SECURITY OPERATION has proven on a logical channel.
struct VerifiedOce {
  enum class Stage : std::uint8_t {
    nothing,
    authority,  ///< a key that signs: the next certificate is verified with it
    entity,     ///< PK.OCE.ECKA, ready for MUTUAL AUTHENTICATE
  };
  Stage stage = Stage::nothing;
  std::uint8_t domain = 0;   ///< that verified it
  std::uint8_t version = 0;  ///< of the trust anchor
  std::uint8_t curve = 0;
  std::uint8_t name_size = 0;
  std::array<std::uint8_t, TrustAnchor::max_name> name{};  ///< the subject
  bool owns_domain = false;  ///< the certificate names the provider of the Security Domain
  std::array<std::uint8_t, max_point> point{};
};

/// A command that comes in pieces, or an answer that leaves in pieces.
struct Pieces {
  static constexpr std::size_t max_size = 1536;
  bool pending = false;
  std::uint8_t channel = 0;
  std::uint8_t ins = 0;
  bool interindustry = false;  ///< SCP10
  std::uint8_t p1 = 0;
  std::uint8_t p2 = 0;
  std::uint16_t begin = 0;
  std::uint16_t size = 0;
  std::array<std::uint8_t, max_size> bytes{};

  [[nodiscard]] ByteView view() const noexcept {
    return ByteView(bytes).subspan(begin, std::size_t{size} - begin);
  }
};

}  // namespace assay::model
