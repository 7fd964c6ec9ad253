// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/scp11_certificate.hpp"

#include <chrono>

#include "base/hex.hpp"
#include "crypto/certificate.hpp"
#include "globalplatform/strict_tlv.hpp"

namespace assay::globalplatform {
namespace {

constexpr std::string_view structure = "certificate 7F21";
constexpr std::size_t most = 0xFFFF;

constexpr ObjectRule serial_rule{0x93, "the serial number", 1, 20};
constexpr ObjectRule authority_rule{0x42, "the identifier of the CA", 1, 20};
constexpr ObjectRule subject_rule{0x5F20, "the subject identifier", 1, 20};
constexpr ObjectRule usage_rule{0x95, "the key usage", 1, 2};
constexpr ObjectRule effective_rule{0x5F25, "the effective date", 4, 4};
constexpr ObjectRule expiration_rule{0x5F24, "the expiration date", 4, 4};
constexpr ObjectRule discretionary_rule{0x53, "the discretionary data", 1, 127};
constexpr ObjectRule discretionary_template_rule{0x73, "the discretionary data", 1, 127};
constexpr ObjectRule authorizations_rule{0xBF20, "the authorizations", 1, most};
constexpr ObjectRule key_rule{0x7F49, "the public key", 1, most};
constexpr ObjectRule point_rule{0xB0, "the point", 1, most};
constexpr ObjectRule reference_rule{0xF0, "the key parameter reference", 1, 2};
constexpr ObjectRule signature_rule{0x5F37, "the signature", 1, most};

Result<CertificateUsage> usage_of(ByteView value) {
  if (value.size() == 1 && value[0] == 0x82) return CertificateUsage::signature_verification;
  if (value.size() == 2 && value[0] == 0x00 && value[1] == 0x80)
    return CertificateUsage::key_agreement;
  return fail(
      ErrorCode::unsupported,
      "{}: key usage {} is neither 82 (verification of signatures) nor 0080 (key agreement)",
      structure, to_hex(value));
}

bool is_calendar_day(Day day) {
  const Day month = day / 100 % 100;
  return month >= 1 && month <= 12 && day % 100 >= 1 && day % 100 <= 31;
}

/// Four bytes YYYYMMDD, in decimal digits. The published certificates have them as binary numbers (14 1C 0C 1F for
/// 2028-12-31), so what has a digit above 9 is read that way.
Result<Day> day_of(ByteView value, std::string_view name) {
  Day decimal = 0;
  Day binary = 0;
  bool digits = true;
  for (const auto byte : value) {
    digits = digits && (byte >> 4) <= 9 && (byte & 0x0F) <= 9;
    decimal = decimal * 100 + (byte >> 4) * 10U + (byte & 0x0FU);
    binary = binary * 100 + byte;
  }
  const Day day = digits ? decimal : binary;
  if (!is_calendar_day(day))
    return fail(ErrorCode::malformed, "{}: {} {} is no day of a calendar", structure, name,
                to_hex(value));
  return day;
}

Result<crypto::EcPublicKey> read_key(ByteView value) {
  StrictTlv in(value, structure);
  TRY(const auto point, in.take(point_rule));
  TRY(const auto reference, in.take(reference_rule));
  TRY_VOID(in.finish());
  if (reference.value.size() != 1)
    return fail(ErrorCode::unsupported, "{}: key parameter reference {} of two bytes is no curve",
                structure, to_hex(reference.value));
  TRY(const auto curve, crypto::curve_of_reference(reference.value[0]));
  return crypto::EcPublicKey::from_point(curve, point.value);
}

/// What stands between the key usage and the public key.
struct Middle {
  std::optional<Day> valid_from;
  Day valid_to = 0;
  std::optional<Bytes> discretionary;
  std::optional<Bytes> authorizations;
};

Result<Middle> read_middle(StrictTlv& in) {
  Middle out;
  TRY(const auto effective, in.take_if(effective_rule));
  if (effective) {
    TRY(out.valid_from, day_of(effective->value, effective_rule.name));
  }
  TRY(const auto expiration, in.take(expiration_rule));
  TRY(out.valid_to, day_of(expiration.value, expiration_rule.name));
  TRY(auto discretionary, in.take_if(discretionary_rule));
  if (!discretionary) {
    TRY(discretionary, in.take_if(discretionary_template_rule));
  }
  if (discretionary) out.discretionary = to_bytes(discretionary->whole);
  TRY(const auto authorizations, in.take_if(authorizations_rule));
  if (authorizations) out.authorizations = to_bytes(authorizations->value);
  return out;
}

Result<Scp11Certificate> read_fields(ByteView value) {
  StrictTlv in(value, structure);
  TRY(const auto serial, in.take(serial_rule));
  TRY(const auto authority, in.take(authority_rule));
  TRY(const auto subject, in.take(subject_rule));
  TRY(const auto usage, in.take(usage_rule));
  TRY(const auto usage_value, usage_of(usage.value));
  TRY(Middle middle, read_middle(in));
  TRY(const auto key, in.take(key_rule));
  TRY(auto public_key, read_key(key.value));
  const ByteView signed_part = value.first(value.size() - in.left().size());
  TRY(const auto signature, in.take(signature_rule));
  TRY_VOID(in.finish());
  Scp11Certificate out{.public_key = std::move(public_key)};
  out.serial = to_bytes(serial.value);
  out.authority = to_bytes(authority.value);
  out.subject = to_bytes(subject.value);
  out.usage = usage_value;
  out.valid_from = middle.valid_from;
  out.valid_to = middle.valid_to;
  out.discretionary = std::move(middle.discretionary);
  out.authorizations = std::move(middle.authorizations);
  out.signed_part = to_bytes(signed_part);
  out.signature = to_bytes(signature.value);
  return out;
}

Result<Scp11Certificate> parse_gp(ByteView bytes) {
  StrictTlv in(bytes, structure);
  TRY(const auto object, in.take({0x7F21, "the certificate", 1, most}));
  TRY_VOID(in.finish());
  TRY(Scp11Certificate out, read_fields(object.value));
  out.whole = to_bytes(bytes);
  return out;
}

Day day_of_seconds(std::int64_t seconds) {
  const std::chrono::sys_seconds when{std::chrono::seconds(seconds)};
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(when));
  const int year = static_cast<int>(date.year());
  if (year < 0) return 0;
  return static_cast<Day>(year) * 10000 + static_cast<unsigned>(date.month()) * 100 +
         static_cast<unsigned>(date.day());
}

Result<CertificateUsage> usage_of(const crypto::Certificate& certificate) {
  if (certificate.allows(crypto::KeyUsage::key_agreement)) return CertificateUsage::key_agreement;
  if (certificate.allows(crypto::KeyUsage::certificate_signing))
    return CertificateUsage::signature_verification;
  return fail(ErrorCode::unsupported,
              "the key usage of an X.509 certificate allows neither key agreement nor the signing "
              "of certificates");
}

Result<Scp11Certificate> parse_x509(ByteView bytes) {
  TRY(auto parsed, crypto::parse_certificate(bytes));
  TRY(auto usage, usage_of(parsed));
  if (parsed.is_ca) usage = CertificateUsage::signature_verification;
  Scp11Certificate out{.public_key = std::move(parsed.public_key)};
  out.format = Scp11Certificate::Format::x509;
  out.whole = to_bytes(bytes);
  out.serial = std::move(parsed.serial);
  out.authority = parsed.authority_key_identifier.value_or(parsed.issuer);
  out.subject = parsed.subject_key_identifier.value_or(parsed.subject);
  out.usage = usage;
  out.valid_from = day_of_seconds(parsed.not_before);
  out.valid_to = day_of_seconds(parsed.not_after);
  return out;
}

/// r || s whatever it came as; nothing when it is neither.
std::optional<Bytes> plain_signature(crypto::Curve curve, ByteView signature) {
  if (signature.size() == 2 * crypto::scalar_length(curve)) return to_bytes(signature);
  auto plain = crypto::signature_from_der(curve, signature);
  return plain ? std::optional(*std::move(plain)) : std::nullopt;
}

std::string_view words(CertificateUsage usage) {
  return usage == CertificateUsage::key_agreement ? "key agreement" : "verification of signatures";
}

Result<void> check_link(const Scp11Certificate& certificate, std::size_t number,
                        const crypto::EcPublicKey& issuer, CertificateUsage usage,
                        std::optional<Day> today) {
  if (!is_signed_by(certificate, issuer))
    return fail(ErrorCode::refused,
                "certificate {} of the chain: its signature does not verify under the issuer's key",
                number);
  if (certificate.usage != usage)
    return fail(ErrorCode::refused, "certificate {} of the chain: its key is for {}, {} was wanted",
                number, words(certificate.usage), words(usage));
  if (today && !certificate.is_valid_on(*today))
    return fail(ErrorCode::refused, "certificate {} of the chain is not valid on {}: {} to {}",
                number, *today,
                certificate.valid_from ? std::to_string(*certificate.valid_from) : "always",
                certificate.valid_to);
  return {};
}

}  // namespace

Result<Scp11Certificate> parse_scp11_certificate(ByteView bytes) {
  if (!bytes.empty() && bytes[0] == 0x30) return parse_x509(bytes);
  return parse_gp(bytes);
}

Result<std::vector<Scp11Certificate>> parse_certificate_store(ByteView bytes) {
  StrictTlv in(bytes, "certificate store BF21");
  TRY(const auto store, in.take({0xBF21, "the certificate store", 1, most}));
  TRY_VOID(in.finish());
  std::vector<Scp11Certificate> out;
  iso7816::TlvReader reader(store.value);
  while (!reader.at_end()) {
    TRY(const auto object, reader.next());
    auto certificate = parse_scp11_certificate(object->whole);
    if (!certificate)
      return fail(certificate.error().code, "certificate {} of the store: {}", out.size() + 1,
                  certificate.error().message);
    out.push_back(*std::move(certificate));
  }
  return out;
}

bool is_signed_by(const Scp11Certificate& certificate, const crypto::EcPublicKey& issuer) {
  if (certificate.format == Scp11Certificate::Format::x509)
    return crypto::is_signed_by(certificate.whole, issuer).value_or(false);
  const auto signature = plain_signature(issuer.curve(), certificate.signature);
  return signature && crypto::ecdsa_verify(issuer, crypto::ecdsa_hash(issuer.curve()),
                                           certificate.signed_part, *signature);
}

Result<void> check_chain(std::span<const Scp11Certificate> chain, const crypto::EcPublicKey& root,
                         CertificateUsage leaf_usage, std::optional<Day> today) {
  if (chain.empty()) return fail(ErrorCode::malformed, "a chain of certificates has none");
  const crypto::EcPublicKey* issuer = &root;
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const bool leaf = i + 1 == chain.size();
    if (i > 0 && chain[i].authority != chain[i - 1].subject)
      return fail(ErrorCode::refused,
                  "certificate {} of the chain names CA {}, the certificate before it is of {}",
                  i + 1, to_hex(chain[i].authority), to_hex(chain[i - 1].subject));
    TRY_VOID(check_link(chain[i], i + 1, *issuer,
                        leaf ? leaf_usage : CertificateUsage::signature_verification, today));
    issuer = &chain[i].public_key;
  }
  return {};
}

}  // namespace assay::globalplatform
