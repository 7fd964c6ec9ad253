// SPDX-License-Identifier: Apache-2.0
// The words of the rules, in the order of their enumeration. Sections are those of the facts about Calypso PKI, 5.1 to 5.6.
#include "calypso/pki/rules.hpp"

#include <algorithm>
#include <array>

namespace assay::calypso::pki {
namespace {

constexpr auto texts = std::to_array<RuleText>({
    {Rule::root_known, "root.known", "The key reference names a root key that is trusted here.",
     true},
    {Rule::root_size, "root.size", "The root key is RSA of 2048 bits with the exponent 65537.",
     true},
    {Rule::ca_wrapper, "ca-certificate.wrapper",
     "The CA certificate stands behind DF4A 82 0180, or behind nothing.", true},
    {Rule::ca_length, "ca-certificate.length", "A CA certificate has 384 bytes.", true},
    {Rule::ca_type, "ca-certificate.type", "A CA certificate begins with type 90.", true},
    {Rule::ca_version, "ca-certificate.version", "The structure version of a CA certificate is 01.",
     true},
    {Rule::ca_rights_form, "ca-certificate.rights-form",
     "The rights of a CA have no reserved bit or value.", false},
    {Rule::ca_scope_form, "ca-certificate.scope-form",
     "The scope of a CA is 00 (production), 01 (test) or FF (any).", true},
    {Rule::ca_aid_size, "ca-certificate.aid-size",
     "The size of a CA's target AID is 05 to 10, or FF for none.", true},
    {Rule::ca_aid_padding, "ca-certificate.aid-padding",
     "A CA's target AID is padded with 00, all zero where there is none and only there.", false},
    {Rule::ca_start_form, "ca-certificate.start-date-form",
     "The start date of a CA certificate is a day of the calendar in BCD, or zero.", false},
    {Rule::ca_end_form, "ca-certificate.end-date-form",
     "The end date of a CA certificate is a day of the calendar in BCD, or zero.", false},
    {Rule::ca_date_order, "ca-certificate.date-order",
     "The CA certificate does not end before it starts.", false},
    {Rule::ca_reserved, "ca-certificate.reserved",
     "Bytes and bits of a CA certificate that have no meaning yet are zero.", false},
    {Rule::ca_issuer, "ca-certificate.issuer",
     "The issuer of the CA certificate is a key that is trusted here.", true},
    {Rule::ca_issuer_rights, "ca-certificate.issuer-rights", "The issuer may sign CA certificates.",
     true},
    {Rule::ca_issuer_aid, "ca-certificate.issuer-aid",
     "The CA's target AID is within what its issuer is for.", true},
    {Rule::ca_signature_range, "ca-certificate.signature-range",
     "The signature of the CA certificate is between zero and the modulus of its issuer.", true},
    {Rule::ca_trailer, "ca-certificate.trailer",
     "The opened signature of the CA certificate ends with BC.", true},
    {Rule::ca_marker, "ca-certificate.marker",
     "The message recovered from the CA certificate begins behind 01.", true},
    {Rule::ca_hash, "ca-certificate.hash",
     "The hash in the signature of the CA certificate is that of its content.", true},
    {Rule::ca_key, "ca-certificate.key", "The key of the CA is an RSA modulus of 2048 bits.", true},
    {Rule::ca_target, "ca-certificate.target",
     "The CA certificate does not name a root as the key that it is for.", true},
    {Rule::ca_start, "ca-certificate.start-date", "The CA certificate has begun to be valid.",
     true},
    {Rule::ca_end, "ca-certificate.end-date", "The CA certificate has not expired.", false},
    {Rule::ca_scope, "ca-certificate.scope",
     "The CA is for the same scope as the trusted root: test or production.", true},
    {Rule::card_wrapper, "card-certificate.wrapper",
     "The card certificate stands behind DF4C 82 013C, or behind nothing.", true},
    {Rule::card_length, "card-certificate.length", "A card certificate has 316 bytes.", true},
    {Rule::card_type, "card-certificate.type", "A card certificate begins with type 91.", true},
    {Rule::card_version, "card-certificate.version",
     "The structure version of a card certificate is 01.", true},
    {Rule::card_aid_size, "card-certificate.aid-size",
     "The size of the AID in a card certificate is 05 to 10.", true},
    {Rule::card_aid_padding, "card-certificate.aid-padding",
     "The AID in a card certificate is padded with 00 and not all zero.", false},
    {Rule::card_issuer, "card-certificate.issuer",
     "The issuer of the card certificate is a key known and trusted here.", true},
    {Rule::card_issuer_rights, "card-certificate.issuer-rights",
     "The issuer may sign card certificates.", true},
    {Rule::card_issuer_aid, "card-certificate.issuer-aid",
     "The AID in the card certificate is within what its issuer is for.", true},
    {Rule::card_signature_range, "card-certificate.signature-range",
     "The signature of the card certificate is between zero and the modulus of its issuer.", true},
    {Rule::card_trailer, "card-certificate.trailer",
     "The opened signature of the card certificate ends with BC.", true},
    {Rule::card_marker, "card-certificate.marker",
     "The message recovered from the card certificate begins behind 01.", true},
    {Rule::card_hash, "card-certificate.hash",
     "The hash in the signature of the card certificate is that of its content.", true},
    {Rule::card_start_form, "card-certificate.start-date-form",
     "The start date of a card certificate is a day of the calendar in BCD, or zero.", false},
    {Rule::card_end_form, "card-certificate.end-date-form",
     "The end date of a card certificate is a day of the calendar in BCD, or zero.", false},
    {Rule::card_date_order, "card-certificate.date-order",
     "The card certificate does not end before it starts.", false},
    {Rule::card_start, "card-certificate.start-date", "The card certificate has begun to be valid.",
     true},
    {Rule::card_end, "card-certificate.end-date", "The card certificate has not expired.", false},
    {Rule::card_rights, "card-certificate.rights",
     "The rights of the card, which have no meaning yet, are 00.", false},
    {Rule::card_reserved, "card-certificate.reserved",
     "Bytes of a card certificate that have no meaning yet are zero.", false},
    {Rule::card_key, "card-certificate.key", "The key in the card certificate is a point of P-256.",
     true},
    {Rule::card_aid, "card-certificate.aid",
     "The AID in the card certificate is the name of the selected application.", false},
    {Rule::card_serial, "card-certificate.serial",
     "The serial number in the card certificate is that of the card.", true},
    {Rule::card_startup, "card-certificate.startup",
     "The card information in the certificate is the startup information of the application.",
     false},
    {Rule::card_public_key, "card-certificate.public-key",
     "The key in the card certificate is the public key that the card tells.", true},
    {Rule::key_wrapper, "public-key.wrapper", "The public key stands behind DF2C 40.", true},
    {Rule::key_length, "public-key.length", "A public key has 64 bytes, X and Y.", true},
    {Rule::key_point, "public-key.point", "The public key is a point of P-256.", true},
    {Rule::session_opening, "session.opening",
     "The session was opened for a public key: mode 3, eight bytes of challenge, a full answer.",
     true},
    {Rule::session_transcript, "session.transcript",
     "Every command and answer of the session fits into the transcript.", true},
    {Rule::session_aid, "session.aid",
     "The AID in the answer to the opening is the name of the selected application.", true},
    {Rule::session_serial, "session.serial",
     "The serial number in the answer to the opening is that of the card.", true},
    {Rule::session_signature_length, "session.signature-length",
     "The signature of the session has 64 bytes, r and s.", true},
    {Rule::session_signature_range, "session.signature-range",
     "r and s are between zero and the order of P-256.", true},
    {Rule::session_signature, "session.signature",
     "The signature verifies with the public key of the card over the session as the terminal saw "
     "it.",
     true},
});

constexpr bool in_order() {
  for (std::size_t i = 0; i < texts.size(); ++i)
    if (static_cast<std::size_t>(texts[i].rule) != i) return false;
  return texts.size() == rule_count;
}
static_assert(in_order(), "every rule has its words, in the order of the enumeration");

}  // namespace

const RuleText& text_of(Rule rule) noexcept {
  return texts[static_cast<std::size_t>(rule)];
}

std::optional<Rule> rule_named(std::string_view id) noexcept {
  const auto found = std::ranges::find(texts, id, &RuleText::id);
  if (found == texts.end()) return std::nullopt;
  return found->rule;
}

std::span<const RuleText> all_rules() noexcept {
  return texts;
}

}  // namespace assay::calypso::pki
