// SPDX-License-Identifier: Apache-2.0
// The terminal's memory on the way to SCP10, against a card that these tests play with bare primitives.
#include "engine/initiation.hpp"

#include <gtest/gtest.h>

#include "crypto/hash.hpp"
#include "globalplatform/scp10_test_keys.hpp"

namespace assay::engine {
namespace {

using globalplatform::Scp10Deviation;
using globalplatform::testing::rsa_key;
namespace keys = globalplatform::testing;

SecureBytes value(std::string_view hex) {
  const Bytes bytes = from_hex(hex).value();
  return {bytes.begin(), bytes.end()};
}

Names::Ixit bench(std::string_view i) {
  Names::Ixit ixit;
  ixit["scp10.i"] = value(i);
  ixit["scp10.sd_modulus"] = value(keys::sd_modulus);
  ixit["scp10.sd_exponent"] = value("010001");
  ixit["scp10.oce_modulus"] = value(keys::oce_modulus);
  ixit["scp10.oce_exponent"] = value("010001");
  ixit["scp10.oce_private_exponent"] = value(keys::oce_private_exponent);
  ixit["scp10.oce_id"] = value("4F43452D30303031");
  ixit["scp10.sd_id"] = value("53442D2D30303031");
  return ixit;
}

std::string problem(const Names::Ixit& ixit, std::string_view group = "scp10") {
  const auto read = read_scp10_bench(ixit, group);
  return read ? "" : read.error().message;
}

TEST(Scp10Bench, IsReadFromTheIxit) {
  auto ixit = bench("02");
  ixit["scp10.certificate_form"] = value("AE");
  ixit["scp10.certificate_recovery"] = value("01");
  ixit["scp10.certificate_layout"] = value("42085F20088181808203");
  const auto read = read_scp10_bench(ixit, "scp10");
  ASSERT_TRUE(read.has_value()) << read.error().message;
  EXPECT_EQ(read->option_i, 0x02);
  EXPECT_FALSE(read->format.self_descriptive);
  EXPECT_TRUE(read->format.recovery);
  ASSERT_EQ(read->layout.size(), 4U);
  EXPECT_EQ(read->layout[1].tag, 0x5F20U);
  EXPECT_EQ(read->layout[2].length, 128U);
}

TEST(Scp10Bench, IsRefusedByTheNameOfTheValue) {
  EXPECT_EQ(problem(bench("01"), "scp10_b"), "the bench has no keys 'scp10_b' for SCP10");
  EXPECT_EQ(problem(bench("03")).substr(0, 36), "the IXIT value scp10.i: i = 03 of SC");
  auto ixit = bench("01");
  ixit["scp10.certificate_form"] = value("00");
  EXPECT_EQ(problem(ixit),
            "the IXIT value scp10.certificate_form is 00: BE and AE are forms of certificates");
  ixit = bench("01");
  ixit["scp10.certificate_layout"] = value("42085F");
  EXPECT_EQ(problem(ixit),
            "the IXIT value scp10.certificate_layout: tags and lengths are wanted, such as 42 08 "
            "5F20 08 81 8180 82 03");
  ixit = bench("01");
  ixit["scp10.sd_modulus"] = value("00");
  EXPECT_EQ(problem(ixit).substr(0, 38), "the IXIT value scp10.sd_modulus: an RS");
}

crypto::RsaPrivateKey card() {
  return rsa_key(keys::sd_modulus, keys::sd_private_exponent);
}
crypto::RsaPublicKey terminal() {
  return rsa_key(keys::oce_modulus, keys::oce_private_exponent).public_key();
}

constexpr std::string_view transported =
    "D30103B41F950130D110404142434445464748494A4B4C4D4E4F91080000000000000009"
    "B815950130D110606162636465666768696A6B6C6D6E6F";

TEST(Initiation, TransportsKeysAndOpensASession) {
  Random random(7);
  Initiation initiation;
  ASSERT_TRUE(initiation.begin(bench("02"), "scp10", *from_hex(transported), random).has_value());
  ASSERT_TRUE(initiation.prepare_session_keys(Scp10Deviation::none, random).has_value());
  const auto request = crypto::pkcs1_decrypt(card(), initiation.session_keys());
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(to_hex(*request), transported);

  const Bytes challenge(16, 0x5A);
  initiation.take_challenge(challenge);
  ASSERT_TRUE(initiation.prepare_signature(Scp10Deviation::none, random).has_value());
  Bytes covered = *from_hex(transported);
  append(covered, challenge);
  EXPECT_TRUE(
      crypto::pkcs1_verify(terminal(), crypto::Hash::sha1, covered, initiation.signature()));
  ASSERT_TRUE(initiation.finish_external());
  EXPECT_EQ(initiation.session().level.value, 0x03);
  EXPECT_EQ(initiation.session().keys.keys[0].counter, 9U);
}

TEST(Initiation, KnowsTheCardsSignatureOverTheKeys) {
  Random random(7);
  Initiation initiation;
  ASSERT_TRUE(initiation.begin(bench("02"), "scp10", *from_hex(transported), random).has_value());
  initiation.prepare_challenge(random);
  Bytes covered = *from_hex("404142434445464748494A4B4C4D4E4F606162636465666768696A6B6C6D6E6F");
  append(covered, initiation.challenge());
  Bytes request = to_bytes(initiation.challenge());
  append(request, initiation.id());
  Bytes answer = crypto::pkcs1_sign(card(), crypto::Hash::sha1, covered);
  EXPECT_FALSE(initiation.finish_internal(request, answer));  // the session is there already
  EXPECT_EQ(to_bytes(initiation.verified_signature()), answer);
  answer.back() ^= 0x01;
  EXPECT_FALSE(initiation.finish_internal(request, answer));
  EXPECT_TRUE(initiation.verified_signature().empty());
  EXPECT_TRUE(initiation.was_answered_badly());
}

TEST(Initiation, AgreesOnKeysAndOpensASession) {
  Random random(7);
  Initiation initiation;
  ASSERT_TRUE(
      initiation.begin(bench("01"), "scp10", *from_hex("D30101B403950130"), random).has_value());
  const Bytes challenge(8, 0x5A);
  initiation.take_challenge(challenge);
  ASSERT_TRUE(initiation.prepare_signature(Scp10Deviation::none, random).has_value());
  const auto signature = crypto::rsa_private(card(), initiation.signature());
  ASSERT_TRUE(signature.has_value());
  Bytes rest = challenge;
  append(rest, *from_hex("53442D2D30303031"));
  ASSERT_TRUE(crypto::recovery_open(terminal(), *signature, rest).has_value());
  EXPECT_FALSE(initiation.finish_external());

  initiation.prepare_challenge(random);
  ASSERT_EQ(initiation.challenge().size(), 8U);
  Bytes request = to_bytes(initiation.challenge());
  append(request, initiation.id());
  const Bytes recoverable(106, 0x33);
  const auto own =
      crypto::recovery_sign(card(), recoverable, request, crypto::RecoveryForm::smaller);
  const Bytes answer = crypto::rsa_public(terminal(), *own).value();
  ASSERT_TRUE(initiation.finish_internal(request, answer));
  EXPECT_EQ(to_bytes(initiation.verified_signature()), answer);
  EXPECT_EQ(initiation.session().keys.keys[0].value.size(), 16U);
  EXPECT_EQ(initiation.session().keys.keys[0].counter >> 32, 0x33333333U);
}

TEST(Initiation, KeepsWhatAChainOfCommandsCarries) {
  Random random(7);
  Initiation initiation;
  ASSERT_TRUE(
      initiation.begin(bench("01"), "scp10", *from_hex("D30101B403950130"), random).has_value());
  EXPECT_EQ(initiation.prepare_signature(Scp10Deviation::none, random).error().message,
            "no challenge of the card is known that a signature covers");
  initiation.take_challenge(Bytes(8, 0x5A));
  ASSERT_TRUE(initiation.prepare_signature(Scp10Deviation::none, random).has_value());
  const Bytes first = to_bytes(initiation.signature());
  ASSERT_TRUE(initiation.prepare_signature(Scp10Deviation::none, random).has_value());
  EXPECT_EQ(to_bytes(initiation.signature()), first);
  ASSERT_TRUE(initiation.prepare_signature(Scp10Deviation::signature_flip, random).has_value());
  EXPECT_NE(to_bytes(initiation.signature()), first);
}

TEST(Initiation, RemembersTheSignatureBeforeAcrossInitiations) {
  Random random(7);
  Initiation initiation;
  const Bytes request = *from_hex("D30101B403950130");
  ASSERT_TRUE(initiation.begin(bench("01"), "scp10", request, random).has_value());
  initiation.take_challenge(Bytes(8, 0x5A));
  EXPECT_EQ(initiation.prepare_signature(Scp10Deviation::signature_replay, random).error().message,
            "there was no signature of an initiation before");
  ASSERT_TRUE(initiation.prepare_signature(Scp10Deviation::none, random).has_value());
  const Bytes before = to_bytes(initiation.signature());
  ASSERT_TRUE(initiation.begin(bench("01"), "scp10", request, random).has_value());
  initiation.take_challenge(Bytes(8, 0x5B));
  ASSERT_TRUE(initiation.prepare_signature(Scp10Deviation::signature_replay, random).has_value());
  EXPECT_EQ(to_bytes(initiation.signature()), before);
}

TEST(Initiation, TellsWhichValueTheBenchLacks) {
  Random random(7);
  Initiation initiation;
  auto poor = bench("02");
  poor.erase("scp10.sd_modulus");
  ASSERT_TRUE(initiation.begin(poor, "scp10", *from_hex(transported), random).has_value());
  EXPECT_EQ(initiation.prepare_session_keys(Scp10Deviation::none, random).error().message,
            "the bench gives no value for $ixit.scp10.sd_modulus");
  EXPECT_EQ(initiation.prepare_certificate(Scp10Deviation::rsa_certificate_extend).error().message,
            "the bench gives no value for $ixit.scp10.oce_certificate");
  initiation.take_certificate(Bytes(3), false);
  EXPECT_EQ(initiation.problem(),
            "the bench gives no tp_in_modulus to verify the card's certificate with");
}

}  // namespace
}  // namespace assay::engine
