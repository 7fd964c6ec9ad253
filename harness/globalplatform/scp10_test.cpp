// SPDX-License-Identifier: Apache-2.0
// SCP10 where the vectors of specs/vectors/scp10-computed.yaml do not look: refusals of our own making, and options.
#include <gtest/gtest.h>

#include "globalplatform/scp10_authentication.hpp"
#include "globalplatform/scp10_keys.hpp"
#include "globalplatform/scp10_messaging.hpp"
#include "globalplatform/session_fixture.hpp"

namespace assay::globalplatform {
namespace {

using testing::hex;
using testing::secret;

Scp10Template one(bool confidentiality, std::uint8_t usage) {
  Scp10Template out;
  out.confidentiality = confidentiality;
  out.usage = usage;
  out.key = secret("404142434445464748494A4B4C4D4E4F");
  out.counter = Scp10Counter{0, 0, 0, 0, 0, 0, 0, 9};
  return out;
}

TEST(Scp10Options, AreTheTwoThatAreDescribed) {
  EXPECT_TRUE(Scp10Options::parse(0x01)->key_agreement());
  EXPECT_TRUE(Scp10Options::parse(0x01)->with_recovery());
  EXPECT_FALSE(Scp10Options::parse(0x02)->key_agreement());
  EXPECT_FALSE(Scp10Options::parse(0x02)->with_recovery());
  EXPECT_EQ(Scp10Options::parse(0x03).error().message,
            "i = 03 of SCP10: 01 (agreement, with recovery) and 02 (transport, without) are "
            "described by GPC F.1.4");
}

TEST(Scp10Request, IsWrittenAsItIsRead) {
  Scp10Request request{{0x33}, {one(false, 0x30)}};
  EXPECT_EQ(to_hex(encode(request, true)),
            "D30133B41F950130D110404142434445464748494A4B4C4D4E4F91080000000000000009");
  EXPECT_EQ(to_hex(encode(request, false)), "D30133B403950130");
  const auto parsed = parse_scp10_request(encode(request, true));
  ASSERT_TRUE(parsed.has_value()) << parsed.error().message;
  EXPECT_EQ(encode(*parsed, true), encode(request, true));
  EXPECT_EQ(parse_scp10_request(hex("D30133B803950102")).error().message,
            "key request of SCP10: usage 02 has no place in a template B8");
}

TEST(Scp10Keys, AreClaimedOnce) {
  const Scp10Request twice{{0x01}, {one(false, 0x30), one(false, 0x10)}};
  EXPECT_EQ(transported_keys(twice).error().message,
            "key request of SCP10: two templates are for commands");
  Scp10Request without{{0x01}, {one(false, 0x30)}};
  without.templates[0].key.clear();
  EXPECT_EQ(transported_keys(without).error().message,
            "key request of SCP10: a template brings no key (tag D1)");
  without = {{0x01}, {one(false, 0x30)}};
  without.templates[0].counter.reset();
  EXPECT_EQ(transported_keys(without).error().message,
            "key request of SCP10: a checksum key comes without counter (tag 91)");
}

TEST(Scp10Keys, OfAnAgreementWantWholeSecrets) {
  const Scp10Request request{{0x01}, {one(false, 0x30)}};
  EXPECT_EQ(agreed_keys(request, Bytes(31), Bytes(32)).error().message,
            "secrets of SCP10 have 31 and 32 bytes, 32 were wanted");
  const Scp10Request three{{0x00}, {one(false, 0x10), one(false, 0x20), one(false, 0x30)}};
  EXPECT_EQ(agreed_keys(three, Bytes(32), Bytes(32)).error().message,
            "key request of SCP10: a third template of one kind has no number");
}

TEST(Scp10Messaging, WantsAKeyForEachProtection) {
  const Scp10Request request{{0x33}, {one(false, 0x30)}};
  EXPECT_EQ(Scp10Messaging::begin(*transported_keys(request), {0x33}).error().message,
            "level 33 wants C-ENC, and no template brings a key for it");
}

TEST(Scp10Messaging, LeavesItsCounterWhenACommandDoesNotFit) {
  const Scp10Request request{{0x01}, {one(false, 0x30)}};
  auto messaging = Scp10Messaging::begin(*transported_keys(request), {0x01});
  Bytes first, again;
  const Bytes big(250, 0x5A);
  EXPECT_EQ(messaging->wrap({0x80, 0xE2, 0x00, 0x00, big, 0}, first).error().message,
            "the protected data have 263 bytes, 255 fit");
  ASSERT_TRUE(messaging->wrap({0x80, 0xCA, 0x00, 0x66, {}, 256}, first).has_value());
  auto fresh = Scp10Messaging::begin(*transported_keys(request), {0x01});
  ASSERT_TRUE(fresh->wrap({0x80, 0xCA, 0x00, 0x66, {}, 256}, again).has_value());
  EXPECT_EQ(first, again);
  EXPECT_EQ(first.size(), 5U + 3 + 10 + 1);
  EXPECT_EQ(first[0], 0x8C);
}

TEST(Scp10Messaging, EncryptsSensitiveDataOfWholeBlocksOnly) {
  const Scp10Request request{{0x00}, {one(true, 0x80)}};
  const auto messaging = Scp10Messaging::begin(*transported_keys(request), {0x00});
  EXPECT_EQ(messaging->encrypt_sensitive(Bytes(7), true).error().message,
            "7 bytes of sensitive data are no whole blocks of 8 bytes");
  EXPECT_EQ(to_hex(*messaging->encrypt_sensitive(Bytes(8), false)), "8BAF473F2F8FD094");
  const Scp10Request none{{0x00}, {one(true, 0x30)}};
  EXPECT_EQ(Scp10Messaging::begin(*transported_keys(none), {0x00})
                ->encrypt_sensitive(Bytes(8), true)
                .error()
                .message,
            "no template brings a key for sensitive data of commands");
}

}  // namespace
}  // namespace assay::globalplatform
