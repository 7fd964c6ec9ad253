// SPDX-License-Identifier: Apache-2.0
// BER-TLV against codings laid out by hand from ISO/IEC 8825-1, 8.1, and paths through a GET STATUS answer.
#include "iso7816/tlv.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::iso7816 {
namespace {

struct Coding {
  const char* name;
  const char* bytes;
  Tag tag;
  const char* value;
  bool constructed;
};
void PrintTo(const Coding& coding, std::ostream* out) {
  *out << coding.name;
}

class TlvCoding : public testing::TestWithParam<Coding> {};

TEST_P(TlvCoding, IsRead) {
  const Bytes bytes = from_hex(GetParam().bytes).value();
  TlvReader reader(bytes);
  const auto object = reader.next();
  ASSERT_TRUE(object) << object.error().text();
  ASSERT_TRUE(*object);
  EXPECT_EQ((*object)->tag, GetParam().tag);
  EXPECT_EQ(to_hex((*object)->value), GetParam().value);
  EXPECT_EQ((*object)->constructed, GetParam().constructed);
  EXPECT_EQ(to_hex((*object)->whole), to_hex(bytes));
  EXPECT_TRUE(reader.at_end());
  EXPECT_FALSE(reader.next()->has_value());
}

INSTANTIATE_TEST_SUITE_P(
    Tlv, TlvCoding,
    testing::Values(Coding{"one_byte_tag", "4F 02 A0 00", 0x4F, "A000", false},
                    Coding{"two_byte_tag", "9F 7F 01 AA", 0x9F7F, "AA", false},
                    Coding{"three_byte_tag", "9F 81 01 01 AA", 0x9F8101, "AA", false},
                    Coding{"template", "E3 04 4F 02 A0 00", 0xE3, "4F02A000", true},
                    Coding{"two_byte_template", "BF 0C 00", 0xBF0C, "", true},
                    Coding{"empty_value", "C5 00", 0xC5, "", false},
                    Coding{"long_form_of_one", "C5 81 01 80", 0xC5, "80", false},
                    Coding{"long_form_of_two", "C5 82 00 01 80", 0xC5, "80", false},
                    Coding{"long_form_of_three", "C5 83 00 00 01 80", 0xC5, "80", false},
                    Coding{"tag_zero", "00 01 FF", 0x00, "FF", false}),
    [](const auto& test) { return std::string(test.param.name); });

struct Refusal {
  const char* name;
  const char* bytes;
  const char* message;
};
void PrintTo(const Refusal& refusal, std::ostream* out) {
  *out << refusal.name;
}

class TlvRefused : public testing::TestWithParam<Refusal> {};

TEST_P(TlvRefused, NamesTheOffset) {
  const Bytes bytes = from_hex(GetParam().bytes).value();
  TlvReader reader(bytes);
  Result<std::optional<Tlv>> object = std::nullopt;
  do object = reader.next();
  while (object && *object);
  ASSERT_FALSE(object);
  EXPECT_EQ(object.error().code, ErrorCode::malformed);
  EXPECT_EQ(object.error().message, GetParam().message);
  EXPECT_FALSE(is_tlv(bytes));
}

INSTANTIATE_TEST_SUITE_P(
    Tlv, TlvRefused,
    testing::Values(
        Refusal{"no_length", "4F", "data object at offset 0: 1 bytes wanted at offset 1, 0 left"},
        Refusal{"tag_cut_short", "C5 00 9F",
                "data object at offset 2: 1 bytes wanted at offset 1, 0 left"},
        Refusal{"tag_too_long", "9F 81 82 03 00",
                "data object at offset 0: tag 9F8182 goes on after 3 bytes"},
        Refusal{"value_cut_short", "4F 03 A0 00",
                "data object at offset 0: 3 bytes wanted at offset 2, 2 left"},
        Refusal{"indefinite_length", "E3 80 00 00",
                "data object at offset 0: length byte 80 is not one of 00-7F, 81, 82, 83"},
        Refusal{"four_byte_length", "4F 84 00 00 00 01 AA",
                "data object at offset 0: length byte 84 is not one of 00-7F, 81, 82, 83"},
        Refusal{"reserved_length", "4F FF",
                "data object at offset 0: length byte FF is not one of 00-7F, 81, 82, 83"},
        Refusal{"length_cut_short", "4F 82 01",
                "data object at offset 0: 2 bytes wanted at offset 2, 1 left"},
        Refusal{"second_object", "4F 01 AA C5 02 01",
                "data object at offset 3: 2 bytes wanted at offset 2, 1 left"}),
    [](const auto& test) { return std::string(test.param.name); });

struct Header {
  Tag tag;
  std::size_t length;
  const char* bytes;
};
class TlvHeader : public testing::TestWithParam<Header> {};
TEST_P(TlvHeader, IsTheShortestCoding) {
  Bytes out;
  append_tlv_header(out, GetParam().tag, GetParam().length);
  EXPECT_EQ(to_hex(out), GetParam().bytes);
}
INSTANTIATE_TEST_SUITE_P(Tlv, TlvHeader,
                         testing::Values(Header{0x4F, 0, "4F00"}, Header{0x4F, 127, "4F7F"},
                                         Header{0x4F, 128, "4F8180"}, Header{0x4F, 255, "4F81FF"},
                                         Header{0x4F, 256, "4F820100"},
                                         Header{0x4F, 65535, "4F82FFFF"},
                                         Header{0x4F, 65536, "4F83010000"},
                                         Header{0x4F, 0xFFFFFF, "4F83FFFFFF"},
                                         Header{0x9F7F, 1, "9F7F01"}, Header{0xBF0C, 1, "BF0C01"},
                                         Header{0x9F8101, 1, "9F810101"}, Header{0, 1, "0001"}));

TEST(Tlv, AppendsAWholeObject) {
  Bytes out = {0x6F};
  append_tlv(out, 0x84, "A0 00"_hex);
  EXPECT_EQ(to_hex(out), "6F8402A000");
}

TEST(TlvDeathTest, ATagOrLengthWithoutACodingStopsTheProgram) {
  Bytes out;
  EXPECT_DEATH(append_tlv_header(out, 0x1000000, 0), "internal check failed");
  EXPECT_DEATH(append_tlv_header(out, 0x4F, 0x1000000), "internal check failed");
}

TEST(Tlv, BitSixOfTheFirstByteMarksATemplate) {
  EXPECT_TRUE(is_constructed(0xE3));
  EXPECT_TRUE(is_constructed(0x7F21));
  EXPECT_TRUE(is_constructed(0xBF0C));
  EXPECT_FALSE(is_constructed(0x4F));
  EXPECT_FALSE(is_constructed(0x9F7F));  // bit 6 of the second byte says nothing
  EXPECT_FALSE(is_constructed(0xDF20));
}

TEST(Tlv, TagsPrintAsTheirBytes) {
  EXPECT_EQ(tag_text(0x00), "00");
  EXPECT_EQ(tag_text(0x4F), "4F");
  EXPECT_EQ(tag_text(0x9F7F), "9F7F");
  EXPECT_EQ(tag_text(0x9F8101), "9F8101");
}

TEST(Tlv, IsTlvLooksIntoTemplates) {
  EXPECT_TRUE(is_tlv({}));
  EXPECT_TRUE(is_tlv("E3 04 4F 02 A0 00"_hex));
  EXPECT_FALSE(is_tlv("E3 04 4F 03 A0 00"_hex));  // the inner value runs out of its template
  EXPECT_TRUE(is_tlv("C5 04 4F 03 A0 00"_hex));   // primitive: nothing to look into
  EXPECT_FALSE(is_tlv("4F 02 A0 00 90 00 00"_hex));
}

/// `levels` templates, one in the other, around nothing.
Bytes nested(std::size_t levels) {
  Bytes bytes;
  for (std::size_t i = 0; i < levels; ++i) {
    Bytes outer;
    append_tlv(outer, 0xE3, bytes);
    bytes = std::move(outer);
  }
  return bytes;
}

TEST(Tlv, IsTlvGivesUpBelowTheDeepestTemplate) {
  EXPECT_TRUE(is_tlv(nested(32)));
  EXPECT_FALSE(is_tlv(nested(33)));
  EXPECT_FALSE(is_tlv(nested(10000)));  // no answer of a card may exhaust our stack
}

// An answer with an ISD and two applications, laid out as GPC table 11-36 draws it.
constexpr auto registry =
    "E3 0E 4F 08 A0 00 00 01 51 00 00 00 9F 70 01 0F"
    "E3 0F 4F 07 A0 00 00 00 62 03 01 9F 70 01 07 C5 00"
    "E3 12 4F 07 A0 00 00 00 62 03 02 9F 70 01 07 C5 03 80 00 00"_hex;

struct Path {
  const char* path;
  const char* value;  ///< nullptr: nothing there
};
void PrintTo(const Path& path, std::ostream* out) {
  *out << path.path;
}

class TlvPath : public testing::TestWithParam<Path> {};

TEST_P(TlvPath, LeadsToTheValue) {
  const auto found = find_path(registry, GetParam().path);
  ASSERT_TRUE(found) << found.error().text();
  ASSERT_EQ(found->has_value(), GetParam().value != nullptr);
  if (!*found) return;
  EXPECT_EQ(to_hex((*found)->value), GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(
    Tlv, TlvPath,
    testing::Values(Path{"E3/4F", "A000000151000000"}, Path{"E3#2/4F", "A0000000620301"},
                    Path{"e3#3/c5", "800000"}, Path{"E3#4/4F", nullptr}, Path{"E3/C5", nullptr},
                    Path{"E3#2/C5", ""}, Path{"E4", nullptr}, Path{"E3/9F70", "0F"},
                    Path{"E3[4F=A0000000620302]/C5", "800000"},
                    Path{"E3[4F=A000000062]/C5", nullptr},  // a prefix is not the value
                    Path{"E3[4F=A0000000620303]/C5", nullptr},
                    Path{"E3[9F70=07]/4F", "A0000000620301"},
                    Path{"E3[9F70=07]#2/4F", "A0000000620302"}, Path{"E3[9F70=07]#3/4F", nullptr},
                    Path{"E3[9F70=07][C5=800000]/4F", "A0000000620302"},
                    Path{"E3[9F70=0F][C5=800000]/4F", nullptr},
                    Path{"E3[C5=]/4F", "A0000000620301"},  // an empty value is a value
                    Path{"E3[4F=A0 00 00 00 62 03 02]/9F70", "07"}));

class TlvPathRefused : public testing::TestWithParam<const char*> {};
TEST_P(TlvPathRefused, QuotesThePartThatCannotBeRead) {
  const auto found = find_path(registry, std::string("E3/") + GetParam());
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::malformed);
  EXPECT_EQ(found.error().message,
            std::string("'") + GetParam() +
                "' is not a tag in hex with optional '[TAG=VALUE]' and '#NUMBER'");
}
INSTANTIATE_TEST_SUITE_P(Tlv, TlvPathRefused,
                         testing::Values("", "4", "4G", "4F0", "9F700102", "4F#", "4F#0", "4F#x",
                                         "4F#1x", "4F#-1", "4F[", "4F[]", "4F[4F]", "4F[4F=0]",
                                         "4F[=00]", "4F[4F=00", "4F[4F=00]x", "4F#1[4F=00]", "#2",
                                         "[4F=00]", "+4F", "0x4F", "4F#99999999999999999999"));

TEST(Tlv, APathThroughBytesThatAreNoObjectsIsAnError) {
  EXPECT_EQ(find_path("E3 05 4F 08 A0 00 00"_hex, "E3/4F").error().message,
            "data object at offset 0: 8 bytes wanted at offset 2, 3 left");
  EXPECT_FALSE(find_path("E3 05 4F 08 A0 00 00"_hex, "E3[4F=A000]"));
}

TEST(Tlv, FindYieldsTheFirstOfItsTagAndDoesNotGoInside) {
  const auto first = find(registry, 0xE3);
  ASSERT_TRUE(first && *first);
  EXPECT_EQ((*first)->whole.data(), registry.data());
  EXPECT_FALSE(find(registry, 0x4F)->has_value());
}

TEST(Tlv, WhatStandsBehindTheObjectDoesNotMatter) {
  EXPECT_TRUE(find("4F 01 AA FF"_hex, 0x4F)->has_value());
  EXPECT_FALSE(find("C5 84 4F 01 AA"_hex, 0x4F));
}

}  // namespace
}  // namespace assay::iso7816
