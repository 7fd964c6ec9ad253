// SPDX-License-Identifier: Apache-2.0
// PERFORM SECURITY OPERATION [decipher], EXTERNAL AUTHENTICATE and INTERNAL AUTHENTICATE: who is who, and the session.
// Source: GPC F.1.4, F.1.5, F.4.1, F.4.4, F.4.6.
#include <algorithm>

#include "adapters/model/scp10_card.hpp"
#include "adapters/model/secure_channel.hpp"

namespace assay::model::scp10 {
namespace {

using enum GpDeviation;
using Step = Initiation::Step;

constexpr std::size_t hash_size = 20;
constexpr std::size_t secret_size = Initiation::secret_size;

const PrivateKey& private_key(const Exchange& x) {
  return x.card().scp10.privates[initiation(x).private_key];
}

/// What is encrypted or signed is as long as the modulus. Bytes behind it are dropped where they are taken.
bool has_modulus_size(Exchange& x, GpDeviation takes_more) {
  if (x.command.data.size() > modulus_size(x) && x.deviates(takes_more))
    x.command.data = x.command.data.first(modulus_size(x));
  return x.command.data.size() == modulus_size(x);
}

void keep_request(Initiation& begun, ByteView request) {
  begun.request_size = static_cast<std::uint8_t>(request.size());
  std::ranges::copy(request, begun.request.begin());
}

ByteView kept_request(const Initiation& begun) {
  return ByteView(begun.request).first(begun.request_size);
}

/// Where the request begins in a block that is not as table F-32 wants it, for a card that is careless with it.
std::optional<std::size_t> carelessly_found(const Exchange& x, ByteView block) {
  const bool right_type = block[0] == 0x00 && block[1] == 0x02;
  if (right_type && x.deviates(scp10_separator_not_needed)) {
    constexpr std::array<std::uint8_t, 2> level{0xD3, 0x01};
    const auto found = std::search(block.begin() + 2, block.end(), level.begin(), level.end());
    if (found != block.end()) return static_cast<std::size_t>(found - block.begin());
  }
  const bool any_type = x.deviates(scp10_decipher_padding_unchecked);
  if (!any_type && !(right_type && x.deviates(scp10_short_padding_taken))) return std::nullopt;
  const auto end_of_padding = std::find(block.begin() + 2, block.end(), 0x00);
  if (end_of_padding == block.end()) return std::nullopt;
  return static_cast<std::size_t>(end_of_padding - block.begin()) + 1;
}

/// Table F-32: block type 02, at least eight bytes of padding.
std::optional<Bytes> decrypted_request(const Exchange& x, const crypto::RsaPrivateKey& key) {
  const auto plain = crypto::pkcs1_decrypt(key, x.command.data);
  if (plain) return Bytes(plain->begin(), plain->end());
  const auto whole = crypto::rsa_private(key, x.command.data);
  if (!whole) return std::nullopt;
  const auto begin = carelessly_found(x, *whole);
  if (!begin) return std::nullopt;
  return to_bytes(ByteView(*whole).subspan(*begin));
}

/// The request as it came: encrypted under the card's key (F.4.6.3).
std::optional<Bytes> brought_request(Exchange& x) {
  if (x.command.data.size() < modulus_size(x) && x.deviates(scp10_session_keys_in_clear_taken))
    return to_bytes(x.command.data);
  const auto key = rsa_key(x, private_key(x));
  return key ? decrypted_request(x, *key) : std::nullopt;
}

StatusWord decipher_keys(Exchange& x) {
  Initiation& begun = initiation(x);
  if (x.session().phase != SessionPhase::none) return sw::conditions_not_satisfied;
  if (begun.step == Step::none) {
    if (!x.deviates(scp10_decipher_without_initiation)) return sw::conditions_not_satisfied;
    begin(x);
  }
  if (!transports(begun) && !x.deviates(scp10_decipher_in_agreement))
    return sw::conditions_not_satisfied;
  if (x.command.data.empty() && x.deviates(scp10_decipher_without_data)) return sw::ok;
  if (const auto waiting = collect(x)) return *waiting;
  if (!has_modulus_size(x, scp10_bytes_behind_cryptogram_taken) &&
      !(x.command.data.size() < modulus_size(x) && x.deviates(scp10_session_keys_in_clear_taken)))
    return sw::wrong_length;
  const auto plain = brought_request(x);
  if (!plain || plain->size() > Initiation::max_request)
    return x.deviates(scp10_decipher_failure_says_6300) ? sw::authentication_failed
                                                        : sw::wrong_data;
  Request request;
  if (const StatusWord read = read_request(x, *plain, true, request); read != sw::ok) return read;
  keep_request(begun, *plain);
  if (x.deviates(scp10_decipher_answers_data)) answer_unasked(x, ByteView(&request.level, 1));
  return sw::ok;
}

/// F.1.5.2: the level that was asked for, and who asked.
void open_session(Exchange& x, std::uint8_t asked) {
  SecureSession& session = x.session();
  const bool owner = initiation(x).current.name == x.card().scp10.provider ||
                     x.deviates(scp10_every_entity_is_owner);
  if (x.deviates(scp10_level_always_zero)) asked = 0;
  session.phase = SessionPhase::open;
  session.protocol = protocol_number;
  session.options = initiation(x).option;
  session.security_domain = x.card().scp10.owner;
  session.current_level = asked | (owner ? level::authenticated : level::any_authenticated);
  session.initial_level = session.current_level;
  if (x.deviates(scp10_session_open_before_internal)) session.scp10_keys.established = true;
  if (x.deviates(scp10_internal_authenticate_wanted)) session.scp10_keys.established = false;
  if (asked == 0 && x.deviates(scp10_level_zero_is_none)) session.current_level = 0;
  x.channel().authenticated_once = true;
  initiation(x).step = Step::authenticated;
}

/// Table F-7: request with its keys, and the challenge; a signature with appendix.
StatusWord authenticate_for_transport(Exchange& x, const crypto::RsaPublicKey& entity) {
  const Initiation& begun = initiation(x);
  const bool verified = transport_signature_is_right(x, entity, kept_request(begun));
  const bool early = !verified && x.deviates(scp10_level_set_before_signature);
  if (!verified && !early && !x.deviates(scp10_entity_signature_unchecked))
    return sw::authentication_failed;
  Request request;
  if (const StatusWord read = read_request(x, kept_request(begun), true, request); read != sw::ok)
    return read;
  take_keys(x, request, x.session().scp10_keys);
  open_session(x, request.level);
  return early ? sw::authentication_failed : sw::ok;
}

/// Tables F-9 and F-10: level and templates come inside the signature, and so does the secret.
StatusWord authenticate_for_agreement(Exchange& x, const crypto::RsaPublicKey& entity) {
  const auto recovered = open_agreement_signature(x, private_key(x), entity);
  if (!recovered || recovered->size() <= secret_size) return sw::authentication_failed;
  const ByteView block = *recovered;
  Request request;
  ByteView found;
  const StatusWord read = find_request(x, block.first(block.size() - secret_size), request, found);
  if (read != sw::ok) return read;
  Initiation& begun = initiation(x);
  keep_request(begun, found);
  const bool front = x.deviates(scp10_entity_secret_from_front);
  std::ranges::copy(front ? block.first(secret_size) : block.last(secret_size),
                    begun.secret.begin());
  open_session(x, request.level);
  return sw::ok;
}

StatusWord authenticate_entity(Exchange& x) {
  Initiation& begun = initiation(x);
  const bool due = x.session().phase == SessionPhase::none && begun.step == Step::challenged;
  if (!due) return sw::conditions_not_satisfied;
  if (!begun.validated && !x.deviates(scp10_entity_without_certificate))
    return sw::conditions_not_satisfied;
  if (transports(begun) && begun.request_size == 0) return sw::conditions_not_satisfied;
  if (x.command.p1 != 0 && !x.deviates(scp10_external_any_p1)) return sw::wrong_p1_p2;
  if (x.command.p2 != 0 && !x.deviates(scp10_external_any_p2)) return sw::wrong_p1_p2;
  if (x.command.data.empty() && x.deviates(scp10_external_without_data)) return sw::ok;
  if (const auto waiting = collect(x)) return *waiting;
  if (!has_modulus_size(x, scp10_long_signature_cut)) return sw::wrong_length;
  const auto entity = rsa_key(x, begun.current);
  if (!entity) return sw::no_precise_diagnosis;
  return transports(begun) ? authenticate_for_transport(x, *entity)
                           : authenticate_for_agreement(x, *entity);
}

void draw(Exchange& x, MutableByteView out) {
  x.env.random.fill(out);
  if (!x.env.fixed_challenge) return;
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = x.env.card_challenge[i % x.env.card_challenge.size()];
}

/// Table F-3: session keys in the order of their templates, and the challenge.
StatusWord sign_for_transport(Exchange& x, const crypto::RsaPrivateKey& key, ByteView challenge) {
  Request request;
  if (read_request(x, kept_request(initiation(x)), true, request) != sw::ok)
    return sw::no_precise_diagnosis;
  if (x.deviates(scp10_card_answers_no_signature)) return sw::ok;
  Message signed_data;
  const bool reversed = x.deviates(scp10_card_signs_keys_reversed);
  if (x.deviates(scp10_card_signs_challenge_first)) signed_data.put(challenge);
  for (std::uint8_t i = 0; i < request.count; ++i) {
    const std::size_t place = reversed ? request.count - 1U - i : i;
    if (!x.deviates(scp10_card_signs_without_keys)) signed_data.put(request.templates[place].key);
  }
  if (!x.deviates(scp10_card_signs_challenge_first)) signed_data.put(challenge);
  const auto signature = transport_signature(x, key, signed_data.view());
  if (!signature) return sw::no_precise_diagnosis;
  append(x.response, *signature);
  x.session().scp10_keys.established = true;
  return sw::ok;
}

/// Tables F-5 and F-6: random padding and the card's secret inside, both challenge and id outside; the smaller form is
/// encrypted for the off-card entity. Then both secrets are known to both.
StatusWord sign_for_agreement(Exchange& x, const crypto::RsaPrivateKey& key, ByteView data) {
  const Initiation& begun = initiation(x);
  std::array<std::uint8_t, max_modulus - hash_size - 2> room{};
  const MutableByteView inside = MutableByteView(room).first(modulus_size(x) - hash_size - 2);
  draw(x, inside);
  if (x.deviates(scp10_card_secret_repeats)) room = {};
  const bool front = x.deviates(scp10_card_secret_from_front);
  const ByteView secret = front ? inside.first(secret_size) : inside.last(secret_size);
  ByteView outside = data;
  if (x.deviates(scp10_card_signs_without_entity_id)) outside = data.first(data.size() - name_size);
  if (x.deviates(scp10_card_hash_without_challenge)) outside = data.last(name_size);
  const auto signature = agreement_signature(x, key, inside, outside);
  const auto entity = rsa_key(x, begun.current);
  if (!signature || !entity) return sw::no_precise_diagnosis;
  const auto sent = crypto::rsa_public(*entity, *signature);
  Request request;
  if (!sent || read_request(x, kept_request(begun), false, request) != sw::ok)
    return sw::no_precise_diagnosis;
  derive_keys(x, request, begun.secret, secret, x.session().scp10_keys);
  append(x.response, x.deviates(scp10_card_secret_in_clear) ? *signature : *sent);
  return sw::ok;
}

/// F.4.4.1: EXTERNAL AUTHENTICATE came directly before.
bool may_sign(const Exchange& x) {
  const Initiation& begun = initiation(x);
  if (begun.step == Step::authenticated) return true;
  return begun.step != Step::none && begun.request_size != 0 && transports(begun) &&
         x.deviates(scp10_internal_without_external);
}

/// The challenge, in front of the identifier of the off-card entity (F.4.4.3); nothing when the data are not so.
std::optional<ByteView> challenge_in(const Exchange& x, ByteView data) {
  const Initiation& begun = initiation(x);
  const std::size_t size = transports(begun) ? 16 : 8;
  const bool any_size = data.size() >= name_size && x.deviates(scp10_internal_any_challenge);
  if (data.size() != size + name_size && !any_size) return std::nullopt;
  const bool in_front = x.deviates(scp10_internal_identifier_first);
  const ByteView name = in_front ? data.first(name_size) : data.last(name_size);
  if (!equal(name, begun.current.name) && !x.deviates(scp10_entity_id_ignored)) return std::nullopt;
  return data.first(data.size() - name_size);
}

StatusWord authenticate_card(Exchange& x) {
  const Initiation& begun = initiation(x);
  if (!may_sign(x)) return sw::conditions_not_satisfied;
  if (x.command.p1 != 0 && !x.deviates(scp10_internal_any_p1)) return sw::wrong_p1_p2;
  if (x.command.p2 != 0 && !x.deviates(scp10_internal_any_p2)) return sw::wrong_p1_p2;
  std::array<std::uint8_t, 16 + name_size> nobody{};
  std::ranges::copy(begun.current.name, nobody.begin() + 16);
  const bool nothing = x.command.data.empty() && x.deviates(scp10_internal_without_data);
  const ByteView data =
      nothing ? ByteView(nobody).last(transports(begun) ? nobody.size() : 8 + name_size)
              : x.command.data;
  const auto challenge = challenge_in(x, data);
  if (!challenge) return sw::wrong_data;
  const Store& store = x.card().scp10;
  const bool last = x.deviates(scp10_card_signs_with_other_key);
  const auto key = rsa_key(x, last ? store.privates[store.private_count - 1U] : private_key(x));
  if (!key) return sw::no_precise_diagnosis;
  return transports(begun) ? sign_for_transport(x, *key, *challenge)
                           : sign_for_agreement(x, *key, data);
}

}  // namespace

StatusWord decipher(Exchange& x) {
  const bool in_session = x.session().phase != SessionPhase::none;
  const StatusWord answered = decipher_keys(x);
  const bool keeps = x.deviates(scp10_failed_decipher_keeps_initiation);
  if (answered != sw::ok && !in_session && !keeps) end(x);  // F.1.5
  return answered;
}

StatusWord external_authenticate(Exchange& x) {
  const bool in_session = x.session().phase != SessionPhase::none;
  const StatusWord answered = authenticate_entity(x);
  const bool keeps = x.deviates(scp10_failed_authentication_keeps_initiation) ||
                     x.session().phase == SessionPhase::open;
  if (answered != sw::ok && !in_session && !keeps) end(x);  // F.1.4.2
  if (answered == sw::ok && !x.command.parts.chained && x.deviates(scp10_external_answers_data))
    answer_unasked(x, x.session().card_challenge);
  return answered;
}

StatusWord internal_authenticate(Exchange& x) {
  const StatusWord answered = authenticate_card(x);
  if (answered == sw::ok) {
    if (!x.deviates(scp10_internal_authenticate_twice))
      initiation(x).step = Step::none;  // F.1.4.2: once
  } else if (x.session().phase == SessionPhase::none) {
    end(x);
  } else if (!x.deviates(scp10_internal_error_keeps_session)) {
    abort_session(x);  // F.1.4.2: any error in the sequence or in signing
  }
  return answered;
}

}  // namespace assay::model::scp10
