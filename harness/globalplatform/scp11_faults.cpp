// SPDX-License-Identifier: Apache-2.0
// Faulty points and keys, and faulty certificates in the GlobalPlatform format. Those of X.509 are in scp11_x509_faults.cpp.
#include <algorithm>

#include "base/check.hpp"
#include "crypto/hash.hpp"
#include "globalplatform/scp11_certificate.hpp"
#include "globalplatform/scp11_deviation.hpp"
#include "globalplatform/scp11_signing.hpp"
#include "iso7816/tlv.hpp"

namespace assay::globalplatform {
namespace {

using Deviation = Scp11Deviation;
using crypto::Curve;

struct Field {
  iso7816::Tag tag = 0;
  Bytes value;
};

Result<std::vector<Field>> fields_of(ByteView value) {
  std::vector<Field> out;
  iso7816::TlvReader reader(value);
  while (!reader.at_end()) {
    TRY(const auto object, reader.next());
    out.push_back({object->tag, to_bytes(object->value)});
  }
  return out;
}

Field* field(std::vector<Field>& fields, iso7816::Tag tag) {
  const auto found = std::ranges::find(fields, tag, &Field::tag);
  return found == fields.end() ? nullptr : &*found;
}

void drop(std::vector<Field>& fields, iso7816::Tag tag) {
  std::erase_if(fields, [&](const Field& each) { return each.tag == tag; });
}

/// The point as it stands in 7F49, changed.
void change_key(std::vector<Field>& fields, const crypto::EcPublicKey& key, Deviation deviation) {
  const auto reference =
      static_cast<std::uint8_t>(deviation == Deviation::certificate_other_curve
                                    ? (crypto::key_parameter_reference(key.curve()) == 0 ? 1 : 0)
                                    : crypto::key_parameter_reference(key.curve()));
  Bytes point = to_bytes(key.point());
  if (deviation == Deviation::certificate_key_off_curve)
    point = deviating_point(key, Deviation::ephemeral_off_curve);
  if (deviation == Deviation::certificate_key_compressed)
    point = deviating_point(key, Deviation::ephemeral_compressed);
  Bytes value;
  iso7816::append_tlv(value, 0xB0, point);
  iso7816::append_tlv(value, 0xF0, std::array{reference});
  field(fields, 0x7F49)->value = value;
}

void change_fields(std::vector<Field>& fields, const Scp11Certificate& certificate,
                   Deviation deviation) {
  switch (deviation) {
    case Deviation::certificate_usage_signature: field(fields, 0x95)->value = {0x82}; break;
    case Deviation::certificate_expired:
      field(fields, 0x5F24)->value = {0x20, 0x20, 0x01, 0x01};
      break;
    case Deviation::certificate_unknown_authority: field(fields, 0x42)->value.back() ^= 0x01; break;
    case Deviation::certificate_fields_swapped:
      std::iter_swap(field(fields, 0x42), field(fields, 0x5F20));
      break;
    case Deviation::certificate_field_twice:
      fields.insert(std::ranges::find(fields, 0x95U, &Field::tag), Field{0x95, {0x82}});
      break;
    case Deviation::certificate_no_serial: drop(fields, 0x93); break;
    case Deviation::certificate_no_usage: drop(fields, 0x95); break;
    case Deviation::certificate_no_key: drop(fields, 0x7F49); break;
    case Deviation::certificate_key_off_curve:
    case Deviation::certificate_key_compressed:
    case Deviation::certificate_other_curve:
      change_key(fields, certificate.public_key, deviation);
      break;
    default: break;
  }
}

/// The fields one after the other; the serial number's length in two bytes where that is the mistake.
Bytes joined(const std::vector<Field>& fields, Deviation deviation) {
  Bytes out;
  for (const auto& each : fields) {
    if (each.tag != 0x93 || deviation != Deviation::certificate_length_not_minimal) {
      iso7816::append_tlv(out, each.tag, each.value);
      continue;
    }
    append(out,
           std::array<std::uint8_t, 3>{0x93, 0x81, static_cast<std::uint8_t>(each.value.size())});
    append(out, each.value);
  }
  return out;
}

Curve similar(Curve curve) {
  switch (curve) {
    case Curve::p256: return Curve::brainpool_p256r1;
    case Curve::p384: return Curve::brainpool_p384r1;
    case Curve::p521: return Curve::p384;
    case Curve::brainpool_p384r1: return Curve::p384;
    case Curve::brainpool_p512r1: return Curve::brainpool_p512t1;
    default: return Curve::p256;
  }
}

crypto::EcPrivateKey made_from(Curve curve, ByteView seed) {
  constexpr std::array<std::uint8_t, 5> label{'o', 't', 'h', 'e', 'r'};
  const SecureBytes random =
      crypto::x963_kdf(crypto::Hash::sha256, seed, label, crypto::scalar_length(curve) + 8);
  auto key = crypto::EcPrivateKey::from_random(curve, random);
  ASSAY_CHECK(key.has_value());
  return *std::move(key);
}

}  // namespace

crypto::EcPrivateKey other_key(const crypto::EcPrivateKey& key) {
  return made_from(key.curve(), key.scalar());
}

Bytes deviating_point(const crypto::EcPublicKey& key, Deviation deviation) {
  Bytes point = to_bytes(key.point());
  const std::size_t length = crypto::scalar_length(key.curve());
  const bool odd = (point.back() & 0x01) != 0;
  switch (deviation) {
    case Deviation::ephemeral_off_curve: point.back() ^= 0x01; break;
    case Deviation::ephemeral_infinity: return Bytes(1, 0x00);
    case Deviation::ephemeral_compressed:
      point.resize(1 + length);
      point[0] = odd ? 0x03 : 0x02;
      break;
    case Deviation::ephemeral_hybrid: point[0] = odd ? 0x07 : 0x06; break;
    case Deviation::ephemeral_not_reduced:
      std::fill_n(point.begin() + 1, length, std::uint8_t{0xFF});
      break;
    case Deviation::ephemeral_zero:
      std::fill(point.begin() + 1, point.end(), std::uint8_t{0});
      break;
    case Deviation::ephemeral_other_curve:
      return to_bytes(made_from(similar(key.curve()), point).public_key().point());
    case Deviation::ephemeral_truncate: point.pop_back(); break;
    case Deviation::ephemeral_extend: point.push_back(0x00); break;
    default: break;
  }
  return point;
}

Bytes signature_by(const crypto::EcPrivateKey& ca, crypto::Hash hash, ByteView message,
                   Deviation deviation) {
  const auto& key = ca;
  if (deviation == Deviation::certificate_signature_other_key)
    return crypto::ecdsa_sign(other_key(key), hash, message);
  return crypto::ecdsa_sign(key, hash, message);
}

Bytes spoiled(Bytes signature, bool der, Deviation deviation) {
  if (deviation == Deviation::certificate_signature_flip) signature.back() ^= 0x01;
  if (deviation == Deviation::certificate_signature_truncate) signature.pop_back();
  if (deviation == Deviation::certificate_signature_zero) {
    if (der) return {0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00};
    std::fill(signature.begin(), signature.end(), std::uint8_t{0});
  }
  return signature;
}

namespace {

Bytes signed_anew(const Scp11Certificate& certificate, ByteView signed_part,
                  const crypto::EcPrivateKey& ca, Deviation deviation) {
  const bool der = certificate.signature.size() != 2 * crypto::scalar_length(ca.curve());
  Bytes signature = signature_by(ca, crypto::ecdsa_hash(ca.curve()), signed_part, deviation);
  if (der) signature = crypto::signature_to_der(ca.curve(), signature).value();
  return spoiled(std::move(signature), der, deviation);
}

Result<Bytes> deviating_gp_certificate(const Scp11Certificate& certificate,
                                       const crypto::EcPrivateKey& ca, Deviation deviation) {
  TRY(auto fields, fields_of(certificate.signed_part));
  change_fields(fields, certificate, deviation);
  Bytes value = joined(fields, deviation);
  const Bytes signature = signed_anew(certificate, value, ca, deviation);
  if (deviation == Deviation::certificate_content_changed)
    value[2 + certificate.serial.size() - 1] ^= 0x01;  // the last byte of the serial number
  if (deviation != Deviation::certificate_no_signature)
    iso7816::append_tlv(value, 0x5F37, signature);
  Bytes out;
  iso7816::append_tlv(out, deviation == Deviation::certificate_other_tag ? 0x7F22 : 0x7F21, value);
  return out;
}

}  // namespace

Result<Bytes> deviating_certificate(ByteView certificate, const crypto::EcPrivateKey& ca,
                                    Deviation deviation) {
  TRY(const auto parsed, parse_scp11_certificate(certificate));
  // Cut off the certificate as it is, so that a card which still has its last byte from elsewhere could be taken in.
  if (deviation == Deviation::certificate_truncate)
    return to_bytes(certificate.first(certificate.size() - 1));
  Bytes out;
  if (parsed.format == Scp11Certificate::Format::x509) {
    TRY(out, deviating_x509_certificate(certificate, ca, deviation));
  } else {
    TRY(out, deviating_gp_certificate(parsed, ca, deviation));
  }
  if (deviation == Deviation::certificate_extend) out.push_back(0x00);
  return out;
}

}  // namespace assay::globalplatform
