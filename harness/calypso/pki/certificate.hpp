// SPDX-License-Identifier: Apache-2.0
// Certificates of Calypso PKI as they are written: key references, dates, CA and card certificates, before any signature is opened.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.hpp"
#include "calypso/pki/findings.hpp"
#include "calypso/product.hpp"
#include "crypto/elliptic.hpp"

namespace assay::calypso::pki {

inline constexpr std::size_t ca_certificate_size = 384;
inline constexpr std::size_t card_certificate_size = 316;
inline constexpr std::size_t signature_size = 256;  ///< RSA-2048
inline constexpr std::size_t recovered_size = 222;  ///< bytes of the message inside a signature
inline constexpr std::size_t public_key_size = 64;  ///< X and Y
inline constexpr std::size_t session_signature_size = 64;  ///< r and s

/// 29 bytes that name a key: size of an AID, the AID padded to 16, a serial number, a key id. What is inside is not
/// validated: genuine examples hold arbitrary bytes.
using KeyReference = std::array<std::uint8_t, 29>;
/// In words where it has the usual parts: "AID A000000291A0000101B001, serial number .., key 00000002".
[[nodiscard]] std::string words_of(const KeyReference& reference);

/// Four bytes of BCD, YYYYMMDD.
struct Date {
  std::array<std::uint8_t, 4> bcd{};
  [[nodiscard]] bool is_none() const noexcept { return bcd == std::array<std::uint8_t, 4>{}; }
  /// Digits, and a day that the calendar has. Zero is no date, and well formed as such.
  [[nodiscard]] bool is_well_formed() const noexcept;
  friend auto operator<=>(const Date&, const Date&) = default;
};
/// "2024-10-14", "none", or the hex of what is no date.
[[nodiscard]] std::string words_of(Date date);
/// The date of a moment, UTC.
[[nodiscard]] Date date_of_utc(std::int64_t seconds_since_1970) noexcept;
/// Reads "2024-10-14" or "20241014". Nothing for anything else.
[[nodiscard]] std::optional<Date> parse_date(std::string_view text) noexcept;

/// Whom a CA may sign for: two bits for cards, two for CAs.
[[nodiscard]] std::string words_of_rights(std::uint8_t rights);
[[nodiscard]] std::string words_of_scope(std::uint8_t scope);

struct CaCertificate {
  std::array<std::uint8_t, ca_certificate_size> raw{};
  std::uint8_t type = 0;
  std::uint8_t version = 0;
  KeyReference issuer{};
  KeyReference target{};
  Date start;
  std::array<std::uint8_t, 4> reserved_1{};
  std::uint8_t rights = 0;
  std::uint8_t scope = 0;
  Date end;
  std::uint8_t aid_size = 0;
  std::array<std::uint8_t, 16> aid{};
  std::uint8_t operating_mode = 0;
  std::array<std::uint8_t, 2> reserved_2{};
  std::array<std::uint8_t, 34> key_header{};  ///< the first bytes of the modulus

  [[nodiscard]] ByteView message() const noexcept { return ByteView(raw).first(128); }
  [[nodiscard]] ByteView signature() const noexcept { return ByteView(raw).last(signature_size); }
};

struct CardCertificate {
  std::array<std::uint8_t, card_certificate_size> raw{};
  std::uint8_t type = 0;
  std::uint8_t version = 0;
  KeyReference issuer{};
  std::uint8_t aid_size = 0;
  std::array<std::uint8_t, 16> aid{};
  SerialNumber serial{};
  std::array<std::uint8_t, 4> index{};

  [[nodiscard]] ByteView message() const noexcept { return ByteView(raw).first(60); }
  [[nodiscard]] ByteView signature() const noexcept { return ByteView(raw).last(signature_size); }
};

/// What the signature of a card certificate carries inside.
struct CardDetails {
  Date start;
  Date end;
  std::uint8_t rights = 0;
  std::array<std::uint8_t, 7> startup{};
  std::array<std::uint8_t, 18> reserved_1{};
  std::array<std::uint8_t, public_key_size> public_key{};
  std::array<std::uint8_t, 124> reserved_2{};
};

/// Takes the certificate apart, with its header DF4A820180 or without, and looks at how it is written.
/// Nothing when it cannot be taken apart; `findings` then tells the rule.
[[nodiscard]] std::optional<CaCertificate> read_ca_certificate(ByteView bytes, Findings& findings);
/// The same for DF4C82013C.
[[nodiscard]] std::optional<CardCertificate> read_card_certificate(ByteView bytes,
                                                                   Findings& findings);
/// X and Y of the public key of a card, behind DF2C40 or bare. Nothing when it is no point; `findings` tells the rule.
[[nodiscard]] std::optional<crypto::EcPublicKey> read_public_key(ByteView bytes,
                                                                 Findings& findings);
/// The same for X and Y, which have 64 bytes, under another rule.
[[nodiscard]] std::optional<crypto::EcPublicKey> point_of(ByteView x_and_y, Rule rule,
                                                          Findings& findings);

/// Shape: `recovered` has 222 bytes.
[[nodiscard]] CardDetails details_of(ByteView recovered);

}  // namespace assay::calypso::pki
