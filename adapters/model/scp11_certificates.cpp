// SPDX-License-Identifier: Apache-2.0
// PERFORM SECURITY OPERATION [verify certificate] and the certificate stores.   Source: GP Amendment F, from public facts.
#include <algorithm>

#include "adapters/model/card_certificate.hpp"
#include "adapters/model/registry.hpp"
#include "adapters/model/scp11_card.hpp"
#include "iso7816/tlv.hpp"

namespace assay::model {
namespace {

using enum GpDeviation;
using Stage = VerifiedOce::Stage;
using Usage = CardCertificate::Usage;

constexpr StatusWord verification_failed{0x6600};
constexpr StatusWord not_on_the_list{0x6640};
constexpr std::uint8_t more = 0x80;  ///< b8: of P1, pieces of this certificate; of P2, certificates

const TrustAnchor* find_anchor(const Exchange& x, std::uint8_t domain) {
  const Scp11Store& store = x.card().scp11;
  const auto version = static_cast<std::uint8_t>(x.command.p1 & ~more);
  for (std::uint8_t i = 0; i < store.anchor_count; ++i) {
    const TrustAnchor& anchor = store.anchors[i];
    const bool named = anchor.version == version || x.deviates(scp11_ca_version_ignored);
    if (anchor.owner == domain && named) return &anchor;
  }
  return nullptr;
}

std::optional<crypto::EcPublicKey> key_at(std::uint8_t curve,
                                          const std::array<std::uint8_t, max_point>& point) {
  const auto named = crypto::curve_of_reference(curve);
  if (!named) return std::nullopt;
  const std::size_t size = 1 + 2 * crypto::scalar_length(*named);
  auto key = crypto::EcPublicKey::from_point(*named, ByteView(point).first(size));
  if (!key) return std::nullopt;
  return *std::move(key);
}

/// The key that must have signed this certificate: the trust anchor's, or that of the certificate before.
std::optional<crypto::EcPublicKey> authority(const Exchange& x, const TrustAnchor& anchor) {
  const VerifiedOce& oce = x.session().oce;
  if (oce.stage == Stage::authority && !x.deviates(scp11_chain_verified_with_root))
    return key_at(oce.curve, oce.point);
  return key_at(anchor.curve, anchor.point);
}

/// The list holds serial numbers of first certificates; those behind are the authority's business.
bool is_listed(const Exchange& x, const TrustAnchor& anchor, const CardCertificate& certificate) {
  if (!anchor.has_list || x.session().oce.stage == Stage::authority) return true;
  if (x.deviates(scp11_list_unchecked)) return true;
  if (x.deviates(scp11_list_refuses_all)) return false;
  return equal(certificate.serial, ByteView(anchor.listed_serial).first(anchor.serial_size));
}

bool names_provider(const Exchange& x, std::uint8_t domain, const CardCertificate& certificate) {
  const Scp11Domain& known = x.card().scp11.domain;
  return known.index == domain &&
         equal(certificate.subject, ByteView(known.provider).first(known.provider_size));
}

bool is_signed(const Exchange& x, const TrustAnchor& anchor, ByteView bytes) {
  if (x.deviates(scp11_certificate_signature_unchecked)) return true;
  if (anchor.x509 && x.deviates(scp11_x509_signature_unchecked)) return true;
  if (x.session().oce.stage == Stage::authority && x.deviates(scp11_chain_link_unchecked))
    return true;
  const auto signer = authority(x, anchor);
  return signer && certificate_is_signed_by(x, bytes, anchor.x509, *signer);
}

/// The certificate must name the one whose key verifies it.
bool names_its_issuer(const Exchange& x, const TrustAnchor& anchor,
                      const CardCertificate& certificate) {
  const VerifiedOce& oce = x.session().oce;
  const bool chained = oce.stage == Stage::authority;
  const ByteView name = chained ? ByteView(oce.name).first(oce.name_size)
                                : ByteView(anchor.name).first(anchor.name_size);
  return equal(certificate.issuer, name) || x.deviates(scp11_issuer_ignored);
}

/// The last certificate agrees on keys, those before verify signatures.
bool is_for(const Exchange& x, Usage usage) {
  const bool last = (x.command.p2 & more) == 0;
  switch (usage) {
    case Usage::agrees_on_keys: return last || x.deviates(scp11_entity_signs_certificates);
    case Usage::verifies_signatures: return !last || x.deviates(scp11_authority_agrees_on_keys);
    default: return last && x.deviates(scp11_certificate_usage_ignored);
  }
}

/// A card has no clock: the date is one that it was told, and most are told none (decision 0022).
bool has_expired(const Exchange& x, const CardCertificate& certificate) {
  const std::uint32_t today = x.card().scp11.domain.today;
  return today != 0 && certificate.last_day < today && !x.deviates(scp11_expiration_ignored);
}

StatusWord check(const Exchange& x, const TrustAnchor& anchor, const CardCertificate& certificate,
                 ByteView bytes) {
  if (!names_its_issuer(x, anchor, certificate)) return verification_failed;
  if (!is_signed(x, anchor, bytes)) return verification_failed;
  if (!is_for(x, certificate.usage)) return verification_failed;
  if (has_expired(x, certificate)) return verification_failed;
  if (certificate.has_authorizations && !x.deviates(scp11_authorizations_ignored))
    return sw::function_not_supported;
  return is_listed(x, anchor, certificate) ? sw::ok : not_on_the_list;
}

/// One certificate, whole.
StatusWord verify(Exchange& x, const TrustAnchor& anchor, std::uint8_t domain, ByteView bytes) {
  const auto certificate = read_certificate(x, bytes, anchor.x509);
  if (!certificate) return sw::wrong_data;
  const StatusWord checked = check(x, anchor, *certificate, bytes);
  if (checked != sw::ok && !x.deviates(scp11_refused_certificate_proves_key)) return checked;
  VerifiedOce& oce = x.session().oce;
  const bool last = (x.command.p2 & more) == 0;
  oce.stage = last ? Stage::entity : Stage::authority;
  oce.domain = domain;
  oce.version = anchor.version;
  oce.curve = crypto::key_parameter_reference(certificate->key.curve());
  oce.owns_domain = names_provider(x, domain, *certificate);
  const std::size_t name = std::min(certificate->subject.size(), oce.name.size());
  oce.name_size = static_cast<std::uint8_t>(name);
  std::copy_n(certificate->subject.begin(), name, oce.name.begin());
  std::ranges::copy(certificate->key.point(), oce.point.begin());
  return checked;
}

/// A further certificate of a chain goes on; everything else begins anew and ends what ran.
void begin_unless_chained(Exchange& x, std::uint8_t domain, std::uint8_t version) {
  const VerifiedOce& oce = x.session().oce;
  const bool goes_on =
      oce.stage == Stage::authority && oce.domain == domain && oce.version == version;
  if (goes_on) return;
  const SecureSession before = x.session();
  x.session() = {};
  if (x.deviates(scp11_certificate_keeps_session)) x.session() = before;
  if (x.deviates(scp11_failed_certificate_keeps_proven_key)) x.session().oce = before.oce;
}

/// Adds a piece. False when there is no room for it.
bool add_piece(Exchange& x) {
  Pieces& chain = x.state.working.chain;
  const ByteView piece = x.command.data;
  if (!chain.pending) {
    const auto stale = chain.bytes;
    chain = {};
    if (x.deviates(scp11_certificate_read_past_its_end)) chain.bytes = stale;
    chain.pending = true;
    chain.channel = x.channel_number();
    chain.ins = x.command.ins;
    chain.p1 = static_cast<std::uint8_t>(x.command.p1 & ~more);
    chain.p2 = x.command.p2;
  }
  if (piece.size() > Pieces::max_size - chain.size) return false;
  std::ranges::copy(piece, chain.bytes.begin() + chain.size);
  chain.size = static_cast<std::uint16_t>(chain.size + piece.size());
  return true;
}

ByteView whole_certificate(const Exchange& x) {
  const Pieces& chain = x.state.working.chain;
  if (!x.deviates(scp11_certificate_read_past_its_end)) return chain.view();
  iso7816::TlvReader reader{ByteView(chain.bytes)};
  const auto object = reader.next();
  return object && *object ? (*object)->whole : chain.view();
}

bool belongs_to_chain(const Exchange& x) {
  const Pieces& chain = x.state.working.chain;
  return !chain.pending || ((x.command.p1 & ~more) == chain.p1 && x.command.p2 == chain.p2);
}

StatusWord perform(Exchange& x) {
  if (!belongs_to_chain(x)) return sw::wrong_p1_p2;
  const std::uint8_t domain = serving_domain(x.card(), x.channel().selected);
  const TrustAnchor* anchor = find_anchor(x, domain);
  const bool named = (x.command.p2 & ~more) == scp11::key_identifier::authority ||
                     x.deviates(scp11_ca_identifier_ignored);
  if (anchor == nullptr || !named) return sw::referenced_data_not_found;
  Pieces& chain = x.state.working.chain;
  const bool first = !chain.pending;
  if (x.command.data.empty() && x.deviates(scp11_empty_certificate_taken)) return sw::ok;
  if (x.command.data.empty() || !add_piece(x)) return sw::wrong_length;
  if (first) begin_unless_chained(x, domain, anchor->version);
  const bool goes_on = x.command.parts.chained || (x.command.p1 & more) != 0;
  if (goes_on && !x.deviates(scp11_pieces_are_certificates)) return sw::ok;
  chain.pending = false;
  return verify(x, *anchor, domain, whole_certificate(x));
}

/// The certificates one behind the other: authorities first, the key's own last.
void put_store(Exchange& x, ByteView store) {
  const std::size_t begin = x.response.size();
  append(x.response, store);
  iso7816::TlvReader reader(store);
  const auto first = reader.next();
  if (first && *first && x.deviates(scp11_store_leaf_first))
    std::rotate(x.response.begin() + static_cast<std::ptrdiff_t>(begin),
                x.response.begin() + static_cast<std::ptrdiff_t>(begin + (*first)->whole.size()),
                x.response.end());
}

/// 'A6' { '83' key identifier, key version }.
std::optional<ByteView> read_reference(ByteView data) {
  iso7816::TlvReader outer(data);
  const auto control = outer.next();
  if (!control || !*control || (*control)->tag != 0xA6 || !outer.at_end()) return std::nullopt;
  iso7816::TlvReader inner((*control)->value);
  const auto key = inner.next();
  if (!key || !*key || (*key)->tag != 0x83 || (*key)->value.size() != 2 || !inner.at_end())
    return std::nullopt;
  return (*key)->value;
}

}  // namespace

StatusWord perform_security_operation(Exchange& x) {
  const bool secured = x.command.parts.secure_messaging != 0;
  if (secured && !x.deviates(scp11_certificate_under_secure_messaging))
    return sw::class_not_supported;
  const StatusWord answered = perform(x);
  if (answered == sw::ok) return answered;
  x.state.working.chain.pending = false;
  const VerifiedOce oce = x.session().oce;
  x.session() = {};
  if (x.deviates(scp11_failed_certificate_keeps_proven_key) ||
      x.deviates(scp11_refused_certificate_proves_key))
    x.session().oce = oce;
  return answered;
}

bool scp11::has_anchors(const PersistentState& card, std::uint8_t domain) noexcept {
  const auto owned = [&](const TrustAnchor& anchor) { return anchor.owner == domain; };
  return std::any_of(card.scp11.anchors.begin(),
                     card.scp11.anchors.begin() + card.scp11.anchor_count, owned);
}

bool scp11::takes_chain(const Exchange& x) noexcept {
  return x.command.ins == 0x2A && x.command.parts.channel < x.card().channels &&
         has_anchors(x.card(), serving_domain(x.card(), x.channel().selected));
}

StatusWord scp11::put_certificates(Exchange& x, std::uint8_t domain) {
  if (!has_keys(x.card(), domain)) return sw::referenced_data_not_found;
  if (x.session().phase != SessionPhase::open && x.deviates(scp11_store_needs_session))
    return sw::security_status_not_satisfied;
  const auto reference = read_reference(x.command.data);
  if (!reference) return sw::wrong_data;
  const Scp11Store& store = x.card().scp11;
  for (std::uint8_t i = 0; i < store.certificate_count; ++i) {
    const CertificateStore& held = store.certificates[i];
    const bool named = held.identifier == (*reference)[0] && held.version == (*reference)[1];
    if (held.owner != domain || !(named || x.deviates(scp11_store_of_first_key))) continue;
    if (held.size > x.room && x.room < max_short_response) return sw::wrong_length;
    put_store(x, ByteView(held.bytes).first(held.size));
    return sw::ok;
  }
  return x.deviates(scp11_store_unknown_is_empty) ? sw::ok : sw::referenced_data_not_found;
}

}  // namespace assay::model
