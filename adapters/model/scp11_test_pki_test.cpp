// SPDX-License-Identifier: Apache-2.0
// The committed points and signatures of the bench are those that its private numbers give, none is missing and none is idle.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <set>

#include "adapters/model/scp11_test_pki_data.hpp"
#include "base/hex.hpp"

namespace assay::model::test_pki {
namespace {

using crypto::Curve;

constexpr std::array all_who{Who::oce_authority,   Who::sub_authority,  Who::stranger,
                             Who::off_card_entity, Who::card_authority, Who::card_a,
                             Who::card_b,          Who::card_c};
constexpr std::array curves{Curve::p256, Curve::p384, Curve::p521, Curve::brainpool_p256r1};

TEST(Scp11TestPki, KnowsThePointOfEveryKeyOfItsCurves) {
  std::size_t known = 0;
  for (const Who who : all_who)
    for (const Curve curve : curves) {
      EXPECT_EQ(to_hex(point_of(who, curve)), to_hex(key_of(who, curve).public_key().point()));
      for (const KnownPoint& row : known_points())
        if (row.who == who && row.curve == curve) ++known;
    }
  EXPECT_EQ(known, all_who.size() * curves.size());
  EXPECT_EQ(known_points().size(), known);
}

/// What cards and IXIT of this format hold, as scp11_personalization.cpp asks for it.
std::vector<Statement> statements(bool x509) {
  std::vector<Statement> all{
      {.holder = Who::card_a, .issuer = Who::card_authority},
      {.holder = Who::card_b, .issuer = Who::card_authority},
      {.holder = Who::card_c, .issuer = Who::card_authority},
      {.serial = 0x01},
      {.holder = Who::sub_authority, .serial = 0x03, .right = Right::sign},
      {.issuer = Who::sub_authority, .serial = 0x04},
      {.serial = 0x11},
      {.serial = 0x02, .other_subject = true},
      {.issuer = Who::sub_authority, .serial = 0x09, .forged = true},
      {.serial = 0x05, .other_curve = true},
      {.serial = 0x06, .right = Right::encipher},
  };
  if (x509) return all;
  all.push_back({.serial = 0x07, .authorizations = true});
  all.push_back({.serial = 0x08, .unknown_part = true});
  return all;
}

/// Whom the certificate leaves to be verified with.
Who signer_of(const Statement& says) {
  return says.forged ? Who::stranger : says.issuer;
}

/// Rows that were found wanted; messages are the same where only the signer's curve is another.
using Used = std::set<std::pair<Curve, std::uint64_t>>;

/// Expects the row that this certificate's signature wants, and its name into `used`.
void expect_known(const Format& format, const Statement& says, Used& used) {
  const Bytes message = signed_part(format, says);
  const std::uint64_t name = message_name(message);
  const Bytes computed = crypto::ecdsa_sign(key_of(signer_of(says), format.curve),
                                            crypto::ecdsa_hash(format.curve), message);
  std::string found = "nothing";
  for (const KnownSignature& row : known_signatures())
    if (row.message == name && row.signer == signer_of(says) && row.curve == format.curve)
      found = row.signature;
  EXPECT_EQ(found, to_hex(computed)) << fmt::format("{:016X}", name);
  used.emplace(format.curve, name);
}

TEST(Scp11TestPki, KnowsTheSignatureOfEveryCertificateAndNoOther) {
  Used used;
  for (const Curve curve : curves)
    for (const Statement& says : statements(false)) expect_known({curve, false}, says, used);
  for (const Statement& says : statements(true)) expect_known({Curve::p256, true}, says, used);
  EXPECT_EQ(used.size(), 63U);
  EXPECT_EQ(known_signatures().size(), 63U);
}

TEST(Scp11TestPki, SignsWhatItDoesNotKnow) {
  const Statement unusual{.serial = 0x7F};
  const Bytes made = certificate({Curve::p256, false}, unusual);
  const Bytes message = signed_part({Curve::p256, false}, unusual);
  EXPECT_TRUE(crypto::ecdsa_verify(key_of(Who::oce_authority, Curve::p256).public_key(),
                                   crypto::Hash::sha256, message, ByteView(made).last(64)));
}

}  // namespace
}  // namespace assay::model::test_pki
