// SPDX-License-Identifier: Apache-2.0
#include "crypto/hash.hpp"

#include <gtest/gtest.h>

#include <string_view>

#include "base/hex.hpp"

namespace assay::crypto {
namespace {

ByteView view(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// FIPS 180-4 examples and the empty message.
constexpr std::string_view two_blocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";

TEST(Sha1, MatchesThePublishedExamples) {
  EXPECT_EQ(to_hex(sha1({})), "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709");
  EXPECT_EQ(to_hex(sha1(view("abc"))), "A9993E364706816ABA3E25717850C26C9CD0D89D");
  EXPECT_EQ(to_hex(sha1(view(two_blocks))), "84983E441C3BD26EBAAE4AA1F95129E5E54670F1");
}

TEST(Sha256, MatchesThePublishedExamples) {
  EXPECT_EQ(to_hex(sha256({})), "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855");
  EXPECT_EQ(to_hex(sha256(view("abc"))),
            "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD");
  EXPECT_EQ(to_hex(sha256(view(two_blocks))),
            "248D6A61D20638B8E5C026930C3E6039A33CE45964FF2167F6ECEDD419DB06C1");
}

TEST(Sha256, OfAnotherMessageIsAnother) {
  EXPECT_NE(sha256(view("abc")), sha256(view("abd")));
}

TEST(Digest, MatchesThePublishedExamplesOfEveryHash) {
  struct Row {
    Hash hash;
    const char* abc;
  };
  // FIPS 180-4 examples.
  for (const Row& row :
       {Row{Hash::sha1, "A9993E364706816ABA3E25717850C26C9CD0D89D"},
        Row{Hash::sha224, "23097D223405D8228642A477BDA255B32AADBCE4BDA0B3F7E36C9DA7"},
        Row{Hash::sha256, "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"},
        Row{Hash::sha384,
            "CB00753F45A35E8BB5A03D699AC65007272C32AB0EDED1631A8B605A43FF5BED8086072BA1E7CC2358BAEC"
            "A1"
            "34C825A7"},
        Row{Hash::sha512,
            "DDAF35A193617ABACC417349AE20413112E6FA4E89A97EA20A9EEEE64B55D39A2192992A274FC1A836BA3C"
            "23"
            "A3FEEBBD454D4423643CE80E2A9AC94FA54CA49F"}}) {
    EXPECT_EQ(to_hex(digest(row.hash, view("abc"))), row.abc);
    Bytes parts(hash_length(row.hash));
    digest_into(row.hash, {view("a"), {}, view("bc")}, parts);
    EXPECT_EQ(to_hex(parts), row.abc);
  }
}

TEST(Hash, IsFoundByItsNameAndByItsLength) {
  EXPECT_EQ(hash_named("SHA-384"), Hash::sha384);
  EXPECT_EQ(hash_named("SHA384"), std::nullopt);
  EXPECT_EQ(hash_of_length(64), Hash::sha512);
  EXPECT_EQ(hash_of_length(16), std::nullopt);
  EXPECT_EQ(name(Hash::sha224), "SHA-224");
}

TEST(Hmac, MatchesRfc4231) {
  Bytes mac(48);
  hmac_into(Hash::sha384, from_hex("4A656665").value(),
            {view("what do ya want "), view("for nothing?")}, mac);
  EXPECT_EQ(
      to_hex(mac),
      "AF45D2E376484031617F78D2B58A6B1B9C7EF464F5A01B47E42EC3736322445E8E2240CA5E69E2C78B3239EC"
      "FAB21649");
  // Case 6: a key longer than a block.
  Bytes other(32);
  hmac_into(Hash::sha256, Bytes(131, 0xAA),
            {view("Test Using Larger Than Block-Size Key - Hash Key First")}, other);
  EXPECT_EQ(to_hex(other), "60E431591EE0B67F0D8A26AACBF5B77F8E0BC6213728C5140546040F0EE37F54");
}

TEST(X963Kdf, MatchesNistsExamples) {
  // NIST CAVP, ANS X9.63-2001: SHA-256 over four rounds, SHA-512 cut short.
  const SecureBytes long_one =
      x963_kdf(Hash::sha256, from_hex("22518B10E70F2A3F243810AE3254139EFBEE04AA57C7AF7D").value(),
               from_hex("75EEF81AA3041E33B80971203D2C0C52").value(), 128);
  EXPECT_EQ(to_hex(ByteView(long_one).first(40)),
            "C498AF77161CC59F2962B9A713E2B215152D139766CE34A776DF11866A69BF2E52A13D9C7C6FC878");
  EXPECT_EQ(to_hex(ByteView(long_one).last(8)), "E386128EC26AFC21");
  const SecureBytes cut = x963_kdf(
      Hash::sha512, from_hex("87FC0D8C4477485BB574F5FCEA264B30885DC8D90AD82782").value(), {}, 16);
  EXPECT_EQ(to_hex(cut), "947665FBB9152153EF460238506A0245");
}

TEST(Sha256Text, IsLowerCaseHex) {
  EXPECT_EQ(sha256_text(view("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace assay::crypto
