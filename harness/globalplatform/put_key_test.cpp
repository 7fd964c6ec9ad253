// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/put_key.hpp"

#include <gtest/gtest.h>

#include "globalplatform/content_fixture.hpp"

namespace assay::globalplatform {
namespace {

SecureBytes secret(std::string_view text) {
  const Bytes bytes = hex(text);
  return {bytes.begin(), bytes.end()};
}

DataEncryptionKey dek(DataEncryptionKey::Mode mode) {
  return DataEncryptionKey::make(mode, hex("404142434445464748494A4B4C4D4E4F")).value();
}

KeyField aes_key_field() {
  KeyField key;
  key.components = {{0x88, secret("404142434445464748494A4B4C4D4E4F")}};
  key.check_value = hex("504A77");
  return key;
}

TEST(DataEncryptionKey, EncryptsAsPublished) {
  // GlobalPlatformPro, TestPlaintextKeys, testKeyEncryption_SCP01.
  const Bytes key = hex("404142434445464748494A4B4C4D4E4F");
  EXPECT_EQ(to_hex(dek(DataEncryptionKey::Mode::des_ecb).encrypt(key)),
            "B4BAA89A8CD0292B45210E1BC84B1C31");
  for (const auto mode : {DataEncryptionKey::Mode::des_ecb, DataEncryptionKey::Mode::des_cbc,
                          DataEncryptionKey::Mode::aes_cbc}) {
    const Bytes cipher = dek(mode).encrypt(hex("0102030405"), 0xEE);
    EXPECT_EQ(cipher.size(), dek(mode).block_length());
    EXPECT_EQ(to_hex(ByteView(dek(mode).decrypt(cipher)).first(7)), "0102030405EEEE");
  }
}

TEST(PutKey, WritesTheLengthOfAKeyWhereItMust) {
  PutKeyData data{0x30, {aes_key_field()}};
  const auto key = dek(DataEncryptionKey::Mode::aes_cbc);
  const std::string bare = to_hex(write_put_key(data, key, {}).value());
  EXPECT_EQ(bare.substr(0, 6), "308810");
  PutKeyStyle always;
  always.length_in_every_block = true;
  EXPECT_EQ(to_hex(write_put_key(data, key, always).value()).substr(0, 8), "30881110");
  EXPECT_TRUE(bare.ends_with("03504A77"));
}

TEST(PutKey, ComesBackAsItWent) {
  PutKeyData data{0x01, {aes_key_field(), aes_key_field()}};
  data.keys[1].extended = true;
  data.keys[1].usage = hex("14");
  const auto key = dek(DataEncryptionKey::Mode::aes_cbc);
  const PutKeyData again = parse_put_key(write_put_key(data, key, {}).value(), key).value();
  ASSERT_EQ(again.keys.size(), 2u);
  EXPECT_EQ(again.keys[0].components[0].value, data.keys[0].components[0].value);
  EXPECT_FALSE(again.keys[0].extended);
  EXPECT_TRUE(again.keys[1].extended);
  EXPECT_EQ(again.keys[1].usage, hex("14"));
  EXPECT_TRUE(check_put_key_response(again, hex("01504A77504A77")));
}

TEST(PutKey, TakesTheOldFormOfALengthOf128) {
  KeyField rsa;
  Bytes modulus(128, 0xC1);
  rsa.components = {{0xA1, {modulus.begin(), modulus.end()}}, {0xA0, secret("010001")}};
  const auto key = dek(DataEncryptionKey::Mode::aes_cbc);
  PutKeyStyle old;
  old.length_128 = Length128::one_byte;
  const Bytes data = write_put_key({0x01, {rsa}}, key, old).value();
  EXPECT_EQ(to_hex(ByteView(data).first(3)), "01A180");
  EXPECT_TRUE(parse_put_key(data, key));
}

TEST(PutKey, IsNotWrittenWithACheckValueOfAnotherKey) {
  PutKeyData data{0x01, {aes_key_field()}};
  data.keys[0].check_value = hex("504A78");
  EXPECT_EQ(refusal(write_put_key(data, dek(DataEncryptionKey::Mode::aes_cbc), {})),
            "the key check value 504A78 is that of another key");
}

TEST(KeyTypes, AreThoseOfTheTable) {
  EXPECT_EQ(key_type(0xA6).value().name, "RSA q^-1 mod p");
  EXPECT_TRUE(key_type(0xB1).value().secret);
  EXPECT_FALSE(key_type(0xB0).value().secret);
  EXPECT_EQ(refusal(key_type(0xFF)), "key type FF is the mark of the extended format");
}

}  // namespace
}  // namespace assay::globalplatform
