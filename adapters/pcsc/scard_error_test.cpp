// SPDX-License-Identifier: Apache-2.0
#include <PCSC/winscard.h>

#include "adapters/pcsc/scard_error.hpp"

#include <gtest/gtest.h>

#include <set>

namespace assay::pcsc {
namespace {

TEST(ScardError, NamesSubjectSentenceSymbolAndNumber) {
  const Error error = scard_error(0x8010000B, "reader 'X'");
  EXPECT_EQ(error.code, ErrorCode::refused);
  EXPECT_EQ(error.message,
            "reader 'X': another program uses the card (SCARD_E_SHARING_VIOLATION, 8010000B)");
}

TEST(ScardError, GivesTheNumberOfAnUnknownCode) {
  const Error error = scard_error(0x80101234, "PC/SC");
  EXPECT_EQ(error.code, ErrorCode::internal);
  EXPECT_EQ(error.message, "PC/SC: unknown PC/SC return code 80101234");
}

TEST(ScardError, HasEveryCodeOnceInOrder) {
  std::uint32_t last = 0;
  for (const auto& row : scard_table()) {
    EXPECT_GT(row.code, last);
    last = row.code;
  }
  // Numbers 01 to 31 and 65 to 6F of facility 801 are all that pcsc-lite defines.
  EXPECT_EQ(scard_table().size(), 0x31u + 0x0B);
}

TEST(ScardError, SaysEachThingInOneSentence) {
  for (const auto& row : scard_table()) {
    EXPECT_FALSE(row.sentence.empty()) << row.symbol;
    EXPECT_NE(row.sentence.back(), '.') << row.symbol;
    EXPECT_EQ(row.sentence.find(". "), std::string_view::npos) << row.symbol;
  }
}

struct Meaning {
  std::uint32_t code;
  ErrorCode error;
};

class ScardMeaning : public testing::TestWithParam<Meaning> {};

TEST_P(ScardMeaning, IsTheKindThatTheRunnerActsOn) {
  EXPECT_EQ(scard_error(GetParam().code, "x").code, GetParam().error);
}

// A removal has three faces; the first one alone, NOT_TRANSACTED, is resolved by looking for the card.
INSTANTIATE_TEST_SUITE_P(
    Measured, ScardMeaning,
    testing::Values(
        Meaning{0x80100016, ErrorCode::card_mute}, Meaning{0x80100069, ErrorCode::reader_lost},
        Meaning{0x8010000C, ErrorCode::reader_lost}, Meaning{0x80100068, ErrorCode::reader_lost},
        Meaning{0x80100008, ErrorCode::out_of_range}, Meaning{0x8010000B, ErrorCode::refused},
        Meaning{0x80100013, ErrorCode::reader_lost}, Meaning{0x8010001D, ErrorCode::reader_lost},
        Meaning{0x80100017, ErrorCode::reader_lost}, Meaning{0x8010002E, ErrorCode::reader_lost},
        Meaning{0x80100009, ErrorCode::reader_lost}, Meaning{0x80100066, ErrorCode::card_mute},
        Meaning{0x8010000F, ErrorCode::unsupported}));

}  // namespace
}  // namespace assay::pcsc
