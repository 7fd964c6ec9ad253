// SPDX-License-Identifier: Apache-2.0
// The sense of what is to be issued: each field against the public rules, before a test certificate goes out by accident wrong.
#include <algorithm>
#include <string_view>

#include "adapters/calypso_issuer/certificate.hpp"
#include "base/hex.hpp"
#include "crypto/elliptic.hpp"

namespace assay::calypso_issuer {
namespace {

bool all_zero(ByteView bytes) {
  return std::ranges::all_of(bytes, [](auto byte) { return byte == 0; });
}

unsigned decimal(std::uint8_t bcd) {
  return (bcd >> 4U) * 10U + (bcd & 0x0FU);
}

bool is_decimal(ByteView bytes) {
  return std::ranges::all_of(bytes, [](auto byte) { return byte >> 4 < 10 && (byte & 15) < 10; });
}

unsigned days_of(unsigned year, unsigned month) {
  constexpr std::array<unsigned, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days[month - 1];
}

Result<void> check_date(std::string_view name, const Date& date) {
  if (all_zero(date)) return {};
  const auto wrong = [&] {
    return fail(ErrorCode::malformed, "the {} date {} is no day; YYYYMMDD or 00000000 was wanted",
                name, to_hex(date));
  };
  if (!is_decimal(date)) return wrong();
  const unsigned month = decimal(date[2]);
  const unsigned day = decimal(date[3]);
  if (month < 1 || month > 12) return wrong();
  if (day < 1 || day > days_of(decimal(date[0]) * 100 + decimal(date[1]), month)) return wrong();
  return {};
}

Result<void> check_dates(const Date& start, const Date& end) {
  TRY_VOID(check_date("start", start));
  TRY_VOID(check_date("end", end));
  if (!all_zero(end) && std::ranges::lexicographical_compare(end, start))
    return fail(ErrorCode::malformed, "the end date {} is before the start date {}", to_hex(end),
                to_hex(start));
  return {};
}

Result<void> check_head(std::string_view what, std::uint8_t type, std::uint8_t wanted,
                        std::uint8_t version) {
  if (type == wanted && version == 0x01) return {};
  return fail(ErrorCode::malformed,
              "a {} certificate has type {:02X} and version 01, not {:02X} {:02X}", what, wanted,
              type, version);
}

Result<void> check_aid(std::uint8_t size, const std::array<std::uint8_t, 16>& value) {
  if (size < 5 || size > 16)
    return fail(ErrorCode::malformed, "an AID has 5 to 16 bytes, not {}", size);
  if (!all_zero(ByteView(value).subspan(size)))
    return fail(ErrorCode::malformed, "an AID of {} bytes is followed by zeros", size);
  if (all_zero(value)) return fail(ErrorCode::malformed, "an AID of zeros is none");
  return {};
}

Result<void> check_target_aid(const TargetAid& aid) {
  if (aid.size != 0xFF) return check_aid(aid.size, aid.value);
  if (all_zero(aid.value)) return {};
  return fail(ErrorCode::malformed, "a target AID of size FF has 16 bytes 00, not {}",
              to_hex(aid.value));
}

/// What the target AID of the issuer says of another AID.
Result<void> check_limit(const CaFields& issuer, ByteView aid) {
  if (issuer.aid.size == 0xFF) return {};
  const ByteView limit =
      ByteView(issuer.aid.value).first(std::min<std::size_t>(issuer.aid.size, 16));
  const bool begins = aid.size() >= limit.size() && equal(aid.first(limit.size()), limit);
  if (begins && (aid.size() == limit.size() || (issuer.mode & 0x01U) != 0)) return {};
  return fail(ErrorCode::refused, "the issuer may sign for the AID {}{} only, not for {}",
              to_hex(limit), (issuer.mode & 0x01U) != 0 ? " and those that begin so" : "",
              aid.empty() ? "every AID" : to_hex(aid));
}

}  // namespace

Result<void> check(const CaFields& fields) {
  TRY_VOID(check_head("CA", fields.type, 0x90, fields.version));
  TRY_VOID(check_dates(fields.start, fields.end));
  if ((fields.rights & 0xF0U) != 0 || (fields.rights & 0x03U) == 0x03U ||
      (fields.rights & 0x0CU) == 0x0CU)
    return fail(ErrorCode::malformed,
                "the rights {:02X} of a CA are no two pairs of bits 00, 01 or 10", fields.rights);
  if (fields.scope != 0x00 && fields.scope != 0x01 && fields.scope != 0xFF)
    return fail(ErrorCode::malformed, "a scope is 00, 01 or FF, not {:02X}", fields.scope);
  TRY_VOID(check_target_aid(fields.aid));
  if ((fields.mode & 0xFEU) != 0)
    return fail(ErrorCode::malformed, "an operating mode is 00 or 01, not {:02X}", fields.mode);
  return {};
}

Result<void> check(const CardFields& fields) {
  TRY_VOID(check_head("card", fields.type, 0x91, fields.version));
  TRY_VOID(check_aid(fields.aid_size, fields.aid));
  TRY_VOID(check_dates(fields.start, fields.end));
  if (fields.rights != 0)
    return fail(ErrorCode::malformed, "the rights of a card are 00, not {:02X}", fields.rights);
  Bytes point{0x04};
  append(point, fields.public_key);
  TRY_VOID(crypto::EcPublicKey::from_point(crypto::Curve::p256, point));
  return {};
}

Result<void> check_issuer(const CaFields& issuer, const CardFields& card) {
  if ((issuer.rights & 0x04U) != 0)
    return fail(ErrorCode::refused, "the issuer's rights {:02X} forbid card certificates",
                issuer.rights);
  return check_limit(issuer, ByteView(card.aid).first(std::min<std::size_t>(card.aid_size, 16)));
}

Result<void> check_issuer(const CaFields& issuer, const CaFields& ca) {
  if ((issuer.rights & 0x01U) != 0)
    return fail(ErrorCode::refused, "the issuer's rights {:02X} forbid CA certificates",
                issuer.rights);
  if (ca.aid.size == 0xFF) return check_limit(issuer, {});
  return check_limit(issuer, ByteView(ca.aid.value).first(std::min<std::size_t>(ca.aid.size, 16)));
}

}  // namespace assay::calypso_issuer
