// SPDX-License-Identifier: Apache-2.0
#include "crypto/block_cipher.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "base/hex.hpp"

namespace assay::crypto {
namespace {

Bytes hex(std::string_view text) {
  return from_hex(text).value();
}

Block16 block16(std::string_view text) {
  const Bytes bytes = hex(text);
  Block16 block{};
  std::copy(bytes.begin(), bytes.end(), block.begin());
  return block;
}

Block8 block8(std::string_view text) {
  const Bytes bytes = hex(text);
  Block8 block{};
  std::copy(bytes.begin(), bytes.end(), block.begin());
  return block;
}

// The message of the examples of NIST SP 800-38A and 800-38B.
constexpr auto nist_message =
    "6BC1BEE22E409F96E93D7E117393172A AE2D8A571E03AC9C9EB76FAC45AF8E51"
    "30C81C46A35CE411E5FBC1191A0A52EF F69F2445DF4F9B17AD2B417BE66C3710";
constexpr auto nist_key_128 = "2B7E151628AED2A6ABF7158809CF4F3C";
constexpr auto nist_key_192 = "8E73B0F7DA0E6452C810F32B809079E562F8EAD2522C6B7B";
constexpr auto nist_key_256 = "603DEB1015CA71BE2B73AEF0857D77811F352C073B6108D72D9810A30914DFF4";
constexpr auto counting_key = "404142434445464748494A4B4C4D4E4F";

struct CmacCase {
  const char* id;
  const char* key;
  std::size_t length;
  const char* mac;
};

void PrintTo(const CmacCase& vector, std::ostream* out) {
  *out << vector.id;
}

class AesCmac : public testing::TestWithParam<CmacCase> {};

TEST_P(AesCmac, MatchesThePublishedExample) {
  const Bytes message = hex(nist_message);
  const ByteView part = ByteView(message).first(GetParam().length);
  EXPECT_EQ(to_hex(aes_cmac(hex(GetParam().key), part)), GetParam().mac);
}

TEST_P(AesCmac, DoesNotDependOnWhereTheMessageIsCut) {
  const Bytes message = hex(nist_message);
  const ByteView part = ByteView(message).first(GetParam().length);
  for (std::size_t cut = 0; cut <= part.size(); ++cut)
    EXPECT_EQ(to_hex(aes_cmac(hex(GetParam().key), part.first(cut), part.subspan(cut))),
              GetParam().mac)
        << cut;
}

// NIST SP 800-38B, appendix D (as corrected in 2016); the 128-bit ones also in RFC 4493, section 4.
INSTANTIATE_TEST_SUITE_P(
    Nist, AesCmac,
    testing::Values(CmacCase{"k128_0", nist_key_128, 0, "BB1D6929E95937287FA37D129B756746"},
                    CmacCase{"k128_16", nist_key_128, 16, "070A16B46B4D4144F79BDD9DD04A287C"},
                    CmacCase{"k128_40", nist_key_128, 40, "DFA66747DE9AE63030CA32611497C827"},
                    CmacCase{"k128_64", nist_key_128, 64, "51F0BEBF7E3B9D92FC49741779363CFE"},
                    CmacCase{"k192_0", nist_key_192, 0, "D17DDF46ADAACDE531CAC483DE7A9367"},
                    CmacCase{"k192_16", nist_key_192, 16, "9E99A7BF31E710900662F65E617C5184"},
                    CmacCase{"k192_40", nist_key_192, 40, "8A1DE5BE2EB31AAD089A82E6EE908B0E"},
                    CmacCase{"k192_64", nist_key_192, 64, "A1D5DF0EED790F794D77589659F39A11"},
                    CmacCase{"k256_0", nist_key_256, 0, "028962F61B7BF89EFC6B551F4667D983"},
                    CmacCase{"k256_16", nist_key_256, 16, "28A7023F452E8F82BD4BF28D8C37C35C"},
                    CmacCase{"k256_40", nist_key_256, 40, "AAF3D8F1DE5640C232F5B169B9C911E6"},
                    CmacCase{"k256_64", nist_key_256, 64, "E1992190549F6ED5696A2C056C315410"}),
    [](const auto& named) { return std::string(named.param.id); });

TEST(AesCmacOfAnotherKey, IsAnother) {
  const Bytes message = hex(nist_message);
  Bytes key = hex(nist_key_128);
  key[15] ^= 0x01;
  EXPECT_NE(to_hex(aes_cmac(key, ByteView(message).first(16))), "070A16B46B4D4144F79BDD9DD04A287C");
}

TEST(AesCmacOfAPaddedMessage, IsAnother) {
  // Padding from outside is part of the message for CMAC; DES MACs are different in this.
  const Bytes message = hex("6BC1BEE22E409F96E93D7E1173931780");
  EXPECT_NE(aes_cmac(hex(nist_key_128), message),
            aes_cmac(hex(nist_key_128), ByteView(message).first(15)));
}

struct CbcCase {
  const char* id;
  const char* key;
  const char* cipher;
};

void PrintTo(const CbcCase& vector, std::ostream* out) {
  *out << vector.id;
}

class AesCbc : public testing::TestWithParam<CbcCase> {};

TEST_P(AesCbc, EncryptsAsPublished) {
  const Bytes message = hex(nist_message);
  Bytes out(message.size());
  aes_cbc_encrypt(hex(GetParam().key), block16("000102030405060708090A0B0C0D0E0F"), message, out);
  EXPECT_EQ(to_hex(out), GetParam().cipher);
}

TEST_P(AesCbc, DecryptsInPlace) {
  Bytes data = hex(GetParam().cipher);
  aes_cbc_decrypt(hex(GetParam().key), block16("000102030405060708090A0B0C0D0E0F"), data, data);
  EXPECT_EQ(data, hex(nist_message));
}

TEST_P(AesCbc, AWrongIcvSpoilsTheFirstBlockOnly) {
  Bytes data = hex(GetParam().cipher);
  aes_cbc_decrypt(hex(GetParam().key), Block16{}, data, data);
  const Bytes message = hex(nist_message);
  EXPECT_FALSE(equal(ByteView(data).first(16), ByteView(message).first(16)));
  EXPECT_TRUE(equal(ByteView(data).subspan(16), ByteView(message).subspan(16)));
}

// NIST SP 800-38A, F.2.1, F.2.3, F.2.5.
INSTANTIATE_TEST_SUITE_P(
    Nist, AesCbc,
    testing::Values(CbcCase{"k128", nist_key_128,
                            "7649ABAC8119B246CEE98E9B12E9197D5086CB9B507219EE95DB113A917678B2"
                            "73BED6B8E3C1743B7116E69E222295163FF1CAA1681FAC09120ECA307586E1A7"},
                    CbcCase{"k192", nist_key_192,
                            "4F021DB243BC633D7178183A9FA071E8B4D9ADA9AD7DEDF4E5E738763F69145A"
                            "571B242012FB7AE07FA9BAAC3DF102E008B0E27988598881D920A9E64F5615CD"},
                    CbcCase{"k256", nist_key_256,
                            "F58C4C04D6E5F1BA779EABFB5F7BFBD69CFC4E967EDB808D679F777BC6702C7D"
                            "39F23369A9D9BACFA530E26304231461B2EB05E2C39BE9FCDA6C19078C6A9D1B"}),
    [](const auto& named) { return std::string(named.param.id); });

TEST(AesBlock, EncryptsAsInFips197) {
  EXPECT_EQ(to_hex(aes_encrypt_block(hex("000102030405060708090A0B0C0D0E0F"),
                                     block16("00112233445566778899AABBCCDDEEFF"))),
            "69C4E0D86A7B0430D8CDB78070B4C55A");
}

TEST(SingleDes, MatchesTheNistExample) {
  // NIST SP 800-17, table A.1 (variable plaintext, known answer), rounds 1 and 64.
  EXPECT_EQ(to_hex(des_encrypt_block(hex("0101010101010101"), block8("8000000000000000"))),
            "95F8A5E5DD31D900");
  EXPECT_EQ(to_hex(des_encrypt_block(hex("0101010101010101"), block8("0000000000000001"))),
            "166B40B44ABA4BD6");
}

TEST(TripleDes, EncryptsWithThreeKeysAsInSp80067) {
  // NIST SP 800-67, appendix B.1.
  const Bytes key = hex("0123456789ABCDEF 23456789ABCDEF01 456789ABCDEF0123");
  const Bytes plain = hex("5468652071756663 6B2062726F776E20 666F78206A756D70");
  Bytes out(plain.size());
  des3_ecb_encrypt(key, plain, out);
  EXPECT_EQ(to_hex(out), "A826FD8CE53B855FCCE21C8112256FE668D5C05DD9B6B900");
  des3_ecb_decrypt(key, out, out);
  EXPECT_EQ(out, plain);
}

TEST(TripleDes, ReadsSixteenBytesAsTheFirstKeyUsedTwice) {
  const Bytes two = hex("404142434445464748494A4B4C4D4E4F");
  const Bytes three = hex("404142434445464748494A4B4C4D4E4F4041424344454647");
  Bytes a(8), b(8);
  des3_ecb_encrypt(two, Bytes(8), a);
  des3_ecb_encrypt(three, Bytes(8), b);
  EXPECT_EQ(to_hex(a), "8BAF473F2F8FD094");
  EXPECT_EQ(a, b);
}

TEST(TripleDes, ChainsBlocks) {
  // The SCP02 session key S-ENC for sequence counter 0000, from GlobalPlatformPro's tests: 0182 0000 00.. under 40..4F.
  Bytes data = hex("01820000000000000000000000000000");
  des3_cbc_encrypt(hex(counting_key), Block8{}, data, data);
  EXPECT_EQ(to_hex(data), "010B0371D78377B801F2D62AFC671D95");
  des3_cbc_decrypt(hex(counting_key), Block8{}, data, data);
  EXPECT_EQ(to_hex(data), "01820000000000000000000000000000");
}

TEST(FullTripleDesMac, IsTheCardCryptogramOfAPublicTrace) {
  // SCP02, GlobalPlatform.NET: S-ENC 010B.., host challenge, counter, card challenge.
  EXPECT_EQ(to_hex(des3_full_mac(hex("010B0371D78377B801F2D62AFC671D95"), Block8{},
                                 hex("ED293C60B50DF420 0000 3D029C31C789"))),
            "BD81D9379C00D28F");
}

TEST(RetailMac, IsTheCMacOfAPublicTrace) {
  // SCP02, kaoh/globalplatform get_status_mac_only: EXTERNAL AUTHENTICATE under C-MAC key 3D19...
  EXPECT_EQ(to_hex(des_retail_mac(hex("3D19A0E1F74FFE5260157E1E150AC67E"), Block8{},
                                  hex("84820100107C799B3C771DBAE6"))),
            "BEF49310977617BA");
}

TEST(RetailMac, MatchesIso9797Algorithm3) {
  // ISO/IEC 9797-1:1999, annex A.3, padding method 2: "Now is the time for all " under 0123.. and FEDC...
  EXPECT_EQ(to_hex(des_retail_mac(hex("0123456789ABCDEF FEDCBA9876543210"), Block8{},
                                  hex("4E6F77206973207468652074696D6520666F7220616C6C20"))),
            "E9086230CA3BE796");
}

TEST(RetailMac, DiffersFromTheFullMacOnceThereAreTwoBlocks) {
  const Bytes key = hex("0123456789ABCDEF FEDCBA9876543210");
  EXPECT_EQ(des_retail_mac(key, Block8{}, hex("01020304")),
            des3_full_mac(key, Block8{}, hex("01020304")));
  EXPECT_NE(des_retail_mac(key, Block8{}, Bytes(8)), des3_full_mac(key, Block8{}, Bytes(8)));
}

TEST(RetailMac, TellsPaddingFromData) {
  const Bytes key = hex("0123456789ABCDEF FEDCBA9876543210");
  EXPECT_NE(des_retail_mac(key, Block8{}, hex("01")), des_retail_mac(key, Block8{}, hex("0180")));
}

TEST(Padding, AlwaysAddsAByte) {
  struct Case {
    const char* data;
    std::size_t block;
    const char* padded;
  };
  for (const Case& c :
       {Case{"", 8, "8000000000000000"}, Case{"01", 8, "0180000000000000"},
        Case{"01020304050607", 8, "0102030405060780"},
        Case{"0102030405060708", 8, "01020304050607088000000000000000"},
        Case{"", 16, "80000000000000000000000000000000"},
        Case{"000102030405060708090A0B0C0D0E", 16, "000102030405060708090A0B0C0D0E80"}}) {
    Bytes data = hex(c.data);
    const std::size_t before = data.size();
    pad80(data, c.block);
    EXPECT_EQ(to_hex(data), c.padded);
    EXPECT_EQ(unpadded_length(data), before);
  }
}

TEST(Padding, IsMissedWhenItIsNotThere) {
  EXPECT_EQ(unpadded_length({}), 1u);
  EXPECT_EQ(unpadded_length(hex("0000")), 3u);
  EXPECT_EQ(unpadded_length(hex("0102")), 3u);
  EXPECT_EQ(unpadded_length(hex("8001")), 3u);
  EXPECT_EQ(unpadded_length(hex("8080")), 1u);
}

TEST(KeyCheckValue, MatchesPublishedValues) {
  const auto text = [](const std::array<std::uint8_t, 3>& value) { return to_hex(value); };
  EXPECT_EQ(text(des_key_check_value(hex(counting_key))), "8BAF47");
  EXPECT_EQ(text(aes_key_check_value(hex(counting_key))), "504A77");
  EXPECT_EQ(text(aes_key_check_value(hex("000102030405060708090A0B0C0D0E0F"))), "C35280");
  EXPECT_EQ(text(aes_key_check_value(hex("101112131415161718191A1B1C1D1E1F"))), "013808");
  EXPECT_EQ(text(aes_key_check_value(hex("202122232425262728292A2B2C2D2E2F"))), "840DE5");
}

TEST(RecentKeys, DoNotMixUpWhenThereAreMoreThanPlacesForThem) {
  std::vector<Block16> first;
  const auto of = [](int n) {
    Bytes key(16, static_cast<std::uint8_t>(n));
    key[3] = static_cast<std::uint8_t>(n >> 8);
    return aes_cmac(key, key);
  };
  for (int n = 0; n < 500; ++n) first.push_back(of(n));
  for (int n = 499; n >= 0; --n) EXPECT_EQ(of(n), first[static_cast<std::size_t>(n)]) << n;
}

TEST(RecentKeys, AreEachThreadsOwn) {
  const Bytes key = hex(nist_key_128);
  const Bytes message = hex(nist_message);
  std::vector<std::thread> threads;
  std::array<Block16, 4> macs{};
  for (auto& mac : macs)
    threads.emplace_back([&mac, &key, &message] {
      for (int i = 0; i < 1000; ++i) mac = aes_cmac(key, message);
    });
  for (auto& thread : threads) thread.join();
  for (const auto& mac : macs) EXPECT_EQ(to_hex(mac), "51F0BEBF7E3B9D92FC49741779363CFE");
}

TEST(BlockCipherDeathTest, StopsOnKeyLengthsThatDoNotExist) {
  EXPECT_DEATH((void)aes_cmac(Bytes(15), {}), "key");
  EXPECT_DEATH((void)aes_cmac(Bytes(17), {}), "key");
  EXPECT_DEATH((void)des_retail_mac(Bytes(24), Block8{}, {}), "key");
  Bytes data(8);
  EXPECT_DEATH(des3_ecb_encrypt(Bytes(9), data, data), "key");
  EXPECT_DEATH(aes_cbc_encrypt(Bytes(16), Block16{}, data, data), "in.size");
}

}  // namespace
}  // namespace assay::crypto
