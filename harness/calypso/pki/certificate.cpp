// SPDX-License-Identifier: Apache-2.0
// Taking certificates apart. Layouts: facts about Calypso PKI, 5.2 to 5.4.
#include "calypso/pki/certificate.hpp"

#include <algorithm>
#include <chrono>

#include "base/check.hpp"
#include "base/cursor.hpp"
#include "base/hex.hpp"

namespace assay::calypso::pki {
namespace {

using namespace literals;

constexpr std::uint8_t no_aid = 0xFF;
constexpr auto ca_header = "DF4A 82 0180"_hex;
constexpr auto card_header = "DF4C 82 013C"_hex;
constexpr auto key_header = "DF2C 40"_hex;

bool is_zero(ByteView bytes) {
  return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

std::string counted(std::size_t bytes) {
  return fmt::format("{} bytes", bytes);
}

/// A certificate that lacks its end, or has too much of it, tells an RSA of another size.
std::string length_found(std::size_t bytes, std::size_t message) {
  if (message > 0 && bytes > message && (bytes - message) % 16 == 0)
    return fmt::format("{} bytes, which leaves {} for a signature: RSA of {} bits", bytes,
                       bytes - message, (bytes - message) * 8);
  return counted(bytes);
}

struct Object {
  ByteView header;  ///< of the data object
  Rule wrapper, length;
  std::size_t size, message;
};

/// The bytes without the header of the data object, when there is one.
std::optional<ByteView> unwrapped(ByteView bytes, const Object& object, Findings& findings) {
  const bool wraps = !bytes.empty() && bytes[0] == object.header[0];
  if (wraps) {
    const auto size = std::min(bytes.size(), object.header.size());
    const bool good = findings.look(
        object.wrapper, equal(bytes.first(size), object.header),
        [&] { return to_hex(bytes.first(size)); }, [&] { return to_hex(object.header); });
    if (!good) return std::nullopt;
    bytes = bytes.subspan(size);
  }
  const bool fits = findings.look(
      object.length, bytes.size() == object.size,
      [&] { return length_found(bytes.size(), object.message); },
      [&] {
        if (object.message == 0) return counted(object.size);
        return fmt::format("{} bytes: {}, and a signature of RSA of 2048 bits", object.size,
                           object.message);
      });
  if (!fits) return std::nullopt;
  return bytes;
}

bool look_byte(Findings& findings, Rule rule, std::uint8_t found, std::uint8_t wanted) {
  return findings.look(
      rule, found == wanted, [&] { return fmt::format("{:02X}", found); },
      [&] { return fmt::format("{:02X}", wanted); });
}

void look_date(Findings& findings, Rule rule, Date date) {
  findings.look(
      rule, date.is_well_formed(), [&] { return words_of(date); },
      [] { return std::string("YYYYMMDD, or 00000000 for none"); });
}

/// `none_is_allowed`: a CA may be for any AID.
void look_aid(Findings& findings, Rule size_rule, Rule padding_rule, std::uint8_t size,
              ByteView aid, bool none_is_allowed) {
  const bool none = none_is_allowed && size == no_aid;
  const bool sized = findings.look(
      size_rule, none || (size >= 5 && size <= 16), [&] { return fmt::format("{:02X}", size); },
      [&] { return std::string(none_is_allowed ? "05 to 10, or FF" : "05 to 10"); });
  if (!sized) return;
  const bool padded = none ? is_zero(aid) : is_zero(aid.subspan(size)) && !is_zero(aid);
  findings.look(
      padding_rule, padded, [&] { return to_hex(aid); },
      [&] {
        return none ? std::string("sixteen bytes 00")
                    : fmt::format("an AID of {} bytes, then 00", size);
      });
}

bool has_reserved_rights(std::uint8_t rights) {
  return (rights & 0xF0) != 0 || (rights & 0x0C) == 0x0C || (rights & 0x03) == 0x03;
}

void look_at_form(const CaCertificate& in, Findings& findings) {
  findings.look(
      Rule::ca_rights_form, !has_reserved_rights(in.rights),
      [&] { return words_of_rights(in.rights); },
      [] { return std::string("00, 01 or 10 in bits 3-2 and 1-0, the others 0"); });
  findings.look(
      Rule::ca_scope_form, in.scope == 0x00 || in.scope == 0x01 || in.scope == 0xFF,
      [&] { return words_of_scope(in.scope); }, [] { return std::string("00, 01 or FF"); });
  look_aid(findings, Rule::ca_aid_size, Rule::ca_aid_padding, in.aid_size, in.aid, true);
  look_date(findings, Rule::ca_start_form, in.start);
  look_date(findings, Rule::ca_end_form, in.end);
  findings.look(
      Rule::ca_reserved,
      is_zero(in.reserved_1) && is_zero(in.reserved_2) && (in.operating_mode & 0xFE) == 0,
      [&] {
        return fmt::format("{} at 64, operating mode {:02X}, {} at 92", to_hex(in.reserved_1),
                           in.operating_mode, to_hex(in.reserved_2));
      },
      [] { return std::string("00000000, an operating mode of 00 or 01, 0000"); });
}

std::string right_in_words(std::uint8_t bits) {
  constexpr std::array<std::string_view, 4> words{"not said", "shall not", "may", "reserved value"};
  return std::string(words[bits & 0x03]);
}

int digit_pair(std::uint8_t byte) {
  return (byte >> 4) * 10 + (byte & 0x0F);
}

bool is_bcd(std::uint8_t byte) {
  return (byte >> 4) <= 9 && (byte & 0x0F) <= 9;
}

std::uint8_t bcd_of(unsigned number) {
  return static_cast<std::uint8_t>(number / 10 % 10 * 16 + number % 10);
}

template <std::size_t N>
std::array<std::uint8_t, N> take(ByteReader& in) {
  auto taken = in.take<N>();
  ASSAY_CHECK(taken.has_value());  // the length was looked at
  return *taken;
}

}  // namespace

std::string words_of(const KeyReference& reference) {
  const std::size_t size = reference[0];
  if (size < 5 || size > 16) return to_hex(reference);
  const ByteView view(reference);
  return fmt::format("AID {}, serial number {}, key {}", to_hex(view.subspan(1, size)),
                     to_hex(view.subspan(17, 8)), to_hex(view.subspan(25)));
}

bool Date::is_well_formed() const noexcept {
  if (is_none()) return true;
  if (!std::ranges::all_of(bcd, is_bcd)) return false;
  using namespace std::chrono;
  return year_month_day(year(digit_pair(bcd[0]) * 100 + digit_pair(bcd[1])),
                        month(static_cast<unsigned>(digit_pair(bcd[2]))),
                        day(static_cast<unsigned>(digit_pair(bcd[3]))))
      .ok();
}

std::string words_of(Date date) {
  if (date.is_none()) return "none";
  if (!date.is_well_formed()) return to_hex(date.bcd);
  return fmt::format("{:02X}{:02X}-{:02X}-{:02X}", date.bcd[0], date.bcd[1], date.bcd[2],
                     date.bcd[3]);
}

Date date_of_utc(std::int64_t seconds) noexcept {
  using namespace std::chrono;
  const year_month_day day(floor<days>(sys_seconds(std::chrono::seconds(seconds))));
  const auto year = static_cast<unsigned>(static_cast<int>(day.year()));
  return {{bcd_of(year / 100), bcd_of(year % 100), bcd_of(static_cast<unsigned>(day.month())),
           bcd_of(static_cast<unsigned>(day.day()))}};
}

std::optional<Date> parse_date(std::string_view text) noexcept {
  std::array<char, 8> digits{};
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '-' && text.size() == 10 && (i == 4 || i == 7)) continue;
    if (text[i] < '0' || text[i] > '9' || count == digits.size()) return std::nullopt;
    digits[count++] = text[i];
  }
  if (count != digits.size()) return std::nullopt;
  Date out;
  for (std::size_t i = 0; i < 4; ++i)
    out.bcd[i] =
        static_cast<std::uint8_t>(hex_digit(digits[2 * i]) * 16 + hex_digit(digits[2 * i + 1]));
  if (!out.is_well_formed() || out.is_none()) return std::nullopt;
  return out;
}

std::string words_of_rights(std::uint8_t rights) {
  std::string out =
      fmt::format("{:02X} (cards: {}, CAs: {}", rights,
                  right_in_words(static_cast<std::uint8_t>(rights >> 2)), right_in_words(rights));
  if ((rights & 0xF0) != 0) out += ", reserved bits set";
  return out + ")";
}

std::string words_of_scope(std::uint8_t scope) {
  if (scope == 0x00) return "00 (production)";
  if (scope == 0x01) return "01 (test)";
  if (scope == 0xFF) return "FF (any)";
  return fmt::format("{:02X} (unknown)", scope);
}

std::optional<CaCertificate> read_ca_certificate(ByteView bytes, Findings& findings) {
  const auto content = unwrapped(
      bytes, {ca_header, Rule::ca_wrapper, Rule::ca_length, ca_certificate_size, 128}, findings);
  if (!content) return std::nullopt;
  CaCertificate out;
  std::ranges::copy(*content, out.raw.begin());
  ByteReader in(out.raw);
  out.type = take<1>(in)[0];
  out.version = take<1>(in)[0];
  out.issuer = take<29>(in);
  out.target = take<29>(in);
  out.start.bcd = take<4>(in);
  out.reserved_1 = take<4>(in);
  out.rights = take<1>(in)[0];
  out.scope = take<1>(in)[0];
  out.end.bcd = take<4>(in);
  out.aid_size = take<1>(in)[0];
  out.aid = take<16>(in);
  out.operating_mode = take<1>(in)[0];
  out.reserved_2 = take<2>(in);
  out.key_header = take<34>(in);
  const bool known = look_byte(findings, Rule::ca_type, out.type, 0x90) &&
                     look_byte(findings, Rule::ca_version, out.version, 0x01);
  if (known) look_at_form(out, findings);
  return out;
}

std::optional<CardCertificate> read_card_certificate(ByteView bytes, Findings& findings) {
  const auto content = unwrapped(
      bytes, {card_header, Rule::card_wrapper, Rule::card_length, card_certificate_size, 60},
      findings);
  if (!content) return std::nullopt;
  CardCertificate out;
  std::ranges::copy(*content, out.raw.begin());
  ByteReader in(out.raw);
  out.type = take<1>(in)[0];
  out.version = take<1>(in)[0];
  out.issuer = take<29>(in);
  out.aid_size = take<1>(in)[0];
  out.aid = take<16>(in);
  out.serial = take<8>(in);
  out.index = take<4>(in);
  const bool known = look_byte(findings, Rule::card_type, out.type, 0x91) &&
                     look_byte(findings, Rule::card_version, out.version, 0x01);
  if (known)
    look_aid(findings, Rule::card_aid_size, Rule::card_aid_padding, out.aid_size, out.aid, false);
  return out;
}

std::optional<crypto::EcPublicKey> point_of(ByteView x_and_y, Rule rule, Findings& findings) {
  Bytes point{0x04};
  append(point, x_and_y);
  auto key = crypto::EcPublicKey::from_point(crypto::Curve::p256, point);
  const bool on_curve = findings.look(
      rule, key.has_value(), [&] { return to_hex(x_and_y); },
      [] { return std::string("X and Y of a point of P-256"); });
  if (!on_curve) return std::nullopt;
  return *std::move(key);
}

std::optional<crypto::EcPublicKey> read_public_key(ByteView bytes, Findings& findings) {
  // A bare key may begin with DF as any other byte: only one of another length has a header.
  if (bytes.size() != public_key_size) {
    const auto content = unwrapped(
        bytes, {key_header, Rule::key_wrapper, Rule::key_length, public_key_size, 0}, findings);
    if (!content) return std::nullopt;
    bytes = *content;
  }
  return point_of(bytes, Rule::key_point, findings);
}

CardDetails details_of(ByteView recovered) {
  ByteReader in(recovered);
  CardDetails out;
  out.start.bcd = take<4>(in);
  out.end.bcd = take<4>(in);
  out.rights = take<1>(in)[0];
  out.startup = take<7>(in);
  out.reserved_1 = take<18>(in);
  out.public_key = take<public_key_size>(in);
  out.reserved_2 = take<124>(in);
  return out;
}

}  // namespace assay::calypso::pki
