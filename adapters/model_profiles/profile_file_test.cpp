// SPDX-License-Identifier: Apache-2.0
// Profiles as files: those of the test kit load, and mistakes are told with their place.
#include "adapters/model_profiles/profile_file.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "adapters/model_calypso/calypso_channel.hpp"
#include "adapters/model_profiles/calypso_families.hpp"
#include "base/hex.hpp"

namespace assay::model::calypso {
namespace {

const ModelFamily& family(std::string_view name) {
  for (const ModelFamily& one : families())
    if (one.name == name) return one;
  ADD_FAILURE() << name;
  return families()[0];
}

std::string send(iso7816::CardChannel& card, std::string_view command) {
  Bytes response;
  EXPECT_TRUE(card.transmit(*from_hex(command), response));
  return to_hex(response);
}

TEST(TestKitProfiles, AreSixteenAndOpen) {
  ASSERT_EQ(test_kit_profiles().size(), 16U);
  std::size_t files = 0;
  for (const TestKitProfile& kit : test_kit_profiles()) {
    const auto profile = read_profile(kit.name, kit.text);
    ASSERT_TRUE(profile) << profile.error().text();
    EXPECT_EQ(profile->name, kit.name);
    for (const auto& application : profile->applications) files += application.files.size();
    EXPECT_TRUE(family(kit.model).open({.profile = std::string(kit.name)})) << kit.name;
  }
  EXPECT_EQ(files, 488U);
}

TEST(TestKitProfiles, AnswerWithTheirStructure) {
  auto card = family("calypso-prime").open({.profile = "testkit-prime-pki-v3"});
  ASSERT_TRUE(card);
  EXPECT_EQ(send(**card, "00A4040008A000000291FF910100"),
            "6F228408A000000291FF9101A516BF0C13C70800000000C3F9DAED53071B3F3B021410019000");
  EXPECT_EQ(send(**card, "00A4090002206900"),
            "8517190409"
            "1D01"
            "1F101010"
            "00020302"
            "00"
            "0000"
            "0000000000"
            "20699000");
  EXPECT_EQ(send(**card, "00B2011D00"), "6982");
  EXPECT_EQ(send(**card, "00B2014C1D"),
            "00000FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF9000");
}

TEST(ProfileFiles, OpenByTheirName) {
  const std::string file =
      ASSAY_SOURCE_DIR "/adapters/model_profiles/testkit/testkit-basic-v2.yaml";
  EXPECT_TRUE(family("calypso-basic").open({.profile = file}));
  const auto wrong = family("calypso-light").open({.profile = file});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().message,
            file + " describes a card of model:calypso-basic, not of model:calypso-light");
}

TEST(ProfileFiles, UnknownNamesAreToldWithTheNearest) {
  const auto wrong = family("calypso-prime").open({.profile = "rev3"});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().message,
            "model:calypso-prime has no profile 'rev3', did you mean 'rev2'?");
}

constexpr std::string_view good = R"(calypso_profile: mine
product: light
serial: '0000000011223344'
applications:
  - aid: '315449432E49434133'
    lid: '2000'
    startup: '06 43 90 32 2B 01 00'
    kif: '21 27 30'
    kvc: '79 79 79'
    files:
      - { sfi: '07', lid: '2001', type: linear, size: 29, read: always, content: ['0102'] }
)";

std::string with(std::string_view from, std::string_view to) {
  std::string text(good);
  return text.replace(text.find(from), from.size(), to);
}

TEST(ProfileFiles, TellWhatStandsBesideTheApplications) {
  const auto profile = read_profile(
      "mine", with("product: light",
                   "product: light\ntraceability: '0102'\naborts_without_session: true\n"
                   "master_file: { access: [session 1, never 1, always 2, never], kif: '616770', "
                   "kvc: '777879' }"));
  ASSERT_TRUE(profile) << profile.error().text();
  const auto card = open_card("calypso-light", *profile, {});
  ASSERT_TRUE(card);
  EXPECT_EQ(send(**card, "00A4090002000000"),
            "8517000100000010001F000101020000777879616770003F009000");
  EXPECT_EQ(send(**card, "00CA018500"), "01029000");
  EXPECT_EQ(send(**card, "008E000000"), "9000");
}

constexpr std::string_view certified = R"(calypso_profile: mine
product: prime
serial: '0000000011223344'
applications:
  - aid: 'A000000291FF9101'
    lid: '2000'
    startup: '0A 3F 3B 02 14 10 01'
    kif: '21 27 30'
    kvc: '79 79 79'
    pki: { key: card.key, certificate: card.cert, ca_certificate: ca.cert }
    files: []
)";

/// A profile that lies beside the files of the test chain.
Result<CardProfile> read_beside_the_chain(std::string_view from, std::string_view to) {
  std::string text(certified);
  text.replace(text.find(from), from.size(), to);
  return read_profile(ASSAY_SOURCE_DIR "/adapters/model_calypso/test_pki/mine.yaml", text);
}

TEST(ProfileFiles, NameKeyAndCertificates) {
  const auto profile = read_beside_the_chain("mine", "mine");
  ASSERT_TRUE(profile) << profile.error().text();
  const auto card = open_card("calypso-prime", *profile, {});
  ASSERT_TRUE(card);
  EXPECT_EQ(send(**card, "00A4040008A000000291FF910100").substr(0, 4), "6F22");
  const std::string told = send(**card, "00CADF4C00");
  EXPECT_EQ(told.substr(0, 10), "DF4C82013C");
  EXPECT_EQ(told.substr(10, 4), "9101");
  EXPECT_EQ(send(**card, "00CADF4B00").size(), 2U * 141);
}

TEST(ProfileFiles, TellWhichKeyOrCertificateIsWrong) {
  const auto told = [](std::string_view from, std::string_view to) {
    const auto read = read_beside_the_chain(from, to);
    if (read) return std::string("nothing");
    const std::string text = read.error().text();
    return text.substr(text.find("mine.yaml"));
  };
  EXPECT_NE(told("card.cert", "nowhere.cert").find("nowhere.cert' cannot be read"),
            std::string::npos);
  EXPECT_EQ(told("card.key", "card.cert"),
            "mine.yaml:10:17: 'card.cert': no private key in PEM without a password, P-256 was "
            "wanted");
  EXPECT_EQ(told("card.key", "ca.key"),
            "mine.yaml:10:17: 'ca.key': the private key is of another kind, P-256 was wanted");
  EXPECT_EQ(told("card.cert", "root.yaml"),
            "mine.yaml:10:40: 'root.yaml' holds 790 bytes; 384 of a CA or 316 of a card were "
            "wanted");
  EXPECT_EQ(told("certificate: card.cert", "certificate: ca.cert"),
            "mine.yaml:5:3: a certificate of 384 bytes stands where one of 316 belongs");
  EXPECT_EQ(told("certificate: card.cert, ca_certificate: ca.cert", "key: x"),
            "mine.yaml:10:27: the key 'key' stands twice; it stood first on line 10");
}

TEST(ProfileSchema, IsUpToDate) {
  const document::SchemaFile schema = published_profile_schema();
  const std::string file = ASSAY_SOURCE_DIR "/specs/schemas/" + schema.name + ".schema.json";
  const std::string wanted = document::json_schema(*schema.schema, schema.title);
  if (std::getenv("ASSAY_UPDATE_SCHEMAS") != nullptr)
    std::ofstream(file, std::ios::binary) << wanted;
  std::ifstream in(file, std::ios::binary);
  const std::string committed{std::istreambuf_iterator<char>(in), {}};
  EXPECT_TRUE(committed == wanted) << "run the test once with ASSAY_UPDATE_SCHEMAS=1";
}

struct Mistake {
  std::string_view from;
  std::string_view to;
  std::string_view message;
};

TEST(ProfileMistakes, AreToldWithTheirPlace) {
  ASSERT_TRUE(read_profile("mine", good));
  const std::vector<Mistake> mistakes{
      {"product: light", "product: dark",
       "mine:2:10: 'dark' stands here; one of these is wanted: prime, light, basic"},
      {"'0000000011223344'", "'00'", "mine:3:9: serial has 8 bytes, not 1"},
      {"'315449432E49434133'", "'31544943'", "mine:5:10: aid has 5 to 16 bytes, not 4"},
      {"product: light",
       "product: light\nmaster_file: { access: [never], kif: '616770', kvc: '777879' }",
       "mine:3:24: access has 4 conditions, not 1"},
      {"sfi: '07'", "sfi: '1F'", "mine:11:16: an SFI is at most 1E, not 1F"},
      {"size: 29", "size: 251", "mine:11:55: a record has at most 250 bytes, not 251"},
      {"['0102']", "['01', '02']", "mine:11:82: content for 2 records, but the file has 1"},
  };
  for (const Mistake& mistake : mistakes) {
    const auto read = read_profile("mine", with(mistake.from, mistake.to));
    ASSERT_FALSE(read) << mistake.to;
    EXPECT_EQ(read.error().text(), mistake.message);
  }
}

}  // namespace
}  // namespace assay::model::calypso
