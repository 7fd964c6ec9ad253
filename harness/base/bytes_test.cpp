// SPDX-License-Identifier: Apache-2.0
// Byte strings: wiping, comparing, appending.
#include "base/bytes.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay {
namespace {

TEST(Bytes, WipedMemoryIsZero) {
  std::array<std::uint8_t, 4> secret = "DEADBEEF"_hex;
  wipe(secret.data(), 3);
  EXPECT_EQ(secret, "000000EF"_hex);
}

TEST(Bytes, WipingNothingIsAllowed) {
  std::array<std::uint8_t, 4> kept = "DEADBEEF"_hex;
  wipe(kept.data(), 0);
  wipe(nullptr, 0);
  EXPECT_EQ(kept, "DEADBEEF"_hex);
}

struct Comparison {
  ByteView left, right;
  bool same;
};
constexpr auto one = "01 02 03"_hex;
constexpr auto last_differs = "01 02 02"_hex;
constexpr auto first_differs = "81 02 03"_hex;
constexpr auto longer = "01 02 03 00"_hex;

class Comparing : public testing::TestWithParam<Comparison> {};

TEST_P(Comparing, BothComparisonsAgree) {
  EXPECT_EQ(equal(GetParam().left, GetParam().right), GetParam().same);
  EXPECT_EQ(equal_in_constant_time(GetParam().left, GetParam().right), GetParam().same);
}

INSTANTIATE_TEST_SUITE_P(Bytes, Comparing,
                         testing::Values(Comparison{one, one, true},
                                         Comparison{one, last_differs, false},
                                         Comparison{one, first_differs, false},
                                         Comparison{one, longer, false},
                                         Comparison{longer, one, false}, Comparison{{}, one, false},
                                         Comparison{{}, {}, true}));

TEST(Bytes, AppendKeepsWhatWasThere) {
  Bytes target = to_bytes("00 A4"_hex);
  append(target, "04 00"_hex);
  append(target, {});
  EXPECT_EQ(target, to_bytes("00 A4 04 00"_hex));
}

}  // namespace
}  // namespace assay
