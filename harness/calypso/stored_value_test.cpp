// SPDX-License-Identifier: Apache-2.0
#include "calypso/stored_value.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::calypso {
namespace {

TEST(SvGet, ForAReloadIsRead) {
  const auto sv =
      parse_sv_get("79007221D35F0E36123456000000790000001A0000020000123456780000DB0070"_hex);
  ASSERT_TRUE(sv) << sv.error().message;
  EXPECT_FALSE(sv->extended);
  EXPECT_EQ(sv->kvc, 0x79);
  EXPECT_EQ(sv->transaction, 0x0072);
  EXPECT_EQ(to_hex(sv->previous_signature), "21D35F");
  EXPECT_EQ(to_hex(sv->challenge), "0E36");
  EXPECT_EQ(sv->balance, 0x123456);
  ASSERT_TRUE(sv->load);
  EXPECT_FALSE(sv->debit);
  EXPECT_EQ(sv->load->kvc, 0x79);
  EXPECT_EQ(sv->load->balance, 0x1A);
  EXPECT_EQ(sv->load->amount, 2);
  EXPECT_EQ(to_hex(sv->load->sam), "12345678");
  EXPECT_EQ(sv->load->sam_transaction, 0xDBu);
  EXPECT_EQ(sv->load->transaction, 0x70);
}

TEST(SvGet, ForADebitIsRead) {
  const auto sv = parse_sv_get("790073A54BC97DFA123456FFFE0000000079123456780000DD0000160072"_hex);
  ASSERT_TRUE(sv) << sv.error().message;
  ASSERT_TRUE(sv->debit);
  EXPECT_EQ(sv->debit->amount, -2);
  EXPECT_EQ(sv->debit->kvc, 0x79);
  EXPECT_EQ(to_hex(sv->debit->sam), "12345678");
  EXPECT_EQ(sv->debit->sam_transaction, 0xDDu);
  EXPECT_EQ(sv->debit->balance, 0x16);
  EXPECT_EQ(sv->debit->transaction, 0x72);
}

TEST(SvGet, InExtendedModeHasBothLogs) {
  const auto sv = parse_sv_get(
      "0102030405060708 79 0072 A1A2A3A4A5A6 FFFFFE"
      "0000007900 00001A 000002 0000 12345678 0000DB 0070"
      "FFFE 0000 0000 79 12345678 0000DD 000016 0072"_hex);
  ASSERT_TRUE(sv) << sv.error().message;
  EXPECT_TRUE(sv->extended);
  EXPECT_EQ(to_hex(sv->challenge), "0102030405060708");
  EXPECT_EQ(to_hex(sv->previous_signature), "A1A2A3A4A5A6");
  EXPECT_EQ(sv->balance, -2);
  EXPECT_EQ(sv->load->transaction, 0x70);
  EXPECT_EQ(sv->debit->transaction, 0x72);
}

TEST(SvGet, HasThreeLengthsOnly) {
  for (std::size_t size = 0; size <= 80; ++size)
    EXPECT_EQ(parse_sv_get(Bytes(size, 0x55)).has_value(), size == 30 || size == 33 || size == 61)
        << size;
  EXPECT_EQ(parse_sv_get(Bytes(4)).error().message,
            "an answer to SV GET has 33 bytes (reload), 30 (debit) or 61 (extended), not 4");
}

TEST(SvLogs, OfFilesArePadded) {
  const auto load =
      parse_sv_load_log("00000073000000000000000000AE11875000E76C0002F9F26C00000000"_hex);
  ASSERT_TRUE(load) << load.error().message;
  EXPECT_EQ(load->date, 0);
  EXPECT_EQ(load->kvc, 0x73);
  EXPECT_EQ(to_hex(load->sam), "AE118750");
  const auto debit =
      parse_sv_debit_log("00000000000073AE11875000E76B0000000001D5972400000000000000"_hex);
  ASSERT_TRUE(debit) << debit.error().message;
  EXPECT_EQ(debit->kvc, 0x73);
  EXPECT_EQ(debit->sam_transaction, 0x00E76Bu);
  EXPECT_EQ(debit->transaction, 0x0001);
  EXPECT_EQ(parse_sv_load_log(Bytes(21)).error().message, "a load log has 22 bytes, not 21");
  EXPECT_EQ(parse_sv_debit_log(Bytes(18)).error().message, "a debit log has 19 bytes, not 18");
}

}  // namespace
}  // namespace assay::calypso
