// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"
#include "crypto/published_keys.hpp"

namespace assay::crypto {
namespace {

using namespace published;

Bytes hex(std::string_view text) {
  return from_hex(text).value();
}

std::string refusal(const auto& result) {
  return result ? "taken" : result.error().message;
}

TEST(Certificate, OfScp11IsRead) {
  const auto parsed = parse_certificate(hex(certificate_p256));
  ASSERT_TRUE(parsed.has_value()) << parsed.error().message;
  EXPECT_EQ(to_hex(parsed->serial), "6DBC19AFE3782C7C0053F19E86DF2F0F00B559EA");
  EXPECT_EQ(parsed->issuer_text, "CN=CA-KLOC Certificate (TEST),O=Samsung,ST=SU,C=KR");
  EXPECT_EQ(parsed->subject_text, "CN=OCE Certificate (TEST),O=Samsung,ST=SU,C=KR");
  EXPECT_EQ(parsed->not_before, 1738837316);
  EXPECT_EQ(parsed->not_after, 1778322116);
  EXPECT_TRUE(parsed->is_valid_at(1738837316));
  EXPECT_FALSE(parsed->is_valid_at(1738837315));
  EXPECT_FALSE(parsed->is_valid_at(1778322117));
  EXPECT_EQ(parsed->signature_algorithm, "ecdsa-with-SHA256");
  EXPECT_EQ(to_hex(*parsed->subject_key_identifier), "E225C62F5E33CA02D23D9D83D0685B4EB2FEBC11");
  EXPECT_EQ(to_hex(*parsed->authority_key_identifier), "851A6F60A6B45534647260877A357F3676C35686");
  EXPECT_EQ(parsed->key_usage, 0x0800);
  EXPECT_TRUE(parsed->allows(KeyUsage::key_agreement));
  EXPECT_FALSE(parsed->allows(KeyUsage::certificate_signing));
  EXPECT_FALSE(parsed->is_ca);
  EXPECT_EQ(parsed->public_key.curve(), Curve::p256);
  EXPECT_EQ(to_hex(parsed->public_key.point()),
            "04B5C2598092609EFEFBA7A2FBED2F6E9142CA3882E7DE69D47D29476E7F0CE850"
            "77480CAC6AD5C156CE459F2592DA0EECDCB0DE2E8F112C9E49C4655A11C59620");
}

TEST(Certificate, OnABrainpoolCurveIsRead) {
  EXPECT_EQ(parse_certificate(hex(certificate_brainpool)).value().public_key.curve(),
            Curve::brainpool_p256r1);
}

TEST(Certificate, OfARootIsSignedByItsOwnKey) {
  const Bytes der = hex(root_certificate);
  const auto root = parse_certificate(der);
  ASSERT_TRUE(root.has_value()) << root.error().message;
  EXPECT_TRUE(root->is_ca);
  EXPECT_EQ(root->key_usage, 0x8600);
  EXPECT_EQ(root->authority_key_identifier, std::nullopt);
  EXPECT_EQ(to_hex(*root->subject_key_identifier), "B3DB48A4F9A1C5D8AE3641CC1163696229BC4BC6");
  EXPECT_TRUE(is_signed_by(der, root->public_key).value());
  EXPECT_FALSE(is_signed_by(hex(certificate_p256), root->public_key).value());
  Bytes changed = der;
  changed[20] = static_cast<std::uint8_t>(changed[20] ^ 0x01);  // in the serial number
  EXPECT_FALSE(is_signed_by(changed, root->public_key).value());
}

TEST(Certificate, IsRefusedForWhatItIsNot) {
  Bytes der = hex(certificate_p256);
  EXPECT_EQ(refusal(parse_certificate({})), "0 bytes are no X.509 certificate");
  EXPECT_EQ(refusal(parse_certificate(ByteView(der).first(100))),
            "100 bytes are no X.509 certificate");
  EXPECT_EQ(refusal(parse_certificate(hex(rsa_certificate))),
            "the key of an X.509 certificate is RSA, EC was wanted");
  der.push_back(0x00);
  EXPECT_EQ(refusal(parse_certificate(der)), "1 bytes follow an X.509 certificate");
}

TEST(Certificate, WithAPointOffTheCurveIsRefused) {
  Bytes der = hex(certificate_p256);
  const Bytes point = hex("77480CAC6AD5C156CE459F2592DA0EECDCB0DE2E8F112C9E49C4655A11C59620");
  const auto at = std::search(der.begin(), der.end(), point.begin(), point.end());
  ASSERT_NE(at, der.end());
  *at = static_cast<std::uint8_t>(*at ^ 0x01);
  EXPECT_EQ(refusal(parse_certificate(der)), "the key of an X.509 certificate cannot be read");
}

}  // namespace
}  // namespace assay::crypto
