// SPDX-License-Identifier: Apache-2.0
#include "calypso/pki/transaction.hpp"

#include <gtest/gtest.h>

#include "calypso/pki/published_fixture.hpp"

namespace assay::calypso::pki {
namespace {

const Published& published() {
  static const Published once{ASSAY_SOURCE_DIR};
  return once;
}

std::string first_problem(const Transaction& transaction, Detail detail = Detail::failures) {
  ChainVerifier verifier =
      published().verifier({{{0x20, 0x26, 0x01, 0x01}}, Policy::strict, detail});
  Findings findings(Policy::strict, detail);
  verify(verifier, transaction, findings);
  const Finding* broken = findings.first_broken();
  return broken == nullptr ? "" : words_of(*broken);
}

/// Eight changes of one bit and one of all bits, at every byte. Returns the places that nobody noticed.
template <typename Refused>
std::vector<std::size_t> unnoticed(Bytes& bytes, Refused refused) {
  std::vector<std::size_t> out;
  for (std::size_t at = 0; at < bytes.size(); ++at)
    for (const int change : {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xFF}) {
      bytes[at] ^= static_cast<std::uint8_t>(change);
      if (!refused()) out.push_back(at);
      bytes[at] ^= static_cast<std::uint8_t>(change);
    }
  return out;
}

class EveryByte : public testing::TestWithParam<const char*> {
 protected:
  Transaction transaction_ = published().transaction(GetParam());
};

TEST_P(EveryByte, IsGoodAsPublished) {
  EXPECT_EQ(first_problem(transaction_, Detail::everything), "");
  EXPECT_EQ(first_problem(transaction_), "");
}

TEST_P(EveryByte, OfTheTranscriptMatters) {
  const Bytes hashed = published().hashed(GetParam());
  Transaction kept;
  kept.public_key = transaction_.public_key;
  kept.signature = transaction_.signature;
  kept.transcript = hashed;
  ASSERT_EQ(first_problem(kept), "");
  EXPECT_TRUE(unnoticed(kept.transcript, [&] { return !first_problem(kept).empty(); }).empty());
}

TEST_P(EveryByte, OfEveryExchangeMatters) {
  Transaction kept;
  kept.public_key = transaction_.public_key;
  kept.signature = transaction_.signature;
  kept.session = transaction_.session;
  const auto refused = [&] { return !first_problem(kept).empty(); };
  for (auto& exchange : kept.session) {
    EXPECT_TRUE(unnoticed(exchange.command, refused).empty());
    EXPECT_TRUE(unnoticed(exchange.response, refused).empty());
  }
}

TEST_P(EveryByte, OfTheSignatureMatters) {
  EXPECT_TRUE(unnoticed(transaction_.signature, [&] {
                return !first_problem(transaction_).empty();
              }).empty());
}

TEST_P(EveryByte, OfTheCaCertificateMatters) {
  Transaction kept;
  kept.ca_certificates = transaction_.ca_certificates;
  EXPECT_TRUE(
      unnoticed(kept.ca_certificates[0], [&] { return !first_problem(kept).empty(); }).empty());
}

TEST_P(EveryByte, OfTheCardCertificateMatters) {
  Transaction kept;
  kept.ca_certificates = transaction_.ca_certificates;
  kept.card_certificate = transaction_.card_certificate;
  EXPECT_TRUE(
      unnoticed(kept.card_certificate, [&] { return !first_problem(kept).empty(); }).empty());
}

TEST_P(EveryByte, OfThePublicKeyMatters) {
  Transaction kept = transaction_;
  kept.session.clear();
  EXPECT_TRUE(unnoticed(kept.public_key, [&] { return !first_problem(kept).empty(); }).empty());
}

TEST_P(EveryByte, IsMissedWhenItIsMissing) {
  for (Bytes* whole : {&transaction_.ca_certificates[0], &transaction_.card_certificate,
                       &transaction_.public_key, &transaction_.signature}) {
    const Bytes kept = *whole;
    for (std::size_t size = 1; size < kept.size(); ++size) {
      whole->assign(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(size));
      EXPECT_NE(first_problem(transaction_), "") << size;
    }
    *whole = kept;
  }
}

INSTANTIATE_TEST_SUITE_P(Published, EveryByte, testing::Values("tn325", "sample"),
                         [](const auto& param) { return std::string(param.param); });

TEST(Transcript, IsComposedAsPublished) {
  for (const std::string name : {"tn325", "sample"}) {
    const Transaction transaction = published().transaction(name);
    Transcript transcript;
    for (const auto& exchange : transaction.session)
      &exchange == transaction.session.data()
          ? transcript.begin(exchange.command, exchange.response)
          : transcript.add(exchange.command, exchange.response);
    EXPECT_EQ(to_hex(transcript.bytes()), to_hex(published().hashed(name)));
  }
}

TEST(Transcript, TakesNoLeBehindDataAndEveryOtherOne) {
  const auto hashed = [](std::string_view hex) { return to_hex(hashed_form(*from_hex(hex))); };
  EXPECT_EQ(hashed("00B201F41D"), "00B201F41D");
  EXPECT_EQ(hashed("00B201F4FF"), "00B201F4FF");
  EXPECT_EQ(hashed("00B3010D045402000400"), "00B3010D0454020004");
  EXPECT_EQ(hashed("00B3010D0454020004"), "00B3010D0454020004");
  EXPECT_EQ(hashed("00040000"), "00040000");
}

TEST(Transcript, SaysWhichPartIsTooLong) {
  Transcript transcript;
  transcript.begin(*from_hex("008A000309000102030405060708"), Bytes(2));
  transcript.add(*from_hex("00B2014C00"), Bytes(256));
  EXPECT_EQ(transcript.problem(), "answer 2 has 256 bytes");
}

TEST(Refusals, NameRuleValueAndWhatWasWanted) {
  Transaction transaction = published().transaction("sample");
  transaction.serial->back() = 0xEE;
  EXPECT_EQ(first_problem(transaction),
            "card-certificate.serial: found 00000000C3F9DAED, wanted 00000000C3F9DAEE");
  transaction = published().transaction("sample");
  transaction.ca_certificates[0].resize(256);
  EXPECT_EQ(first_problem(transaction),
            "ca-certificate.length: found 256 bytes, which leaves 128 for a signature: RSA of 1024 "
            "bits, wanted 384 bytes: 128, and a signature of RSA of 2048 bits");
  transaction = published().transaction("sample");
  transaction.card_certificate = *from_hex("DF4C81");
  EXPECT_EQ(first_problem(transaction),
            "card-certificate.wrapper: found DF4C81, wanted DF4C82013C");
}

TEST(Missing, IsAnFciThatCannotBeRead) {
  Transaction transaction = published().transaction("sample");
  transaction.fci = *from_hex("6F0384");
  const auto missing = missing_of(transaction);
  ASSERT_EQ(missing.size(), 1U);
  EXPECT_TRUE(missing[0].starts_with("no FCI that can be read: ")) << missing[0];
}

TEST(Roots, OfAnotherSizeAreRefusedWithTheSizeFound) {
  const auto root = make_root("small", {}, Bytes(128, 0xFF), Scope::test);
  ASSERT_FALSE(root.has_value());
  EXPECT_EQ(root.error().message,
            "the root key small is RSA of 1024 bits, 2048 bits are wanted: certificates have "
            "signatures of 256 bytes");
}

TEST(Issuers, AreRememberedByTheirCertificate) {
  const Transaction transaction = published().transaction("sample");
  ChainVerifier verifier =
      published().verifier({{{0x20, 0x26, 0x01, 0x01}}, Policy::strict, Detail::failures});
  Findings findings(Policy::strict, Detail::failures);
  const Issuer* first = verifier.verify_ca(transaction.ca_certificates[0], findings);
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(verifier.verify_ca(transaction.ca_certificates[0], findings), first);
  Bytes other = transaction.ca_certificates[0];
  other[200] ^= 0x01;
  EXPECT_EQ(verifier.verify_ca(other, findings), nullptr);
  EXPECT_TRUE(verifier.verify_card(transaction.card_certificate, {}, findings).has_value());
  verifier.forget_cas();
  EXPECT_FALSE(verifier.verify_card(transaction.card_certificate, {}, findings).has_value());
}

TEST(Issuers, SignOnlyInTransactionsThatBringTheirCertificate) {
  const Transaction whole = published().transaction("sample");
  Transaction without_ca = whole;
  without_ca.ca_certificates.clear();
  ChainVerifier verifier =
      published().verifier({{{0x20, 0x26, 0x01, 0x01}}, Policy::strict, Detail::failures});
  const auto broken = [&](const Transaction& transaction) {
    verifier.begin_transaction();
    Findings findings(Policy::strict, Detail::failures);
    (void)verify(verifier, transaction, findings);
    const Finding* first = findings.first_broken();
    return first == nullptr ? std::string() : std::string(text_of(first->rule).id);
  };
  EXPECT_EQ(broken(without_ca), "card-certificate.issuer");
  EXPECT_EQ(broken(whole), "");
  EXPECT_EQ(broken(without_ca), "card-certificate.issuer");
  EXPECT_EQ(broken(whole), "");
}

TEST(Rules, HaveNamesOfTheirOwn) {
  for (const auto& rule : all_rules()) EXPECT_EQ(rule_named(rule.id), rule.rule) << rule.id;
  EXPECT_FALSE(rule_named("card-certificate").has_value());
}

TEST(Dates, AreReadInBothForms) {
  EXPECT_EQ(words_of(*parse_date("2024-10-14")), "2024-10-14");
  EXPECT_EQ(words_of(*parse_date("20241014")), "2024-10-14");
  for (const auto* bad : {"", "2024-1-14", "20241314", "2026-02-29", "20260431", "2024101",
                          "202410145", "2024-10-1x"})
    EXPECT_FALSE(parse_date(bad).has_value()) << bad;
  EXPECT_EQ(words_of(date_of_utc(1'760'000'000)), "2025-10-09");
}

}  // namespace
}  // namespace assay::calypso::pki
