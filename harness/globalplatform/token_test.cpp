// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/token.hpp"

#include <gtest/gtest.h>

#include "globalplatform/content_fixture.hpp"
#include "globalplatform/length_value.hpp"

namespace assay::globalplatform {
namespace {

// The load token of kaoh/globalplatform, globalplatformTest.c: what it signs.
constexpr auto published_input =
    "02003107D0D1D2D3D4D50106020202020202209C8E7F3DA89B91426B0F4293A23DDB639CABFF9F68BF8C3E8EB8C9BB"
    "4F"
    "71F6A400";

InstallData load() {
  return {.p1 = 0x02,
          .p2 = 0x00,
          .fields = {hex("D0D1D2D3D4D501"),
                     hex("020202020202"),
                     hex("9C8E7F3DA89B91426B0F4293A23DDB639CABFF9F68BF8C3E8EB8C9BB4F71F6A4"),
                     {}},
          .token = {}};
}

TEST(LengthValue, IsShortestAndKnowsTheOldFormOf128) {
  const auto text = [](std::size_t length, Length128 form) {
    Bytes out;
    put_length(out, length, form);
    return to_hex(out);
  };
  EXPECT_EQ(text(0x7F, Length128::two_bytes), "7F");
  EXPECT_EQ(text(0x80, Length128::two_bytes), "8180");
  EXPECT_EQ(text(0x80, Length128::one_byte), "80");
  EXPECT_EQ(text(0x100, Length128::one_byte), "820100");
  for (const auto* form : {"80", "8180"}) {
    const Bytes bytes = hex(form);
    ByteReader in(bytes);
    EXPECT_EQ(take_length(in, "x").value(), 128u);
  }
}

TEST(InstallData, IsReadAndWritten) {
  const Bytes data = write_install(load()).value();
  EXPECT_EQ(to_hex(data), to_hex(ByteView(hex(published_input)).subspan(3)) + "00");
  const InstallData again = parse_install(0x02, 0x00, data).value();
  EXPECT_EQ(again.fields, load().fields);
  EXPECT_TRUE(again.token.empty());
}

TEST(InstallData, TakesATokenOf128BytesBehindTheOldLength) {
  Bytes data = write_fields(load()).value();
  data.push_back(0x80);
  data.resize(data.size() + 128, 0x11);
  EXPECT_EQ(parse_install(0x02, 0x00, data).value().token, Bytes(128, 0x11));
}

TEST(InstallData, WithAnotherNumberOfFieldsIsNotWritten) {
  InstallData wrong = load();
  wrong.fields.pop_back();
  EXPECT_EQ(refusal(write_fields(wrong)), "INSTALL [for load] has 4 fields, not 3");
}

TEST(TokenInput, IsThatOfAPublishedToken) {
  EXPECT_EQ(to_hex(token_input(load()).value()), published_input);
}

TEST(TokenInput, HasALengthOfThreeBytesAbove255) {
  EXPECT_EQ(to_hex(ByteView(token_input(0x02, 0x00, Bytes(255)).value()).first(4)), "0200FF00");
  EXPECT_EQ(to_hex(ByteView(token_input(0x02, 0x00, Bytes(256)).value()).first(6)), "020000010000");
  EXPECT_EQ(refusal(token_input(0x02, 0x00, Bytes(65536))),
            "65536 bytes are more than a token covers, 65535");
}

TEST(TokenInput, OfDeleteIsThatOfAPublishedOne) {
  const DeleteData both{.p1 = 0x00,
                        .p2 = 0x80,
                        .aids = {hex("D0D1D2D3D4D501"), hex("D0D1D2D3D4D50101")},
                        .reference = {},
                        .token = {}};
  EXPECT_EQ(to_hex(token_input(both).value()), "0080134F07D0D1D2D3D4D5014F08D0D1D2D3D4D50101");
  EXPECT_EQ(parse_delete(0x00, 0x80, write_delete(both).value()).value().aids, both.aids);
}

TEST(TokenReference, NamesItsParts) {
  const auto reference = parse_token_reference(hex("420151 4502ABCD 5F200201FF 930107")).value();
  EXPECT_EQ(reference.provider_identification, hex("51"));
  EXPECT_EQ(reference.image_number, hex("ABCD"));
  EXPECT_EQ(reference.application_provider, hex("01FF"));
  EXPECT_EQ(reference.token_identifier, hex("07"));
  EXPECT_EQ(parse_token_reference({}).value().token_identifier, std::nullopt);
}

}  // namespace
}  // namespace assay::globalplatform
