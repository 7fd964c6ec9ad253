// SPDX-License-Identifier: Apache-2.0
// Literals are computed by a script from the tables of docs/decisions/0024-open-stand-in.md, with OpenSSL's CMAC and AES.
#include "adapters/session_crypto/plugin.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::session_crypto {
namespace {

using calypso::SerialNumber;

constexpr SerialNumber serial = "00 00 00 00 11 22 33 44"_hex;
constexpr auto challenge = "C1C2C3C4C5C6C7C8"_hex;

std::string path(std::string_view name) {
  return std::string(ASSAY_PLUGIN_FOLDER) + "/" + std::string(name) + ".so";
}

std::unique_ptr<calypso::SessionCrypto> example() {
  auto plugin = load_plugin(path("assay_osp1_plugin"));
  EXPECT_TRUE(plugin) << plugin.error().message;
  return *std::move(plugin);
}

TEST(ExamplePlugin, SaysThatItIsNotCalypso) {
  EXPECT_EQ(example()->label(), "open stand-in OSP-1, not Calypso");
  EXPECT_EQ(to_hex(example()->serial()), "00055001");
}

TEST(ExamplePlugin, ComputesARegularSession) {
  const auto plugin = example();
  EXPECT_EQ(to_hex(*plugin->challenge(false)), "C15C0289");
  ASSERT_TRUE(plugin->begin({serial, {0x30, 0x79}, "0304909800307902AABB"_hex}, false));
  ASSERT_TRUE(plugin->update("00B2013C1D"_hex));
  ASSERT_TRUE(plugin->update("AABB9000"_hex));
  EXPECT_EQ(to_hex(*plugin->close()), "898409CF");
  EXPECT_EQ(*plugin->verify("6E47BE51"_hex), true);
}

TEST(ExamplePlugin, SeesAWrongMacAndThenNoSession) {
  const auto plugin = example();
  ASSERT_TRUE(plugin->challenge(false));
  ASSERT_TRUE(plugin->begin({serial, {0x30, 0x79}, "0304909800307902AABB"_hex}, false));
  ASSERT_TRUE(plugin->close());
  EXPECT_EQ(*plugin->verify("6E47BE51"_hex), false);
  EXPECT_EQ(plugin->verify("6E47BE51"_hex).error().message,
            "the plug-in '" + path("assay_osp1_plugin") +
                "' failed in verify with status 2: no session was open");
}

TEST(ExamplePlugin, ComputesAnEncryptedSessionWithAnAuthenticationInside) {
  const auto plugin = example();
  EXPECT_EQ(to_hex(*plugin->challenge(true)), "C15C0289EC2D0A91");
  ASSERT_TRUE(plugin->begin({serial, {0x30, 0x79}, "C8C7C6C5C4C3C2C103307900"_hex}, true));
  EXPECT_EQ(to_hex(*plugin->update_ciphered("0030010803000001"_hex)), "00300108036A3F58");
  EXPECT_EQ(to_hex(*plugin->update_ciphered("1122339000"_hex)), "A01A469000");
  EXPECT_EQ(to_hex(*plugin->authenticate_early()), "81289C89B8B16362");
  EXPECT_EQ(*plugin->verify("E038C7E0C348C593"_hex), true);
  ASSERT_TRUE(plugin->update("0004000000"_hex));
  ASSERT_TRUE(plugin->update("9000"_hex));
  EXPECT_EQ(to_hex(*plugin->close()), "CFD66865D5F95C8C");
  EXPECT_EQ(*plugin->verify("8B7F4AC567B61B9E"_hex), true);
}

TEST(ExamplePlugin, CiphersPinsAndKeys) {
  const auto plugin = example();
  EXPECT_EQ(to_hex(*plugin->cipher_pin({serial, {0x30, 0x79}, challenge, "30303030"_hex, {}})),
            "8B8024ADC59D91CC");
  EXPECT_EQ(to_hex(*plugin->cipher_pin(
                {serial, {0x21, 0x79}, challenge, "30303030"_hex, "31323334"_hex})),
            "CF100D0E3065EBFAE2CEFA51D8CB6D24");
  EXPECT_EQ(to_hex(*plugin->cipher_key({serial, {0x21, 0x79}, challenge, {0x30, 0x79}})),
            "3D3B2BC2435A22A7FF9E7B2E9C25D6B7B870491B4734FC6A0B3D8C6331ABD118");
}

TEST(ExamplePlugin, PreparesStoredValueAndChecksTheCard) {
  const auto plugin = example();
  const auto prepared = plugin->prepare_sv(
      {calypso::SvOperation::reload, serial, "7C000700"_hex,
       "79007221D35F0E36123456000000790000001A0000020000123456780000DB00709000"_hex,
       "B80000170000000079000000020000"_hex},
      false);
  ASSERT_TRUE(prepared) << prepared.error().message;
  EXPECT_EQ(to_hex(prepared->challenge), "C15C02");
  EXPECT_EQ(to_hex(prepared->transaction), "000001");
  EXPECT_EQ(to_hex(prepared->signature), "77CBA469A1");
  EXPECT_EQ(*plugin->check_sv("F64626"_hex), true);
  EXPECT_EQ(plugin->check_sv("F64626"_hex).error().code, ErrorCode::refused);
}

std::string mistake(std::string_view name) {
  const auto plugin = load_plugin(path(name));
  return plugin ? "" : plugin.error().message;
}

TEST(Plugin, IsRefusedWithTheReason) {
  EXPECT_EQ(mistake("assay_bad_no_symbol"), "the plug-in '" + path("assay_bad_no_symbol") +
                                                "' has no symbol assay_session_crypto_v1");
  EXPECT_EQ(mistake("assay_bad_null"), "the plug-in '" + path("assay_bad_null") +
                                           "' does not serve version 1 of the interface");
  EXPECT_EQ(mistake("assay_bad_version"), "the plug-in '" + path("assay_bad_version") +
                                              "' has version 7 of the interface, 1 is wanted");
  EXPECT_EQ(mistake("assay_bad_size"), "the plug-in '" + path("assay_bad_size") +
                                           "' has an interface of 8 bytes, version 1 has " +
                                           std::to_string(sizeof(void*) * 18));
  EXPECT_EQ(mistake("assay_bad_call"),
            "the plug-in '" + path("assay_bad_call") + "' has no prepare_sv");
  EXPECT_EQ(mistake("assay_bad_open"),
            "the plug-in '" + path("assay_bad_open") + "' opened no handle: status 4");
  EXPECT_TRUE(
      mistake("nowhere").starts_with("the plug-in '" + path("nowhere") + "' cannot be loaded: "));
}

TEST(Plugin, ThatFailsSaysWhere) {
  const auto loaded = load_plugin(path("assay_bad_calls_fail"));
  ASSERT_TRUE(loaded) << loaded.error().message;
  const std::string who = "the plug-in '" + path("assay_bad_calls_fail") + "' ";
  EXPECT_EQ((*loaded)->challenge(false).error().message,
            who + "gave 2 bytes in challenge, 4 are wanted");
  EXPECT_EQ((*loaded)->begin({}, false).error().message,
            who + "failed in begin with status 2: the vault is shut");
  EXPECT_EQ((*loaded)->update({}).error().message,
            who + "failed in update with status 77: the vault is shut");
  EXPECT_EQ((*loaded)->update_ciphered({}).error().code, ErrorCode::unsupported);
  EXPECT_EQ((*loaded)->verify({}).error().message,
            who + "failed in verify with status 4: the vault is shut");
}

}  // namespace
}  // namespace assay::session_crypto
