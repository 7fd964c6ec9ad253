// SPDX-License-Identifier: Apache-2.0
// Certificates of published test keys come out byte for byte as another program made them, wrong ones too; genuine ones have the
// layout that is written here.
#include "adapters/calypso_issuer/certificate.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "adapters/calypso_issuer/genuine_certificates_fixture.hpp"
#include "adapters/calypso_issuer/published_certificates_fixture.hpp"
#include "crypto/hash.hpp"
#include "crypto/key_pem.hpp"

namespace assay::calypso_issuer {
namespace {

using namespace assay::literals;
using namespace published;

template <std::size_t Size>
void put(std::array<std::uint8_t, Size>& to, ByteView from) {
  to = {};
  std::ranges::copy(from, to.begin());
}

crypto::RsaPrivateKey key(ByteView modulus, ByteView exponent) {
  auto made = crypto::RsaPrivateKey::from_exponents(modulus, "010001"_hex, exponent);
  EXPECT_TRUE(made);
  return *std::move(made);
}

const crypto::RsaPrivateKey& root() {
  static const crypto::RsaPrivateKey made = key(root_modulus, root_private_exponent);
  return made;
}

const crypto::RsaPrivateKey& ca() {
  static const crypto::RsaPrivateKey made = key(ca_modulus, ca_private_exponent);
  return made;
}

CaFields ca_fields() {
  CaFields out;
  put(out.issuer, root_reference);
  put(out.target, ca_reference);
  out.start = "20240101"_hex;
  return out;
}

CardFields card_fields() {
  CardFields out;
  put(out.issuer, ca_reference);
  out.aid_size = 9;
  put(out.aid, "F04F50454E43415244"_hex);
  out.serial = "0000000011223344"_hex;
  out.index = "00000001"_hex;
  out.start = "20240101"_hex;
  out.end = "20351231"_hex;
  out.info = "0A3C3B02141001"_hex;
  out.public_key = card_public_key;
  return out;
}

struct CaCase {
  ByteView expected;
  void (*change)(CaFields&);
  BlockForm form{};
};

TEST(CaCertificates, ComeOutByteForByteAsPublished) {
  const std::vector<CaCase> cases{
      {ca_ok, [](CaFields&) {}},
      {ca_scope_prod, [](CaFields& f) { f.scope = 0x00; }},
      {ca_scope_any, [](CaFields& f) { f.scope = 0xFF; }},
      {ca_scope_rfu, [](CaFields& f) { f.scope = 0x02; }},
      {ca_not_yet, [](CaFields& f) { f.start = "20990101"_hex; }},
      {ca_expired, [](CaFields& f) { f.end = "20250101"_hex; }},
      {ca_no_dates, [](CaFields& f) { f.start = {}; }},
      {ca_rights_00, [](CaFields& f) { f.rights = 0x00; }},
      {ca_rights_no_card, [](CaFields& f) { f.rights = 0x05; }},
      {ca_rights_rfu11, [](CaFields& f) { f.rights = 0x0C; }},
      {ca_aid_exact, [](CaFields& f) { f.aid = *make_target_aid("F04F50454E43415244"_hex); }},
      {ca_aid_prefix_no_trunc, [](CaFields& f) { f.aid = *make_target_aid("F04F50454E43"_hex); }},
      {ca_aid_prefix_trunc,
       [](CaFields& f) {
         f.aid = *make_target_aid("F04F50454E43"_hex);
         f.mode = 0x01;
       }},
      {ca_aid_other, [](CaFields& f) { f.aid = *make_target_aid("A000000000"_hex); }},
      {ca_aid_size_4,
       [](CaFields& f) {
         f.aid.size = 4;
         put(f.aid.value, "F04F5045"_hex);
       }},
      {ca_aid_size_17, [](CaFields& f) { f.aid.size = 17; }},
      {ca_type_91, [](CaFields& f) { f.type = 0x91; }},
      {ca_version_2, [](CaFields& f) { f.version = 0x02; }},
      {ca_bad_trailer, [](CaFields&) {}, {.trailer = 0xCC}},
      {ca_bad_marker, [](CaFields&) {}, {.marker = 0x02}},
      {ca_bad_hash, [](CaFields&) {}, {.hash_is_right = false}},
      {ca_control_other_date, [](CaFields& f) { f.start = "20240102"_hex; }},
  };
  for (const CaCase& one : cases) {
    CaFields fields = ca_fields();
    one.change(fields);
    const Message message = layout(fields, ca_modulus);
    const auto signature = sign(root(), message, one.form);
    ASSERT_TRUE(signature);
    Bytes made = message.sent;
    append(made, *signature);
    EXPECT_EQ(to_hex(made), to_hex(one.expected)) << &one - cases.data();
  }
}

struct CardCase {
  ByteView expected;
  void (*change)(CardFields&);
  BlockForm form{};
};

TEST(CardCertificates, ComeOutByteForByteAsPublished) {
  const std::vector<CardCase> cases{
      {card_ok, [](CardFields&) {}},
      {card_not_yet, [](CardFields& f) { f.start = "20990101"_hex; }},
      {card_expired, [](CardFields& f) { f.end = "20250101"_hex; }},
      {card_no_dates, [](CardFields& f) { f.start = f.end = {}; }},
      {card_serial_other, [](CardFields& f) { f.serial = "0000000055667788"_hex; }},
      {card_aid_other,
       [](CardFields& f) {
         f.aid_size = 7;
         put(f.aid, "A0000002915555"_hex);
       }},
      {card_rights_01, [](CardFields& f) { f.rights = 0x01; }},
      {card_type_90, [](CardFields& f) { f.type = 0x90; }},
      {card_version_0, [](CardFields& f) { f.version = 0x00; }},
      {card_issuer_unknown,
       [](CardFields& f) { std::ranges::copy("DEADBEEF00000009"_hex, f.issuer.begin() + 21); }},
      {card_key_off_curve, [](CardFields& f) { f.public_key.fill(0x01); }},
      {card_key_zero, [](CardFields& f) { f.public_key = {}; }},
      {card_bad_trailer, [](CardFields&) {}, {.trailer = 0xBB}},
      {card_bad_hash, [](CardFields&) {}, {.hash_is_right = false}},
  };
  for (const CardCase& one : cases) {
    CardFields fields = card_fields();
    one.change(fields);
    const Message message = layout(fields);
    const auto signature = sign(ca(), message, one.form);
    ASSERT_TRUE(signature);
    Bytes made = message.sent;
    append(made, *signature);
    EXPECT_EQ(to_hex(made), to_hex(one.expected)) << &one - cases.data();
  }
}

TEST(Issuing, IsUndoneByReopening) {
  const auto message = reopen(ca().public_key(), card_ok, 60);
  ASSERT_TRUE(message);
  EXPECT_EQ(to_hex(message->sent), to_hex(layout(card_fields()).sent));
  EXPECT_EQ(to_hex(message->recovered), to_hex(layout(card_fields()).recovered));
  EXPECT_EQ(reopen(root().public_key(), card_ok, 60).error().message,
            "the signature is of another issuer");
}

TEST(Issuing, IsLayoutAndSignature) {
  EXPECT_EQ(to_hex(*issue(root(), ca_fields(), ca_modulus)), to_hex(ca_ok));
  EXPECT_EQ(to_hex(*issue(ca(), card_fields())), to_hex(card_ok));
  EXPECT_EQ(issue(root(), ca_fields(), ByteView(ca_modulus).first(128)).error().message,
            "the key of a CA has 2048 bits, not 1024");
}

/// The recovered part, with nothing of this room: power, mask and cut by hand.
Bytes recovered_by(ByteView modulus, ByteView signature) {
  const auto public_key = crypto::RsaPublicKey::from_numbers(modulus, "010001"_hex);
  const Bytes block = *crypto::rsa_public(*public_key, signature);
  EXPECT_EQ(block.back(), 0xBC);
  Bytes out(block.begin(), block.begin() + 223);
  for (std::uint8_t i = 0; i < 7; ++i) {
    Bytes seed(block.begin() + 223, block.begin() + 255);
    append(seed, Bytes{0, 0, 0, i});
    const auto mask = crypto::sha256(seed);
    for (std::size_t j = 0; j < 32 && i * 32U + j < out.size(); ++j) out[i * 32U + j] ^= mask[j];
  }
  EXPECT_EQ(out[0] & 0x7F, 0x01);
  out.erase(out.begin());
  return out;
}

TEST(GenuineCertificates, HaveThisLayout) {
  using namespace genuine;
  const Bytes inside = recovered_by(root_modulus_test, ByteView(ca_certificate).subspan(128));
  Bytes modulus = to_bytes(ByteView(ca_certificate).subspan(94, 34));
  append(modulus, inside);
  CaFields fields;
  fields.issuer =
      *make_key_reference("A000000291A0000101B001"_hex, "0000000000000000"_hex, "00000002"_hex);
  fields.target =
      *make_key_reference("A000000291A00100024001"_hex, "00000000AEC8E0EA"_hex, "00000000"_hex);
  fields.start = "20240222"_hex;
  const Message message = layout(fields, modulus);
  EXPECT_EQ(to_hex(message.sent), to_hex(ByteView(ca_certificate).first(128)));
  EXPECT_EQ(to_hex(message.recovered), to_hex(inside));

  CardFields card;
  card.issuer = fields.target;
  card.aid_size = 8;
  put(card.aid, "A000000291FF9101"_hex);
  card.serial = "00000000C3F9DAED"_hex;
  card.index = "0000005B"_hex;
  card.start = "20241014"_hex;
  card.end = "20291013"_hex;
  card.info = "1B3F3B02141001"_hex;
  card.public_key = genuine::card_key;
  const Message told = layout(card);
  EXPECT_EQ(to_hex(told.sent), to_hex(ByteView(card_certificate).first(60)));
  EXPECT_EQ(to_hex(told.recovered),
            to_hex(recovered_by(modulus, ByteView(card_certificate).subspan(60))));
}

TEST(GenuineCertificates, OfAWorkedExampleHaveThisLayoutToo) {
  using namespace genuine;
  const Bytes inside =
      recovered_by(root_modulus_test, ByteView(example_ca_certificate).subspan(128));
  Bytes modulus = to_bytes(ByteView(example_ca_certificate).subspan(94, 34));
  append(modulus, inside);
  CaFields fields;
  fields.issuer =
      *make_key_reference("A000000291A0000101B001"_hex, "0000000000000000"_hex, "00000002"_hex);
  fields.target = "2928272625242322212019181716151413121110090807060504030201"_hex;
  fields.start = "20190331"_hex;
  fields.aid = *make_target_aid("A000000291F00100019101"_hex);
  EXPECT_EQ(to_hex(layout(fields, modulus).sent),
            to_hex(ByteView(example_ca_certificate).first(128)));

  CardFields card;
  card.issuer = fields.target;
  card.aid_size = fields.aid.size;
  card.aid = fields.aid.value;
  card.serial = "00000012F3456789"_hex;
  card.start = "20190402"_hex;
  card.info = "0AC03FC0202201"_hex;
  card.public_key = example_card_key;
  EXPECT_EQ(to_hex(layout(card).sent), to_hex(ByteView(example_card_certificate).first(60)));
  EXPECT_EQ(to_hex(layout(card).recovered),
            to_hex(recovered_by(modulus, ByteView(example_card_certificate).subspan(60))));
}

TEST(Sense, IsLookedAtFieldByField) {
  const auto told = [](void (*change)(CaFields&)) {
    CaFields fields = ca_fields();
    change(fields);
    const auto checked = check(fields);
    return checked ? std::string() : checked.error().message;
  };
  EXPECT_EQ(told([](CaFields&) {}), "");
  EXPECT_EQ(told([](CaFields& f) { f.start = "20240230"_hex; }),
            "the start date 20240230 is no day; YYYYMMDD or 00000000 was wanted");
  EXPECT_EQ(told([](CaFields& f) { f.end = "20240A01"_hex; }),
            "the end date 20240A01 is no day; YYYYMMDD or 00000000 was wanted");
  EXPECT_EQ(told([](CaFields& f) { f.end = "20231231"_hex; }),
            "the end date 20231231 is before the start date 20240101");
  EXPECT_EQ(told([](CaFields& f) { f.start = "20240229"_hex; }), "");
  EXPECT_EQ(told([](CaFields& f) { f.rights = 0x0C; }),
            "the rights 0C of a CA are no two pairs of bits 00, 01 or 10");
  EXPECT_EQ(told([](CaFields& f) { f.scope = 0x02; }), "a scope is 00, 01 or FF, not 02");
  EXPECT_EQ(told([](CaFields& f) { f.aid.size = 4; }), "an AID has 5 to 16 bytes, not 4");
  EXPECT_EQ(told([](CaFields& f) { f.aid.value[3] = 1; }),
            "a target AID of size FF has 16 bytes 00, not 00000001000000000000000000000000");
  EXPECT_EQ(told([](CaFields& f) { f.mode = 2; }), "an operating mode is 00 or 01, not 02");
  EXPECT_EQ(told([](CaFields& f) { f.version = 2; }),
            "a CA certificate has type 90 and version 01, not 90 02");
}

TEST(Sense, OfCardsIsLookedAtFieldByField) {
  const auto told = [](void (*change)(CardFields&)) {
    CardFields fields = card_fields();
    change(fields);
    const auto checked = check(fields);
    return checked ? std::string() : checked.error().message;
  };
  EXPECT_EQ(told([](CardFields&) {}), "");
  EXPECT_EQ(told([](CardFields& f) { f.rights = 1; }), "the rights of a card are 00, not 01");
  EXPECT_EQ(told([](CardFields& f) { f.aid_size = 8; }), "an AID of 8 bytes is followed by zeros");
  EXPECT_EQ(told([](CardFields& f) { f.aid = {}; }), "an AID of zeros is none");
  EXPECT_NE(told([](CardFields& f) { f.public_key.back() ^= 1; }), "");
}

TEST(Issuers, SignWhatTheyMayAlone) {
  CaFields issuer = ca_fields();
  EXPECT_TRUE(check_issuer(issuer, card_fields()));
  EXPECT_EQ(check_issuer(issuer, ca_fields()).error().message,
            "the issuer's rights 09 forbid CA certificates");
  issuer.rights = 0x05;
  EXPECT_EQ(check_issuer(issuer, card_fields()).error().message,
            "the issuer's rights 05 forbid card certificates");
  issuer.rights = 0x0A;
  issuer.aid = *make_target_aid("F04F50454E43"_hex);
  EXPECT_EQ(check_issuer(issuer, card_fields()).error().message,
            "the issuer may sign for the AID F04F50454E43 only, not for F04F50454E43415244");
  EXPECT_EQ(check_issuer(issuer, ca_fields()).error().message,
            "the issuer may sign for the AID F04F50454E43 only, not for every AID");
  issuer.mode = 0x01;
  EXPECT_TRUE(check_issuer(issuer, card_fields()));
}

TEST(KeyReferences, NameTheSizeOfTheirAid) {
  EXPECT_EQ(to_hex(*make_key_reference("A000000291A0000101B001"_hex, "0000000000000000"_hex,
                                       "00000002"_hex)),
            "0BA000000291A0000101B0010000000000000000000000000000000002");
  EXPECT_EQ(
      make_key_reference("A0000002"_hex, "0000000000000000"_hex, "00000002"_hex).error().message,
      "an AID has 5 to 16 bytes, not 4");
  EXPECT_EQ(make_key_reference("A000000291"_hex, "00"_hex, "00000002"_hex).error().message,
            "serial of a key has 8 bytes, not 1");
}

TEST(CaCertificates, TellTheirFields) {
  const auto fields = read_ca_certificate(ca_aid_prefix_trunc);
  ASSERT_TRUE(fields);
  EXPECT_EQ(to_hex(layout(*fields, ca_modulus).sent),
            to_hex(ByteView(ca_aid_prefix_trunc).first(128)));
  EXPECT_EQ(read_ca_certificate(ca_version_2).error().message,
            "a CA certificate begins with 9001, not 9002");
  EXPECT_EQ(read_ca_certificate(card_ok).error().message,
            "a CA certificate has 384 bytes, not 316");
}

TEST(Issuers, HaveKeysOf2048Bits) {
  const auto small = crypto::generate_rsa(1024);
  ASSERT_TRUE(small);
  EXPECT_EQ(issue(*small, card_fields()).error().message,
            "the key of an issuer has 2048 bits, not 1024");
}

}  // namespace
}  // namespace assay::calypso_issuer
