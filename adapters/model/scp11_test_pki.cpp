// SPDX-License-Identifier: Apache-2.0
// Writes certificates in the format of GlobalPlatform and as X.509.   Source: GP Amendment F, from public facts; RFC 5280,
// RFC 5480, RFC 5758.
#include "adapters/model/scp11_test_pki.hpp"

#include <map>
#include <mutex>
#include <string_view>
#include <utility>

#include "adapters/model/scp11_test_pki_data.hpp"
#include "base/check.hpp"
#include "base/hex.hpp"
#include "iso7816/tlv.hpp"

namespace assay::model::test_pki {
namespace {

using namespace assay::literals;
using crypto::Curve;
using iso7816::append_tlv;

constexpr auto provider_id = "F0415353415950"_hex;        // F0 'ASSAYP'
constexpr auto other_provider_id = "F0415353415951"_hex;  // F0 'ASSAYQ'
constexpr auto group_id = "F0415353415947"_hex;           // F0 'ASSAYG'
constexpr auto expiration = "20991231"_hex;

Bytes subject_of(const Statement& says) {
  if (says.holder != Who::off_card_entity) return name_of(says.holder);
  return to_bytes(says.other_subject ? ByteView(other_provider_id) : ByteView(provider_id));
}

Bytes wrapped(iso7816::Tag tag, ByteView value) {
  Bytes out;
  append_tlv(out, tag, value);
  return out;
}

Bytes joined(std::initializer_list<ByteView> parts) {
  Bytes out;
  for (const ByteView part : parts) append(out, part);
  return out;
}

Bytes gp_public_key(Who who, Curve curve) {
  const std::uint8_t reference = crypto::key_parameter_reference(curve);
  Bytes out;
  append_tlv(out, 0xB0, point_of(who, curve));
  append_tlv(out, 0xF0, ByteView(&reference, 1));
  return out;
}

/// Signing is deterministic, so that what is known of a message is what computing would give.
Bytes signed_by(Who signer, Curve curve, ByteView message) {
  const std::uint64_t named = message_name(message);
  for (const KnownSignature& known : known_signatures())
    if (known.message == named && known.signer == signer && known.curve == curve)
      return *from_hex(known.signature);
  return crypto::ecdsa_sign(key_of(signer, curve), crypto::ecdsa_hash(curve), message);
}

Who signer_of(const Statement& says) {
  return says.forged ? Who::stranger : says.issuer;
}

Curve holder_curve(const Format& format, const Statement& says) {
  if (!says.other_curve) return format.curve;
  return format.curve == Curve::p384 ? Curve::p256 : Curve::p384;
}

Bytes usage_of(Right right) {
  switch (right) {
    case Right::sign: return {0x82};
    case Right::encipher: return {0x00, 0x88};
    default: return {0x00, 0x80};
  }
}

Bytes gp_signed_part(const Format& format, const Statement& says) {
  Bytes out;
  append_tlv(out, 0x93, serial_number(says.serial));
  append_tlv(out, 0x42, name_of(says.issuer));
  append_tlv(out, 0x5F20, subject_of(says));
  append_tlv(out, 0x95, usage_of(says.right));
  append_tlv(out, 0x5F24, expiration);
  if (says.authorizations) append_tlv(out, 0xBF20, "8001FF"_hex);
  if (says.unknown_part) append_tlv(out, 0x5F41, "00"_hex);
  append_tlv(out, 0x7F49, gp_public_key(says.holder, holder_curve(format, says)));
  return out;
}

Bytes gp_certificate(const Format& format, const Statement& says) {
  Bytes out = gp_signed_part(format, says);
  const Bytes signature = signed_by(signer_of(says), format.curve, out);
  append_tlv(out, 0x5F37, signature);
  return wrapped(0x7F21, out);
}

/// AlgorithmIdentifier of ECDSA with the hash that goes with the curve.
Bytes signature_algorithm(Curve curve) {
  switch (crypto::ecdsa_hash(curve)) {
    case crypto::Hash::sha384: return to_bytes("300A06082A8648CE3D040303"_hex);
    case crypto::Hash::sha512: return to_bytes("300A06082A8648CE3D040304"_hex);
    default: return to_bytes("300A06082A8648CE3D040302"_hex);
  }
}

/// AlgorithmIdentifier of a key on the curve.
Bytes key_algorithm(Curve curve) {
  switch (curve) {
    case Curve::p256: return to_bytes("301306072A8648CE3D020106082A8648CE3D030107"_hex);
    case Curve::p384: return to_bytes("301006072A8648CE3D020106052B81040022"_hex);
    case Curve::p521: return to_bytes("301006072A8648CE3D020106052B81040023"_hex);
    case Curve::brainpool_p256r1:
      return to_bytes("301406072A8648CE3D020106092B2403030208010107"_hex);
    default: break;
  }
  ASSAY_CHECK(false && "no X.509 certificate of the bench has a key on this curve");
  return {};
}

Bytes bit_string(ByteView bytes) {
  Bytes out{0x00};
  append(out, bytes);
  return wrapped(0x03, out);
}

/// A name of one part: CN = `text`.
Bytes distinguished_name(std::string_view text) {
  const Bytes bytes(text.begin(), text.end());
  const Bytes common_name = joined({"0603550403"_hex, wrapped(0x0C, bytes)});
  return wrapped(0x30, wrapped(0x31, wrapped(0x30, common_name)));
}

std::string_view common_name(Who who) {
  switch (who) {
    case Who::oce_authority: return "Assay test CA-KLOC";
    case Who::sub_authority: return "Assay test KA-KLOC";
    case Who::stranger: return "Assay test stranger";
    case Who::off_card_entity: return "Assay test OCE";
    case Who::card_authority: return "Assay test CA-KLCC";
    default: return "Assay test SD";
  }
}

Bytes extension(ByteView oid, bool critical, ByteView value) {
  Bytes out = wrapped(0x06, oid);
  if (critical) append(out, "0101FF"_hex);
  append_tlv(out, 0x04, value);
  return wrapped(0x30, out);
}

/// RFC 5280, 4.2.1: key identifiers, key usage, and basic constraints of an authority.
Bytes extensions(const Statement& says) {
  const Bytes subject = wrapped(0x04, subject_of(says));
  const Bytes issuer = wrapped(0x30, wrapped(0x80, name_of(says.issuer)));
  Bytes out = extension("551D0E"_hex, false, subject);
  append(out, extension("551D23"_hex, false, issuer));
  const std::uint8_t bits = says.right == Right::agree  ? 0x08
                            : says.right == Right::sign ? 0x04
                                                        : 0x20;
  const std::uint8_t unused = says.right == Right::agree ? 3 : says.right == Right::sign ? 2 : 5;
  const Bytes usage{0x03, 0x02, unused, bits};
  append(out, extension("551D0F"_hex, true, usage));
  if (says.right == Right::sign) append(out, extension("551D13"_hex, true, "30030101FF"_hex));
  return wrapped(0xA3, wrapped(0x30, out));
}

Bytes x509_signed_part(const Format& format, const Statement& says) {
  const Bytes validity = wrapped(
      0x30, joined({wrapped(0x17, "3235303130313030303030305A"_hex),         // 250101000000Z
                    wrapped(0x18, "32303939313233313233353935395A"_hex)}));  // 20991231235959Z
  const Curve curve = holder_curve(format, says);
  const Bytes key =
      wrapped(0x30, joined({key_algorithm(curve), bit_string(point_of(says.holder, curve))}));
  return wrapped(
      0x30,
      joined({"A003020102"_hex, wrapped(0x02, serial_number(says.serial)),
              signature_algorithm(format.curve), distinguished_name(common_name(says.issuer)),
              validity, distinguished_name(common_name(says.holder)), key, extensions(says)}));
}

Bytes x509_certificate(const Format& format, const Statement& says) {
  const Bytes body = x509_signed_part(format, says);
  const Bytes plain = signed_by(signer_of(says), format.curve, body);
  const auto signature = crypto::signature_to_der(format.curve, plain);
  ASSAY_CHECK(signature.has_value());
  return wrapped(0x30, joined({body, signature_algorithm(format.curve), bit_string(*signature)}));
}

crypto::EcPrivateKey make_key(Who who, Curve curve) {
  auto key = crypto::EcPrivateKey::from_scalar(curve, scalar_of(who, curve));
  ASSAY_CHECK(key.has_value());
  return *std::move(key);
}

}  // namespace

Bytes scalar_of(Who who, Curve curve) {
  Bytes scalar(crypto::scalar_length(curve));
  for (std::size_t i = 0; i < scalar.size(); ++i)
    scalar[i] = static_cast<std::uint8_t>(static_cast<std::size_t>(who) + i);
  if (curve == Curve::p521) scalar[0] = 0x00;
  return scalar;
}

Bytes point_of(Who who, Curve curve) {
  for (const KnownPoint& known : known_points())
    if (known.who == who && known.curve == curve) return *from_hex(known.point);
  return to_bytes(key_of(who, curve).public_key().point());
}

std::uint64_t message_name(ByteView message) {
  const Bytes digest = crypto::digest(crypto::Hash::sha256, message);
  std::uint64_t name = 0;
  for (std::size_t i = 0; i < sizeof name; ++i) name = name << 8 | digest[i];
  return name;
}

const crypto::EcPrivateKey& key_of(Who who, Curve curve) {
  // Kept, for making one costs a multiplication on the curve.
  static std::mutex mutex;
  static std::map<std::pair<Who, Curve>, crypto::EcPrivateKey> keys;
  const std::scoped_lock lock(mutex);
  const auto known = keys.find({who, curve});
  if (known != keys.end()) return known->second;
  return keys.emplace(std::pair(who, curve), make_key(who, curve)).first->second;
}

Bytes certificate(const Format& format, const Statement& says) {
  static std::mutex mutex;
  static std::map<std::pair<Format, Statement>, Bytes> certificates;
  const std::scoped_lock lock(mutex);
  Bytes& kept = certificates[{format, says}];
  if (kept.empty())
    kept = format.x509 ? x509_certificate(format, says) : gp_certificate(format, says);
  return kept;
}

Bytes signed_part(const Format& format, const Statement& says) {
  return format.x509 ? x509_signed_part(format, says) : gp_signed_part(format, says);
}

// F0 'ASSAY' and its number.
Bytes name_of(Who who) {
  Bytes out = to_bytes("F04153534159"_hex);
  out.push_back(static_cast<std::uint8_t>(who));
  return out;
}

ByteView provider() {
  return provider_id;
}

ByteView card_group() {
  return group_id;
}

Bytes serial_number(std::uint8_t last) {
  Bytes out = to_bytes("41535341590000"_hex);
  out.push_back(last);
  return out;
}

}  // namespace assay::model::test_pki
