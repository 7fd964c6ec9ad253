// SPDX-License-Identifier: Apache-2.0
// Generate Key Pair, Put Data and Get Data of PKI objects, and the session's signature: ECDSA over P-256 with SHA-256.
#include "adapters/model_calypso/pki.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "adapters/model_calypso/file_information.hpp"
#include "adapters/model_calypso/files.hpp"
#include "adapters/model_calypso/session.hpp"
#include "adapters/model_calypso/told_certificates.hpp"
#include "base/hex.hpp"
#include "crypto/elliptic.hpp"
#include "crypto/hash.hpp"

namespace assay::model::calypso {
namespace {

using enum CalypsoDeviation;
using namespace assay::literals;

constexpr auto p256_oid = "06 08 2A 86 48 CE 3D 03 01 07"_hex;
constexpr std::uint16_t public_key_tag = 0xDF2C, key_pair_tag = 0xDF3C;
constexpr std::size_t first_block = 250, shorter_first_block = 200;
constexpr std::uint8_t first_byte_of_transcript = 0x10;

constexpr std::uint8_t generate_ins = 0x46;
/// Of a key pair that is none of the card's.
constexpr auto other_private_key =
    "0101010101010101010101010101010101010101010101010101010101010101"_hex;

/// An object of two blocks: the tag of the first names the object, its header of 5 bytes comes first.
struct CertificateObject {
  CertificateKind kind;
  std::uint16_t tag;
  std::uint16_t size;
  std::array<std::uint8_t, 5> header;
};

constexpr std::array<CertificateObject, 2> objects{{
    {CertificateKind::card, 0xDF4C, 316, "DF 4C 82 01 3C"_hex},
    {CertificateKind::authority, 0xDF4A, 384, "DF 4A 82 01 80"_hex},
}};

const CertificateObject* object_of(std::uint16_t tag) {
  for (const CertificateObject& object : objects)
    if (tag == object.tag || tag == object.tag + 1) return &object;
  return nullptr;
}

PkiStore& store(const Exchange& x) {
  return x.card().pki[x.deviates(key_pair_of_every_application) ? 0 : x.working().application];
}

Certificate& certificate(const Exchange& x, CertificateKind kind) {
  return store(x).certificates[static_cast<std::size_t>(kind)];
}

bool is_pki(const Exchange& x) {
  return x.has_application() && x.application().has(type_bit::pki);
}

void keep_key_pair(Exchange& x, ByteView public_key, ByteView private_key) {
  PkiStore kept;
  const bool generated = x.command.ins == generate_ins;
  kept.has_keys = kept.by_command = true;
  std::ranges::copy(public_key, kept.public_key.begin());
  const bool swapped = x.deviates(generated ? generated_point_swapped : loaded_point_swapped);
  if (swapped) std::ranges::rotate(kept.public_key, kept.public_key.begin() + 32);
  std::ranges::copy(private_key, kept.private_key.begin());
  if (x.deviates(generated ? generated_private_key_other : loaded_private_key_other))
    kept.private_key = other_private_key;
  x.env.persist(x.card(), store(x), kept);
}

bool has_pki_card(const Exchange& x) {
  for (std::size_t i = 0; i < x.card().application_count; ++i)
    if (x.card().applications[i].has(type_bit::pki)) return true;
  return false;
}

/// Both certificates are there: the issuer has finished.
bool is_personalized(const Exchange& x) {
  for (const CertificateObject& object : objects)
    if (certificate(x, object.kind).held != object.size) return false;
  return true;
}

/// 64 bytes public and 32 private, of one another.
StatusWord put_key_pair(Exchange& x) {
  if (x.command.data.size() != 96)
    return x.deviates(key_pair_length_says_6700) ? sw::wrong_length : sw::wrong_data;
  if (store(x).has_keys && !x.deviates(key_pair_replaced)) return sw::conditions;
  const ByteView given = x.command.data;
  const auto key = crypto::EcPrivateKey::from_scalar(crypto::Curve::p256, given.subspan(64));
  if (!key || !equal(key->public_key().point().subspan(1), given.first(64)))
    return sw::length_for_parameters;
  keep_key_pair(x, given.first(64), given.subspan(64));
  return sw::ok;
}

/// A card certificate has the size of the AID at 31, and the AID behind it.
bool names_application(const Exchange& x, ByteView certificate) {
  constexpr std::size_t place = 31;
  const ByteView name = x.application().aid.view();
  if (certificate.size() < place + 1 + name.size()) return true;  // not in this block
  return certificate[place] == name.size() &&
         equal(certificate.subspan(place + 1, name.size()), name);
}

/// The first block begins with the header of the whole object; the second goes on and completes it.
StatusWord put_certificate(Exchange& x, const CertificateObject& object, bool first) {
  if (!store(x).has_keys && !x.deviates(certificate_before_key_pair)) return sw::conditions;
  Certificate changed = certificate(x, object.kind);
  if (changed.held == object.size) return sw::conditions;
  if (!first && changed.held == 0 && !x.deviates(second_block_alone)) return sw::object_not_found;
  ByteView block = x.command.data;
  if (first) {
    const bool whole = block.size() > object.header.size();
    if (!whole ||
        (!equal(block.first(5), object.header) && !x.deviates(certificate_header_ignored)))
      return sw::length_for_parameters;
    block = block.subspan(object.header.size());
    changed.held = 0;
  }
  const std::size_t end = changed.held + block.size();
  const bool short_taken = !first && end < object.size && x.deviates(second_block_of_any_length);
  if (block.empty() || end > object.size || (!first && end != object.size && !short_taken))
    return sw::wrong_data;
  const bool over =
      !first && x.deviates(object.kind == CertificateKind::card ? card_certificate_starts_over
                                                                : ca_certificate_starts_over);
  std::ranges::copy(block, changed.bytes.begin() + (over ? 0 : changed.held));
  if (object.kind == CertificateKind::card && first && !names_application(x, block) &&
      !x.deviates(certificate_of_any_application))
    return sw::wrong_application;
  changed.held = short_taken ? object.size : static_cast<std::uint16_t>(end);
  changed.by_command = true;
  x.env.persist(x.card(), certificate(x, object.kind), changed);
  return sw::ok;
}

/// Header and certificate, as they go into two answers.
Bytes told_object(const Exchange& x, const CertificateObject& object) {
  const bool card = object.kind == CertificateKind::card;
  Bytes whole = to_bytes(object.header);
  if (x.deviates(card ? card_object_length_wrong : ca_object_length_wrong)) --whole.back();
  append(whole, told_certificate(x, object.kind));
  if (x.deviates(card ? card_certificate_truncated : ca_certificate_truncated)) whole.pop_back();
  return whole;
}

bool is_told(const Exchange& x, const CertificateObject& object) {
  const Certificate& kept = certificate(x, object.kind);
  if (kept.held == object.size || x.deviates(certificate_told_unloaded)) return true;
  return kept.held != 0 && x.deviates(half_certificate_told);
}

StatusWord put_certificate_data(Exchange& x, const CertificateObject& object, bool first) {
  if (!is_told(x, object)) return sw::object_not_found;
  if (!first && x.working().told_object != object.tag && x.deviates(second_part_wants_first))
    return sw::object_not_found;
  x.working().told_object = object.tag;
  const Bytes whole = told_object(x, object);
  const ByteView view(whole);
  const std::size_t size = x.deviates(certificate_cut_at_200) ? shorter_first_block : first_block;
  const std::size_t cut = x.deviates(certificate_cut_without_header) ? size + 5 : size;
  if (x.deviates(certificate_parts_swapped)) first = !first;
  append(x.response, first ? view.first(size) : view.subspan(cut));
  return sw::ok;
}

/// Of the point: X and Y.
void put_public_key(Exchange& x) {
  const ByteView key = store(x).public_key;
  if (x.deviates(public_key_compressed)) {
    append(x.response, "DF 2C 21"_hex);
    x.put((key.back() & 0x01U) != 0 ? 0x03 : 0x02);
    append(x.response, key.first(32));
    return;
  }
  const bool marked = x.deviates(public_key_with_04);
  if (!x.deviates(public_key_without_header)) {
    append(x.response, "DF 2C"_hex);
    x.put(marked ? 0x41 : 0x40);
  }
  if (marked) x.put(0x04);
  const bool swapped = x.deviates(public_key_y_first);
  append(x.response, swapped ? key.last(32) : key.first(32));
  append(x.response, swapped ? key.first(32) : key.last(32));
}

/// What the session signed, made of its transcript by the rules of the curve.
Bytes signature_over(const Exchange& x, ByteView transcript) {
  const bool other = x.deviates(signature_of_other_key);
  const auto key = crypto::EcPrivateKey::from_scalar(
      crypto::Curve::p256, other ? ByteView(other_private_key) : ByteView(store(x).private_key));
  const crypto::Hash hash =
      x.deviates(signature_over_sha1) ? crypto::Hash::sha1 : crypto::Hash::sha256;
  if (x.deviates(signature_hashed_twice))
    return crypto::ecdsa_sign(*key, hash, crypto::sha256(transcript));
  if (!x.deviates(signature_nonce_repeats)) return crypto::ecdsa_sign(*key, hash, transcript);
  return crypto::ecdsa_sign_with_nonce(*key, hash, transcript, other_private_key)
      .value_or(Bytes(64));
}

/// The selection belongs to no session.
void put_selection(Exchange& x) {
  Bytes opening;
  opening.swap(x.response);
  put_fci(x);
  put_in_transcript(x, x.response);
  x.response.swap(opening);
}

}  // namespace

bool has_key_pair(const Exchange& x) {
  return is_pki(x) && store(x).has_keys;
}

void forget_at_reset(CalypsoState& state, CalypsoEnvironment& environment) {
  const bool keys = environment.deviates(generated_key_lost_at_reset);
  const bool certificates = environment.deviates(certificates_lost_at_reset);
  if (!keys && !certificates) return;
  for (PkiStore& one : state.persistent.pki) {
    PkiStore kept = one;
    if (keys && one.by_command) kept = PkiStore{};
    for (Certificate& held : kept.certificates)
      if (certificates && held.by_command) held = Certificate{};
    environment.persist(state.persistent, one, kept);
  }
}

void erase_key_pair(Exchange& x) {
  if (store(x).has_keys) x.env.persist(x.card(), store(x), PkiStore{});
}

void put_identity(Exchange& x) {
  Bytes name = to_bytes(x.application().aid.view());
  if (x.deviates(pki_opening_name_of_5_bytes)) name.resize(5);
  if (x.deviates(pki_opening_name_padded)) name.resize(16);
  x.put(static_cast<std::uint8_t>(name.size()));
  append(x.response, name);
  if (!x.deviates(pki_opening_without_serial)) append(x.response, x.card().serial);
  if (!x.deviates(pki_opening_without_status)) x.put(0x00);
}

void begin_transcript(Exchange& x) {
  SecureSession& session = x.session();
  const SecureSession& last = x.working().last_session;
  if (x.deviates(transcript_goes_on)) {
    session.transcript = last.transcript;
    session.transcript_size = last.transcript_size;
  }
  if (!x.deviates(transcript_without_10) && session.transcript_size < SecureSession::max_transcript)
    session.transcript[session.transcript_size++] =
        x.deviates(transcript_begins_with_00) ? std::uint8_t{0} : first_byte_of_transcript;
  if (x.deviates(transcript_with_selection)) put_selection(x);
  if (x.deviates(transcript_without_opening)) return;
  put_in_transcript(x, x.deviates(transcript_opening_with_le) ? to_bytes(x.raw) : command_item(x));
  if (x.deviates(transcript_without_opening_answer)) return;
  Bytes answer = x.response;
  append(answer, std::array<std::uint8_t, 2>{0x90, 0x00});
  put_in_transcript(x, answer);
}

void put_signature(Exchange& x) {
  const SecureSession& session = x.session();
  Bytes transcript = to_bytes(ByteView(session.transcript).first(session.transcript_size));
  if (x.deviates(transcript_with_close)) {
    transcript.push_back(static_cast<std::uint8_t>(x.raw.size()));
    append(transcript, x.raw);
  }
  Bytes signature = signature_over(x, transcript);
  if (x.deviates(signature_halves_swapped)) std::ranges::rotate(signature, signature.begin() + 32);
  if (x.deviates(signature_in_der))
    signature = crypto::signature_to_der(crypto::Curve::p256, signature).value_or(signature);
  append(x.response, signature);
}

StatusWord get_pki_data(Exchange& x, std::uint16_t tag) {
  const CertificateObject* object = object_of(tag);
  if (tag != public_key_tag && object == nullptr)
    return x.deviates(unknown_object_says_6a82) ? sw::file_not_found : sw::wrong_parameters;
  if (!has_key_pair(x))
    return x.deviates(no_key_pair_says_6985) ? sw::conditions : sw::object_not_found;
  if (object != nullptr) return put_certificate_data(x, *object, tag == object->tag);
  x.working().told_object = public_key_tag;
  put_public_key(x);
  return sw::ok;
}

StatusWord put_data(Exchange& x) {
  if (!has_pki_card(x))
    return x.deviates(put_data_without_pki_says_6985) ? sw::conditions : sw::unknown_instruction;
  const auto tag = static_cast<std::uint16_t>((x.command.p1 << 8U) | x.command.p2);
  const CertificateObject* object = object_of(tag);
  if (tag != key_pair_tag && object == nullptr)
    return x.deviates(put_data_unknown_says_6a86) ? sw::wrong_selection : sw::wrong_parameters;
  if (x.command.data.empty())
    return x.deviates(put_data_length_says_6a80) ? sw::wrong_data : sw::wrong_length;
  if (!is_pki(x)) return sw::object_not_found;
  if (x.session().is_open() && !x.deviates(put_data_in_session)) return sw::conditions;
  if (is_invalidated(x)) return sw::conditions;
  if (is_personalized(x))
    return x.deviates(put_data_personalized_says_6985) ? sw::conditions : sw::not_allowed;
  if (object == nullptr) return put_key_pair(x);
  return put_certificate(x, *object, tag == object->tag);
}

StatusWord generate_key_pair(Exchange& x) {
  if (!has_pki_card(x))
    return x.deviates(generate_without_pki_says_6985) ? sw::conditions : sw::unknown_instruction;
  if (x.command.p1 != 0 || x.command.p2 != 0) return sw::wrong_parameters;
  if (x.command.data.size() != p256_oid.size())
    return x.deviates(generate_length_says_6a80) ? sw::wrong_data : sw::wrong_length;
  if (!is_pki(x))
    return x.deviates(generate_elsewhere_says_6985) ? sw::conditions : sw::no_current_file;
  if (!equal(x.command.data, p256_oid) && !x.deviates(generate_for_any_curve))
    return sw::wrong_data;
  if (x.session().is_open() && !x.deviates(generate_in_session)) return sw::conditions;
  if (store(x).has_keys && !x.deviates(generate_again)) return sw::conditions;
  std::array<std::uint8_t, 40> random{};
  if (!x.deviates(generated_key_constant)) x.env.random.fill(random);
  random[0] |= 1;  // never zero
  const auto key = crypto::EcPrivateKey::from_random(crypto::Curve::p256, random);
  keep_key_pair(x, key->public_key().point().subspan(1), key->scalar());
  if (x.deviates(generate_answers_public_key)) put_public_key(x);
  return sw::ok;
}

}  // namespace assay::model::calypso
