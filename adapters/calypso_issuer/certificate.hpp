// SPDX-License-Identifier: Apache-2.0
// Certificates of the Calypso PKI as an issuer of tests makes them: fields, their sense, the layout, and the signature with
// message recovery.   Source: public layouts of CA certificates (384 bytes) and card certificates (316 bytes); ISO/IEC 9796-2.
#pragma once

#include <array>
#include <cstdint>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "crypto/rsa.hpp"

namespace assay::calypso_issuer {

inline constexpr std::size_t ca_certificate_size = 384;
inline constexpr std::size_t card_certificate_size = 316;
inline constexpr std::size_t issuer_modulus_size = 256;  ///< RSA-2048
inline constexpr std::size_t recovered_size = 222;       ///< of the message inside a signature

/// AID size, AID padded with 00 to 16 bytes, serial number (8), number of the key (4).
using KeyReference = std::array<std::uint8_t, 29>;
/// YYYYMMDD in BCD; zeros: no date.
using Date = std::array<std::uint8_t, 4>;

/// Errors: `malformed` for an AID outside 5..16 bytes, a serial number of other than 8 or a key number of other than 4.
[[nodiscard]] Result<KeyReference> make_key_reference(ByteView aid, ByteView serial,
                                                      ByteView number);

/// The AID that a CA is limited to, or none.
struct TargetAid {
  std::uint8_t size = 0xFF;  ///< 5 to 16; FF: every AID
  std::array<std::uint8_t, 16> value{};
};
/// Errors: `malformed` for other than 5..16 bytes.
[[nodiscard]] Result<TargetAid> make_target_aid(ByteView aid);

struct CaFields {
  std::uint8_t type = 0x90;
  std::uint8_t version = 0x01;
  KeyReference issuer{};
  KeyReference target{};
  Date start{};
  Date end{};
  std::uint8_t rights = 0x09;  ///< may sign card certificates, shall not sign CA certificates
  std::uint8_t scope = 0x01;   ///< 00 production, 01 test, FF any
  TargetAid aid;
  std::uint8_t mode = 0x00;  ///< bit 0: AIDs that begin with the target AID are meant too
};

struct CardFields {
  std::uint8_t type = 0x91;
  std::uint8_t version = 0x01;
  KeyReference issuer{};
  std::uint8_t aid_size = 0;
  std::array<std::uint8_t, 16> aid{};
  std::array<std::uint8_t, 8> serial{};
  std::array<std::uint8_t, 4> index{};
  Date start{};
  Date end{};
  std::uint8_t rights = 0x00;
  std::array<std::uint8_t, 7> info{};  ///< the startup information of the application
  std::array<std::uint8_t, 64> public_key{};
};

/// Whether a verifier that follows the public rules can take it at all.
/// Errors: `malformed`, naming the field, its value and what was wanted.
[[nodiscard]] Result<void> check(const CaFields& fields);
[[nodiscard]] Result<void> check(const CardFields& fields);
/// Whether this CA may sign that: its right, and its target AID.
/// Errors: `refused`, naming the rule.
[[nodiscard]] Result<void> check_issuer(const CaFields& issuer, const CardFields& card);
[[nodiscard]] Result<void> check_issuer(const CaFields& issuer, const CaFields& ca);

/// A message as the signature splits it: the part that is sent, and the 222 bytes that the signature carries.
struct Message {
  Bytes sent;
  Bytes recovered;
};
/// Shape: `modulus` has 256 bytes.
[[nodiscard]] Message layout(const CaFields& fields, ByteView modulus);
[[nodiscard]] Message layout(const CardFields& fields);
/// What stands in the part of a CA certificate that is sent; used for the rules of its issuing.
/// Errors: `malformed` for other than 384 bytes, type 90 or version 01.
[[nodiscard]] Result<CaFields> read_ca_certificate(ByteView certificate);

/// How the block under a signature is made; anything but the default is a mistake.
struct BlockForm {
  std::uint8_t marker = 0x01;   ///< before the recovered part
  std::uint8_t trailer = 0xBC;  ///< at the end
  bool hash_is_right = true;
};

/// ISO/IEC 9796-2 with partial recovery: SHA-256, MGF1, no salt.
/// Errors: `unsupported` for a key of other than 2048 bits or with another exponent than 65537.
[[nodiscard]] Result<Bytes> sign(const crypto::RsaPrivateKey& issuer, const Message& message,
                                 const BlockForm& form = {});

/// The message of a certificate of the room's own making, the hash in it not looked at. This is no verification.
/// Errors: `malformed` for a signature that this key cannot have made.
[[nodiscard]] Result<Message> reopen(const crypto::RsaPublicKey& issuer, ByteView certificate,
                                     std::size_t sent);

/// Layout and signature in one: 384 and 316 bytes.
/// Errors: as `sign`; `unsupported` for a modulus of other than 256 bytes.
[[nodiscard]] Result<Bytes> issue(const crypto::RsaPrivateKey& issuer, const CaFields& fields,
                                  ByteView modulus);
[[nodiscard]] Result<Bytes> issue(const crypto::RsaPrivateKey& issuer, const CardFields& fields);

}  // namespace assay::calypso_issuer
