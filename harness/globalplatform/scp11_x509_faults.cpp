// SPDX-License-Identifier: Apache-2.0
// Faulty X.509 certificates: a field changed where it stands, and the certificate signed again.   Source: RFC 5280, 4.1.
#include <algorithm>
#include <array>
#include <string_view>

#include "crypto/certificate.hpp"
#include "globalplatform/scp11_signing.hpp"
#include "iso7816/tlv.hpp"

namespace assay::globalplatform {
namespace {

using Deviation = Scp11Deviation;
using iso7816::Tlv;

/// tbsCertificate and signatureAlgorithm, whole.
struct Parts {
  Bytes tbs;
  Bytes algorithm;
};

Result<std::vector<Tlv>> children(ByteView value) {
  std::vector<Tlv> out;
  iso7816::TlvReader reader(value);
  while (!reader.at_end()) {
    TRY(const auto object, reader.next());
    out.push_back(*object);
  }
  return out;
}

Result<Parts> parts_of(ByteView certificate) {
  TRY(const auto outer, children(certificate));
  TRY(const auto inner, children(outer.at(0).value));
  return Parts{to_bytes(inner.at(0).whole), to_bytes(inner.at(1).whole)};
}

/// Where in `tbs` a byte that `view` looks at stands.
std::size_t place_in(const Bytes& tbs, ByteView view) {
  return static_cast<std::size_t>(view.data() - tbs.data());
}

/// The place behind the object identifier of an extension; the end when it is not there.
std::size_t behind(const Bytes& tbs, const std::array<std::uint8_t, 5>& identifier) {
  const auto found = std::ranges::search(tbs, identifier);
  return static_cast<std::size_t>(found.end() - tbs.begin());
}

/// Errors: `unsupported` when the certificate does not have what is to be changed.
Result<void> expire(Bytes& tbs, const std::vector<Tlv>& fields) {
  constexpr std::string_view long_past = "20200101000000Z";
  TRY(const auto times, children(fields.at(4).value));
  const ByteView last = times.at(1).value;
  if (last.size() > long_past.size())
    return fail(ErrorCode::unsupported, "the last day of this certificate is written unusually");
  const auto text = long_past.substr(long_past.size() - last.size());
  std::ranges::copy(text, tbs.begin() + static_cast<std::ptrdiff_t>(place_in(tbs, last)));
  return {};
}

Result<void> change_usage(Bytes& tbs) {
  constexpr std::array<std::uint8_t, 5> key_usage{0x06, 0x03, 0x55, 0x1D, 0x0F};
  constexpr std::array<std::uint8_t, 4> bits{0x04, 0x04, 0x03, 0x02};
  const auto from = tbs.begin() + static_cast<std::ptrdiff_t>(behind(tbs, key_usage));
  const auto found = std::search(from, tbs.end(), bits.begin(), bits.end());
  if (tbs.end() - found < 6)
    return fail(ErrorCode::unsupported, "this certificate has no key usage that could be changed");
  found[4] = 0x02;
  found[5] = 0x04;  // keyCertSign
  return {};
}

Result<void> change_authority(Bytes& tbs) {
  constexpr std::array<std::uint8_t, 5> authority{0x06, 0x03, 0x55, 0x1D, 0x23};
  constexpr std::array<std::uint8_t, 2> identifier{0x80, 0x14};
  const auto from = tbs.begin() + static_cast<std::ptrdiff_t>(behind(tbs, authority));
  const auto found = std::search(from, tbs.end(), identifier.begin(), identifier.end());
  if (tbs.end() - found < 22)
    return fail(ErrorCode::unsupported,
                "this certificate names no key of its CA that could be changed");
  found[21] ^= 0x01;
  return {};
}

Result<void> change(Bytes& tbs, Deviation deviation) {
  TRY(const auto outer, children(tbs));
  TRY(const auto fields, children(outer.at(0).value));
  switch (deviation) {
    case Deviation::certificate_expired: return expire(tbs, fields);
    case Deviation::certificate_usage_signature: return change_usage(tbs);
    case Deviation::certificate_unknown_authority: return change_authority(tbs);
    case Deviation::certificate_key_off_curve: {
      const ByteView key = fields.at(6).value;
      tbs[place_in(tbs, key) + key.size() - 1] ^= 0x01;
      return {};
    }
    default: return {};
  }
}

bool is_possible(Deviation deviation) {
  switch (deviation) {
    case Deviation::certificate_key_compressed:
    case Deviation::certificate_other_curve:
    case Deviation::certificate_length_not_minimal:
    case Deviation::certificate_fields_swapped:
    case Deviation::certificate_field_twice:
    case Deviation::certificate_no_serial:
    case Deviation::certificate_no_usage:
    case Deviation::certificate_no_key:
    case Deviation::certificate_no_signature:
    case Deviation::certificate_other_tag: return false;
    default: return true;
  }
}

Result<crypto::Hash> hash_of(ByteView certificate) {
  TRY(const auto parsed, crypto::parse_certificate(certificate));
  const std::string& algorithm = parsed.signature_algorithm;
  for (const auto hash : {crypto::Hash::sha256, crypto::Hash::sha384, crypto::Hash::sha512})
    if (algorithm.ends_with(std::to_string(crypto::hash_length(hash) * 8))) return hash;
  return fail(ErrorCode::unsupported, "a certificate signed with {} is not signed again here",
              algorithm);
}

/// The serial number's last byte, after signing.
Result<void> change_content(Bytes& tbs) {
  TRY(const auto outer, children(tbs));
  TRY(const auto fields, children(outer.at(0).value));
  const ByteView serial = fields.at(1).value;
  tbs[place_in(tbs, serial) + serial.size() - 1] ^= 0x01;
  return {};
}

}  // namespace

Result<Bytes> deviating_x509_certificate(ByteView certificate, const crypto::EcPrivateKey& ca,
                                         Deviation deviation) {
  if (!is_possible(deviation))
    return fail(ErrorCode::unsupported, "an X.509 certificate cannot have this mistake");
  TRY(const auto hash, hash_of(certificate));
  TRY(Parts parts, parts_of(certificate));
  TRY_VOID(change(parts.tbs, deviation));
  const Bytes plain = signature_by(ca, hash, parts.tbs, deviation);
  TRY(Bytes der, crypto::signature_to_der(ca.curve(), plain));
  der = spoiled(std::move(der), true, deviation);
  if (deviation == Deviation::certificate_content_changed) TRY_VOID(change_content(parts.tbs));
  Bytes bits{0x00};
  append(bits, der);
  Bytes inner = std::move(parts.tbs);
  append(inner, parts.algorithm);
  iso7816::append_tlv(inner, 0x03, bits);
  Bytes out;
  iso7816::append_tlv(out, 0x30, inner);
  return out;
}

}  // namespace assay::globalplatform
