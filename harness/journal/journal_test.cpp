// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <vector>

#include "base/hex.hpp"
#include "journal/masked.hpp"
#include "journal/verdict.hpp"

namespace assay::journal {
namespace {

using namespace literals;

std::string masked(std::vector<SecretRange> secrets) {
  std::string out = "> ";
  append_masked_hex(out, "00 20 00 80 04 31 32 33 34"_hex, secrets);
  return out;
}

TEST(MaskedHex, ShowsOnlyHowManySecretBytesThereAre) {
  EXPECT_EQ(masked({{5, 4}}), "> 0020008004........");
}

TEST(MaskedHex, CutsRangesThatReachBeyondTheBytes) {
  EXPECT_EQ(masked({{7, 9}}), "> 00200080043132....");
}

TEST(MaskedHex, LeavesOutRangesThatLieBeyondTheBytes) {
  EXPECT_EQ(masked({{9, 1}}), "> 002000800431323334");
}

TEST(Verdict, OnlyWorsensWhenMerged) {
  const std::vector<Verdict> order{Verdict::pass, Verdict::inconclusive, Verdict::fail,
                                   Verdict::error};
  for (std::size_t a = 0; a < order.size(); ++a)
    for (std::size_t b = 0; b < order.size(); ++b)
      EXPECT_EQ(worse(order[a], order[b]), order[a < b ? b : a]);
}

TEST(Verdict, IsReadByTheNameItPrints) {
  for (const auto* text : {"pass", "inconclusive", "fail", "error", "not_applicable"}) {
    const auto verdict = parse_verdict(text);
    ASSERT_TRUE(verdict.has_value()) << text;
    EXPECT_EQ(name(*verdict), text);
  }
  EXPECT_FALSE(parse_verdict("Pass").has_value());
}

}  // namespace
}  // namespace assay::journal
