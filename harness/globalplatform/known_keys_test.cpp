// SPDX-License-Identifier: Apache-2.0
// Answers of real cards with published keys, from kaoh/globalplatform and osmocom/pysim.
#include "globalplatform/known_keys.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::globalplatform {
namespace {

std::optional<std::string> find(std::string_view challenge, std::string_view answer) {
  return find_known_keys(from_hex(challenge).value(), from_hex(answer).value());
}

TEST(KnownKeys, FindsTheTestKeyBehindAnAnswerOfScp01) {
  EXPECT_EQ(find("10DBADDE5E94FCE1", "0000302300000055FF000101F5571FE5ED3971F5D2FFBE28469E141D"),
            "the GlobalPlatform test key 404142.., three times");
}

TEST(KnownKeys, FindsTheTestKeyDiversifiedByVisa2) {
  EXPECT_EQ(find("5218A9EAE3863131", "00004181116665F5B8300101A67BE0F6BB2920AAD421FF3948F1304B"),
            "the GlobalPlatform test key 404142.., diversified by VISA2");
}

TEST(KnownKeys, FindsTheTestKeyBehindAnAnswerOfScp02) {
  EXPECT_EQ(find("D5AD539A60CA5E72", "000074746E6E6E6262620102069FAA2A0591E73367DD78794D04315E"),
            "the GlobalPlatform test key 404142.., three times");
}

TEST(KnownKeys, FindsNothingWhereTheCryptogramIsAnother) {
  EXPECT_EQ(find("D5AD539A60CA5E72", "000074746E6E6E6262620102069FAA2A0591E73367DD78794D04315F"),
            std::nullopt);
}

TEST(KnownKeys, FindsNothingInWhatIsNoAnswer) {
  EXPECT_EQ(find("D5AD539A60CA5E72", ""), std::nullopt);
  EXPECT_EQ(find("", "000074746E6E6E6262620102069FAA2A0591E73367DD78794D04315E"), std::nullopt);
}

}  // namespace
}  // namespace assay::globalplatform
