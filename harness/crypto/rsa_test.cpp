// SPDX-License-Identifier: Apache-2.0
#include "crypto/rsa.hpp"

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

const Bytes f4 = hex("010001");

RsaPrivateKey pss_key() {
  return RsaPrivateKey::from_exponents(hex(pss_modulus), f4, hex(pss_private_exponent)).value();
}

RsaPrivateKey oaep_key() {
  return RsaPrivateKey::from_exponents(hex(oaep_modulus), f4, hex(oaep_private_exponent)).value();
}

struct Factors {
  Bytes p = hex(pss_p), q = hex(pss_q), dp = hex(pss_dp), dq = hex(pss_dq), qi = hex(pss_q_inverse);
  [[nodiscard]] RsaFactors view() const { return {p, q, dp, dq, qi}; }
};

TEST(Pkcs1Signature, MatchesThePublishedExample) {
  const RsaPrivateKey key = pss_key();
  EXPECT_EQ(to_hex(pkcs1_sign(key, Hash::sha1, hex(pkcs1_message))), pkcs1_signature);
  EXPECT_TRUE(pkcs1_verify(key.public_key(), Hash::sha1, hex(pkcs1_message), hex(pkcs1_signature)));
  EXPECT_FALSE(
      pkcs1_verify(key.public_key(), Hash::sha256, hex(pkcs1_message), hex(pkcs1_signature)));
  EXPECT_FALSE(pkcs1_verify(key.public_key(), Hash::sha1, hex("00"), hex(pkcs1_signature)));
  EXPECT_FALSE(pkcs1_verify(key.public_key(), Hash::sha1, hex(pkcs1_message), Bytes(127)));
  EXPECT_FALSE(pkcs1_verify(key.public_key(), Hash::sha1, hex(pkcs1_message), Bytes(128, 0xFF)));
}

TEST(PssSignature, MatchesThePublishedExample) {
  const RsaPrivateKey key = pss_key();
  const auto signature = pss_sign(key, Hash::sha1, hex(pss_message), hex(pss_salt));
  EXPECT_EQ(to_hex(signature.value()), pss_signature);
  EXPECT_TRUE(pss_verify(key.public_key(), Hash::sha1, 20, hex(pss_message), hex(pss_signature)));
  EXPECT_FALSE(pss_verify(key.public_key(), Hash::sha1, 32, hex(pss_message), hex(pss_signature)));
  EXPECT_FALSE(
      pss_verify(key.public_key(), Hash::sha256, 20, hex(pss_message), hex(pss_signature)));
  EXPECT_FALSE(pss_verify(key.public_key(), Hash::sha1, Hash::sha256, 20, hex(pss_message),
                          hex(pss_signature)));
  EXPECT_FALSE(pss_verify(key.public_key(), Hash::sha1, 20, hex(pss_message), {}));
}

TEST(PssSignature, NeedsRoomForHashAndSalt) {
  EXPECT_EQ(refusal(pss_sign(pss_key(), Hash::sha512, {}, Bytes(63))),
            "SHA-512 and a salt of 63 bytes do not fit into 128 bytes");
  const auto tight = pss_sign(pss_key(), Hash::sha512, {}, Bytes(62, 0x5A));
  EXPECT_TRUE(pss_verify(pss_key().public_key(), Hash::sha512, 62, {}, tight.value()));
}

TEST(Oaep, MatchesThePublishedExample) {
  const OaepOptions sha1{Hash::sha1, Hash::sha1, {}};
  const RsaPrivateKey key = oaep_key();
  EXPECT_EQ(to_hex(oaep_encrypt(key.public_key(), sha1, hex(oaep_message), hex(oaep_seed)).value()),
            oaep_cipher);
  EXPECT_EQ(to_hex(oaep_decrypt(key, sha1, hex(oaep_cipher)).value()), oaep_message);
}

TEST(Oaep, IsRefusedInTheSameWordsWhateverIsWrong) {
  const OaepOptions sha1{Hash::sha1, Hash::sha1, {}};
  const RsaPrivateKey key = oaep_key();
  constexpr auto words = "the data cannot be decrypted with this RSA key";
  const Bytes label = hex("01");
  EXPECT_EQ(refusal(oaep_decrypt(key, {}, hex(oaep_cipher))), words);
  EXPECT_EQ(refusal(oaep_decrypt(key, {Hash::sha1, Hash::sha1, label}, hex(oaep_cipher))), words);
  EXPECT_EQ(refusal(oaep_decrypt(key, sha1, Bytes(128))), words);
  EXPECT_EQ(refusal(oaep_decrypt(key, sha1, Bytes(127))), words);
  EXPECT_EQ(refusal(oaep_decrypt(key, sha1, Bytes(128, 0xFF))), words);
}

TEST(Oaep, TellsWhatDoesNotFit) {
  const RsaPrivateKey key = oaep_key();
  EXPECT_EQ(refusal(oaep_encrypt(key.public_key(), {}, Bytes(63), Bytes(32))),
            "63 bytes do not fit into RSAES-OAEP of 128 bytes with SHA-256");
  EXPECT_EQ(refusal(oaep_encrypt(key.public_key(), {}, Bytes(62), Bytes(31))),
            "a seed for RSAES-OAEP has 31 bytes, 32 were wanted");
  const auto cipher = oaep_encrypt(key.public_key(), {}, Bytes(62, 7), Bytes(32, 9));
  EXPECT_EQ(oaep_decrypt(key, {}, cipher.value()).value(), SecureBytes(62, 7));
}

TEST(Pkcs1Encryption, MatchesThePublishedExample) {
  const RsaPrivateKey key = oaep_key();
  EXPECT_EQ(to_hex(pkcs1_encrypt(key.public_key(), hex(pkcs1_plain), hex(pkcs1_seed)).value()),
            pkcs1_cipher);
  EXPECT_EQ(to_hex(pkcs1_decrypt(key, hex(pkcs1_cipher)).value()), pkcs1_plain);
}

TEST(Pkcs1Encryption, RefusesPaddingThatIsNone) {
  const RsaPrivateKey key = oaep_key();
  constexpr auto words = "the data cannot be decrypted with this RSA key";
  const auto encrypted = [&](std::string_view head) {
    Bytes block = hex(head);
    block.resize(128, 0x11);
    return rsa_public(key.public_key(), block).value();
  };
  EXPECT_EQ(refusal(pkcs1_decrypt(key, encrypted("0002 1111111111111111 00"))), "taken");
  EXPECT_EQ(refusal(pkcs1_decrypt(key, encrypted("0002 11111111111111 00"))), words);
  EXPECT_EQ(refusal(pkcs1_decrypt(key, encrypted("0001 1111111111111111 00"))), words);
  EXPECT_EQ(refusal(pkcs1_decrypt(key, encrypted("0102 1111111111111111 00"))), words);
  EXPECT_EQ(refusal(pkcs1_decrypt(key, encrypted("0002 1111111111111111 11"))), words);
  EXPECT_EQ(refusal(pkcs1_decrypt(key, Bytes(1))), words);
  EXPECT_EQ(refusal(pkcs1_encrypt(key.public_key(), Bytes(118), {})),
            "118 bytes do not fit into RSAES-PKCS1-v1_5 of 128 bytes, which take 11 for itself");
  EXPECT_EQ(refusal(pkcs1_encrypt(key.public_key(), Bytes(117), Bytes(8))),
            "padding of 8 bytes without 00 was wanted");
}

TEST(Pkcs1Encryption, FindsTheMessageBehindPaddingOfAnyLength) {
  const RsaPrivateKey key = oaep_key();
  for (std::size_t zero = 2; zero < 128; ++zero) {
    Bytes block(128, 0x5A);
    block[0] = 0x00;
    block[1] = 0x02;
    block[zero] = 0x00;
    const auto opened = pkcs1_decrypt(key, rsa_public(key.public_key(), block).value());
    ASSERT_EQ(opened.has_value(), zero >= 10) << zero;
    EXPECT_EQ(opened.value_or(SecureBytes{}), SecureBytes(zero < 10 ? 0 : 127 - zero, 0x5A))
        << zero;
  }
}

TEST(Pkcs1Encryption, EndsThePaddingAtTheFirstZero) {
  const RsaPrivateKey key = oaep_key();
  Bytes block(128, 0x00);
  block[1] = 0x02;
  std::fill_n(block.begin() + 2, 8, std::uint8_t{0xFF});
  EXPECT_EQ(pkcs1_decrypt(key, rsa_public(key.public_key(), block).value()).value(),
            SecureBytes(117, 0x00));
  block[5] = 0x00;  // a second zero, far enough from the start, does not heal the first
  EXPECT_FALSE(pkcs1_decrypt(key, rsa_public(key.public_key(), block).value()));
}

TEST(RsaPrivateKey, OfFactorsIsTheSame) {
  const RsaPrivateKey key = RsaPrivateKey::from_factors(Factors().view()).value();
  EXPECT_EQ(to_hex(key.public_key().modulus()), pss_modulus);
  EXPECT_EQ(to_hex(key.public_key().exponent()), "010001");
  EXPECT_EQ(to_hex(pkcs1_sign(key, Hash::sha1, hex(pkcs1_message))), pkcs1_signature);
}

TEST(RsaPrivateKey, FindsItsPublicExponent) {
  const auto key = RsaPrivateKey::from_exponent(hex(pss_modulus), hex(pss_private_exponent));
  EXPECT_EQ(to_hex(key.value().public_key().exponent()), "010001");
  EXPECT_EQ(refusal(RsaPrivateKey::from_exponent(hex(pss_modulus), hex("05"))),
            "the public exponent of an RSA key is none of 3, 17 and 65537; give it");
}

TEST(RsaPrivateKey, IsRefusedWhenItsNumbersDoNotBelongTogether) {
  EXPECT_EQ(refusal(RsaPrivateKey::from_exponents(hex(pss_modulus), hex("03"),
                                                  hex(pss_private_exponent))),
            "the private exponent of an RSA key does not belong to its public one");
  Factors wrong;
  wrong.qi.back() = static_cast<std::uint8_t>(wrong.qi.back() ^ 1);
  EXPECT_EQ(refusal(RsaPrivateKey::from_factors(wrong.view())),
            "the inverse of q does not belong to p and q");
  wrong = Factors();
  wrong.dq.back() = static_cast<std::uint8_t>(wrong.dq.back() ^ 2);
  EXPECT_EQ(refusal(RsaPrivateKey::from_factors(wrong.view())),
            "the private exponents of p and q have no common inverse");
  wrong = Factors();
  wrong.p.back() = 0x00;
  EXPECT_EQ(refusal(RsaPrivateKey::from_factors(wrong.view())),
            "a factor of an RSA modulus is even or one");
}

TEST(RsaPublicKey, TakesModuliOfWholeBytesOnly) {
  const auto told = [](ByteView modulus) {
    return refusal(RsaPublicKey::from_numbers(modulus, f4));
  };
  Bytes modulus = hex(pss_modulus);
  EXPECT_EQ(told(modulus), "taken");
  Bytes odd = modulus;
  odd[0] = 0x25;
  EXPECT_EQ(told(odd), "an RSA modulus has 1022 bits, a multiple of 8 was wanted");
  odd = modulus;
  odd.insert(odd.begin(), 0x01);
  EXPECT_EQ(told(odd), "an RSA modulus has 1025 bits, a multiple of 8 was wanted");
  odd[0] = 0x00;
  EXPECT_EQ(told(odd), "an RSA modulus begins with 00, which is no part of it");
  EXPECT_EQ(told(ByteView(modulus).first(127)),
            "an RSA modulus has 1016 bits, 1024 to 8192 were wanted");
  EXPECT_EQ(told(Bytes(1025, 0xFF)), "an RSA modulus has 8200 bits, 1024 to 8192 were wanted");
  modulus.back() = 0x36;
  EXPECT_EQ(told(modulus), "an RSA modulus is even");
  EXPECT_EQ(told({}), "an RSA modulus has no bytes");
}

TEST(RsaPublicKey, TakesExponentsThatAreOne) {
  const auto told = [](ByteView modulus, ByteView exponent) {
    return refusal(RsaPublicKey::from_numbers(modulus, exponent));
  };
  const Bytes modulus = hex(pss_modulus);
  EXPECT_EQ(told(modulus, hex("0003")), "taken");
  EXPECT_EQ(told(modulus, hex("01")), "an RSA public exponent is even or below 3");
  EXPECT_EQ(told(modulus, hex("02")), "an RSA public exponent is even or below 3");
  EXPECT_EQ(told(modulus, {}), "an RSA public exponent is even or below 3");
  EXPECT_EQ(told(modulus, modulus), "an RSA public exponent is not below its modulus");
  EXPECT_EQ(told(Bytes(512, 0xFF), Bytes(9, 0xFF)),
            "an RSA public exponent has 72 bits, at most 64 go with a modulus of 4096");
}

TEST(BareRsa, IsDefinedBelowTheModulus) {
  const RsaPrivateKey key = pss_key();
  Bytes block(128);
  block.back() = 0x02;
  const Bytes power = rsa_public(key.public_key(), block).value();
  const SecureBytes back = rsa_private(key, power).value();
  EXPECT_TRUE(equal(back, block));
  EXPECT_EQ(refusal(rsa_public(key.public_key(), key.public_key().modulus())),
            "a block for RSA is not below the modulus");
  EXPECT_EQ(refusal(rsa_private(key, Bytes(129))),
            "a block for RSA has 129 bytes, 128 were wanted");
}

TEST(MessageRecovery, OpensWhatItSigns) {
  const RsaPrivateKey key = pss_key();
  ASSERT_EQ(recoverable_length(key.public_key()), 106u);
  const Bytes rest = hex("0102030405");
  for (int n = 0; n < 8; ++n) {  // the plain form is the smaller one for about every other message
    const Bytes inside(106, static_cast<std::uint8_t>(n));
    for (const RecoveryForm form : {RecoveryForm::plain, RecoveryForm::smaller}) {
      const Bytes signature = recovery_sign(key, inside, rest, form).value();
      EXPECT_EQ(recovery_open(key.public_key(), signature, rest).value(), inside);
      EXPECT_TRUE(form == RecoveryForm::plain || signature[0] < 0x53);
    }
  }
}

TEST(MessageRecovery, IsASignatureOfTheBlockOfTheStandard) {
  const RsaPrivateKey key = pss_key();
  const Bytes inside(106, 0x33);
  const Bytes signature = recovery_sign(key, inside, hex("AA"), RecoveryForm::plain).value();
  Bytes signed_bytes = inside;
  signed_bytes.push_back(0xAA);
  EXPECT_EQ(to_hex(rsa_public(key.public_key(), signature).value()),
            "6A" + to_hex(inside) + to_hex(sha1(signed_bytes)) + "BC");
}

TEST(MessageRecovery, TellsWhatIsWrong) {
  const RsaPrivateKey key = pss_key();
  const auto told = [&](std::size_t at, std::uint8_t value) {
    Bytes block(128, 0x33);
    block[0] = 0x6A;
    block.back() = 0xBC;
    digest_into(Hash::sha1, {ByteView(block).subspan(1, 106)},
                MutableByteView(block).subspan(107, 20));
    block[at] = value;
    const SecureBytes signature = rsa_private(key, block).value();
    return refusal(recovery_open(key.public_key(), signature, {}));
  };
  EXPECT_EQ(told(1, 0x33), "taken");
  EXPECT_EQ(told(0, 0x4A), "a signature with recovery begins with 4A, 6A was wanted");
  EXPECT_EQ(told(127, 0xCC), "a signature with recovery ends with CC, BC was wanted");
  EXPECT_EQ(told(1, 0x34), "the hash in a signature with recovery is another");
  EXPECT_EQ(refusal(recovery_sign(key, Bytes(105), {}, RecoveryForm::plain)),
            "a signature with recovery of 128 bytes carries 106 bytes, not 105");
  EXPECT_EQ(refusal(recovery_open(key.public_key(), Bytes(127), {})),
            "a block for RSA has 127 bytes, 128 were wanted");
}

}  // namespace
}  // namespace assay::crypto
