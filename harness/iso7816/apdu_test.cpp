// SPDX-License-Identifier: Apache-2.0
// The four cases of command APDUs, short and extended, against bytes laid out by hand from ISO/IEC 7816-3:2006, 12.1.3.
#include "iso7816/apdu.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::iso7816 {
namespace {

struct Layout {
  const char* name;
  const char* bytes;
  ApduCase apdu_case;
  const char* data;
  std::uint32_t ne;
  bool extended;
};
void PrintTo(const Layout& layout, std::ostream* out) {
  *out << layout.name;
}

class CommandLayout : public testing::TestWithParam<Layout> {};

TEST_P(CommandLayout, IsReadAsTheStandardDraws) {
  const Bytes bytes = from_hex(GetParam().bytes).value();
  const auto command = parse_command(bytes);
  ASSERT_TRUE(command) << command.error().text();
  EXPECT_EQ(command->cla, bytes[0]);
  EXPECT_EQ(command->ins, bytes[1]);
  EXPECT_EQ(command->p1, bytes[2]);
  EXPECT_EQ(command->p2, bytes[3]);
  EXPECT_EQ(command->apdu_case(), GetParam().apdu_case);
  EXPECT_EQ(to_spaced_hex(command->data), GetParam().data);
  EXPECT_EQ(command->ne, GetParam().ne);
  EXPECT_EQ(command->extended, GetParam().extended);
}

TEST_P(CommandLayout, IsWrittenBackByteForByte) {
  const Bytes bytes = from_hex(GetParam().bytes).value();
  EXPECT_EQ(to_hex(encode(parse_command(bytes).value())), to_hex(bytes));
}

INSTANTIATE_TEST_SUITE_P(
    Apdu, CommandLayout,
    testing::Values(
        Layout{"case1", "00 A4 04 00", ApduCase::case1, "", 0, false},
        Layout{"case2_one_byte", "80 CA 9F 7F 01", ApduCase::case2, "", 1, false},
        Layout{"case2_255", "00 B0 00 00 FF", ApduCase::case2, "", 255, false},
        Layout{"case2_256", "00 B0 00 00 00", ApduCase::case2, "", 256, false},
        Layout{"case3", "00 D6 00 00 02 AA BB", ApduCase::case3, "AA BB", 0, false},
        Layout{"case3_one_byte", "80 50 00 00 01 00", ApduCase::case3, "00", 0, false},
        Layout{"case4", "00 A4 04 00 02 3F 00 10", ApduCase::case4, "3F 00", 16, false},
        Layout{"case4_256", "00 A4 04 00 02 3F 00 00", ApduCase::case4, "3F 00", 256, false},
        Layout{"case2_extended", "00 B0 00 00 00 01 00", ApduCase::case2, "", 256, true},
        Layout{"case2_extended_small", "00 B0 00 00 00 00 01", ApduCase::case2, "", 1, true},
        Layout{"case2_extended_65536", "00 B0 00 00 00 00 00", ApduCase::case2, "", 65536, true},
        Layout{"case3_extended", "00 D6 00 00 00 00 02 AA BB", ApduCase::case3, "AA BB", 0, true},
        Layout{"case4_extended", "00 D6 00 00 00 00 02 AA BB 01 00", ApduCase::case4, "AA BB", 256,
               true},
        Layout{"case4_extended_65536", "00 D6 00 00 00 00 01 AA 00 00", ApduCase::case4, "AA",
               65536, true}),
    [](const auto& test) { return std::string(test.param.name); });

struct Refusal {
  const char* name;
  const char* bytes;
  const char* message;
};
void PrintTo(const Refusal& refusal, std::ostream* out) {
  *out << refusal.name;
}

class CommandRefused : public testing::TestWithParam<Refusal> {};

TEST_P(CommandRefused, NamesBothLengths) {
  const auto command = parse_command(from_hex(GetParam().bytes).value());
  ASSERT_FALSE(command);
  EXPECT_EQ(command.error().code, ErrorCode::malformed);
  EXPECT_EQ(command.error().message, GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Apdu, CommandRefused,
    testing::Values(
        Refusal{"empty", "", "a command has at least 4 bytes, this one has 0"},
        Refusal{"three_bytes", "00 A4 04", "a command has at least 4 bytes, this one has 3"},
        Refusal{"data_missing", "00 A4 04 00 05 01 02",
                "Lc announces 5 data bytes, the command has 2 after it"},
        Refusal{"two_bytes_too_many", "00 A4 04 00 01 AA 00 00",
                "Lc announces 1 data bytes, the command has 3 after it"},
        Refusal{"zero_lc", "00 A4 04 00 00 00", "Lc is zero and 1 byte follows"},
        Refusal{"zero_lc_short_body", "00 A4 04 00 00 FF", "Lc is zero and 1 byte follows"},
        Refusal{"extended_zero_lc", "00 A4 04 00 00 00 00 AA",
                "extended Lc is zero and 1 bytes follow"},
        Refusal{"extended_one_byte_le", "00 A4 04 00 00 00 01 AA 00",
                "Lc announces 1 data bytes, the command has 2 after it"},
        Refusal{"extended_data_missing", "00 A4 04 00 00 01 00 AA",
                "Lc announces 256 data bytes, the command has 1 after it"},
        Refusal{"extended_three_bytes_too_many", "00 A4 04 00 00 00 01 AA 00 00 00",
                "Lc announces 1 data bytes, the command has 4 after it"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Apdu, TheLargestShortAndExtendedBodiesAreRead) {
  Bytes bytes = to_bytes("00 D6 00 00 FF"_hex);
  bytes.resize(5 + 255, 0x5A);
  EXPECT_EQ(parse_command(bytes)->data.size(), 255U);
  bytes.push_back(0x00);
  EXPECT_EQ(parse_command(bytes)->ne, 256U);

  Bytes extended = to_bytes("00 D6 00 00 00 FF FF"_hex);
  extended.resize(7 + 65535, 0x5A);
  EXPECT_EQ(parse_command(extended)->data.size(), 65535U);
  extended.resize(extended.size() + 2, 0x00);
  EXPECT_EQ(parse_command(extended)->ne, 65536U);
  EXPECT_EQ(encode(*parse_command(extended)), extended);
}

TEST(Apdu, TheExtendedFormIsChosenWhenDataOrNeNeedIt) {
  const Bytes data(256, 0x01);
  EXPECT_EQ(to_hex(ByteView(encode(CommandView{.ins = 0xD6, .data = data})).first(8)),
            "00D6000000010001");
  EXPECT_EQ(to_hex(encode(CommandView{.ins = 0xB0, .ne = 257})), "00B00000000101");
  EXPECT_EQ(to_hex(encode(CommandView{.ins = 0xB0, .ne = 256})), "00B0000000");
  EXPECT_EQ(to_hex(encode(CommandView{.ins = 0xB0, .extended = true})), "00B00000");
}

TEST(Apdu, EncodingAppends) {
  Bytes out = {0xEE};
  encode(CommandView{.cla = 0x80, .ins = 0xCA, .p1 = 0x9F, .p2 = 0x7F, .ne = 256}, out);
  EXPECT_EQ(to_hex(out), "EE80CA9F7F00");
}

TEST(Apdu, AnOwningCommandShowsTheSameView) {
  const CommandApdu command{
      .cla = 0x84, .ins = 0x82, .p1 = 0x33, .p2 = 0x00, .data = {0x01, 0x02}, .ne = 256};
  EXPECT_EQ(to_hex(encode(command.view())),
            "84823300020102"
            "00");
}

TEST(ApduDeathTest, MoreThanTheLengthFieldsHoldStopsTheProgram) {
  const Bytes data(65536, 0);
  EXPECT_DEATH((void)encode(CommandView{.data = data}), "internal check failed");
  EXPECT_DEATH((void)encode(CommandView{.ne = 65537}), "internal check failed");
}

TEST(Response, EndsWithItsStatusWord) {
  constexpr auto bytes = "6F 00 90 00"_hex;
  const auto response = parse_response(bytes);
  ASSERT_TRUE(response);
  EXPECT_EQ(to_hex(response->data), "6F00");
  EXPECT_EQ(response->sw.value, 0x9000);

  constexpr auto bare = "6A 82"_hex;
  EXPECT_TRUE(parse_response(bare)->data.empty());
  EXPECT_EQ(parse_response(bare)->sw.value, 0x6A82);
}

TEST(Response, FewerThanTwoBytesAreRefused) {
  constexpr auto one = "90"_hex;
  EXPECT_EQ(parse_response(one).error().message, "a response has at least 2 bytes, this one has 1");
  EXPECT_EQ(parse_response({}).error().message, "a response has at least 2 bytes, this one has 0");
}

}  // namespace
}  // namespace assay::iso7816
