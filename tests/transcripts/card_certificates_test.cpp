// SPDX-License-Identifier: Apache-2.0
// The certificates that the genuine card sent: opened from the public root of the test chain down to the card's key.
// Opening is ISO/IEC 9796-2, scheme 2, without salt; it stands here because nothing else in the tree opens such a certificate.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/hex.hpp"
#include "crypto/hash.hpp"
#include "crypto/rsa.hpp"
#include "recorded_flows.hpp"

namespace assay::transcripts {
namespace {

constexpr std::string_view root_modulus =
    "C2494557ECE5979A497424833489CCCACF4DEE3FD7576A99C3999D8F468174E7"
    "6F393D4E5C3802AC6C3CB192EB687F5505D24EBA01FFC60D5752CE6910D50B4A"
    "DAC8C93159165109C3901FCA383A9F6603D576390FD59899A10873936D3A369B"
    "3EB8403ADFF476547B039ACC7DCB3C1FAF4F954E29A8C2E2AED7721272AF5CDC"
    "0A3B2994715261A4364EC1256D00004E084914DC4727349D715C3848D7C54AD5"
    "8DB0F6907549FED51D564E3A853D44F071A852AB536356C7974B16FC03E1FFE9"
    "DEE7527FBADDA5BC1116156DBFA5C13F06ACBBCDCEE3F9F4564034A8AD20F407"
    "32B2AB414891D940ED96DA6DA6E98F766A1CDBC7FD0C17A708BD5F68B816AA47";
constexpr std::size_t signature_size = 256, hash_size = 32, masked_size = 223;

void append(Bytes& out, ByteView bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

/// MGF1 with SHA-256.   Source: RFC 8017, B.2.1.
Bytes mask_of(ByteView seed) {
  Bytes mask;
  for (std::uint8_t counter = 0; mask.size() < masked_size; ++counter) {
    Bytes block(seed.begin(), seed.end());
    append(block, Bytes{0, 0, 0, counter});
    append(mask, crypto::digest(crypto::Hash::sha256, block));
  }
  mask.resize(masked_size);
  return mask;
}

Bytes hash_of(ByteView recovered, ByteView rest) {
  Bytes message{0, 0, 0, 0, 0, 0, 0x06, 0xF0};  // bits of the recovered part
  append(message, recovered);
  append(message, crypto::digest(crypto::Hash::sha256, rest));
  return crypto::digest(crypto::Hash::sha256, message);
}

/// The 222 bytes inside the signature at the end of a certificate, or nothing.
Bytes open(ByteView modulus, ByteView certificate) {
  const auto key = crypto::RsaPublicKey::from_numbers(modulus, Bytes{0x01, 0x00, 0x01});
  const ByteView rest = certificate.first(certificate.size() - signature_size);
  const auto block = key ? crypto::rsa_public(*key, certificate.last(signature_size))
                         : Result<Bytes>(tl::make_unexpected(key.error()));
  if (!block || block->back() != 0xBC) return {};
  const ByteView hash = ByteView(*block).subspan(masked_size, hash_size);
  Bytes recovered = mask_of(hash);
  for (std::size_t i = 0; i < masked_size; ++i) recovered[i] ^= (*block)[i];
  if ((recovered[0] & 0x7FU) != 0x01) return {};
  recovered.erase(recovered.begin());
  return std::ranges::equal(hash_of(recovered, rest), hash) ? recovered : Bytes{};
}

/// Two answers to GET DATA put together; five bytes of tag and length stand in front.
Bytes certificate(std::size_t first) {
  const RecordedFlow& card = flow("CAL-TR-001");
  const ByteView begin = card.exchanges.at(first).data();
  Bytes out(begin.begin() + 5, begin.end());
  append(out, card.exchanges.at(first + 1).data());
  return out;
}

/// The first 34 bytes stand in clear, the other 222 are in the signature.
Bytes modulus_of_authority() {
  const Bytes sent = certificate(5);
  const Bytes recovered = open(*from_hex(root_modulus), sent);
  Bytes modulus(sent.begin() + 94, sent.begin() + 128);
  append(modulus, recovered);
  return modulus;
}

TEST(CardCertificates, OfTheAuthorityIsSignedByTheRoot) {
  EXPECT_EQ(certificate(5).size(), 384U);
  EXPECT_EQ(open(*from_hex(root_modulus), certificate(5)).size(), 222U);
}

TEST(CardCertificates, OfTheCardIsSignedByTheAuthorityAndHasItsKey) {
  const Bytes sent = certificate(7);
  EXPECT_EQ(sent.size(), 316U);
  EXPECT_EQ(to_hex(ByteView(sent).subspan(48, 8)), "00000000C3F9DAED");
  const Bytes recovered = open(modulus_of_authority(), sent);
  ASSERT_EQ(recovered.size(), 222U);
  EXPECT_EQ(to_hex(ByteView(recovered).first(16)), "2024101420291013001B3F3B02141001");
  const ByteView told = flow("CAL-TR-001").exchanges.at(4).data();
  EXPECT_EQ(to_hex(ByteView(recovered).subspan(34, 64)), to_hex(told.subspan(3)));
}

TEST(CardCertificates, OpensNoMoreWithOneBitChanged) {
  const Bytes authority = modulus_of_authority();
  for (std::size_t i = 0; i < 316; ++i) {
    Bytes sent = certificate(7);
    sent[i] ^= 0x01U;
    EXPECT_TRUE(open(authority, sent).empty()) << "byte " << i;
  }
}

}  // namespace
}  // namespace assay::transcripts
