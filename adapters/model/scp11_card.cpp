// SPDX-License-Identifier: Apache-2.0
// MUTUAL AUTHENTICATE and INTERNAL AUTHENTICATE: key agreement, receipt, session.
#include "adapters/model/scp11_card.hpp"

#include <algorithm>

#include "adapters/model/registry.hpp"
#include "adapters/model/secure_channel.hpp"
#include "crypto/block_cipher.hpp"
#include "iso7816/tlv.hpp"

namespace assay::model {
namespace {

using enum GpDeviation;
using crypto::Block16;
using crypto::EcPrivateKey;
using crypto::EcPublicKey;
using scp11::AgreementRequest;

namespace parameter {  // second byte of tag '90'
constexpr std::uint8_t variant = 0x03;
constexpr std::uint8_t identifiers = 0x04;
}  // namespace parameter

constexpr std::uint8_t s16_option = 0x40;
constexpr std::uint8_t aes_key = 0x88;
constexpr std::size_t max_host_id = 16;
constexpr std::size_t key_count = 5;  ///< receipt, S-ENC, S-MAC, S-RMAC, S-DEK

std::uint8_t parameter_of(Scp11Variant variant) {
  switch (variant) {
    case Scp11Variant::a: return 0x01;
    case Scp11Variant::b: return 0x00;
    default: return 0x03;
  }
}

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

bool put_byte(const iso7816::Tlv& part, std::uint8_t& slot, std::uint32_t& seen,
              std::uint32_t bit) {
  if (part.value.size() != 1 || (seen & bit) != 0) return false;
  seen |= bit;
  slot = part.value[0];
  return true;
}

/// Inside 'A6': '90' protocol and parameters, '95' usage, '80' type, '81' length, '84' host identifier. In any order,
/// each once.
bool read_control(const Exchange& x, AgreementRequest& request, ByteView bytes) {
  constexpr std::uint32_t protocol = 1, usage = 2, type = 4, size = 8;
  std::uint32_t seen = 0;
  iso7816::TlvReader reader(bytes);
  while (!reader.at_end()) {
    const auto part = reader.next();
    if (!part || !*part) return false;
    const ByteView value = (*part)->value;
    bool good = false;
    switch ((*part)->tag) {
      case 0x90:
        good = value.size() == 2 && (seen & protocol) == 0 &&
               (value[0] == scp11::protocol_number || x.deviates(scp11_protocol_ignored));
        if (good) request.parameters = value[1];
        seen |= protocol;
        break;
      case 0x95: good = put_byte(**part, request.usage, seen, usage); break;
      case 0x80: good = put_byte(**part, request.key_type, seen, type); break;
      case 0x81: good = put_byte(**part, request.key_size, seen, size); break;
      case 0x84:
        good = !value.empty() && value.size() <= max_host_id && request.host_id.empty();
        request.host_id = value;
        break;
      default: good = x.deviates(scp11_unknown_control_part_tolerated); break;
    }
    if (!good) return false;
  }
  return seen == (protocol | usage | type | size) || x.deviates(scp11_missing_parts_defaulted);
}

/// The security level that a key usage qualifier stands for; nothing for those a variant does not know.
std::optional<std::uint8_t> level_of(const Exchange& x, Scp11Variant variant, std::uint8_t usage) {
  constexpr std::uint8_t full =
      level::c_mac | level::c_decryption | level::r_mac | level::r_encryption;
  switch (usage) {
    case 0x34: return x.deviates(scp11_usage_always_full) ? full : level::c_mac | level::r_mac;
    case 0x3C: return full;
    default: break;
  }
  if (x.deviates(scp11_usage_ignored)) return full;
  if (variant != Scp11Variant::c) return std::nullopt;
  switch (usage) {
    case 0x1C: return level::c_mac | level::c_decryption;
    case 0x74: return level::c_mac | level::c_decryption | level::r_mac;
    default: return std::nullopt;
  }
}

/// b1 16 bytes, b2 24, b3 32.
bool agrees_on_size(const Exchange& x, const AgreementKey& key, std::uint8_t size) {
  if (size != 16 && size != 24 && size != 32) return x.deviates(scp11_any_key_size);
  if (x.deviates(scp11_key_size_ignored)) return true;
  return (key.key_sizes >> ((size - 16) / 8) & 1) != 0;
}

/// The variant in the parameters is that of the key, and a host identifier is there exactly when they announce one.
bool parameters_fit(const Exchange& x, const AgreementKey& key, const AgreementRequest& request) {
  constexpr std::uint8_t known = parameter::variant | parameter::identifiers;
  const bool right = (request.parameters & ~known) == 0 &&
                     (request.parameters & parameter::variant) == parameter_of(key.variant);
  if (!right && !x.deviates(scp11_parameters_ignored)) return false;
  const bool announced = (request.parameters & parameter::identifiers) != 0;
  if (announced && request.host_id.empty()) return x.deviates(scp11_host_id_missing);
  if (!announced && !request.host_id.empty()) return x.deviates(scp11_host_id_uninvited);
  return true;
}

bool request_fits(const Exchange& x, const AgreementKey& key, const AgreementRequest& request) {
  return parameters_fit(x, key, request) && level_of(x, key.variant, request.usage) &&
         (request.key_type == aes_key || x.deviates(scp11_key_type_ignored)) &&
         agrees_on_size(x, key, request.key_size);
}

ByteView stored(const Exchange& x, std::uint8_t domain, std::uint16_t tag) {
  for (std::uint8_t i = 0; i < x.card().data_object_count; ++i) {
    const DataObject& object = x.card().data_objects[i];
    if (object.owner == domain && object.tag == tag)
      return ByteView(object.bytes).first(object.size);
  }
  return {};
}

void put_identifier(const Exchange& x, Message& message, ByteView value) {
  if (!x.deviates(scp11_identifiers_without_length))
    message.put(static_cast<std::uint8_t>(value.size()));
  message.put(value);
}

/// Usage, type and length of the keys; with b3 of the parameters host and card identifiers behind them: SIN and SDIN, or
/// for SCP11c the group that shares the key.
Message shared_info(const Exchange& x, const AgreementKey& key, const AgreementRequest& request) {
  Message info;
  if (!x.deviates(scp11_shared_info_without_usage)) info.put(request.usage);
  if (!x.deviates(scp11_shared_info_without_type)) info.put(request.key_type);
  if (!x.deviates(scp11_shared_info_without_size)) info.put(request.key_size);
  const bool identified = (request.parameters & parameter::identifiers) != 0;
  if (!identified || x.deviates(scp11_identifiers_left_out)) return info;
  put_identifier(x, info, request.host_id);
  if (key.variant == Scp11Variant::c) {
    const Scp11Domain& domain = x.card().scp11.domain;
    put_identifier(x, info, ByteView(domain.group).first(domain.group_size));
  } else {
    put_identifier(x, info, stored(x, key.owner, 0x42));
    put_identifier(x, info, stored(x, key.owner, 0x45));
  }
  return info;
}

bool has_identifiers(const Exchange& x, const AgreementKey& key) {
  if (key.variant == Scp11Variant::c) return x.card().scp11.domain.group_size != 0;
  return !stored(x, key.owner, 0x42).empty() && !stored(x, key.owner, 0x45).empty();
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

std::optional<OwnKeys> own_keys(Exchange& x, const AgreementKey& key) {
  const auto curve = crypto::curve_of_reference(key.curve);
  if (!curve) return std::nullopt;
  const std::size_t size = crypto::scalar_length(*curve);
  auto fixed = EcPrivateKey::from_scalar(*curve, ByteView(key.scalar).first(size));
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
  return OwnKeys{*std::move(fixed), *std::move(sent)};
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
  if (!ephemeral && x.deviates(scp11_point_unchecked)) ephemeral = own->fixed.public_key();
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
  const auto request = scp11::read_request(x, x.command.data);
  if (!request || !request_fits(x, *key, *request)) return sw::wrong_data;
  const bool identified = (request->parameters & parameter::identifiers) != 0;
  if (identified && !has_identifiers(x, *key)) return sw::referenced_data_not_found;
  if (key->variant == Scp11Variant::c && runs_elsewhere(x, *key) &&
      !x.deviates(scp11_c_on_two_channels))
    return sw::conditions_not_satisfied;
  return agree_with(x, *key, *request, oce);
}

StatusWord start(Exchange& x, bool mutual) {
  const bool secured = x.command.parts.secure_messaging != 0;
  if (secured && !x.deviates(scp11_authenticate_under_secure_messaging))
    return sw::class_not_supported;
  return authenticate(x, mutual);
}

void keep(std::array<std::uint8_t, 32>& slot, ByteView keys, std::size_t number, std::size_t size) {
  std::ranges::copy(keys.subspan(number * size, size), slot.begin());
}

/// CMAC over what was asked and the key that is answered.
Block16 receipt(const Exchange& x, ByteView key, ByteView answered, ByteView own_point) {
  const ByteView asked = x.command.data;
  if (x.deviates(scp11_receipt_without_tags)) answered = own_point;
  if (x.deviates(scp11_receipt_order)) return crypto::aes_cmac(key, answered, asked);
  Message message;
  if (!x.deviates(scp11_receipt_over_answer_alone)) message.put(asked);
  if (!x.deviates(scp11_receipt_over_request_alone)) message.put(answered);
  return crypto::aes_cmac(key, message.view());
}

/// Block by block, where the counter starts from zero.
SecureBytes kdf_from_zero(ByteView z, ByteView info, std::size_t length) {
  SecureBytes out;
  for (std::uint8_t counter = 0; out.size() < length; ++counter) {
    const std::array<std::uint8_t, 4> number{0, 0, 0, counter};
    std::array<std::uint8_t, 32> block{};
    crypto::digest_into(crypto::Hash::sha256, {z, number, info}, block);
    out.insert(out.end(), block.begin(), block.end());
  }
  out.resize(length);
  return out;
}

SecureBytes derive(const Exchange& x, const AgreementKey& key, ByteView z, ByteView info,
                   std::size_t length) {
  if (x.deviates(scp11_kdf_counter_from_zero)) return kdf_from_zero(z, info, length);
  auto hash = crypto::Hash::sha256;  // whatever the curve: published sessions on P-384 have it
  if (x.deviates(scp11_kdf_hash_of_curve))
    if (const auto curve = crypto::curve_of_reference(key.curve)) hash = crypto::ecdsa_hash(*curve);
  return crypto::x963_kdf(hash, z, info, length);
}

/// The key data in their order: receipt, S-ENC, S-MAC, S-RMAC, S-DEK.
void keep_keys(const Exchange& x, SecureSession& session, ByteView keys, std::size_t size) {
  const std::size_t first = x.deviates(scp11_receipt_key_last) ? 0 : 1;
  const bool swapped = x.deviates(scp11_enc_and_mac_swapped);
  keep(session.s_enc, keys, swapped ? first + 1 : first, size);
  keep(session.s_mac, keys, swapped ? first : first + 1, size);
  keep(session.s_rmac, keys, first + 2, size);
}

std::size_t receipt_key_number(const Exchange& x) {
  if (x.deviates(scp11_receipt_with_s_mac)) return 2;
  return x.deviates(scp11_receipt_key_last) ? 4 : 0;
}

void put_answer(Exchange& x, ByteView own_point, ByteView proof) {
  if (x.deviates(scp11_receipt_short)) proof = proof.first(8);
  const bool first = x.deviates(scp11_receipt_first);
  if (first) iso7816::append_tlv(x.response, 0x86, proof);
  iso7816::append_tlv(x.response, 0x5F49, own_point);
  if (!first) iso7816::append_tlv(x.response, 0x86, proof);
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

std::optional<AgreementRequest> read_request(const Exchange& x, ByteView data) {
  AgreementRequest request;
  if (x.deviates(scp11_missing_parts_defaulted)) request = {0, 0x3C, aes_key, 16, {}, {}};
  iso7816::TlvReader reader(data);
  const auto control = reader.next();
  if (!control || !*control || (*control)->tag != 0xA6) return std::nullopt;
  const auto point = reader.next();
  if (!point || !*point || (*point)->tag != 0x5F49) return std::nullopt;
  if (!reader.at_end() && !x.deviates(scp11_trailing_data_tolerated)) return std::nullopt;
  request.point = (*point)->value;
  if (!read_control(x, request, (*control)->value)) return std::nullopt;
  return request;
}

void agree(Exchange& x, const AgreementKey& key, const AgreementRequest& request, ByteView z,
           ByteView own_point) {
  const bool wide = request.key_size == 24 || request.key_size == 32;
  const std::uint8_t size = wide && !x.deviates(scp11_keys_always_128) ? request.key_size : 16;
  const Message info = shared_info(x, key, request);
  const SecureBytes keys = derive(x, key, z, info.view(), key_count * size);
  Bytes answered;
  iso7816::append_tlv(answered, 0x5F49, own_point);
  const ByteView receipt_key = ByteView(keys).subspan(receipt_key_number(x) * size, size);
  const Block16 proof = receipt(x, receipt_key, answered, own_point);
  put_answer(x, own_point, proof);
  const VerifiedOce oce = x.session().oce;
  SecureSession& session = x.session() = {};
  session.oce = oce;
  session.phase = x.deviates(scp11_session_awaits_authentication) ? SessionPhase::initialized
                                                                  : SessionPhase::open;
  session.protocol = protocol_number;
  session.scp11_variant = key.variant;
  session.security_domain = key.owner;
  session.key_size = size;
  const bool s16 = (key.options & s16_option) != 0 && !x.deviates(scp11_short_macs);
  session.mac_size = s16 ? 16 : 8;
  session.current_level = level_of(x, key.variant, request.usage).value_or(0);
  keep_keys(x, session, keys, size);
  if (!x.deviates(scp11_chaining_from_zero))
    session.chaining = proof;  // the first C-MAC is chained on the receipt
  session.encryption_counter = x.deviates(scp11_counter_from_zero) ? 0xFFFFFFFF : 0;
}

}  // namespace scp11
}  // namespace assay::model
