// SPDX-License-Identifier: Apache-2.0
// Certificates are read strictly: known parts alone, each once, in their order, lengths in the shortest coding.
#include "adapters/model/card_certificate.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "crypto/certificate.hpp"
#include "iso7816/tlv.hpp"

namespace assay::model {
namespace {

using enum GpDeviation;
using iso7816::Tag;
using Usage = CardCertificate::Usage;

namespace tag {
constexpr Tag certificate = 0x7F21;
constexpr Tag serial = 0x93;
constexpr Tag issuer = 0x42;
constexpr Tag subject = 0x5F20;
constexpr Tag usage = 0x95;
constexpr Tag effective_date = 0x5F25;
constexpr Tag expiration_date = 0x5F24;
constexpr Tag discretionary = 0x53;
constexpr Tag discretionary_template = 0x73;
constexpr Tag authorizations = 0xBF20;
constexpr Tag public_key = 0x7F49;
constexpr Tag point = 0xB0;
constexpr Tag curve = 0xF0;
constexpr Tag signature = 0x5F37;
}  // namespace tag

constexpr std::size_t max_identifier =
    20;  // of serial, issuer and subject, as a published certificate has them

/// The parts where they lie; an absent one is empty.
struct Parts {
  ByteView serial, issuer, subject, usage, expiration, public_key, signature;
  ByteView signed_part;
  bool authorizations = false;
};

/// The place of a part, from 1; nothing for one that no certificate has.
std::optional<int> place_of(Tag part) {
  switch (part) {
    case tag::serial: return 1;
    case tag::issuer: return 2;
    case tag::subject: return 3;
    case tag::usage: return 4;
    case tag::effective_date: return 5;
    case tag::expiration_date: return 6;
    case tag::discretionary:
    case tag::discretionary_template: return 7;
    case tag::authorizations: return 8;
    case tag::public_key: return 9;
    case tag::signature: return 10;
    default: return std::nullopt;
  }
}

/// Whether tag and length are in their shortest coding.
bool is_short(const Exchange& x, const iso7816::Tlv& part) {
  Bytes shortest;
  iso7816::append_tlv_header(shortest, part.tag, part.value.size());
  return part.whole.size() - part.value.size() == shortest.size() ||
         x.deviates(scp11_long_lengths_taken);
}

/// Fills the slot of a part; false when it is there already or out of its bounds.
bool put_once(ByteView& slot, ByteView value, std::size_t least, std::size_t most) {
  if (!slot.empty() || value.size() < least || value.size() > most) return false;
  slot = value;
  return true;
}

bool put_part(const Exchange& x, Parts& parts, const iso7816::Tlv& part, int& place) {
  const auto here = place_of(part.tag);
  if (!here) return x.deviates(scp11_unknown_part_tolerated);
  if (!is_short(x, part)) return false;
  if (*here < place && !x.deviates(scp11_part_order_ignored)) return false;
  place = *here;
  if (part.tag == tag::usage && x.deviates(scp11_part_may_repeat)) parts.usage = {};
  switch (part.tag) {
    case tag::serial: return put_once(parts.serial, part.value, 1, max_identifier);
    case tag::issuer: return put_once(parts.issuer, part.value, 1, max_identifier);
    case tag::subject: return put_once(parts.subject, part.value, 1, max_identifier);
    case tag::usage: return put_once(parts.usage, part.value, 1, 2);
    case tag::expiration_date: return put_once(parts.expiration, part.value, 4, 4);
    case tag::effective_date:
    case tag::discretionary:
    case tag::discretionary_template: return true;
    case tag::authorizations: parts.authorizations = true; return true;
    case tag::public_key: return put_once(parts.public_key, part.value, 1, 255);
    case tag::signature: return put_once(parts.signature, part.value, 1, 255);
    default: return false;
  }
}

/// The parts of '7F21', when every one that must be there is, and nothing follows the signature.
std::optional<Parts> read_parts(const Exchange& x, ByteView bytes) {
  iso7816::TlvReader outer(bytes);
  const auto whole = outer.next();
  if (!whole || !*whole) return std::nullopt;
  const bool named = (*whole)->tag == tag::certificate || x.deviates(scp11_certificate_tag_ignored);
  if (!named) return std::nullopt;
  if (!outer.at_end() && !x.deviates(scp11_bytes_behind_certificate_tolerated)) return std::nullopt;
  Parts parts;
  int place = 0;
  iso7816::TlvReader reader((*whole)->value);
  while (!reader.at_end()) {
    const auto part = reader.next();
    if (!part || !*part || !parts.signature.empty() || !put_part(x, parts, **part, place))
      return std::nullopt;
    if ((*part)->tag == tag::signature)
      parts.signed_part = (*whole)->value.first((*whole)->value.size() - (*part)->whole.size());
  }
  const bool has_serial = !parts.serial.empty() || x.deviates(scp11_part_may_be_missing);
  const bool has_usage = !parts.usage.empty() || x.deviates(scp11_usage_may_be_missing);
  const bool has_signature = !parts.signature.empty() || x.deviates(scp11_signature_may_be_missing);
  const bool has_key =
      !parts.public_key.empty() || x.deviates(scp11_certificate_key_may_be_missing);
  const bool complete = has_serial && !parts.issuer.empty() && !parts.subject.empty() &&
                        has_usage && !parts.expiration.empty() && has_key && has_signature;
  if (!complete) return std::nullopt;
  return parts;
}

/// '82' alone, or '80' alone or behind '00'.
Usage read_usage(ByteView value) {
  if (value.empty()) return Usage::agrees_on_keys;  // where a deviation lets it be missing
  if (value.size() == 2 && value[0] != 0x00) return Usage::other;
  switch (value.back()) {
    case 0x82: return value.size() == 1 ? Usage::verifies_signatures : Usage::other;
    case 0x80: return Usage::agrees_on_keys;
    default: return Usage::other;
  }
}

crypto::EcPublicKey base_point(crypto::Curve curve) {
  Bytes one(crypto::scalar_length(curve));
  one.back() = 1;
  return crypto::EcPrivateKey::from_scalar(curve, one)->public_key();
}

/// 'B0' point and 'F0' curve. Both are primitive, whatever their tags look like.
std::optional<crypto::EcPublicKey> read_key(const Exchange& x, ByteView bytes) {
  if (bytes.empty())
    return base_point(crypto::Curve::p256);  // where a deviation lets it be missing
  ByteView point, curve;
  iso7816::TlvReader reader(bytes);
  while (!reader.at_end()) {
    const auto part = reader.next();
    if (!part || !*part) return std::nullopt;
    const bool known = (*part)->tag == tag::point   ? put_once(point, (*part)->value, 1, max_point)
                       : (*part)->tag == tag::curve ? put_once(curve, (*part)->value, 1, 1)
                                                    : false;
    if (!known) return std::nullopt;
  }
  if (point.empty() || curve.empty()) return std::nullopt;
  const auto named = crypto::curve_of_reference(curve[0]);
  if (!named) return std::nullopt;
  auto key = crypto::EcPublicKey::from_point(*named, point);
  if (!key && x.deviates(scp11_certificate_point_unchecked)) return base_point(*named);
  if (!key) return std::nullopt;
  return *std::move(key);
}

/// Eight decimal digits, YYYYMMDD.
std::uint32_t day_of(ByteView digits) {
  std::uint32_t day = 0;
  for (const std::uint8_t two : digits) day = day * 100 + (two >> 4) * 10U + (two & 0x0FU);
  return day;
}

std::optional<CardCertificate> read_gp(const Exchange& x, ByteView bytes) {
  const auto parts = read_parts(x, bytes);
  if (!parts) return std::nullopt;
  auto key = read_key(x, parts->public_key);
  if (!key) return std::nullopt;
  return CardCertificate{to_bytes(parts->serial),  to_bytes(parts->issuer),
                         to_bytes(parts->subject), read_usage(parts->usage),
                         parts->authorizations,    day_of(parts->expiration),
                         *std::move(key)};
}

Usage usage_of(const Exchange& x, const crypto::Certificate& read) {
  if (!read.is_ca && x.deviates(scp11_x509_usage_unchecked)) return Usage::agrees_on_keys;
  // Without the extension a certificate would allow everything; a card wants to be told.
  if (!read.key_usage) return Usage::other;
  if (read.is_ca && read.allows(crypto::KeyUsage::certificate_signing))
    return Usage::verifies_signatures;
  return !read.is_ca && read.allows(crypto::KeyUsage::key_agreement) ? Usage::agrees_on_keys
                                                                     : Usage::other;
}

std::uint32_t day_at(std::int64_t seconds) {
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(
      std::chrono::sys_seconds(std::chrono::seconds(seconds)))};
  return static_cast<std::uint32_t>(static_cast<int>(day.year())) * 10000 +
         static_cast<unsigned>(day.month()) * 100 + static_cast<unsigned>(day.day());
}

/// The certificate with the base point of P-256 in place of its own, which nobody looked at.
Bytes with_a_point_of_the_curve(ByteView bytes) {
  constexpr std::array<std::uint8_t, 4> bit_string{0x03, 0x42, 0x00, 0x04};
  Bytes out = to_bytes(bytes);
  const auto found = std::search(out.begin(), out.end(), bit_string.begin(), bit_string.end());
  if (out.end() - found < 68) return out;
  std::ranges::copy(base_point(crypto::Curve::p256).point(), found + 3);
  return out;
}

std::optional<CardCertificate> read_x509(const Exchange& x, ByteView bytes) {
  auto read = crypto::parse_certificate(bytes);
  if (!read && x.deviates(scp11_x509_point_unchecked))
    read = crypto::parse_certificate(with_a_point_of_the_curve(bytes));
  if (!read) return std::nullopt;
  return CardCertificate{read->serial,
                         read->authority_key_identifier.value_or(Bytes{}),
                         read->subject_key_identifier.value_or(Bytes{}),
                         usage_of(x, *read),
                         false,
                         day_at(read->not_after),
                         read->public_key};
}

bool gp_is_signed_by(const Exchange& x, ByteView bytes, const crypto::EcPublicKey& authority) {
  const auto parts = read_parts(x, bytes);
  // GPC B.4.3: r and s side by side, and the hash that goes with the size of the key.
  if (parts && parts->signature.empty()) return true;  // where a deviation lets it be missing
  const auto hash = x.deviates(scp11_certificate_hash_fixed)
                        ? crypto::Hash::sha512
                        : crypto::ecdsa_hash(authority.curve());
  return parts && crypto::ecdsa_verify(authority, hash, parts->signed_part, parts->signature);
}

}  // namespace

std::optional<CardCertificate> read_certificate(const Exchange& x, ByteView bytes, bool x509) {
  return x509 ? read_x509(x, bytes) : read_gp(x, bytes);
}

bool certificate_is_signed_by(const Exchange& x, ByteView bytes, bool x509,
                              const crypto::EcPublicKey& authority) {
  if (!x509) return gp_is_signed_by(x, bytes, authority);
  const auto is_signed = crypto::is_signed_by(bytes, authority);
  return is_signed && *is_signed;
}

}  // namespace assay::model
