// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.hpp"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <limits>
#include <memory>

#include "base/check.hpp"

namespace assay::crypto {
namespace {

template <auto Free>
struct FreeWith {
  template <typename T>
  void operator()(T* object) const noexcept {
    Free(object);
  }
};

using X509Handle = std::unique_ptr<X509, FreeWith<X509_free>>;

Result<X509Handle> decode(ByteView der) {
  const unsigned char* at = der.data();
  X509Handle certificate(der.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())
                             ? nullptr
                             : d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  ERR_clear_error();
  if (!certificate)
    return fail(ErrorCode::malformed, "{} bytes are no X.509 certificate", der.size());
  if (at != der.data() + der.size())
    return fail(ErrorCode::malformed, "{} bytes follow an X.509 certificate",
                der.data() + der.size() - at);
  return certificate;
}

Bytes name_bytes(const X509_NAME* name) {
  const unsigned char* bytes = nullptr;
  std::size_t size = 0;
  if (X509_NAME_get0_der(name, &bytes, &size) != 1) return {};
  return {bytes, bytes + size};
}

std::string name_text(const X509_NAME* name) {
  const std::unique_ptr<BIO, FreeWith<BIO_free>> out(BIO_new(BIO_s_mem()));
  ASSAY_CHECK(out != nullptr);
  X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253);
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string();
}

Bytes octets(const ASN1_STRING* string) {
  const unsigned char* data = ASN1_STRING_get0_data(string);
  return {data, data + ASN1_STRING_length(string)};
}

Result<std::int64_t> seconds(const ASN1_TIME* time, std::string_view which) {
  tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) {
    ERR_clear_error();
    return fail(ErrorCode::malformed, "'{}' of an X.509 certificate is no time", which);
  }
  const std::unique_ptr<ASN1_TIME, FreeWith<ASN1_STRING_free>> epoch(ASN1_TIME_set(nullptr, 0));
  int days = 0;
  int rest = 0;
  ASSAY_CHECK(ASN1_TIME_diff(&days, &rest, epoch.get(), time) == 1);
  return std::int64_t{days} * 86400 + rest;
}

Result<EcPublicKey> key_of(const X509* certificate) {
  EVP_PKEY* key = X509_get0_pubkey(certificate);
  ERR_clear_error();
  if (key == nullptr)
    return fail(ErrorCode::malformed, "the key of an X.509 certificate cannot be read");
  if (EVP_PKEY_is_a(key, "EC") != 1)
    return fail(ErrorCode::unsupported, "the key of an X.509 certificate is {}, EC was wanted",
                EVP_PKEY_get0_type_name(key));
  char group[64]{};
  std::size_t size = 0;
  if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof group, &size) !=
      1) {
    ERR_clear_error();
    return fail(ErrorCode::unsupported, "the curve of an X.509 certificate has no name");
  }
  const std::string_view openssl_curve(group, size);
  const auto curve =
      curve_named(openssl_curve == "prime256v1" ? std::string_view("P-256") : openssl_curve);
  if (!curve)
    return fail(ErrorCode::unsupported, "the curve {} of an X.509 certificate is not known here",
                openssl_curve);
  // The bits as they stand, so that only the uncompressed form passes.   Source: RFC 5480, 2.2.
  const ASN1_BIT_STRING* bits = X509_get0_pubkey_bitstr(certificate);
  return EcPublicKey::from_point(*curve, octets(bits));
}

std::optional<Bytes> octets_if(const ASN1_OCTET_STRING* string) {
  return string == nullptr ? std::nullopt : std::optional(octets(string));
}

/// The bits of KeyUsage; `X509_get_key_usage` gives them byte by byte, the first lowest.
std::optional<std::uint16_t> key_usage_of(X509* certificate) {
  const std::uint32_t flags = X509_get_key_usage(certificate);
  if (flags == std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return static_cast<std::uint16_t>(((flags & 0xFF) << 8) | ((flags >> 8) & 0xFF));
}

Result<void> check_extensions(X509* certificate) {
  const bool wrong = (X509_get_extension_flags(certificate) & EXFLAG_INVALID) != 0;
  ERR_clear_error();
  if (wrong)
    return fail(ErrorCode::malformed, "an extension of an X.509 certificate cannot be read");
  return {};
}

}  // namespace

Result<Certificate> parse_certificate(ByteView der) {
  TRY(const X509Handle x509, decode(der));
  TRY(EcPublicKey key, key_of(x509.get()));
  TRY_VOID(check_extensions(x509.get()));
  Certificate out{.public_key = std::move(key)};
  out.serial = octets(X509_get0_serialNumber(x509.get()));
  out.issuer = name_bytes(X509_get_issuer_name(x509.get()));
  out.subject = name_bytes(X509_get_subject_name(x509.get()));
  out.issuer_text = name_text(X509_get_issuer_name(x509.get()));
  out.subject_text = name_text(X509_get_subject_name(x509.get()));
  TRY(out.not_before, seconds(X509_get0_notBefore(x509.get()), "not before"));
  TRY(out.not_after, seconds(X509_get0_notAfter(x509.get()), "not after"));
  out.signature_algorithm = OBJ_nid2ln(X509_get_signature_nid(x509.get()));
  out.subject_key_identifier = octets_if(X509_get0_subject_key_id(x509.get()));
  out.authority_key_identifier = octets_if(X509_get0_authority_key_id(x509.get()));
  out.key_usage = key_usage_of(x509.get());
  out.is_ca = (X509_get_extension_flags(x509.get()) & EXFLAG_CA) != 0;
  return out;
}

Result<bool> is_signed_by(ByteView der, const EcPublicKey& issuer) {
  TRY(const X509Handle x509, decode(der));
  const bool right = X509_verify(x509.get(), issuer.make_handle().get()) == 1;
  ERR_clear_error();
  return right;
}

}  // namespace assay::crypto
