// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/scp10_certificate.hpp"

#include <algorithm>

#include "globalplatform/strict_tlv.hpp"

namespace assay::globalplatform {
namespace {

constexpr std::string_view structure = "certificate of SCP10";
constexpr std::size_t most = 0xFFFF;
constexpr ObjectRule signature_rule{0x9E, "the signature", 1, most};
constexpr ObjectRule contents_rule{0x5F4E, "the certificate contents", 1, most};
constexpr ObjectRule remainder_rule{0x5F38, "the public key remainder", 0, most};

struct Values {
  ByteView issuer, subject, modulus, exponent;

  void put(iso7816::Tag tag, ByteView value) {
    if (tag == 0x42) issuer = value;
    if (tag == 0x5F20) subject = value;
    if (tag == 0x81) modulus = value;
    if (tag == 0x82) exponent = value;
  }
};

tl::unexpected<Error> wrong_signature() {
  return fail(ErrorCode::refused, "{}: its signature does not verify under the issuer's key",
              structure);
}

/// The signed message: what the signature covers or recovers.
Result<Bytes> message_without_recovery(ByteView value, bool self_descriptive,
                                       const crypto::RsaPublicKey& issuer) {
  Bytes message;
  ByteView signature;
  if (self_descriptive) {
    iso7816::TlvReader reader(value);
    while (!reader.at_end() && signature.empty()) {
      TRY(const auto object, reader.next());
      if (object->tag == 0x9E)
        signature = object->value;
      else
        append(message, object->whole);
    }
    if (signature.empty() || !reader.at_end())
      return fail(ErrorCode::malformed, "{}: the signature (tag 9E) is not its last object",
                  structure);
  } else {
    StrictTlv in(value, structure);
    TRY(const auto contents, in.take(contents_rule));
    TRY(const auto object, in.take(signature_rule));
    TRY_VOID(in.finish());
    message = to_bytes(contents.value);
    signature = object.value;
  }
  if (!crypto::pkcs1_verify(issuer, crypto::Hash::sha1, message, signature))
    return wrong_signature();
  return message;
}

Result<Bytes> message_with_recovery(ByteView value, const crypto::RsaPublicKey& issuer) {
  StrictTlv in(value, structure);
  TRY(const auto remainder, in.take(remainder_rule));
  TRY(const auto signature, in.take(signature_rule));
  TRY_VOID(in.finish());
  auto recovered = crypto::recovery_open(issuer, signature.value, remainder.value);
  if (!recovered) return fail(ErrorCode::refused, "{}: {}", structure, recovered.error().message);
  append(*recovered, remainder.value);
  return *std::move(recovered);
}

Result<Values> read_objects(ByteView message) {
  Values out;
  StrictTlv in(message, structure);
  TRY(const auto issuer, in.take({0x42, "the issuer", 1, 255}));
  TRY(const auto subject, in.take({0x5F20, "the holder", 1, 255}));
  TRY(const auto key, in.take({0x7F49, "the public key", 1, most}));
  TRY_VOID(in.finish());
  StrictTlv numbers(key.value, structure);
  TRY(const auto modulus, numbers.take({0x81, "the modulus", 1, most}));
  TRY(const auto exponent, numbers.take({0x82, "the exponent", 1, most}));
  TRY_VOID(numbers.finish());
  out = {issuer.value, subject.value, modulus.value, exponent.value};
  return out;
}

Result<Values> read_values(ByteView message, std::span<const Scp10Field> layout) {
  Values out;
  for (const auto& field : layout) {
    if (field.length > message.size())
      return fail(ErrorCode::malformed, "{}: tag {} wants {} bytes, {} are left", structure,
                  iso7816::tag_text(field.tag), field.length, message.size());
    out.put(field.tag, message.first(field.length));
    message = message.subspan(field.length);
  }
  if (!message.empty())
    return fail(ErrorCode::malformed, "{}: {} bytes are left over", structure, message.size());
  return out;
}

}  // namespace

Result<Scp10Certificate> open_scp10_certificate(ByteView certificate, Scp10Format format,
                                                const crypto::RsaPublicKey& issuer,
                                                std::span<const Scp10Field> layout) {
  StrictTlv in(certificate, structure);
  TRY(const auto object, in.take({0x7F21, "the certificate", 1, most}));
  TRY_VOID(in.finish());
  TRY(const Bytes message,
      format.recovery ? message_with_recovery(object.value, issuer)
                      : message_without_recovery(object.value, format.self_descriptive, issuer));
  TRY(const Values values,
      format.self_descriptive ? read_objects(message) : read_values(message, layout));
  TRY(auto key, crypto::RsaPublicKey::from_numbers(values.modulus, values.exponent));
  return Scp10Certificate{to_bytes(values.issuer), to_bytes(values.subject), std::move(key)};
}

Result<Scp10Outline> outline_scp10_certificate(ByteView certificate) {
  StrictTlv in(certificate, structure);
  TRY(const auto object, in.take({0x7F21, "the certificate", 1, most}));
  TRY_VOID(in.finish());
  StrictTlv parts(object.value, structure);
  Scp10Outline out;
  TRY(const auto contents, parts.take_if(contents_rule));
  TRY(const auto remainder, parts.take_if(remainder_rule));
  if (contents || remainder) {
    out.format = {!contents, remainder.has_value()};
    out.contents = contents ? contents->value.size() : remainder->value.size();
    TRY(const auto signature, parts.take(signature_rule));
    TRY_VOID(parts.finish());
    out.signature = signature.value.size();
    return out;
  }
  iso7816::TlvReader reader(object.value);
  Bytes message;
  while (!reader.at_end()) {
    TRY(const auto each, reader.next());
    if (each->tag == 0x9E)
      out.signature = each->value.size();
    else
      append(message, each->whole);
  }
  if (out.signature == 0)
    return fail(ErrorCode::malformed, "{}: it has no signature (tag 9E)", structure);
  TRY(const Values values, read_objects(message));
  out.issuer = to_bytes(values.issuer);
  out.subject = to_bytes(values.subject);
  TRY(out.public_key, crypto::RsaPublicKey::from_numbers(values.modulus, values.exponent));
  return out;
}

}  // namespace assay::globalplatform
