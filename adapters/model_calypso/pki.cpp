// SPDX-License-Identifier: Apache-2.0
// Generate Key Pair, Put Data and Get Data of PKI objects, and the session's signature: ECDSA over P-256 with SHA-256.
#include "adapters/model_calypso/pki.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "adapters/model_calypso/files.hpp"
#include "adapters/model_calypso/session.hpp"
#include "base/hex.hpp"
#include "crypto/elliptic.hpp"

namespace assay::model::calypso {
namespace {

using enum CalypsoDeviation;
using namespace assay::literals;

constexpr auto p256_oid = "06 08 2A 86 48 CE 3D 03 01 07"_hex;
constexpr std::uint16_t public_key_tag = 0xDF2C, key_pair_tag = 0xDF3C;
constexpr std::size_t first_block = 250;
constexpr std::uint8_t first_byte_of_transcript = 0x10;

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
  return x.card().pki[x.working().application];
}

Certificate& certificate(const Exchange& x, CertificateKind kind) {
  return store(x).certificates[static_cast<std::size_t>(kind)];
}

bool is_pki(const Exchange& x) {
  return x.has_application() && x.application().has(type_bit::pki);
}

void keep_key_pair(Exchange& x, ByteView public_key, ByteView private_key) {
  PkiStore kept;
  kept.has_keys = true;
  std::ranges::copy(public_key, kept.public_key.begin());
  std::ranges::copy(private_key, kept.private_key.begin());
  x.env.persist(x.card(), store(x), kept);
}

/// 64 bytes public and 32 private, of one another.
StatusWord put_key_pair(Exchange& x) {
  if (x.command.data.size() != 96) return sw::wrong_data;
  if (store(x).has_keys) return sw::conditions;
  const ByteView given = x.command.data;
  const auto key = crypto::EcPrivateKey::from_scalar(crypto::Curve::p256, given.subspan(64));
  if (!key || !equal(key->public_key().point().subspan(1), given.first(64)))
    return sw::length_for_parameters;
  keep_key_pair(x, given.first(64), given.subspan(64));
  return sw::ok;
}

/// The first block begins with the header of the whole object; the second goes on and completes it.
StatusWord put_certificate(Exchange& x, const CertificateObject& object, bool first) {
  if (!store(x).has_keys) return sw::conditions;
  Certificate changed = certificate(x, object.kind);
  if (first ? changed.held == object.size : changed.held == 0 || changed.held == object.size)
    return sw::conditions;
  ByteView block = x.command.data;
  if (first) {
    if (block.size() < object.header.size() || !equal(block.first(5), object.header))
      return sw::length_for_parameters;
    block = block.subspan(object.header.size());
    changed.held = 0;
  }
  const std::size_t end = changed.held + block.size();
  if (block.empty() || end > object.size || (!first && end != object.size)) return sw::wrong_data;
  std::ranges::copy(block, changed.bytes.begin() + changed.held);
  changed.held = static_cast<std::uint16_t>(end);
  x.env.persist(x.card(), certificate(x, object.kind), changed);
  return sw::ok;
}

StatusWord put_certificate_data(Exchange& x, const CertificateObject& object, bool first) {
  const Certificate& kept = certificate(x, object.kind);
  if (kept.held != object.size) return sw::object_not_found;
  Bytes whole = to_bytes(object.header);
  append(whole, ByteView(kept.bytes).first(object.size));
  const ByteView view(whole);
  append(x.response, first ? view.first(first_block) : view.subspan(first_block));
  return sw::ok;
}

}  // namespace

bool has_key_pair(const Exchange& x) {
  return is_pki(x) && store(x).has_keys;
}

void erase_key_pair(Exchange& x) {
  if (store(x).has_keys) x.env.persist(x.card(), store(x), PkiStore{});
}

void put_identity(Exchange& x) {
  const ByteView name = x.application().aid.view();
  x.put(static_cast<std::uint8_t>(name.size()));
  append(x.response, name);
  append(x.response, x.card().serial);
  x.put(0x00);
}

void begin_transcript(Exchange& x) {
  SecureSession& session = x.session();
  session.transcript[session.transcript_size++] = first_byte_of_transcript;
  put_in_transcript(session, command_item(x));
  Bytes answer = x.response;
  append(answer, std::array<std::uint8_t, 2>{0x90, 0x00});
  put_in_transcript(session, answer);
}

void put_signature(Exchange& x) {
  const auto key = crypto::EcPrivateKey::from_scalar(crypto::Curve::p256, store(x).private_key);
  const SecureSession& session = x.session();
  const ByteView transcript = ByteView(session.transcript).first(session.transcript_size);
  append(x.response, crypto::ecdsa_sign(*key, crypto::Hash::sha256, transcript));
}

StatusWord get_pki_data(Exchange& x, std::uint16_t tag) {
  const CertificateObject* object = object_of(tag);
  if (tag != public_key_tag && object == nullptr) return sw::wrong_parameters;
  if (!has_key_pair(x)) return sw::object_not_found;
  if (object != nullptr) return put_certificate_data(x, *object, tag == object->tag);
  append(x.response, "DF 2C 40"_hex);
  append(x.response, store(x).public_key);
  return sw::ok;
}

StatusWord put_data(Exchange& x) {
  const auto tag = static_cast<std::uint16_t>((x.command.p1 << 8U) | x.command.p2);
  const CertificateObject* object = object_of(tag);
  if (tag != key_pair_tag && object == nullptr) return sw::wrong_parameters;
  if (x.command.data.empty()) return sw::wrong_length;
  if (!is_pki(x)) return sw::object_not_found;
  if (x.session().is_open() || is_invalidated(x)) return sw::conditions;
  if (object == nullptr) return put_key_pair(x);
  return put_certificate(x, *object, tag == object->tag);
}

StatusWord generate_key_pair(Exchange& x) {
  if (x.command.p1 != 0 || x.command.p2 != 0) return sw::wrong_parameters;
  if (x.command.data.size() != p256_oid.size()) return sw::wrong_length;
  if (!is_pki(x)) return sw::no_current_file;
  if (!equal(x.command.data, p256_oid)) return sw::wrong_data;
  if (x.session().is_open() || store(x).has_keys) return sw::conditions;
  std::array<std::uint8_t, 40> random{};
  x.env.random.fill(random);
  const auto key = crypto::EcPrivateKey::from_random(crypto::Curve::p256, random);
  keep_key_pair(x, key->public_key().point().subspan(1), key->scalar());
  return sw::ok;
}

}  // namespace assay::model::calypso
