// SPDX-License-Identifier: Apache-2.0
// Signatures of SCP10: what they cover, and their blocks.   Source: GPC F.1.4.3, F.1.4.4 (tables F-3 to F-10).
#include <algorithm>

#include "adapters/model/scp10_card.hpp"
#include "adapters/model/secure_channel.hpp"
#include "base/hex.hpp"
#include "crypto/hash.hpp"
#include "iso7816/tlv.hpp"

namespace assay::model::scp10 {
namespace {

using enum GpDeviation;
using namespace assay::literals;

constexpr std::size_t hash_size = 20;
constexpr std::size_t secret_size = Initiation::secret_size;
constexpr std::uint8_t header = 0x6A, trailer = 0xBC;  // ISO/IEC 9796-2, scheme 1
constexpr std::uint8_t level_tag = 0xD3, checksum_tag = 0xB4;
constexpr std::size_t least_padding = 8;
constexpr auto sha1_identifier = "3021300906052B0E03021A05000414"_hex;  // DER, before the hash

bool deviates_in_any(const Exchange& x, std::initializer_list<GpDeviation> deviations) {
  return std::any_of(deviations.begin(), deviations.end(),
                     [&](GpDeviation each) { return x.deviates(each); });
}

Bytes difference(ByteView modulus, ByteView number) {
  Bytes out(modulus.size());
  int borrow = 0;
  for (std::size_t i = out.size(); i-- > 0;) {
    const int left = modulus[i] - number[i] - borrow;
    borrow = left < 0 ? 1 : 0;
    out[i] = static_cast<std::uint8_t>(left);
  }
  return out;
}

// ---- what the off-card entity signs

/// Tables F-7 and F-9: level and templates, as they came.
class SignedRequest {
 public:
  SignedRequest(const Exchange& x, Message& out) : x_(x), out_(out) {}

  void put(ByteView request) {
    const bool sorted = x_.deviates(scp10_signed_templates_sorted);
    if (!sorted) return put_objects(request, [](iso7816::Tag) { return true; });
    put_objects(request, [](iso7816::Tag tag) { return tag == level_tag; });
    put_objects(request, [](iso7816::Tag tag) { return tag == checksum_tag; });
    put_objects(request, [](iso7816::Tag tag) { return tag != level_tag && tag != checksum_tag; });
  }

 private:
  template <typename Wanted>
  void put_objects(ByteView request, Wanted wanted) {
    iso7816::TlvReader reader(request);
    while (!reader.at_end()) {
      const auto object = reader.next();
      if (!object || !*object) return;
      if (wanted((*object)->tag)) put_object(**object);
    }
  }

  void put_object(const iso7816::Tlv& object) {
    const bool is_level = object.tag == level_tag;
    if (!is_level && ++templates_ > 1 && x_.deviates(scp10_signed_first_template_alone)) return;
    if (x_.deviates(is_level ? scp10_signed_level_left_out : scp10_signed_templates_left_out))
      return;
    const bool bare = x_.deviates(is_level ? scp10_signed_level_bare : scp10_signed_templates_bare);
    out_.put(bare ? object.value : object.whole);
  }

  const Exchange& x_;
  Message& out_;
  int templates_ = 0;
};

ByteView signed_challenge(const Exchange& x, std::size_t size) {
  if (x.deviates(scp10_signed_challenge_left_out)) return {};
  return ByteView(x.session().card_challenge).first(size);
}

/// Table F-10, what the block holds inside: random padding, request, secret.
void put_recovered(const Exchange& x, ByteView inside, Message& out) {
  Request read;
  ByteView request;
  const ByteView secret = inside.last(secret_size);
  const ByteView padded = inside.first(inside.size() - secret_size);
  if (find_request(x, padded, read, request) != sw::ok) {
    out.put(inside);
    return;
  }
  if (!x.deviates(scp10_signed_padding_left_out))
    out.put(padded.first(padded.size() - request.size()));
  SignedRequest(x, out).put(request);
  if (!x.deviates(scp10_signed_secret_left_out)) out.put(secret);
}

// ---- signatures without recovery

/// Table F-8 read by hand: 00 01, at least eight FF, 00, identifier and hash.
bool block_is_right(const Exchange& x, ByteView block, ByteView hash) {
  const std::uint8_t type = x.deviates(scp10_entity_block_type_2) ? 0x02 : 0x01;
  if (block[0] != 0x00 || block[1] != type) return false;
  std::size_t at = 2;
  while (at < block.size() && block[at] == 0xFF) ++at;
  if (at < 2 + least_padding || at == block.size()) return false;
  if (!x.deviates(scp10_entity_block_without_separator) && block[at++] != 0x00) return false;
  Bytes wanted;
  if (!x.deviates(scp10_entity_hash_bare)) append(wanted, sha1_identifier);
  append(wanted, hash);
  const ByteView rest = block.subspan(at);
  if (!x.deviates(scp10_entity_digest_anywhere)) return equal(rest, wanted);
  return rest.size() >= wanted.size() && equal(rest.first(wanted.size()), wanted);
}

bool is_right_by_hand(const Exchange& x, const crypto::RsaPublicKey& entity, ByteView message) {
  const auto block = crypto::rsa_public(entity, x.command.data);
  if (!block) return false;
  const auto hash = crypto::sha1(message);
  if (x.deviates(scp10_entity_padding_unchecked))
    return equal(ByteView(*block).last(hash_size), hash);
  return block_is_right(x, *block, hash);
}

Bytes block_with_digest(const Exchange& x, ByteView message) {
  const bool type_0 = x.deviates(scp10_card_block_type_0);
  Bytes digest;
  if (!x.deviates(scp10_card_block_without_separator)) digest.push_back(0x00);
  append(digest, sha1_identifier);
  append(digest, crypto::sha1(message));
  Bytes block(modulus_size(x) - digest.size(), type_0 ? 0x00 : 0xFF);
  block[0] = 0x00;
  block[1] = type_0 ? 0x00 : 0x01;
  append(block, digest);
  return block;
}

// ---- signatures with recovery

/// The block behind a signature, which may come as its difference to the modulus.
std::optional<Bytes> recovered_block(const Exchange& x, const crypto::RsaPublicKey& entity,
                                     ByteView signature) {
  auto block = crypto::rsa_public(entity, signature);
  if (!block) return std::nullopt;
  if (block->back() == trailer) return *std::move(block);
  if (x.deviates(scp10_smaller_form_unknown)) return std::nullopt;
  Bytes other = difference(entity.modulus(), *block);
  if (other.back() != trailer) return std::nullopt;
  return other;
}

std::optional<Bytes> opened_by_hand(const Exchange& x, const crypto::RsaPublicKey& entity,
                                    ByteView signature, ByteView outside) {
  const auto block = recovered_block(x, entity, signature);
  if (!block) return std::nullopt;
  if ((*block)[0] != header && !x.deviates(scp10_entity_header_unchecked)) return std::nullopt;
  const ByteView inside = ByteView(*block).subspan(1, block->size() - hash_size - 2);
  Message hashed;
  put_recovered(x, inside, hashed);
  hashed.put(outside);
  const ByteView said = ByteView(*block).subspan(block->size() - hash_size - 1, hash_size);
  if (!equal(said, crypto::sha1(hashed.view()))) return std::nullopt;
  return to_bytes(inside);
}

std::optional<Bytes> opened(const Exchange& x, const crypto::RsaPublicKey& entity,
                            ByteView signature, ByteView outside) {
  const bool by_hand = deviates_in_any(
      x, {scp10_signed_level_bare, scp10_signed_level_left_out, scp10_signed_templates_bare,
          scp10_signed_templates_left_out, scp10_signed_first_template_alone,
          scp10_signed_templates_sorted, scp10_signed_padding_left_out,
          scp10_signed_secret_left_out, scp10_entity_header_unchecked, scp10_smaller_form_unknown});
  if (by_hand) return opened_by_hand(x, entity, signature, outside);
  if (x.deviates(scp10_entity_signature_other_kind)) {
    const bool right = crypto::pkcs1_verify(entity, crypto::Hash::sha1, outside, signature);
    return right ? std::optional(Bytes()) : std::nullopt;
  }
  auto recovered = crypto::recovery_open(entity, signature, outside);
  if (recovered) return *std::move(recovered);
  if (!x.deviates(scp10_entity_recovery_unchecked)) return std::nullopt;
  const auto block = crypto::rsa_public(entity, signature);
  if (!block || (*block)[0] != header) return std::nullopt;
  return Bytes(block->begin() + 1, block->end() - hash_size - 1);
}

/// Table F-6: padding and secret in the block, their hash with challenge and id behind them.
Bytes block_with_recovery(const Exchange& x, ByteView inside, ByteView outside) {
  const bool named = x.deviates(scp10_card_block_trailer_33cc);
  const bool long_hash = x.deviates(scp10_card_recovers_with_sha256);
  const crypto::Hash hash = long_hash ? crypto::Hash::sha256 : crypto::Hash::sha1;
  const ByteView carried =
      inside.last(modulus_size(x) - 1 - crypto::hash_length(hash) - (named ? 2 : 1));
  Message hashed;
  if (!x.deviates(scp10_card_hash_without_padding))
    hashed.put(carried.first(carried.size() - secret_size));
  if (!x.deviates(scp10_card_hash_without_secret)) hashed.put(carried.last(secret_size));
  hashed.put(outside);
  Bytes block{static_cast<std::uint8_t>(x.deviates(scp10_card_block_header_4a) ? 0x4A : header)};
  append(block, carried);
  append(block, crypto::digest(hash, hashed.view()));
  if (named) append(block, "33CC"_hex);
  if (!named) block.push_back(trailer);
  return block;
}

std::optional<Bytes> recovery_signed_by_hand(const Exchange& x, const crypto::RsaPrivateKey& key,
                                             ByteView inside, ByteView outside) {
  const auto signature = crypto::rsa_private(key, block_with_recovery(x, inside, outside));
  if (!signature) return std::nullopt;
  const Bytes one(signature->begin(), signature->end());
  const Bytes other = difference(key.public_key().modulus(), one);
  return x.deviates(scp10_card_signature_larger_form) ? std::max(one, other) : std::min(one, other);
}

}  // namespace

bool transport_signature_is_right(const Exchange& x, const crypto::RsaPublicKey& entity,
                                  ByteView request) {
  Message signed_data;
  SignedRequest(x, signed_data).put(request);
  signed_data.put(signed_challenge(x, 16));
  const bool by_hand =
      deviates_in_any(x, {scp10_entity_block_type_2, scp10_entity_padding_unchecked,
                          scp10_entity_block_without_separator, scp10_entity_hash_bare,
                          scp10_entity_digest_anywhere});
  if (by_hand) return is_right_by_hand(x, entity, signed_data.view());
  if (x.deviates(scp10_entity_signature_other_kind))
    return crypto::recovery_open(entity, x.command.data, signed_data.view()).has_value();
  const auto is_right = [&](crypto::Hash hash) {
    return crypto::pkcs1_verify(entity, hash, signed_data.view(), x.command.data);
  };
  return is_right(crypto::Hash::sha1) ||
         (x.deviates(scp10_signature_with_any_hash) && is_right(crypto::Hash::sha256));
}

std::optional<Bytes> open_agreement_signature(const Exchange& x, const PrivateKey& own,
                                              const crypto::RsaPublicKey& entity) {
  const auto key = rsa_key(x, own);
  if (!key) return std::nullopt;
  Message outside;
  outside.put(signed_challenge(x, 8));
  if (!x.deviates(scp10_signature_without_card_id)) outside.put(own.name);
  std::optional<Bytes> found;
  if (const auto signature = crypto::rsa_private(*key, x.command.data))
    found = opened(x, entity, *signature, outside.view());
  if (!found && x.deviates(scp10_signature_in_clear_taken))
    found = opened(x, entity, x.command.data, outside.view());
  return found;
}

std::optional<Bytes> transport_signature(const Exchange& x, const crypto::RsaPrivateKey& key,
                                         ByteView message) {
  if (x.deviates(scp10_card_signature_other_kind)) {
    const Bytes inside(crypto::recoverable_length(key.public_key()));
    auto made = crypto::recovery_sign(key, inside, message, crypto::RecoveryForm::smaller);
    if (!made) return std::nullopt;
    return *std::move(made);
  }
  if (deviates_in_any(x, {scp10_card_block_type_0, scp10_card_block_without_separator})) {
    const auto made = crypto::rsa_private(key, block_with_digest(x, message));
    if (!made) return std::nullopt;
    return Bytes(made->begin(), made->end());
  }
  const bool sha256 = x.deviates(scp10_card_signs_with_sha256);
  return crypto::pkcs1_sign(key, sha256 ? crypto::Hash::sha256 : crypto::Hash::sha1, message);
}

std::optional<Bytes> agreement_signature(const Exchange& x, const crypto::RsaPrivateKey& key,
                                         ByteView inside, ByteView outside) {
  if (x.deviates(scp10_card_signature_other_kind)) {
    Message message;
    message.put(inside).put(outside);
    return crypto::pkcs1_sign(key, crypto::Hash::sha1, message.view());
  }
  if (deviates_in_any(x, {scp10_card_hash_without_padding, scp10_card_hash_without_secret,
                          scp10_card_block_header_4a, scp10_card_block_trailer_33cc,
                          scp10_card_recovers_with_sha256, scp10_card_signature_larger_form}))
    return recovery_signed_by_hand(x, key, inside, outside);
  auto made = crypto::recovery_sign(key, inside, outside, crypto::RecoveryForm::smaller);
  if (!made) return std::nullopt;
  return *std::move(made);
}

}  // namespace assay::model::scp10
