// SPDX-License-Identifier: Apache-2.0
// Profiles as files: those of the test kit load, and mistakes are told with their place.
#include "adapters/model_profiles/profile_file.hpp"

#include <gtest/gtest.h>

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
