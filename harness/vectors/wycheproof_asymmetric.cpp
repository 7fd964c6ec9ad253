// SPDX-License-Identifier: Apache-2.0
#include "vectors/wycheproof_asymmetric.hpp"

#include <algorithm>
#include <map>

#include "base/hex.hpp"
#include "crypto/elliptic.hpp"
#include "crypto/rsa.hpp"
#include "iso7816/tlv.hpp"

namespace assay::vectors {
namespace {

using namespace crypto;

Result<Hash> hash_field(Fields& group, std::string_view name) {
  const std::string text = group.text(name);
  if (const auto hash = hash_named(text)) return *hash;
  return fail(ErrorCode::unsupported, "the hash '{}' is not computed here", text);
}

Result<Curve> curve_field(Fields& fields) {
  const std::string text = fields.text("curve");
  if (const auto curve = curve_named(text)) return *curve;
  return fail(ErrorCode::unsupported, "the curve '{}' is not known here", text);
}

/// Wycheproof writes numbers as two's complement, with a leading 00 where the first bit is set.
ByteView magnitude(ByteView number) {
  while (!number.empty() && number[0] == 0x00) number = number.subspan(1);
  return number;
}

Outcome refused(std::string_view check, std::string_view why) {
  return Mismatch{std::string(check), {}, "accepted", std::string(why)};
}

void ignore_other_codings(Fields& group) {
  for (const auto* known :
       {"publicKeyDer", "publicKeyPem", "publicKeyJwk", "publicKeyAsn", "keyAsn", "keyDer",
        "keyPem", "keyJwk", "privateKeyPkcs8", "privateKeyPem", "privateKeyJwk", "encoding"})
    group.ignore(known);
}

// ECDSA

Outcome check_signature(Fields& test, const EcPublicKey& key, Hash hash, bool der) {
  const Bytes message = test.hex("msg");
  Bytes signature = test.hex("sig");
  if (der) {
    const auto raw = signature_from_der(key.curve(), signature);
    if (!raw) return refused("sig", raw.error().message);
    signature = *raw;
  }
  return ecdsa_verify(key, hash, message, signature) ? Outcome() : refused("sig", "no signature");
}

Result<WycheproofGroup> open_ecdsa(Fields& group, bool der) {
  ignore_other_codings(group);
  TRY(const Hash hash, hash_field(group, "sha"));
  Fields key = group.mapping("publicKey");
  TRY(const Curve curve, curve_field(key));
  for (const auto* known : {"type", "keySize", "wx", "wy"}) key.ignore(known);
  TRY(EcPublicKey point, EcPublicKey::from_point(curve, key.hex("uncompressed")));
  key.finish();
  return WycheproofGroup{
      fmt::format("ECDSA {} (Wycheproof)", name(curve)),
      [point, hash, der](Fields& test) { return check_signature(test, point, hash, der); }};
}

// ECDH

/// The point of SubjectPublicKeyInfo with a named curve, no other form.   Source: RFC 5480, 2.
Result<Bytes> point_of_key_info(Curve curve, ByteView key_info) {
  const auto wanted = [&](std::string_view path) -> Result<ByteView> {
    TRY(const auto found, iso7816::find_path(key_info, path));
    if (!found) return fail(ErrorCode::malformed, "the key has no {}", path);
    return found->value;
  };
  static const std::map<Curve, std::string_view> identifiers{
      {Curve::p256, "2A8648CE3D030107"},
      {Curve::p384, "2B81040022"},
      {Curve::p521, "2B81040023"},
      {Curve::brainpool_p256r1, "2B2403030208010107"},
      {Curve::brainpool_p384r1, "2B240303020801010B"},
      {Curve::brainpool_p512r1, "2B240303020801010D"}};
  TRY(const ByteView type, wanted("30/30/06"));
  TRY(const ByteView named, wanted("30/30/06#2"));
  TRY(const ByteView bits, wanted("30/03"));
  const auto identifier = identifiers.find(curve);
  if (to_hex(type) != "2A8648CE3D0201" || identifier == identifiers.end() ||
      to_hex(named) != identifier->second || bits.empty() || bits[0] != 0x00)
    return fail(ErrorCode::malformed, "this is no key of {}", name(curve));
  return to_bytes(bits.subspan(1));
}

Outcome check_agreement(Fields& test, Curve curve, bool key_info) {
  Bytes point = test.hex("public");
  const Bytes scalar = test.hex("private");
  const Bytes shared = test.hex("shared");
  if (key_info) {
    const auto inside = point_of_key_info(curve, point);
    if (!inside) return refused("public", inside.error().message);
    point = *inside;
  }
  const auto other = EcPublicKey::from_point(curve, point);
  if (!other) return refused("public", other.error().message);
  const ByteView digits = magnitude(scalar);
  SecureBytes padded(scalar_length(curve));
  if (digits.size() > padded.size()) return refused("private", "too long");
  std::copy(digits.begin(), digits.end(),
            padded.end() - static_cast<std::ptrdiff_t>(digits.size()));
  const auto own = EcPrivateKey::from_scalar(curve, padded);
  if (!own) return refused("private", own.error().message);
  const auto secret = ecdh(*own, *other);
  return secret ? compare("shared", shared, *secret) : refused("shared", secret.error().message);
}

Result<WycheproofGroup> open_ecdh(Fields& group, bool key_info) {
  ignore_other_codings(group);
  TRY(const Curve curve, curve_field(group));
  return WycheproofGroup{
      fmt::format("ECDH {} (Wycheproof)", name(curve)),
      [curve, key_info](Fields& test) { return check_agreement(test, curve, key_info); }};
}

// RSA

Result<RsaPublicKey> public_key(Fields& group) {
  Fields key = group.mapping("publicKey");
  const Bytes modulus = key.hex("modulus");
  const Bytes exponent = key.hex("publicExponent");
  key.finish();
  return RsaPublicKey::from_numbers(magnitude(modulus), exponent);
}

Result<RsaPrivateKey> private_key(Fields& group) {
  Fields key = group.mapping("privateKey");
  const Bytes modulus = key.hex("modulus");
  const Bytes exponent = key.hex("publicExponent");
  const Bytes secret = key.hex("privateExponent");
  for (const auto* known :
       {"prime1", "prime2", "exponent1", "exponent2", "coefficient", "otherPrimeInfos"})
    key.ignore(known);
  key.finish();
  return RsaPrivateKey::from_exponents(magnitude(modulus), exponent, magnitude(secret));
}

Outcome signature_outcome(bool right) {
  return right ? Outcome() : refused("sig", "no signature");
}

Outcome plain_outcome(Fields& test, const Result<SecureBytes>& plain) {
  const Bytes message = test.hex("msg");
  return plain ? compare("msg", message, *plain) : refused("ct", plain.error().message);
}

Result<Hash> mgf1_hash(Fields& group) {
  const std::string function = group.text("mgf");
  if (function != "MGF1")
    return fail(ErrorCode::unsupported, "the mask function '{}' is not computed here", function);
  return hash_field(group, "mgfSha");
}

}  // namespace

Result<WycheproofGroup> open_ecdsa_der(Fields& group) {
  return open_ecdsa(group, true);
}

Result<WycheproofGroup> open_ecdsa_raw(Fields& group) {
  return open_ecdsa(group, false);
}

Result<WycheproofGroup> open_ecdh_point(Fields& group) {
  return open_ecdh(group, false);
}

Result<WycheproofGroup> open_ecdh_key_info(Fields& group) {
  return open_ecdh(group, true);
}

Result<WycheproofGroup> open_pkcs1_verify(Fields& group) {
  ignore_other_codings(group);
  TRY(const Hash hash, hash_field(group, "sha"));
  TRY(const RsaPublicKey key, public_key(group));
  return WycheproofGroup{
      "RSASSA-PKCS1-v1_5 (Wycheproof)", [key, hash](Fields& test) {
        const Bytes message = test.hex("msg");
        return signature_outcome(pkcs1_verify(key, hash, message, test.hex("sig")));
      }};
}

Result<WycheproofGroup> open_pkcs1_sign(Fields& group) {
  ignore_other_codings(group);
  TRY(const Hash hash, hash_field(group, "sha"));
  TRY(const RsaPrivateKey key, private_key(group));
  return WycheproofGroup{"RSASSA-PKCS1-v1_5 (Wycheproof)", [key, hash](Fields& test) {
                           const Bytes message = test.hex("msg");
                           return compare("sig", test.hex("sig"), pkcs1_sign(key, hash, message));
                         }};
}

Result<WycheproofGroup> open_pss_verify(Fields& group) {
  ignore_other_codings(group);
  TRY(const Hash hash, hash_field(group, "sha"));
  TRY(const Hash mask, mgf1_hash(group));
  const std::size_t salt = group.number("sLen");
  TRY(const RsaPublicKey key, public_key(group));
  return WycheproofGroup{
      "RSASSA-PSS (Wycheproof)", [=](Fields& test) {
        const Bytes message = test.hex("msg");
        return signature_outcome(pss_verify(key, hash, mask, salt, message, test.hex("sig")));
      }};
}

Result<WycheproofGroup> open_oaep_decrypt(Fields& group) {
  ignore_other_codings(group);
  TRY(const Hash hash, hash_field(group, "sha"));
  TRY(const Hash mask, mgf1_hash(group));
  TRY(const RsaPrivateKey key, private_key(group));
  return WycheproofGroup{"RSAES-OAEP (Wycheproof)", [=](Fields& test) {
                           const Bytes label = test.hex("label");
                           return plain_outcome(
                               test, oaep_decrypt(key, {hash, mask, label}, test.hex("ct")));
                         }};
}

Result<WycheproofGroup> open_pkcs1_decrypt(Fields& group) {
  ignore_other_codings(group);
  TRY(const RsaPrivateKey key, private_key(group));
  return WycheproofGroup{"RSAES-PKCS1-v1_5 (Wycheproof)", [key](Fields& test) {
                           return plain_outcome(test, pkcs1_decrypt(key, test.hex("ct")));
                         }};
}

}  // namespace assay::vectors
