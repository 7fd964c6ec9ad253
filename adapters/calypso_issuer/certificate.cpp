// SPDX-License-Identifier: Apache-2.0
// Layouts and signature.   Source: the byte tables that public software and genuine certificates show.
#include "adapters/calypso_issuer/certificate.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/hex.hpp"
#include "crypto/hash.hpp"

namespace assay::calypso_issuer {
namespace {

using namespace assay::literals;

constexpr std::size_t modulus_header = issuer_modulus_size - recovered_size;  // 34, sent in clear
constexpr std::size_t hash_size = 32;

void put_zeros(Bytes& out, std::size_t count) {
  out.insert(out.end(), count, 0x00);
}

/// MGF1 with SHA-256, xored into `out`.   Source: RFC 8017, B.2.1.
void apply_mask(ByteView seed, MutableByteView out) {
  std::array<std::uint8_t, hash_size> block{};
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (i % hash_size == 0) {
      const std::array<std::uint8_t, 4> counter{0, 0, 0, static_cast<std::uint8_t>(i / hash_size)};
      crypto::digest_into(crypto::Hash::sha256, {seed, counter}, block);
    }
    out[i] ^= block[i % hash_size];
  }
}

/// SHA-256 over the bits of the recovered part (8 bytes), itself, and the hash of the part that is sent.
std::array<std::uint8_t, hash_size> hash_of(const Message& message) {
  constexpr auto bits = "00 00 00 00 00 00 06 F0"_hex;
  const auto sent = crypto::sha256(message.sent);
  std::array<std::uint8_t, hash_size> out{};
  crypto::digest_into(crypto::Hash::sha256, {bits, message.recovered, sent}, out);
  return out;
}

Bytes block_of(const Message& message, const BlockForm& form) {
  auto hash = hash_of(message);
  if (!form.hash_is_right) hash[0] ^= 0x01;
  Bytes block{form.marker};
  append(block, message.recovered);
  apply_mask(hash, block);
  block[0] &= 0x7F;
  append(block, hash);
  block.push_back(form.trailer);
  return block;
}

Result<Bytes> certificate(const crypto::RsaPrivateKey& issuer, const Message& message) {
  TRY(const Bytes signature, sign(issuer, message));
  Bytes out = message.sent;
  append(out, signature);
  return out;
}

template <std::size_t Size>
void take(ByteView from, std::size_t place, std::array<std::uint8_t, Size>& to) {
  std::ranges::copy(from.subspan(place, Size), to.begin());
}

}  // namespace

Result<KeyReference> make_key_reference(ByteView aid, ByteView serial, ByteView number) {
  TRY(const TargetAid name, make_target_aid(aid));
  if (serial.size() != 8)
    return fail(ErrorCode::malformed, "serial of a key has 8 bytes, not {}", serial.size());
  if (number.size() != 4)
    return fail(ErrorCode::malformed, "number of a key has 4 bytes, not {}", number.size());
  KeyReference out{name.size};
  std::ranges::copy(name.value, out.begin() + 1);
  std::ranges::copy(serial, out.begin() + 17);
  std::ranges::copy(number, out.begin() + 25);
  return out;
}

Result<TargetAid> make_target_aid(ByteView aid) {
  if (aid.size() < 5 || aid.size() > 16)
    return fail(ErrorCode::malformed, "an AID has 5 to 16 bytes, not {}", aid.size());
  TargetAid out{static_cast<std::uint8_t>(aid.size()), {}};
  std::ranges::copy(aid, out.value.begin());
  return out;
}

Message layout(const CaFields& fields, ByteView modulus) {
  ASSAY_CHECK(modulus.size() == issuer_modulus_size);
  Bytes sent{fields.type, fields.version};
  append(sent, fields.issuer);
  append(sent, fields.target);
  append(sent, fields.start);
  put_zeros(sent, 4);
  sent.push_back(fields.rights);
  sent.push_back(fields.scope);
  append(sent, fields.end);
  sent.push_back(fields.aid.size);
  append(sent, fields.aid.value);
  sent.push_back(fields.mode);
  put_zeros(sent, 2);
  append(sent, modulus.first(modulus_header));
  return {std::move(sent), to_bytes(modulus.last(recovered_size))};
}

Message layout(const CardFields& fields) {
  Bytes sent{fields.type, fields.version};
  append(sent, fields.issuer);
  sent.push_back(fields.aid_size);
  append(sent, fields.aid);
  append(sent, fields.serial);
  append(sent, fields.index);
  Bytes recovered = to_bytes(fields.start);
  append(recovered, fields.end);
  recovered.push_back(fields.rights);
  append(recovered, fields.info);
  put_zeros(recovered, 18);
  append(recovered, fields.public_key);
  recovered.resize(recovered_size);
  return {std::move(sent), std::move(recovered)};
}

Result<CaFields> read_ca_certificate(ByteView certificate) {
  if (certificate.size() != ca_certificate_size)
    return fail(ErrorCode::malformed, "a CA certificate has {} bytes, not {}", ca_certificate_size,
                certificate.size());
  if (certificate[0] != 0x90 || certificate[1] != 0x01)
    return fail(ErrorCode::malformed, "a CA certificate begins with 9001, not {}",
                to_hex(certificate.first(2)));
  CaFields out;
  take(certificate, 2, out.issuer);
  take(certificate, 31, out.target);
  take(certificate, 60, out.start);
  out.rights = certificate[68];
  out.scope = certificate[69];
  take(certificate, 70, out.end);
  out.aid.size = certificate[74];
  take(certificate, 75, out.aid.value);
  out.mode = certificate[91];
  return out;
}

Result<Bytes> sign(const crypto::RsaPrivateKey& issuer, const Message& message,
                   const BlockForm& form) {
  if (issuer.length() != issuer_modulus_size)
    return fail(ErrorCode::unsupported, "the key of an issuer has 2048 bits, not {}",
                issuer.length() * 8);
  if (!equal(issuer.public_key().exponent(), "01 00 01"_hex))
    return fail(ErrorCode::unsupported, "the key of an issuer has the exponent 65537");
  TRY(const SecureBytes power, rsa_private(issuer, block_of(message, form)));
  return to_bytes(power);
}

Result<Message> reopen(const crypto::RsaPublicKey& issuer, ByteView certificate, std::size_t sent) {
  const auto power = crypto::rsa_public(issuer, certificate.subspan(sent));
  if (!power || power->back() != 0xBC)
    return fail(ErrorCode::malformed, "the signature is of another issuer");
  const ByteView block(*power);
  Bytes plain = to_bytes(block.first(1 + recovered_size));
  apply_mask(block.subspan(plain.size(), hash_size), plain);
  return Message{to_bytes(certificate.first(sent)), Bytes(plain.begin() + 1, plain.end())};
}

Result<Bytes> issue(const crypto::RsaPrivateKey& issuer, const CaFields& fields, ByteView modulus) {
  if (modulus.size() != issuer_modulus_size)
    return fail(ErrorCode::unsupported, "the key of a CA has 2048 bits, not {}",
                modulus.size() * 8);
  return certificate(issuer, layout(fields, modulus));
}

Result<Bytes> issue(const crypto::RsaPrivateKey& issuer, const CardFields& fields) {
  return certificate(issuer, layout(fields));
}

}  // namespace assay::calypso_issuer
