// SPDX-License-Identifier: Apache-2.0
#include "globalplatform/store_data_keys.hpp"

#include "globalplatform/data_grouping.hpp"

#include <gtest/gtest.h>

#include "globalplatform/content_fixture.hpp"
#include "globalplatform/diversification.hpp"

namespace assay::globalplatform {
namespace {

// kaoh/globalplatform, storeDataTest.c, test_build_store_data_keys_dap_purpose.
constexpr auto published =
    "00B91CB71080018881011083010196010097027003B908820101840361DDC3811310A0CCF098A39DD26541068A6E94"
    "5F2938";

DataEncryptionKey dek() {
  return DataEncryptionKey::make(DataEncryptionKey::Mode::aes_cbc,
                                 hex("000102030405060708090A0B0C0D0E0F"))
      .value();
}

TEST(StoredKeys, OfAPublishedGroupingAreRead) {
  const auto keys = parse_stored_keys(hex(published), dek()).value();
  ASSERT_EQ(keys.size(), 1u);
  EXPECT_EQ(to_hex(keys[0].components[0].value), "AABBCCDDEEFF00112233445566778899");
  EXPECT_EQ(keys[0].identifier, 0x01);
  EXPECT_EQ(keys[0].version, 0x01);
  EXPECT_EQ(keys[0].access, 0x00);
  EXPECT_EQ(to_hex(keys[0].purpose), "7003");
  EXPECT_EQ(to_hex(write_stored_keys(keys, KeyTemplates::shared, dek()).value()), published);
}

TEST(StoredKeys, AreNotWrittenWithoutWhatTheirFormNeeds) {
  auto keys = parse_stored_keys(hex(published), dek()).value();
  EXPECT_EQ(refusal(write_stored_keys(keys, KeyTemplates::whole, dek())),
            "a key to store has no usage");
  keys[0].usage = hex("84");
  EXPECT_EQ(refusal(write_stored_keys(keys, KeyTemplates::whole, dek())), "taken");
  keys[0].identifier.reset();
  EXPECT_EQ(refusal(write_stored_keys(keys, KeyTemplates::whole, dek())),
            "a key to store has no identifier or no version");
  EXPECT_EQ(refusal(write_stored_keys({}, KeyTemplates::whole, dek())), "there is no key to store");
}

TEST(DataGroupings, HaveALengthOfThreeBytesFrom255) {
  Bytes out;
  put_grouping(out, 0x0010, Bytes(254, 0x11));
  put_grouping(out, 0x0011, Bytes(255, 0x22));
  EXPECT_EQ(to_hex(ByteView(out).first(3)), "0010FE");
  EXPECT_EQ(to_hex(ByteView(out).subspan(257, 5)), "0011FF00FF");
  const auto groupings = parse_groupings(out).value();
  ASSERT_EQ(groupings.size(), 2u);
  EXPECT_EQ(groupings[1].content.size(), 255u);
}

TEST(Diversification, MakesThePublishedKeys) {
  // GlobalPlatformPro, TestPlaintextKeys: the check values C33013, 6F4CA6 and BB8179.
  const KeySet keys = diversify(Diversification::emv, hex("404142434445464748494A4B4C4D4E4F"),
                                hex("00010203040506070809"))
                          .value();
  EXPECT_EQ(to_hex(keys.enc), "0EF59FCBF8019B62E62AF6EA20B8BF25");
  EXPECT_EQ(to_hex(keys.mac), "3E383EB6F2762B88155F76BDFED05A02");
  EXPECT_EQ(to_hex(keys.dek), "64021E43C0C7D264A1C7C6D01E1C8761");
  EXPECT_EQ(diversification_named("VISA2"), Diversification::visa2);
  EXPECT_EQ(diversification_named("visa2"), std::nullopt);
  EXPECT_EQ(refusal(diversify(Diversification::kdf3, Bytes(16), Bytes(10), 4)),
            "key 4 is none of 1 (ENC), 2 (MAC) and 3 (DEK)");
}

}  // namespace
}  // namespace assay::globalplatform
