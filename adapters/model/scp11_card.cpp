// SPDX-License-Identifier: Apache-2.0
// MUTUAL AUTHENTICATE and INTERNAL AUTHENTICATE: which key, whose proof, and the agreement.
#include "adapters/model/scp11_card.hpp"

#include <algorithm>

#include "adapters/model/registry.hpp"
#include "adapters/model/secure_channel.hpp"

namespace assay::model {
namespace {

using enum GpDeviation;
using crypto::EcPrivateKey;
using crypto::EcPublicKey;
using scp11::AgreementRequest;

const AgreementKey* find_key(const Exchange& x, std::uint8_t domain) {
  const Scp11Store& store = x.card().scp11;
  for (std::uint8_t i = 0; i < store.key_count; ++i) {
    const AgreementKey& key = store.keys[i];
    const bool version = key.version == x.command.p1 || x.deviates(scp11_key_version_ignored);
    if (key.owner == domain && version &&
        (scp11::key_identifier_of(key.variant) == x.command.p2 ||
         x.deviates(scp11_key_identifier_ignored)))
      return &key;
  }
  return nullptr;
}

/// The key that the command names, when this command is the one for it.
const AgreementKey* asked_key(const Exchange& x, std::uint8_t domain, bool mutual) {
  const AgreementKey* key = find_key(x, domain);
  if (key == nullptr) return nullptr;
  const bool fits = (key->variant != Scp11Variant::b) == mutual;
  if (fits || x.deviates(mutual ? scp11_mutual_with_internal_key : scp11_internal_with_mutual_key))
    return key;
  return nullptr;
}

/// One session of SCP11c for a Security Domain at a time, for its keys repeat when the host wants them to.
bool runs_elsewhere(const Exchange& x, const AgreementKey& key) {
  for (std::uint8_t number = 0; number < x.card().channels; ++number) {
    const SecureSession& other = x.state.working.channels[number].session;
    if (number != x.channel_number() && other.phase == SessionPhase::open &&
        other.protocol == scp11::protocol_number && other.scp11_variant == Scp11Variant::c &&
        other.security_domain == key.owner)
      return true;
  }
  return false;
}

std::uint8_t authentication_of(const Exchange& x, Scp11Variant variant, const VerifiedOce& oce) {
  if (variant == Scp11Variant::b)
    return x.deviates(scp11_b_authenticates_host) ? level::authenticated : 0;
  return oce.owns_domain || x.deviates(scp11_every_host_is_owner) ? level::authenticated
                                                                  : level::any_authenticated;
}

/// The card's key pairs of one agreement: static for the certificate, and the one that is sent.
struct OwnKeys {
  EcPrivateKey fixed;
  EcPrivateKey sent;
};

/// SK.SD.ECKA with its point, which no card computes in every session: the latest ones are kept.
std::optional<EcPrivateKey> static_key(crypto::Curve curve, ByteView scalar) {
  static thread_local std::vector<EcPrivateKey> kept;
  for (const EcPrivateKey& key : kept)
    if (key.curve() == curve && equal(key.scalar(), scalar)) return key;
  auto made = EcPrivateKey::from_scalar(curve, scalar);
  if (!made) return std::nullopt;
  if (kept.size() == Scp11Store::max_keys) kept.erase(kept.begin());
  kept.push_back(*made);
  return *std::move(made);
}

std::optional<OwnKeys> own_keys(Exchange& x, const AgreementKey& key) {
  const auto curve = crypto::curve_of_reference(key.curve);
  if (!curve) return std::nullopt;
  const std::size_t size = crypto::scalar_length(*curve);
  const auto fixed = static_key(*curve, ByteView(key.scalar).first(size));
  if (!fixed) return std::nullopt;
  if (key.variant == Scp11Variant::c && !x.deviates(scp11_c_sends_ephemeral_key) &&
      !x.deviates(scp11_c_agrees_with_ephemeral_key))
    return OwnKeys{*fixed, *fixed};
  std::array<std::uint8_t, max_scalar + 8> random{};
  const auto drawn = MutableByteView(random).first(size + 8);
  drawn.back() = 1;
  if (!x.deviates(scp11_ephemeral_key_repeats)) x.env.random.fill(drawn);
  auto sent = EcPrivateKey::from_random(*curve, drawn);
  if (!sent) return std::nullopt;
  return OwnKeys{*fixed, *std::move(sent)};
}

/// Z: the secret of the ephemeral key of the host, then that of the key which the host proves, or in SCP11b of its
/// ephemeral key with the static one of the card.
Result<SecureBytes> shared_secrets(const Exchange& x, const OwnKeys& own,
                                   const EcPublicKey& ephemeral, const EcPublicKey& proven) {
  TRY(SecureBytes z, crypto::ecdh(own.sent, ephemeral));
  if (x.deviates(scp11_b_repeats_ephemeral_secret)) {
    z.insert(z.end(), z.begin(), z.end());
    return z;
  }
  TRY(const SecureBytes second, crypto::ecdh(own.fixed, proven));
  if (x.deviates(scp11_static_secret_left_out)) return z;
  z.insert(x.deviates(scp11_secrets_swapped) ? z.begin() : z.end(), second.begin(), second.end());
  return z;
}

Result<EcPublicKey> proven_key(const AgreementKey& key, const VerifiedOce& oce,
                               const EcPublicKey& ephemeral) {
  const bool nothing_proven =
      oce.stage == VerifiedOce::Stage::nothing;  // where a deviation lets it
  if (key.variant == Scp11Variant::b || nothing_proven) return ephemeral;
  TRY(const crypto::Curve curve, crypto::curve_of_reference(oce.curve));
  return EcPublicKey::from_point(curve,
                                 ByteView(oce.point).first(1 + 2 * crypto::scalar_length(curve)));
}

StatusWord agree_with(Exchange& x, const AgreementKey& key, const AgreementRequest& request,
                      const VerifiedOce& oce) {
  const auto own = own_keys(x, key);
  if (!own) return sw::no_precise_diagnosis;
  auto ephemeral = EcPublicKey::from_point(own->fixed.curve(), request.point);
  const bool forgiven = x.deviates(scp11_point_unchecked) ||
                        (request.point.empty() && x.deviates(scp11_point_may_be_missing));
  if (!ephemeral && forgiven) ephemeral = own->fixed.public_key();
  if (!ephemeral) return sw::wrong_data;
  auto proven = proven_key(key, oce, *ephemeral);
  if (!proven) return sw::wrong_data;
  if (proven->curve() != ephemeral->curve() && x.deviates(scp11_certificate_curve_ignored))
    proven = ephemeral;
  const auto z = shared_secrets(x, *own, *ephemeral, *proven);
  if (!z) return sw::wrong_data;  // keys of two curves
  const bool hidden =
      key.variant == Scp11Variant::c && x.deviates(scp11_c_agrees_with_ephemeral_key);
  const EcPrivateKey& shown = hidden ? own->fixed : own->sent;
  scp11::agree(x, key, request, *z, shown.public_key().point());
  x.session().current_level |= authentication_of(x, key.variant, oce);
  x.session().initial_level = x.session().current_level;
  return sw::ok;
}

/// What this channel has proven.
VerifiedOce proven_here(const Exchange& x) {
  if (x.deviates(scp11_proven_key_on_every_channel))
    for (const LogicalChannel& channel : x.state.working.channels)
      if (channel.session.oce.stage == VerifiedOce::Stage::entity) return channel.session.oce;
  return x.session().oce;
}

StatusWord authenticate(Exchange& x, bool mutual) {
  const VerifiedOce oce = proven_here(x);
  const SecureSession before = x.session();
  x.session() = {};  // every attempt ends what was there, and a verified key serves once
  if (x.deviates(scp11_failed_authenticate_keeps_session)) x.session() = before;
  x.session().oce = {};
  if (x.deviates(scp11_proven_key_serves_again)) x.session().oce = oce;
  const std::uint8_t domain = serving_domain(x.card(), x.channel().selected);
  const AgreementKey* key = asked_key(x, domain, mutual);
  if (key == nullptr) return sw::referenced_data_not_found;
  const bool chain_ended =
      oce.stage == VerifiedOce::Stage::entity ||
      (oce.stage == VerifiedOce::Stage::authority && x.deviates(scp11_authority_key_agrees));
  const bool proven = chain_ended && oce.domain == domain;
  const bool asks = mutual || x.deviates(scp11_b_wants_certificate);
  if (asks && !proven && !x.deviates(scp11_mutual_without_certificate))
    return sw::referenced_data_not_found;
  if (x.command.data.empty() && x.deviates(scp11_empty_request_taken)) return sw::ok;
  const auto request = scp11::read_request(x, x.command.data);
  if (!request || !scp11::request_fits(x, *key, *request)) return sw::wrong_data;
  const bool identified = (request->parameters & scp11::parameter::identifiers) != 0;
  if (identified && !scp11::has_identifiers(x, *key)) return sw::referenced_data_not_found;
  if (key->variant == Scp11Variant::c && runs_elsewhere(x, *key) &&
      !x.deviates(scp11_c_on_two_channels))
    return sw::conditions_not_satisfied;
  return agree_with(x, *key, *request, oce);
}

StatusWord start(Exchange& x, bool mutual) {
  const bool secured = x.command.parts.secure_messaging != 0;
  if (secured && !x.deviates(scp11_authenticate_under_secure_messaging))
    return sw::class_not_supported;
  const SecureSession before = x.session();
  const StatusWord answered = authenticate(x, mutual);
  const bool older_runs = before.phase == SessionPhase::open && answered == sw::ok;
  if (older_runs && x.deviates(scp11_agreement_keeps_older_session)) x.session() = before;
  if (answered != sw::ok && x.deviates(scp11_refused_agreement_authenticates)) {
    x.session().phase = SessionPhase::open;
    x.session().current_level = level::authenticated;
  }
  return answered;
}

}  // namespace

StatusWord mutual_authenticate(Exchange& x) {
  return start(x, true);
}

StatusWord internal_authenticate(Exchange& x) {
  return start(x, false);
}

namespace scp11 {

std::uint8_t key_identifier_of(Scp11Variant variant) noexcept {
  switch (variant) {
    case Scp11Variant::a: return key_identifier::a;
    case Scp11Variant::b: return key_identifier::b;
    default: return key_identifier::c;
  }
}

bool has_keys(const PersistentState& card, std::uint8_t domain) noexcept {
  const auto owned = [&](const AgreementKey& key) { return key.owner == domain; };
  return std::any_of(card.scp11.keys.begin(), card.scp11.keys.begin() + card.scp11.key_count,
                     owned);
}

bool means_mutual_authenticate(const Exchange& x) noexcept {
  return x.command.parts.secure_messaging == 0 &&
         has_keys(x.card(), serving_domain(x.card(), x.channel().selected));
}

}  // namespace scp11
}  // namespace assay::model
