// SPDX-License-Identifier: Apache-2.0
#include "calypso/pki/chain.hpp"

#include <algorithm>

#include "base/hex.hpp"
#include "calypso/pki/recovery.hpp"

namespace assay::calypso::pki {
namespace {

using namespace literals;

constexpr auto exponent = "010001"_hex;
constexpr std::size_t root_bits = signature_size * 8;
constexpr std::size_t max_issuers =
    4096;  // of CAs remembered: a backend sees certificates that strangers made
constexpr std::uint8_t forbids_cards = 0x04;
constexpr std::uint8_t forbids_cas = 0x01;
constexpr std::uint8_t may_truncate = 0x01;
constexpr std::uint8_t any_aid = 0xFF;

bool is_zero(ByteView bytes) {
  return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

/// An AID as a certificate holds it: a size, then sixteen bytes. A size that cannot be was told before.
ByteView aid_of(std::uint8_t size, ByteView padded) {
  return padded.first(std::min<std::size_t>(size, padded.size()));
}

/// Whether the issuer is for this AID: it is for any, for this one, or for all that begin with its own.
bool permits_aid(const Issuer& issuer, std::uint8_t size, ByteView padded) {
  if (!issuer.certificate || issuer.certificate->aid_size == any_aid) return true;
  if (size == any_aid) return false;
  const ByteView own = aid_of(issuer.certificate->aid_size, issuer.certificate->aid);
  const ByteView aid = aid_of(size, padded);
  if (equal(own, aid)) return true;
  const bool truncates = (issuer.certificate->operating_mode & may_truncate) != 0;
  return truncates && aid.size() > own.size() && equal(aid.first(own.size()), own);
}

std::string aid_in_words(std::uint8_t size, ByteView padded) {
  return size == any_aid ? "none" : to_hex(aid_of(size, padded));
}

void look_at_aid(const Issuer& issuer, std::uint8_t size, ByteView padded, Rule rule,
                 Findings& findings) {
  findings.look(
      rule, permits_aid(issuer, size, padded), [&] { return aid_in_words(size, padded); },
      [&] {
        if (!issuer.certificate || issuer.certificate->aid_size == any_aid)
          return std::string("any AID");
        const bool truncates = (issuer.certificate->operating_mode & may_truncate) != 0;
        return aid_in_words(issuer.certificate->aid_size, issuer.certificate->aid) +
               (truncates ? ", or an AID that begins with it" : "");
      });
}

void look_at_rights(const Issuer& issuer, std::uint8_t forbidding, Rule rule, Findings& findings) {
  const std::uint8_t rights = issuer.certificate ? issuer.certificate->rights : 0;
  findings.look(
      rule, (rights & forbidding) == 0,
      [&] {
        return issuer.certificate ? words_of_rights(rights) : std::string("a root, which may");
      },
      [&] { return fmt::format("bit {} not set", forbidding == forbids_cards ? 2 : 0); });
}

bool is_of_scope(std::uint8_t scope, Scope root) {
  return scope == 0xFF || scope == (root == Scope::test ? 0x01 : 0x00);
}

template <typename Certificate>
std::optional<Recovered> opened(const Issuer& issuer, const Certificate& certificate,
                                const RecoveryRules& rules, Findings& findings) {
  return open_signature(issuer.key, certificate.signature(), certificate.message(), rules,
                        findings);
}

void look_at_details(const CardDetails& details, Findings& findings) {
  for (const auto& [rule, date] : {std::pair(Rule::card_start_form, details.start),
                                   std::pair(Rule::card_end_form, details.end)})
    findings.look(
        rule, date.is_well_formed(), [&] { return words_of(date); },
        [] { return std::string("YYYYMMDD, or 00000000 for none"); });
  findings.look(
      Rule::card_rights, details.rights == 0x00,
      [&] { return fmt::format("{:02X}", details.rights); }, [] { return std::string("00"); });
  const bool zero = is_zero(details.reserved_1) && is_zero(details.reserved_2);
  findings.look(
      Rule::card_reserved, zero,
      [&] { return std::string(zero ? "all zero" : "bytes that are not zero"); },
      [] { return std::string("all zero"); });
}

void look_at_card(const CardCertificate& certificate, const CardDetails& details,
                  const CardFacts& facts, Findings& findings) {
  const ByteView aid = aid_of(certificate.aid_size, certificate.aid);
  if (!facts.aid.empty())
    findings.look(
        Rule::card_aid, equal(aid, facts.aid), [&] { return to_hex(aid); },
        [&] { return to_hex(facts.aid); });
  if (facts.serial)
    findings.look(
        Rule::card_serial, certificate.serial == *facts.serial,
        [&] { return to_hex(certificate.serial); }, [&] { return to_hex(*facts.serial); });
  if (facts.startup.size() >= details.startup.size())
    findings.look(
        Rule::card_startup,
        equal(details.startup, ByteView(facts.startup).first(details.startup.size())),
        [&] { return to_hex(details.startup); },
        [&] { return to_hex(ByteView(facts.startup).first(details.startup.size())); });
  if (facts.public_key)
    findings.look(
        Rule::card_public_key, equal(details.public_key, facts.public_key->point().subspan(1)),
        [&] { return to_hex(details.public_key); },
        [&] { return to_hex(facts.public_key->point().subspan(1)); });
}

/// The key of the certificate. One that the card told, too, was found to be a point then.
std::optional<crypto::EcPublicKey> key_of(const CardDetails& details, const CardFacts& facts,
                                          Findings& findings) {
  const bool known =
      facts.public_key && equal(details.public_key, facts.public_key->point().subspan(1));
  if (!known) return point_of(details.public_key, Rule::card_key, findings);
  findings.look(
      Rule::card_key, true, [&] { return to_hex(details.public_key); },
      [] { return std::string("X and Y of a point of P-256"); });
  return facts.public_key;
}

}  // namespace

std::string_view name(Scope scope) noexcept {
  return scope == Scope::test ? "test" : "production";
}

Result<RootKey> make_root(std::string name, const KeyReference& reference, ByteView modulus,
                          Scope scope) {
  if (modulus.size() * 8 != root_bits)
    return fail(ErrorCode::unsupported,
                "the root key {} is RSA of {} bits, {} bits are wanted: certificates have "
                "signatures of 256 bytes",
                name, modulus.size() * 8, root_bits);
  TRY(auto key, crypto::RsaPublicKey::from_numbers(modulus, exponent));
  return RootKey{std::move(name), reference, std::move(key), scope};
}

ChainVerifier::ChainVerifier(std::vector<RootKey> roots, Circumstances circumstances)
    : circumstances_(circumstances), root_count_(roots.size()) {
  for (auto& root : roots)
    issuers_[root.reference] = std::make_unique<Issuer>(
        Issuer{root.reference, std::move(root.key), root.scope, std::nullopt});
}

const Issuer* ChainVerifier::issuer_of(const KeyReference& reference) const noexcept {
  const auto found = issuers_.find(reference);
  return found != issuers_.end() && may_sign(*found->second) ? found->second.get() : nullptr;
}

/// A root always, a CA in the transactions that bring its certificate.
bool ChainVerifier::may_sign(const Issuer& issuer) const noexcept {
  return !issuer.certificate || issuer.shown_in == transaction_;
}

/// The CA of these very bytes, if what signed it then may sign now.
Issuer* ChainVerifier::found_before(const CaCertificate& certificate) const noexcept {
  const auto found = issuers_.find(certificate.target);
  if (found == issuers_.end()) return nullptr;
  Issuer& known = *found->second;
  if (!known.certificate || known.certificate->raw != certificate.raw || known.has_warnings)
    return nullptr;
  const Issuer* signer = issuer_of(certificate.issuer);
  return signer != nullptr && signer->number == known.signed_by ? &known : nullptr;
}

void ChainVerifier::forget_cas() {
  std::erase_if(issuers_, [](const auto& row) { return row.second->certificate.has_value(); });
}

std::string ChainVerifier::known_issuers() const {
  std::string out;
  std::size_t known = 0;
  for (const auto& [reference, issuer] : issuers_) {
    if (!may_sign(*issuer) || ++known > 4) continue;
    out += (known == 1 ? "one of the keys known here: " : "; ") + words_of(reference);
  }
  if (known > 4) out += fmt::format("; and {} more", known - 4);
  return known == 0 ? "a key that is trusted; none is here" : out;
}

void ChainVerifier::look_at_dates(Date start, Date end, const DateRules& rules,
                                  Findings& findings) const {
  const Date today = circumstances_.today;
  if (!today.is_none())
    findings.look(
        rules.start, start.is_none() || start <= today, [&] { return words_of(start); },
        [&] { return "not after " + words_of(today); });
  if (!start.is_none() && !end.is_none())
    findings.look(
        rules.order, start <= end, [&] { return words_of(start) + " to " + words_of(end); },
        [] { return std::string("a start that is not after the end"); });
  if (today.is_none()) return;
  findings.look(
      rules.end, end.is_none() || today <= end, [&] { return words_of(end); },
      [&] { return "not before " + words_of(today); });
}

const Issuer* ChainVerifier::verify_ca(ByteView bytes, Findings& findings) {
  const std::size_t broken_before = findings.broken();
  const std::size_t warned_before = findings.warned();
  const auto certificate = read_ca_certificate(bytes, findings);
  if (!certificate || findings.broken() != broken_before) return nullptr;
  Issuer* known = circumstances_.detail == Detail::failures ? found_before(*certificate) : nullptr;
  if (known != nullptr) {
    known->shown_in = transaction_;
    return known;
  }
  return open_ca(*certificate, broken_before, warned_before, findings);
}

const Issuer* ChainVerifier::open_ca(const CaCertificate& certificate, std::size_t broken_before,
                                     std::size_t warned_before, Findings& findings) {
  const Issuer* issuer = issuer_of(certificate.issuer);
  const bool known = findings.look(
      Rule::ca_issuer, issuer != nullptr, [&] { return words_of(certificate.issuer); },
      [&] { return known_issuers(); });
  if (!known) return nullptr;
  look_at_rights(*issuer, forbids_cas, Rule::ca_issuer_rights, findings);
  look_at_aid(*issuer, certificate.aid_size, certificate.aid, Rule::ca_issuer_aid, findings);
  findings.look(
      Rule::ca_scope, is_of_scope(certificate.scope, issuer->scope),
      [&] { return words_of_scope(certificate.scope); },
      [&] { return fmt::format("{}, or FF (any)", words_of_scope(issuer->scope == Scope::test)); });
  look_at_dates(certificate.start, certificate.end,
                {Rule::ca_start, Rule::ca_date_order, Rule::ca_end}, findings);
  const auto inside = opened(*issuer, certificate, ca_recovery, findings);
  if (!inside) return nullptr;
  Bytes modulus = to_bytes(certificate.key_header);
  append(modulus, *inside);
  auto key = crypto::RsaPublicKey::from_numbers(modulus, exponent);
  const bool good = findings.look(
      Rule::ca_key, key.has_value(),
      [&] {
        return key ? fmt::format("RSA of {} bits, {}..", key->bits(),
                                 to_hex(ByteView(modulus).first(8)))
                   : key.error().message;
      },
      [] { return std::string("an odd number of 2048 bits"); });
  // A root is trusted by its reference: nobody takes that over with a certificate.
  const Issuer* named = issuer_of(certificate.target);
  findings.look(
      Rule::ca_target, named == nullptr || named->certificate.has_value(),
      [&] { return words_of(certificate.target); },
      [] { return std::string("a key that is no root"); });
  if (!good || findings.broken() != broken_before) return nullptr;
  auto made = std::make_unique<Issuer>(Issuer{certificate.target, *std::move(key), issuer->scope,
                                              certificate, findings.warned() != warned_before,
                                              ++cas_found_, issuer->number, transaction_});
  if (issuers_.size() >= root_count_ + max_issuers)
    std::erase_if(issuers_, [&](const auto& row) { return !may_sign(*row.second); });
  return (issuers_[certificate.target] = std::move(made)).get();
}

std::optional<CertifiedCard> ChainVerifier::verify_card(ByteView bytes, const CardFacts& facts,
                                                        Findings& findings) const {
  const std::size_t broken_before = findings.broken();
  const auto certificate = read_card_certificate(bytes, findings);
  if (!certificate || findings.broken() != broken_before) return std::nullopt;
  const Issuer* issuer = issuer_of(certificate->issuer);
  const bool known = findings.look(
      Rule::card_issuer, issuer != nullptr, [&] { return words_of(certificate->issuer); },
      [&] { return known_issuers(); });
  if (!known) return std::nullopt;
  look_at_rights(*issuer, forbids_cards, Rule::card_issuer_rights, findings);
  look_at_aid(*issuer, certificate->aid_size, certificate->aid, Rule::card_issuer_aid, findings);
  const auto inside = opened(*issuer, *certificate, card_recovery, findings);
  if (!inside) return std::nullopt;
  const CardDetails details = details_of(*inside);
  look_at_details(details, findings);
  look_at_dates(details.start, details.end,
                {Rule::card_start, Rule::card_date_order, Rule::card_end}, findings);
  look_at_card(*certificate, details, facts, findings);
  auto key = key_of(details, facts, findings);
  if (!key || findings.broken() != broken_before) return std::nullopt;
  return CertifiedCard{*certificate, details, *std::move(key)};
}

}  // namespace assay::calypso::pki
