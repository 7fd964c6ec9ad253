// SPDX-License-Identifier: Apache-2.0
#include "engine/atr_parts.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::engine {
namespace {

/// "bytes", "absent" or the problem, then "!" where the part breaks its rule.
std::string part(std::string_view atr_text, std::string_view name) {
  const Bytes atr = *from_hex(atr_text);
  const AtrParts parts(atr);
  const AtrPart& found = parts.find(name);
  std::string out = found.bytes             ? to_hex(*found.bytes)
                    : found.problem.empty() ? "absent"
                                            : found.problem;
  const bool has_rule = name == "atr" || name == "tck" || name == "historical_bytes";
  return has_rule && !found.valid ? out + "!" : out;
}

// T=1 alone: TD1, eleven historical bytes of category 80, TCK.
constexpr auto t1 = "3B8B018073C00100454153534159A4";

TEST(AtrParts, ASoundAtrOfT1HasEveryPart) {
  EXPECT_EQ(part(t1, "atr"), t1);
  EXPECT_EQ(part(t1, "ts"), "3B");
  EXPECT_EQ(part(t1, "interface_bytes"), "01");
  EXPECT_EQ(part(t1, "protocols"), "01");
  EXPECT_EQ(part(t1, "historical_bytes"), "8073C00100454153534159");
  EXPECT_EQ(part(t1, "capabilities"), "C00100");
  EXPECT_EQ(part(t1, "tck"), "A4");
}

TEST(AtrParts, T0AloneHasNoCheckCharacter) {
  EXPECT_EQ(part("3B00", "atr"), "3B00");
  EXPECT_EQ(part("3B00", "protocols"), "00");
  EXPECT_EQ(part("3B00", "interface_bytes"), "");
  EXPECT_EQ(part("3B00", "historical_bytes"), "");
  EXPECT_EQ(part("3B00", "capabilities"), "absent");
  EXPECT_EQ(part("3B00", "tck"), "absent");
  EXPECT_EQ(part("3B0000", "tck"), "00!");
  EXPECT_EQ(part("3B0000", "atr"), "3B0000!");
}

TEST(AtrParts, ProtocolsAreTheTypesOfEveryTd) {
  EXPECT_EQ(part("3B80800101", "protocols"), "0001");
  EXPECT_EQ(part("3B80813120654A", "protocols"), "01");  // TD2 says T=1 again
  EXPECT_EQ(part("3B80813F00", "interface_bytes"),
            "the ATR ends within the interface bytes it announces");
}

TEST(AtrParts, AWrongCheckCharacterIsThereAndNotValid) {
  EXPECT_EQ(part("3B8B018073C00100454153534159A5", "tck"), "A5!");
  EXPECT_EQ(part("3B8B018073C00100454153534159A5", "atr"), "3B8B018073C00100454153534159A5");
}

TEST(AtrParts, AMissingCheckCharacterIsAbsentAndNotValid) {
  EXPECT_EQ(part("3B8B018073C00100454153534159", "tck"), "absent!");
  EXPECT_EQ(part("3B8B018073C00100454153534159", "atr"), "3B8B018073C00100454153534159!");
}

TEST(AtrParts, BytesBehindTheEndAreAgainstTheWholeOnly) {
  EXPECT_EQ(part("3B8B018073C00100454153534159A400", "atr"), "3B8B018073C00100454153534159A400!");
  EXPECT_EQ(part("3B8B018073C00100454153534159A400", "tck"), "A4");
}

TEST(AtrParts, WhatTheBytesDoNotReachIsToldInWords) {
  EXPECT_EQ(part("3B038073", "historical_bytes"),
            "T0 announces 3 historical bytes, and 2 bytes are left!");
  EXPECT_EQ(part("3B0180", "tck"), "absent");
  EXPECT_EQ(part("3B0280", "tck"), "T0 announces 2 historical bytes, and 1 byte is left!");
  EXPECT_EQ(part("3B", "protocols"), "the ATR ends before T0");
  EXPECT_EQ(part("", "atr"), "absent!");
}

TEST(AtrParts, HistoricalBytesOfCategories00And80AreCompactTlv) {
  EXPECT_EQ(part("3B05803110C500", "historical_bytes"), "803110C500!");
  EXPECT_EQ(part("3B048031C073", "historical_bytes"), "8031C073!");
  EXPECT_EQ(part("3B060031C0079000", "historical_bytes"), "0031C0079000");
  EXPECT_EQ(part("3B030031C0", "historical_bytes"), "0031C0!");
  EXPECT_EQ(part("3B04C1FFFFFF", "historical_bytes"), "C1FFFFFF");  // a category of somebody's own
}

}  // namespace
}  // namespace assay::engine
