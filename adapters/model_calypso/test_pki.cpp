// SPDX-License-Identifier: Apache-2.0
// From the files of the test chain to keys and certificates. They are part of the program: a mistake in them is one of ours.
#include "adapters/model_calypso/test_pki.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "adapters/calypso_issuer/certificate_text.hpp"
#include "base/check.hpp"
#include "crypto/key_pem.hpp"

namespace assay::model::calypso {
namespace {

Bytes certificate(const std::string& name) {
  auto read = calypso_issuer::read_certificate(name, test_pki_file(name));
  ASSAY_CHECK(read.has_value());
  return *std::move(read);
}

crypto::RsaPrivateKey issuer_key(const std::string& name) {
  auto read = crypto::rsa_private_from_pem(test_pki_file(name));
  ASSAY_CHECK(read.has_value());
  return *std::move(read);
}

}  // namespace

PkiProfile test_card_pki(std::string_view card) {
  const std::string name(card);
  const auto key = crypto::ec_private_from_pem(crypto::Curve::p256, test_pki_file(name + ".key"));
  ASSAY_CHECK(key.has_value());
  PkiProfile out;
  out.private_key.emplace();
  std::ranges::copy(key->scalar(), out.private_key->begin());
  out.card_certificate = certificate(name + ".cert");
  out.ca_certificate = certificate(card == "card-limited" ? "ca-limited.cert" : "ca.cert");
  return out;
}

const crypto::RsaPrivateKey& test_issuer_key(std::string_view issuer) {
  static const std::map<std::string, crypto::RsaPrivateKey, std::less<>> keys{
      {"root", issuer_key("root.key")},
      {"ca", issuer_key("ca.key")},
      {"ca-limited", issuer_key("ca-limited.key")}};
  const auto found = keys.find(issuer);
  ASSAY_CHECK(found != keys.end());
  return found->second;
}

}  // namespace assay::model::calypso
