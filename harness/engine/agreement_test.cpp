// SPDX-License-Identifier: Apache-2.0
#include "engine/agreement.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"

namespace assay::engine {
namespace {

using globalplatform::Scp11Deviation;

SecureBytes value(std::string_view hex) {
  const Bytes bytes = from_hex(hex).value();
  return {bytes.begin(), bytes.end()};
}

Names::Ixit bench() {
  Names::Ixit ixit;
  ixit["scp11b.key_id"] = value("13");
  ixit["scp11b.key_version"] = value("03");
  ixit["scp11b.curve"] = value("00");
  ixit["scp11b.i"] = value("42");
  return ixit;
}

std::string problem(const Names::Ixit& ixit, std::string_view group) {
  const auto keys = read_scp11_keys(ixit, group);
  return keys ? "" : keys.error().message;
}

TEST(Scp11Keys, AreReadFromTheBench) {
  const auto ixit = bench();
  const auto keys = read_scp11_keys(ixit, "scp11b");
  ASSERT_TRUE(keys.has_value());
  EXPECT_EQ(keys->key_id, 0x13);
  EXPECT_TRUE(keys->s16);
  EXPECT_EQ(keys->curve, crypto::Curve::p256);
  EXPECT_EQ(keys->hash, crypto::Hash::sha256);
  EXPECT_EQ(keys->authority_id, 0x10);
}

TEST(Scp11Keys, AreRefusedByTheNameOfTheValue) {
  auto ixit = bench();
  EXPECT_EQ(problem(ixit, "scp11a"), "the bench has no keys 'scp11a' for SCP11");
  ixit["scp11b.curve"] = value("09");
  EXPECT_EQ(problem(ixit, "scp11b"),
            "the IXIT value scp11b.curve: key parameter reference 09 is reserved; 00 to 08 are "
            "curves");
  ixit["scp11b.curve"] = value("0000");
  EXPECT_EQ(problem(ixit, "scp11b"), "the IXIT value scp11b.curve has 2 bytes, 1 was wanted");
  EXPECT_EQ(read_scp11_keys(ixit, "scp11b").error().where, "scp11b.curve");
  ixit = bench();
  ixit["scp11b.kdf_hash_length"] = value("21");
  EXPECT_EQ(problem(ixit, "scp11b"),
            "the IXIT value scp11b.kdf_hash_length is 21: 20, 30 and 40 are lengths of hashes");
  ixit = bench();
  ixit["scp11b.sd_key"] = value("0401");
  EXPECT_EQ(problem(ixit, "scp11b"),
            "the IXIT value scp11b.sd_key: a point of P-256 has 2 bytes, 65 were wanted");
}

TEST(Agreement, MakesAnEphemeralKeyFromTheSeed) {
  const auto ixit = bench();
  Agreement agreement;
  Random random(1);
  ASSERT_TRUE(agreement.prepare_agreement(ixit, "scp11b", Scp11Deviation::none, random));
  EXPECT_EQ(agreement.ephemeral_key().size(), 65U);
  const Bytes first = to_bytes(agreement.ephemeral_key());
  ASSERT_TRUE(agreement.prepare_agreement(ixit, "scp11b", Scp11Deviation::none, random));
  EXPECT_FALSE(equal(agreement.ephemeral_key(), first));
  Random again(1);
  ASSERT_TRUE(agreement.prepare_agreement(ixit, "scp11b", Scp11Deviation::none, again));
  EXPECT_TRUE(equal(agreement.ephemeral_key(), first));
  ASSERT_TRUE(
      agreement.prepare_agreement(ixit, "scp11b", Scp11Deviation::ephemeral_infinity, again));
  EXPECT_EQ(to_hex(agreement.ephemeral_key()), "00");
}

TEST(Agreement, SaysWhatTheBenchLacks) {
  const auto ixit = bench();
  Agreement agreement;
  Random random(1);
  EXPECT_EQ(agreement.prepare_certificate(ixit, "scp11b", Scp11Deviation::certificate_expired)
                .error()
                .message,
            "the bench gives no value for $ixit.scp11b.oce_certificate");
  ASSERT_TRUE(agreement.prepare_agreement(ixit, "scp11b", Scp11Deviation::none, random));
  EXPECT_FALSE(agreement.finish({}, {}));
  EXPECT_EQ(agreement.problem(),
            "PK.SD.ECKA is not known: no certificate of the card was verified, and the bench gives "
            "no sd_key");
  EXPECT_FALSE(agreement.was_answered_badly());
}

TEST(Agreement, NotesAnAnswerThatCannotBeUsed) {
  auto ixit = bench();
  ixit["scp11b.sd_key"] = value(
      "046B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"
      "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5");
  Agreement agreement;
  Random random(1);
  ASSERT_TRUE(agreement.prepare_agreement(ixit, "scp11b", Scp11Deviation::none, random));
  EXPECT_FALSE(agreement.finish({}, {}));
  EXPECT_TRUE(agreement.was_answered_badly());
  EXPECT_EQ(agreement.problem(), "");
  EXPECT_TRUE(agreement.expected_receipt().empty());
}

}  // namespace
}  // namespace assay::engine
