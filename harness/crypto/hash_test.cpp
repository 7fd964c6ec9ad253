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

TEST(Sha256Text, IsLowerCaseHex) {
  EXPECT_EQ(sha256_text(view("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace assay::crypto
