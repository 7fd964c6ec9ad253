// SPDX-License-Identifier: Apache-2.0
// Expected values were computed with python3-cryptography from the definition in docs/decisions/0024-open-stand-in.md.
#include "crypto/open_stand_in.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "base/hex.hpp"

namespace assay::crypto::open_stand_in {
namespace {

constexpr auto master = "30 79 00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D"_hex;
constexpr auto card_key = "5C 76 06 65 46 85 43 44 1D BB 76 66 4C 19 DE 65"_hex;
constexpr auto session_key = "BF 99 52 60 FE 49 10 50 66 02 21 47 7A 9A DE 5E"_hex;

TEST(OpenStandIn, DerivesTheCardKeyOfASerialNumber) {
  EXPECT_EQ(to_hex(mac(master, Purpose::card_key, "30 79 00 00 00 00 C3 F9 DA ED"_hex)),
            to_hex(card_key));
}

TEST(OpenStandIn, DerivesASessionKeyFromBothChallenges) {
  EXPECT_EQ(to_hex(mac(card_key, Purpose::session_key, "C1 C2 C3 C4 00 12 34 56 30 79"_hex)),
            to_hex(session_key));
}

TEST(OpenStandIn, MasksWithAChallenge) {
  EXPECT_EQ(to_hex(mask(card_key, Purpose::pin_verification, "01 02 03 04 05 06 07 08"_hex)),
            "B2455A8A92A7516E7DFC0B737777A758");
}

TEST(OpenStandIn, EnciphersAnyLengthInCounterModeAndBack) {
  Bytes data(40);
  std::iota(data.begin(), data.end(), std::uint8_t{0});
  const Bytes plain = data;
  apply_keystream(session_key, Purpose::session_cipher, "00 00 00 01"_hex, data);
  EXPECT_EQ(to_hex(data),
            "31BC1DF277B6E703383D1E23C99C9282767FAADC5A75CACD84CF1769C320D9F59B2EF76BEA510407");
  apply_keystream(session_key, Purpose::session_cipher, "00 00 00 01"_hex, data);
  EXPECT_EQ(to_hex(data), to_hex(plain));
}

TEST(OpenStandIn, ChainsTheItemsOfASession) {
  SessionDigest digest;
  std::copy(session_key.begin(), session_key.end(), digest.key.begin());
  digest.add("30 79 00 12 34 56 00 30 79 00"_hex);
  EXPECT_EQ(to_hex(digest.chain), "0A78411DE8D30D31D24619E8A6E906E2");
  digest.add("00 B2 01 3C 1D"_hex);
  Bytes answer(31);
  answer[29] = 0x90;
  digest.add(answer);
  EXPECT_EQ(to_hex(digest.chain), "46E0D679F2992906790E75E941E30F18");
  EXPECT_EQ(to_hex(digest.mac_of(Speaker::terminal, 0)), "DB20E25556F402B31C4A270220E1D634");
  EXPECT_EQ(to_hex(digest.mac_of(Speaker::card, 0)), "3F9121FF7C15B4004D9F5D0AAD0B40FC");
  EXPECT_EQ(to_hex(digest.mac_of(Speaker::card, 3)), "68A221B1968E2C4BFFA03C7D22098D78");
}

}  // namespace
}  // namespace assay::crypto::open_stand_in
