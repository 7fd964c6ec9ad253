// SPDX-License-Identifier: Apache-2.0
// New keys work, and come back from their text as they were.
#include "crypto/key_pem.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/hex.hpp"

namespace assay::crypto {
namespace {

using namespace assay::literals;

std::string_view text(const SecureBytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST(KeyPem, RsaKeysComeBackFromTheirText) {
  const auto key = generate_rsa(1024);
  ASSERT_TRUE(key) << key.error().message;
  EXPECT_EQ(to_hex(key->public_key().exponent()), "010001");
  const auto pem = private_pem(*key);
  ASSERT_TRUE(pem);
  EXPECT_EQ(text(*pem).substr(0, 28), "-----BEGIN PRIVATE KEY-----\n");
  const auto read = rsa_private_from_pem("# words before\n" + std::string(text(*pem)));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_TRUE(equal(read->public_key().modulus(), key->public_key().modulus()));
  const Bytes block(128, 0x01);
  EXPECT_EQ(to_bytes(*rsa_public(key->public_key(), *rsa_private(*read, block))), block);
  EXPECT_EQ(public_pem(key->public_key()).substr(0, 27), "-----BEGIN PUBLIC KEY-----\n");
}

TEST(KeyPem, EcKeysComeBackFromTheirText) {
  const auto key = generate_ec(Curve::p256);
  ASSERT_TRUE(key);
  const auto read = ec_private_from_pem(Curve::p256, text(private_pem(*key)));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_TRUE(equal(read->scalar(), key->scalar()));
  EXPECT_EQ(public_pem(key->public_key()).substr(0, 27), "-----BEGIN PUBLIC KEY-----\n");
}

TEST(KeyPem, SmallScalarsKeepTheirLength) {
  const auto one = EcPrivateKey::from_scalar(
      Curve::p256, "0000000000000000000000000000000000000000000000000000000000000001"_hex);
  const auto read = ec_private_from_pem(Curve::p256, text(private_pem(*one)));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(to_hex(read->scalar()),
            "0000000000000000000000000000000000000000000000000000000000000001");
}

TEST(KeyPem, OtherTextsAreRefused) {
  EXPECT_EQ(rsa_private_from_pem("nothing").error().message,
            "no private key in PEM without a password, an RSA key was wanted");
  const auto pem = private_pem(*generate_ec(Curve::p384));
  EXPECT_EQ(rsa_private_from_pem(text(pem)).error().message,
            "the private key is of another kind, an RSA key was wanted");
  EXPECT_EQ(ec_private_from_pem(Curve::p256, text(pem)).error().message,
            "the private key is of another curve, P-256 was wanted");
  EXPECT_EQ(generate_rsa(512).error().message,
            "no RSA key of 512 bits is made, 1024 to 8192 were wanted");
}

}  // namespace
}  // namespace assay::crypto
