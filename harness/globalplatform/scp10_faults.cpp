// SPDX-License-Identifier: Apache-2.0
// Faulty certificates, key cryptograms and signatures of SCP10; with the mistake `none` they are right.
#include <algorithm>
#include <array>

#include "crypto/hash.hpp"
#include "globalplatform/scp10_authentication.hpp"
#include "globalplatform/scp10_deviation.hpp"
#include "iso7816/tlv.hpp"

namespace assay::globalplatform {
namespace {

using Deviation = Scp10Deviation;
using crypto::RsaPrivateKey;
using crypto::RsaPublicKey;

/// The mistakes that a signature block can have, whoever signs.
enum class Fault : std::uint8_t { none, hash, oid, sha_256, padding, digest_not_last, trailer };

Fault fault_of(Deviation deviation) {
  switch (deviation) {
    case Deviation::rsa_certificate_wrong_hash:
    case Deviation::signature_wrong_hash: return Fault::hash;
    case Deviation::rsa_certificate_other_oid: return Fault::oid;
    case Deviation::signature_other_oid: return Fault::sha_256;
    case Deviation::rsa_certificate_wrong_padding:
    case Deviation::signature_wrong_padding: return Fault::padding;
    case Deviation::rsa_certificate_digest_not_last:
    case Deviation::signature_digest_not_last: return Fault::digest_not_last;
    case Deviation::rsa_certificate_wrong_trailer:
    case Deviation::signature_wrong_trailer: return Fault::trailer;
    default: return Fault::none;
  }
}

tl::unexpected<Error> cannot_have(std::string_view what) {
  return fail(ErrorCode::unsupported, "a signature {} recovery cannot have this mistake", what);
}

Bytes sha1_of(ByteView first, ByteView second = {}) {
  Bytes out(20);
  crypto::digest_into(crypto::Hash::sha1, {first, second}, out);
  return out;
}

/// RSASSA-PKCS1-v1_5 with SHA-1, block by hand.   Source: GPC F.1.4.3, F.2.2.
Result<Bytes> signed_without_recovery(const RsaPrivateKey& key, ByteView message, Fault fault) {
  if (fault == Fault::trailer) return cannot_have("without");
  if (fault == Fault::none) return crypto::pkcs1_sign(key, crypto::Hash::sha1, message);
  if (fault == Fault::sha_256) return crypto::pkcs1_sign(key, crypto::Hash::sha256, message);
  Bytes info{0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2B, 0x0E,
             0x03, 0x02, 0x1A, 0x05, 0x00, 0x04, 0x14};
  if (fault == Fault::oid) info[10] ^= 0x01;
  Bytes digest = sha1_of(message);
  if (fault == Fault::hash) digest[0] ^= 0x01;
  Bytes block{0x00, 0x01};
  const std::size_t fill =
      fault == Fault::digest_not_last ? 8 : key.length() - 3 - info.size() - digest.size();
  block.insert(block.end(), fill, 0xFF);
  if (fault == Fault::padding) block.back() = 0xFE;
  block.push_back(0x00);
  append(block, info);
  append(block, digest);
  block.resize(key.length(), 0xA5);
  TRY(const SecureBytes power, crypto::rsa_private(key, block));
  return to_bytes(power);
}

/// number subtracted from the modulus; both big-endian and equally long.
Bytes difference(ByteView modulus, ByteView number) {
  Bytes out(modulus.size());
  int borrow = 0;
  for (std::size_t i = modulus.size(); i-- > 0;) {
    const int digit = int{modulus[i]} - int{number[i]} - borrow;
    borrow = digit < 0 ? 1 : 0;
    out[i] = static_cast<std::uint8_t>(digit & 0xFF);
  }
  return out;
}

/// ISO 9796-2 scheme 1, block by hand, in the smaller form.   Source: GPC F.1.4.3.
Result<Bytes> signed_with_recovery(const RsaPrivateKey& key, ByteView recoverable, ByteView rest,
                                   Fault fault) {
  if (fault == Fault::oid || fault == Fault::sha_256 || fault == Fault::digest_not_last)
    return cannot_have("with");
  if (fault == Fault::none)
    return crypto::recovery_sign(key, recoverable, rest, crypto::RecoveryForm::smaller);
  Bytes digest = sha1_of(recoverable, rest);
  if (fault == Fault::hash) digest[0] ^= 0x01;
  Bytes block{static_cast<std::uint8_t>(fault == Fault::padding ? 0x6B : 0x6A)};
  append(block, recoverable);
  append(block, digest);
  block.push_back(fault == Fault::trailer ? 0xCC : 0xBC);
  if (block.size() != key.length())
    return fail(ErrorCode::out_of_range, "a signature block has {} bytes, the modulus {}",
                block.size(), key.length());
  TRY(const SecureBytes power, crypto::rsa_private(key, block));
  Bytes plain = to_bytes(power);
  Bytes other = difference(key.public_key().modulus(), plain);
  return std::ranges::lexicographical_compare(other, plain) ? other : plain;
}

/// What the signature of a certificate covers.
struct Contents {
  Bytes message;
  ByteView signature;
};

Result<Contents> contents_of(ByteView value, Scp10Format format, const RsaPublicKey& issuer) {
  Contents out;
  iso7816::TlvReader reader(value);
  Bytes remainder;
  while (!reader.at_end()) {
    TRY(const auto object, reader.next());
    if (object->tag == 0x9E)
      out.signature = object->value;
    else if (object->tag == 0x5F38)
      remainder = to_bytes(object->value);
    else if (object->tag == 0x5F4E && !format.self_descriptive)
      append(out.message, object->value);
    else
      append(out.message, object->whole);
  }
  if (!format.recovery) return out;
  TRY(out.message, crypto::recovery_open(issuer, out.signature, remainder));
  append(out.message, remainder);
  return out;
}

/// The signed objects without the key, or with a modulus that is a byte shorter.
Result<Bytes> changed_message(ByteView message, Scp10Format format, Deviation deviation) {
  if (!format.self_descriptive) {  // the last values are those of the key
    Bytes out = to_bytes(message);
    out.resize(deviation == Deviation::rsa_certificate_no_key ? out.size() / 4 : out.size() - 4);
    return out;
  }
  Bytes out;
  iso7816::TlvReader reader(message);
  while (!reader.at_end()) {
    TRY(const auto object, reader.next());
    if (object->tag != 0x7F49) {
      append(out, object->whole);
      continue;
    }
    if (deviation == Deviation::rsa_certificate_no_key) continue;
    TRY(const auto modulus, iso7816::find_path(object->value, "81"));
    TRY(const auto exponent, iso7816::find_path(object->value, "82"));
    if (!modulus || !exponent) return fail(ErrorCode::malformed, "a certified key has no 81 or 82");
    Bytes key;
    Bytes shorter = to_bytes(modulus->value.first(modulus->value.size() - 1));
    shorter.back() |= 0x01;
    iso7816::append_tlv(key, 0x81, shorter);
    iso7816::append_tlv(key, 0x82, exponent->value);
    iso7816::append_tlv(out, 0x7F49, key);
  }
  return out;
}

void change_signature(Bytes& signature, Deviation deviation) {
  if (deviation == Deviation::rsa_certificate_signature_flip) signature.back() ^= 0x01;
  if (deviation == Deviation::rsa_certificate_signature_zero)
    std::ranges::fill(signature, std::uint8_t{0});
  if (deviation == Deviation::rsa_certificate_signature_truncate) signature.pop_back();
}

Result<Bytes> certificate_value(Bytes message, Scp10Format format, const RsaPrivateKey& signer,
                                Deviation deviation) {
  const bool without_signature = deviation == Deviation::rsa_certificate_no_signature;
  const bool changed = deviation == Deviation::rsa_certificate_content_changed;
  const Fault fault = fault_of(deviation);
  Bytes out;
  Bytes signature;
  if (format.recovery) {
    const std::size_t room = crypto::recoverable_length(signer.public_key());
    if (message.size() < room) message.resize(room);  // without the key there is too little
    Bytes remainder = to_bytes(ByteView(message).subspan(room));
    TRY(signature, signed_with_recovery(signer, ByteView(message).first(room), remainder, fault));
    if (changed && !remainder.empty()) remainder.back() ^= 0x01;
    iso7816::append_tlv(out, 0x5F38, remainder);
  } else {
    TRY(signature, signed_without_recovery(signer, message, fault));
    if (changed) message[message.size() / 8] ^= 0x01;  // in the names, before the key
    if (format.self_descriptive)
      append(out, message);
    else
      iso7816::append_tlv(out, 0x5F4E, message);
  }
  change_signature(signature, deviation);
  if (!without_signature) iso7816::append_tlv(out, 0x9E, signature);
  return out;
}

}  // namespace

Result<Bytes> deviating_rsa_certificate(ByteView certificate, Scp10Format format,
                                        const RsaPrivateKey& issuer, const RsaPrivateKey& holder,
                                        Deviation deviation) {
  iso7816::TlvReader reader(certificate);
  TRY(const auto object, reader.next());
  TRY(Contents contents, contents_of(object->value, format, issuer.public_key()));
  if (deviation == Deviation::rsa_certificate_no_key ||
      deviation == Deviation::rsa_certificate_modulus_short) {
    TRY(contents.message, changed_message(contents.message, format, deviation));
  }
  const bool by_holder = deviation == Deviation::rsa_certificate_signature_other_key;
  TRY(const Bytes value, certificate_value(std::move(contents.message), format,
                                           by_holder ? holder : issuer, deviation));
  Bytes out;
  iso7816::append_tlv(out, deviation == Deviation::rsa_certificate_other_tag ? 0x7F20 : 0x7F21,
                      value);
  if (deviation == Deviation::rsa_certificate_truncate) out.pop_back();
  if (deviation == Deviation::rsa_certificate_extend) out.push_back(0x00);
  return out;
}

Result<Bytes> deviating_session_keys(ByteView request, const RsaPublicKey& card,
                                     const RsaPublicKey& own, ByteView padding,
                                     Deviation deviation) {
  const RsaPublicKey& key = deviation == Deviation::session_keys_own_key ? own : card;
  if (deviation == Deviation::session_keys_not_reduced) return to_bytes(card.modulus());
  Bytes out;
  if (deviation == Deviation::session_keys_short_padding && padding.size() != 7)
    return fail(ErrorCode::unsupported, "padding of 7 bytes wants a request of {} bytes, not {}",
                card.length() - 10, request.size());
  if (deviation == Deviation::session_keys_block_type ||
      deviation == Deviation::session_keys_first_byte ||
      deviation == Deviation::session_keys_short_padding ||
      deviation == Deviation::session_keys_no_separator) {
    Bytes block{0x00, 0x02};
    append(block, padding);
    block.push_back(deviation == Deviation::session_keys_no_separator ? 0x5A : 0x00);
    append(block, request);
    if (deviation == Deviation::session_keys_block_type) block[1] = 0x01;
    if (deviation == Deviation::session_keys_first_byte) block[0] = 0x01;
    if (deviation == Deviation::session_keys_no_separator)
      std::ranges::replace(block.begin() + 1, block.end(), std::uint8_t{0}, std::uint8_t{0x5A});
    TRY(out, crypto::rsa_public(key, block));
    return out;
  }
  TRY(out, crypto::pkcs1_encrypt(key, request, padding));
  if (deviation == Deviation::session_keys_flip) out.back() ^= 0x01;
  if (deviation == Deviation::session_keys_truncate) out.pop_back();
  if (deviation == Deviation::session_keys_extend) out.push_back(0x00);
  return out;
}

namespace {

/// The request as the signature covers it.
Bytes covered_request(ByteView request, Deviation deviation) {
  Bytes out = to_bytes(request);
  if (deviation == Deviation::signature_other_level && out.size() > 2) out[2] ^= 0x01;
  if (deviation == Deviation::signature_other_keys && !out.empty()) out.back() ^= 0x01;
  return out;
}

void change_ends(Bytes& signature, Deviation deviation) {
  if (deviation == Deviation::signature_flip) signature.back() ^= 0x01;
  if (deviation == Deviation::signature_zero) std::ranges::fill(signature, std::uint8_t{0});
  if (deviation == Deviation::signature_truncate) signature.pop_back();
  if (deviation == Deviation::signature_extend) signature.push_back(0x00);
}

}  // namespace

Result<Bytes> deviating_transport_signature(const Scp10Signing& signing, Deviation deviation) {
  if (deviation == Deviation::signature_other_card_id ||
      deviation == Deviation::signature_not_encrypted ||
      deviation == Deviation::signature_own_encryption)
    return cannot_have("without");
  Bytes message = covered_request(signing.request, deviation);
  append(message, signing.card_challenge);
  TRY(Bytes out, signed_without_recovery(*signing.own, message, fault_of(deviation)));
  change_ends(out, deviation);
  return out;
}

Result<Bytes> deviating_agreement_signature(const Scp10Signing& signing, Deviation deviation) {
  if (deviation == Deviation::signature_other_keys || deviation == Deviation::signature_other_level)
    return cannot_have("with");  // nothing was asked for before
  Bytes recoverable = to_bytes(signing.padding);
  append(recoverable, signing.request);
  append(recoverable, signing.off_card_secret);
  Bytes rest = to_bytes(signing.card_challenge);
  append(rest, signing.card_id);
  if (deviation == Deviation::signature_other_card_id) rest.back() ^= 0x01;
  TRY(Bytes signature, signed_with_recovery(*signing.own, recoverable, rest, fault_of(deviation)));
  if (deviation == Deviation::signature_not_encrypted) return signature;
  const RsaPublicKey& reader =
      deviation == Deviation::signature_own_encryption ? signing.own->public_key() : *signing.card;
  TRY(Bytes out, crypto::rsa_public(reader, signature));
  change_ends(out, deviation);
  return out;
}

}  // namespace assay::globalplatform
