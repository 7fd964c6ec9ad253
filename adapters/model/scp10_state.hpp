// SPDX-License-Identifier: Apache-2.0
// What a card keeps for SCP10: RSA keys and certificates for good, and how far an initiation got for a while. Plain data,
// part of GpState.   Source: GPC F.1.3.1, F.1.5.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.hpp"

namespace assay::model::scp10 {

inline constexpr std::size_t max_modulus = 257;  ///< bytes; see Store::modulus_size
inline constexpr std::size_t max_exponent = 4;
inline constexpr std::size_t name_size = 8;  ///< the length of both ids in tables F-5 and F-9

using Modulus = std::array<std::uint8_t, max_modulus>;  ///< its first bytes are used
using Name = std::array<std::uint8_t, name_size>;

/// The parameter i, table F-1.
namespace option {
inline constexpr std::uint8_t key_agreement = 0x01;  ///< and signatures with message recovery
inline constexpr std::uint8_t key_transport = 0x02;  ///< and signatures without
}  // namespace option

/// How certificates are written.
namespace form {
inline constexpr std::uint8_t recovery = 0x01;     ///< signature with message recovery
inline constexpr std::uint8_t values_only = 0x02;  ///< not self-descriptive
}  // namespace form

/// A public key that the Security Domain trusts, or has found valid; certificates call its holder by this name.
struct PublicKey {
  Name name{};
  Modulus modulus{};
  std::uint8_t exponent_size = 0;
  std::array<std::uint8_t, max_exponent> exponent{};
};

/// A stored key. The first one is PK.TP_EX.AUT, where certificates begin unless tag '83' names another.
struct TrustedKey {
  PublicKey key;
  bool entity = false;  ///< PK.OCE.AUT and not that of an authority
};

/// SK.SD.AUT; the first one is the default.
struct PrivateKey {
  Name name{};  ///< reference for tag '84', and the subject of its certificate
  Modulus modulus{};
  Modulus exponent{};
};

struct StoredCertificate {
  static constexpr std::size_t max_size = 560;
  std::uint16_t identifier = 0;  ///< '7F21' for that of the default key
  std::uint16_t size = 0;
  std::array<std::uint8_t, max_size> bytes{};  ///< without the header '7F21'
};

/// Of the one Security Domain with SCP10.
struct Store {
  static constexpr std::size_t max_trusted = 3;
  static constexpr std::size_t max_private = 2;
  static constexpr std::size_t max_certificates = 3;
  static constexpr std::size_t max_directory = 128;
  std::uint8_t owner = 0xFF;       ///< index of the Security Domain; FF for none
  std::uint8_t options = 0;        ///< bits of `option`
  std::uint8_t form = 0;           ///< bits of `form`
  std::uint16_t modulus_size = 0;  ///< of all keys: GPC F.1.4 wants them alike
  std::uint8_t trusted_count = 0;
  std::uint8_t private_count = 0;
  std::uint8_t certificate_count = 0;
  std::uint8_t directory_size = 0;
  Name provider{};  ///< who owns the Security Domain
  std::array<TrustedKey, max_trusted> trusted{};
  std::array<PrivateKey, max_private> privates{};
  std::array<StoredCertificate, max_certificates> certificates{};
  std::array<std::uint8_t, max_directory> directory{};  ///< EF.OD
};

/// How far an initiation got on a logical channel, and what it brought.
struct Initiation {
  enum class Step : std::uint8_t {
    none,
    begun,          ///< MANAGE SECURITY ENVIRONMENT or a certificate
    challenged,     ///< EXTERNAL AUTHENTICATE may come next
    authenticated,  ///< INTERNAL AUTHENTICATE may come next
  };
  static constexpr std::size_t max_request = max_modulus - 11;
  static constexpr std::size_t secret_size = 32;
  Step step = Step::none;
  std::uint8_t option = 0;
  std::uint8_t private_key = 0;  ///< index in the store
  bool without_certificates = false;
  bool validated = false;  ///< `current` is that of an off-card entity
  std::uint8_t request_size = 0;
  PublicKey current;                                ///< the Current Public Key
  std::array<std::uint8_t, max_request> request{};  ///< level and templates as they came
  std::array<std::uint8_t, secret_size> secret{};   ///< that of the off-card entity
};

/// A DES key of a session; size 0 for none.
struct SessionKey {
  std::uint8_t size = 0;
  std::array<std::uint8_t, 24> bytes{};

  [[nodiscard]] ByteView view() const noexcept { return ByteView(bytes).first(size); }
};

/// Keys of secure messaging, with the counter of each checksum key.
struct SessionKeys {
  SessionKey c_mac;
  SessionKey r_mac;
  SessionKey c_enc;
  SessionKey r_enc;
  bool established = false;
  bool one_mac_key = false;  ///< for both directions: one counter too
  std::uint64_t c_mac_counter = 0;
  std::uint64_t r_mac_counter = 0;
};

}  // namespace assay::model::scp10
