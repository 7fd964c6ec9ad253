// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/content_key.hpp"

#include <gtest/gtest.h>

#include "crypto/published_keys.hpp"
#include "globalplatform/content_fixture.hpp"

namespace assay::globalplatform {
namespace {

using crypto::published::pss_modulus;
using crypto::published::pss_private_exponent;

SigningKey rsa_1024() {
  return SigningKey::rsa(crypto::RsaPrivateKey::from_exponents(hex(pss_modulus), hex("010001"),
                                                               hex(pss_private_exponent))
                             .value());
}

SigningKey ecc(crypto::Curve curve) {
  return SigningKey::ecc(
      crypto::EcPrivateKey::from_random(curve, Bytes(crypto::scalar_length(curve) + 8, 0x42))
          .value());
}

TEST(ContentKey, OfEachKindChecksWhatItSigns) {
  const Bytes message = hex("0102030405");
  for (const SigningKey& key :
       {SigningKey::des(Bytes(16, 0x40)).value(), aes_key(), SigningKey::aes(Bytes(32)).value(),
        rsa_1024(), ecc(crypto::Curve::p256), ecc(crypto::Curve::p521),
        ecc(crypto::Curve::brainpool_p384r1)}) {
    const VerificationKey& checks = key.verification_key();
    const Bytes signature = key.sign(message, {}).value();
    EXPECT_EQ(signature.size(), checks.signature_length());
    EXPECT_EQ(refusal(checks.check(message, signature, "the token")), "taken");
    EXPECT_EQ(refusal(checks.check(hex("01"), signature, "the token")),
              "the token is not the " + std::string(name(checks.scheme())) +
                  " of these bytes under this key");
  }
}

TEST(ContentKey, OfMoreThan1024BitsHasSchemeTwo) {
  // 2048 bits: any odd number will do, nothing is signed.
  Bytes modulus(256, 0xC1);
  const auto two =
      VerificationKey::rsa(crypto::RsaPublicKey::from_numbers(modulus, hex("010001")).value());
  EXPECT_EQ(two.scheme(), SignatureScheme::rsa_pss);
  EXPECT_EQ(two.hash(), crypto::Hash::sha256);
  EXPECT_EQ(rsa_1024().verification_key().scheme(), SignatureScheme::rsa_pkcs1);
  EXPECT_EQ(rsa_1024().verification_key().hash(), crypto::Hash::sha1);
  EXPECT_EQ(aes_key().verification_key().hash(), std::nullopt);
  EXPECT_EQ(ecc(crypto::Curve::p384).verification_key().hash(), crypto::Hash::sha384);
}

TEST(ContentKey, IsRefusedForLengthsThatTheSchemesHaveNot) {
  EXPECT_EQ(refusal(SigningKey::des(Bytes(24))),
            "a DES key that signs has 24 bytes, 16 were wanted");
  EXPECT_EQ(refusal(SigningKey::aes(Bytes(20))),
            "an AES key has 20 bytes, 16, 24 or 32 were wanted");
  EXPECT_EQ(refusal(aes_key().verification_key().check({}, Bytes(8), "the DAP")),
            "the DAP has 8 bytes, AES CMAC of this key has 16");
}

}  // namespace
}  // namespace assay::globalplatform
