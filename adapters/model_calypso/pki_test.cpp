// SPDX-License-Identifier: Apache-2.0
// Cards with a chain of the test root: what they answer fits together, and the flow of a reader costs what is known of it.
#include <gtest/gtest.h>

#include <algorithm>

#include "adapters/calypso_issuer/certificate.hpp"
#include "adapters/model_calypso/test_pki.hpp"
#include "adapters/model_calypso/told_chain_fixture.hpp"
#include "crypto/elliptic.hpp"

namespace assay::model::calypso {
namespace {

/// From the root down to the key that the card tells.
void expect_whole(const Chain& chain) {
  const Bytes recovered = opened(test_issuer_key("root").public_key().modulus(), chain.ca, 128);
  ASSERT_FALSE(recovered.empty());
  Bytes modulus = to_bytes(ByteView(chain.ca).subspan(94, 34));
  append(modulus, recovered);
  const Bytes inside = opened(modulus, chain.card, 60);
  ASSERT_FALSE(inside.empty());
  EXPECT_EQ(to_hex(ByteView(inside).subspan(34, 64)), to_hex(chain.public_key));
  EXPECT_EQ(to_hex(ByteView(chain.card).subspan(2, 29)),
            to_hex(ByteView(chain.ca).subspan(31, 29)));
}

struct Product {
  std::string_view profile;
  std::string_view aid;
  std::string_view startup;
};

TEST(CertifiedCards, TellAChainThatFitsThem) {
  const Product products[]{
      {"pki-certified", "A000000291FF9101", "0A3F3B02141001"},
      {"pki-regular", "A000000291FF9101", "0A3F3302141001"},
      {"pki-limited", "A000000291FF9101000001", "0A3F3B02141001"},
  };
  for (const Product& product : products) {
    TestCard card(product.profile);
    const std::string size = to_hex(Bytes{static_cast<std::uint8_t>(product.aid.size() / 2)});
    const std::string fci = card.send("00A40400" + size + std::string(product.aid) + "00");
    EXPECT_NE(fci.find("C7080000000011223344"), std::string::npos);
    EXPECT_NE(fci.find("5307" + std::string(product.startup)), std::string::npos);
    const Chain chain = chain_of(card);
    expect_whole(chain);
    EXPECT_EQ(to_hex(ByteView(chain.card).subspan(31, 1 + product.aid.size() / 2)),
              size + std::string(product.aid));
    EXPECT_EQ(to_hex(ByteView(chain.card).subspan(48, 8)), "0000000011223344");
  }
}

TEST(CertifiedCards, AreLimitedByTheirCa) {
  TestCard card("pki-limited");
  card.send("00A404000BA000000291FF910100000100");
  const auto limits = calypso_issuer::read_ca_certificate(object(card, "00CADF4A00", "00CADF4B00"));
  ASSERT_TRUE(limits);
  EXPECT_EQ(limits->aid.size, 6);
  EXPECT_EQ(limits->mode, 0x01);
  EXPECT_EQ(limits->scope, 0xFF);
}

TEST(CertifiedCards, AreNotPersonalisedAgain) {
  TestCard card("pki-certified");
  card.send("00A4040008A000000291FF910100");
  EXPECT_EQ(card.send("004600000A06082A8648CE3D030107"), "6985");
  EXPECT_EQ(card.send("00DADF4D050102030405"), "6982");
}

TEST(UncertifiedCards, HaveAKeyPairAlone) {
  TestCard card("pki-uncertified");
  card.send("00A4040008A000000291FF910100");
  EXPECT_EQ(data(card, "00CADF2C00").size(), 67U);
  EXPECT_EQ(card.send("00CADF4A00"), "6A88");
  EXPECT_EQ(card.send("00CADF4C00"), "6A88");
}

/// Command and what came for it.
struct Counted {
  std::size_t commands = 0;
  std::size_t received = 0;
  Bytes send(TestCard& card, std::string_view command) {
    const Bytes answer = bytes_of(card.send(command));
    ++commands;
    received += answer.size();
    EXPECT_EQ(to_hex(ByteView(answer).last(2)), "9000") << command;
    return answer;
  }
};

void put_item(Bytes& transcript, ByteView item) {
  transcript.push_back(static_cast<std::uint8_t>(item.size()));
  append(transcript, item);
}

/// Open with the environment, contract list, first contract, close; the signature is verified over what was sent and received.
Counted read_with_signature(TestCard& card) {
  Counted counted;
  Bytes transcript{0x10};
  const auto pass = [&](std::string_view command, bool case_4) {
    const Bytes answer = counted.send(card, command);
    Bytes sent = bytes_of(command);
    if (case_4) sent.pop_back();
    put_item(transcript, sent);
    put_item(transcript, answer);
  };
  pass("008A0B3B0900CCCCCCCCCCCCCCCC00", true);
  pass("00B201F41D", false);
  pass("00B2014C1D", false);
  Bytes signature = counted.send(card, "008E000000");
  signature.resize(64);
  Bytes point{0x04};
  append(point, ByteView(data(card, "00CADF2C00")).subspan(3));
  const auto key = crypto::EcPublicKey::from_point(crypto::Curve::p256, point);
  EXPECT_TRUE(key);
  EXPECT_TRUE(crypto::ecdsa_verify(*key, crypto::Hash::sha256, transcript, signature));
  return counted;
}

// Source: what a public article counts for a sample card: 4 commands and 189 bytes, 5 more for key and certificates.
TEST(ReaderFlow, CostsWhatIsKnownOfIt) {
  TestCard card("pki-certified");
  Counted selection;
  selection.send(card, "00A4040008A000000291FF910100");
  EXPECT_EQ(selection.received, 38U);  // 22h and 2 in front, status
  const Counted transaction = read_with_signature(card);
  EXPECT_EQ(transaction.commands, 4U);
  EXPECT_EQ(transaction.received, 189U);
  EXPECT_EQ(transaction.received + selection.received, 227U);
  Counted objects;
  for (const std::string_view command :
       {"00CADF2C00", "00CADF4A00", "00CADF4B00", "00CADF4C00", "00CADF4D00"})
    objects.send(card, command);
  EXPECT_EQ(objects.commands, 5U);
  EXPECT_EQ(objects.received, 787U);          // with status words
  EXPECT_EQ(objects.received - 2 * 5, 777U);  // data alone: 67 + 250 + 139 + 250 + 71
  EXPECT_EQ(objects.received - 3, 784U);      // the public key without its header
}

/// The article's 230 bytes with the selection are those of a name of 11 bytes: 41, while its 189 are those of 8.
TEST(ReaderFlow, CostsThreeMoreBytesForALongName) {
  TestCard card("pki-limited");
  Counted selection;
  selection.send(card, "00A404000BA000000291FF910100000100");
  EXPECT_EQ(selection.received, 41U);
  EXPECT_EQ(selection.received + 189U, 230U);
  EXPECT_EQ(read_with_signature(card).received, 192U);
}

void put(TestCard& card, std::string_view parameters, ByteView block) {
  const std::string command = "00DA" + std::string(parameters) +
                              to_hex(Bytes{static_cast<std::uint8_t>(block.size())}) +
                              to_hex(block);
  EXPECT_EQ(card.send(command), "9000") << parameters;
}

void load(TestCard& card, std::string_view header, std::string_view first, std::string_view second,
          ByteView certificate) {
  Bytes whole = bytes_of(header);
  append(whole, certificate);
  put(card, first, ByteView(whole).first(250));
  put(card, second, ByteView(whole).subspan(250));
}

TEST(OwnKeyPairs, AreCertifiedAndReadBackAfterAReset) {
  TestCard card("pki");
  card.select();
  EXPECT_EQ(card.send("004600000A06082A8648CE3D030107"), "9000");
  calypso_issuer::CardFields fields;
  const auto ca = calypso_issuer::read_ca_certificate(test_card_pki("card").ca_certificate);
  fields.issuer = ca->target;
  const auto name = calypso_issuer::make_target_aid("315449432E49434131"_hex);
  fields.aid_size = name->size;
  fields.aid = name->value;
  fields.serial = "0000000011223344"_hex;
  fields.info = "0A3F3B02141001"_hex;
  std::ranges::copy(ByteView(data(card, "00CADF2C00")).subspan(3), fields.public_key.begin());
  const auto certificate = calypso_issuer::issue(test_issuer_key("ca"), fields);
  ASSERT_TRUE(certificate);
  load(card, "DF4C82013C", "DF4C", "DF4D", *certificate);
  load(card, "DF4A820180", "DF4A", "DF4B", test_card_pki("card").ca_certificate);
  card.reset();
  card.select();
  const Chain chain = chain_of(card);
  EXPECT_EQ(to_hex(chain.card), to_hex(*certificate));
  expect_whole(chain);
  EXPECT_EQ(card.send("00DADF4D050102030405"), "6982");
}

TEST(LoadedKeyPairs, ComeWithTheCertificateOfTheTestCa) {
  TestCard card("pki");
  card.select();
  const PkiProfile blank = test_card_pki("card-blank");
  const auto key = crypto::EcPrivateKey::from_scalar(crypto::Curve::p256, *blank.private_key);
  Bytes pair = to_bytes(key->public_key().point().subspan(1));
  append(pair, *blank.private_key);
  put(card, "DF3C", pair);
  load(card, "DF4A820180", "DF4A", "DF4B", blank.ca_certificate);
  load(card, "DF4C82013C", "DF4C", "DF4D", blank.card_certificate);
  expect_whole(chain_of(card));
}

TEST(PkiProfiles, ThatCannotBeAreRefused) {
  CardProfile profile = *built_in_profile("calypso-prime", "pki-certified");
  profile.applications[0].pki.card_certificate.pop_back();
  EXPECT_EQ(make_card(profile).error().message,
            "a certificate of 315 bytes stands where one of 316 belongs");
  profile.applications[0].pki.private_key.reset();
  EXPECT_EQ(make_card(profile).error().message,
            "the application A000000291FF9101 has certificates, but no key pair");
  profile.applications[0].startup[2] = 0x2B;
  EXPECT_EQ(make_card(profile).error().message,
            "the application A000000291FF9101 has a key pair or certificates, but its type 2B has "
            "no public-key sessions");
}

}  // namespace
}  // namespace assay::model::calypso
