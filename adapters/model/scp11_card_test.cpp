// SPDX-License-Identifier: Apache-2.0
// SCP11 of the model card against a tiny host of this file: certificates, agreement, and what is refused.
#include "adapters/model/scp11_card.hpp"

#include <gmock/gmock.h>

#include "adapters/model/card_certificate.hpp"
#include "adapters/model/scp11_test_pki.hpp"
#include "adapters/model/secure_channel.hpp"
#include "adapters/model/test_card.hpp"
#include "crypto/block_cipher.hpp"
#include "crypto/certificate.hpp"
#include "iso7816/tlv.hpp"

namespace assay::model {
namespace {

using crypto::Curve;
using test_pki::Who;
using testing::EndsWith;
using testing::StartsWith;

Bytes bytes(std::string_view hex) {
  return from_hex(hex).value();
}

std::string value_of(std::string_view profile, std::string_view name) {
  const auto product = make_gp_product(profile);
  for (const NamedValue& line : product->claims.ixit)
    if (line.name == name) return line.value;
  ADD_FAILURE() << profile << " has no " << name;
  return {};
}

std::string group(char variant) {
  return std::string("scp11") + variant + ".";
}

/// "80 ins p1 p2 Lc data 00", in pieces by CLA 90 where the data ask for it.
std::string send(TestCard& card, std::string_view header, ByteView data, bool with_le = true) {
  std::string text(header);
  while (data.size() > 255) {
    std::string piece = "9" + text.substr(1) + "FF" + to_hex(data.first(255));
    const std::string answer = card.send(piece);
    if (answer != "9000") return answer;
    data = data.subspan(255);
  }
  const auto size = static_cast<std::uint8_t>(data.size());
  text += to_hex(ByteView(&size, 1)) + to_hex(data);
  if (with_le) text += "00";
  return card.send(text);
}

/// What the host asks for.
struct Asked {
  char variant = 'b';
  Curve curve = Curve::p256;
  std::uint8_t usage = 0x34;
  std::uint8_t size = 16;
};

std::string key_identifier(char variant) {
  return variant == 'a' ? "11" : variant == 'b' ? "13" : "15";
}

Bytes request(const Asked& asked, ByteView point) {
  const std::uint8_t parameter = asked.variant == 'a' ? 1 : asked.variant == 'b' ? 0 : 3;
  const Bytes control{0x90, 0x02, 0x11, parameter, 0x95, 0x01,      asked.usage,
                      0x80, 0x01, 0x88, 0x81,      0x01, asked.size};
  Bytes out;
  iso7816::append_tlv(out, 0xA6, control);
  iso7816::append_tlv(out, 0x5F49, point);
  return out;
}

std::string authenticate(TestCard& card, const Asked& asked, ByteView data) {
  const std::string ins = asked.variant == 'b' ? "88" : "82";
  return send(card, "80" + ins + "03" + key_identifier(asked.variant), data);
}

Who card_key(char variant) {
  return variant == 'a' ? Who::card_a : variant == 'b' ? Who::card_b : Who::card_c;
}

/// The host's view of an agreement.
struct Agreed {
  Bytes keys;  ///< all five
  Bytes receipt;
  Bytes right_receipt;
};

Agreed read_answer(const Asked& asked, const crypto::EcPrivateKey& ephemeral, ByteView sent,
                   const std::string& answer) {
  const Bytes all = bytes(answer);
  const ByteView data = ByteView(all).first(all.size() - 2);
  const auto point = iso7816::find(data, 0x5F49).value();
  const auto receipt = iso7816::find(data, 0x86).value();
  EXPECT_TRUE(point && receipt) << answer;
  if (!point || !receipt) return {};
  const auto answered = crypto::EcPublicKey::from_point(asked.curve, point->value).value();
  const auto& fixed = test_pki::key_of(card_key(asked.variant), asked.curve).public_key();
  const auto& own = test_pki::key_of(Who::off_card_entity, asked.curve);
  Bytes z;
  append(z, crypto::ecdh(ephemeral, answered).value());
  append(z, crypto::ecdh(asked.variant == 'b' ? ephemeral : own, fixed).value());
  const Bytes info{asked.usage, 0x88, asked.size};
  const auto keys = crypto::x963_kdf(crypto::Hash::sha256, z, info, 5UL * asked.size);
  Bytes covered = to_bytes(sent);
  append(covered, point->whole);
  const auto right = crypto::aes_cmac(ByteView(keys).first(asked.size), covered);
  return {to_bytes(keys), to_bytes(receipt->value), to_bytes(right)};
}

crypto::EcPrivateKey ephemeral_key(Curve curve) {
  return crypto::EcPrivateKey::from_random(curve, Bytes(crypto::scalar_length(curve) + 8, 0x5A))
      .value();
}

struct Product {
  std::string profile;
  Asked asked;
};

class Scp11Products : public testing::TestWithParam<Product> {};

TEST_P(Scp11Products, ProveThemselvesAndTakeTheFirstCommandUnderTheReceipt) {
  const auto& [profile, asked] = GetParam();
  TestCard card(profile);
  ASSERT_THAT(card.send("00A4040007F041535341593B00"), EndsWith("9000"));
  if (asked.variant != 'b') {
    ASSERT_EQ(send(card, "802A0410",
                   bytes(value_of(profile, group(asked.variant) + "oce_certificate")), false),
              "9000");
  }
  const auto ephemeral = ephemeral_key(asked.curve);
  const Bytes data = request(asked, ephemeral.public_key().point());
  const std::string answer = authenticate(card, asked, data);
  ASSERT_THAT(answer, EndsWith("9000"));
  const Agreed agreed = read_answer(asked, ephemeral, data, answer);
  EXPECT_EQ(agreed.receipt, agreed.right_receipt);

  const std::size_t mac_size = profile.ends_with("-s16") ? 16 : 8;
  const ByteView s_mac = ByteView(agreed.keys).subspan(2UL * asked.size, asked.size);
  Bytes covered = agreed.receipt;
  append(covered, bytes("84CA0042"));
  covered.push_back(static_cast<std::uint8_t>(mac_size));
  const auto mac = crypto::aes_cmac(s_mac, covered);
  const std::string got = send(card, "84CA0042", ByteView(mac).first(mac_size));
  ASSERT_THAT(got, StartsWith("420424951111"));
  const ByteView s_rmac = ByteView(agreed.keys).subspan(3UL * asked.size, asked.size);
  Bytes answered(mac.begin(), mac.end());
  append(answered, bytes("4204249511119000"));
  const auto r_mac = crypto::aes_cmac(s_rmac, answered);
  EXPECT_EQ(got, "420424951111" + to_hex(ByteView(r_mac).first(mac_size)) + "9000");
}

INSTANTIATE_TEST_SUITE_P(
    Profiles, Scp11Products,
    testing::Values(Product{"", {.variant = 'a'}}, Product{"", {.variant = 'b'}},
                    Product{"", {.variant = 'c'}}, Product{"scp11a", {.variant = 'a'}},
                    Product{"scp11a-p384", {.variant = 'a', .curve = Curve::p384}},
                    Product{"scp11a-p521", {.variant = 'a', .curve = Curve::p521}},
                    Product{"scp11a-bp256", {.variant = 'a', .curve = Curve::brainpool_p256r1}},
                    Product{"scp11a-x509", {.variant = 'a'}},
                    Product{"scp11a-aes256", {.variant = 'a', .size = 32}},
                    Product{"scp11a-s16", {.variant = 'a'}}, Product{"scp11b", {.variant = 'b'}},
                    Product{"scp11b-p521", {.variant = 'b', .curve = Curve::p521, .size = 24}},
                    Product{"scp11c", {.variant = 'c'}},
                    Product{"scp11c-x509", {.variant = 'c', .size = 32}}),
    [](const auto& product) {
      std::string name = product.param.profile + "_" + product.param.asked.variant;
      for (char& c : name)
        if (c == '-') c = '_';
      return name;
    });

TEST(Scp11Card, GivesOutCertificatesThatItsAuthoritySigned) {
  TestCard card("scp11a");
  card.send("00A4040007F041535341593B00");
  const Bytes answer = bytes(card.send("00CABF2106A6048302110300"));
  const ByteView certificate = ByteView(answer).first(answer.size() - 2);
  const Exchange x{.state = card.state, .env = card.environment, .response = card.response};
  const auto read = read_certificate(x, certificate, false);
  ASSERT_TRUE(read);
  EXPECT_EQ(to_hex(read->key.point()),
            to_hex(test_pki::key_of(Who::card_a, Curve::p256).public_key().point()));
  const auto& authority = test_pki::key_of(Who::card_authority, Curve::p256).public_key();
  EXPECT_TRUE(certificate_is_signed_by(x, certificate, false, authority));
  const auto& stranger = test_pki::key_of(Who::stranger, Curve::p256).public_key();
  EXPECT_FALSE(certificate_is_signed_by(x, certificate, false, stranger));
}

TEST(Scp11Card, SendsACertificateStoreInPiecesWhenItIsTooLong) {
  TestCard card("scp11a-x509");
  card.send("00A4040007F041535341593B00");
  const std::string first = card.send("80CABF2106A6048302110300");
  ASSERT_EQ(first.size(), 2 * (256 + 2));
  ASSERT_THAT(first.substr(512), StartsWith("61"));
  const std::string second = card.send("00C0000000");
  ASSERT_THAT(second, EndsWith("9000"));
  const std::string whole = first.substr(0, 512) + second.substr(0, second.size() - 4);
  ASSERT_THAT(whole, StartsWith("BF2182"));
  EXPECT_TRUE(crypto::is_signed_by(bytes(whole.substr(10)),
                                   test_pki::key_of(Who::card_authority, Curve::p256).public_key())
                  .value());
  EXPECT_EQ(card.send("00C0000000"), "6D00") << "nothing is left";
}

TEST(Scp11Card, TakesTheCertificateOfASubordinateAuthority) {
  for (const std::string_view profile : {"scp11a", "scp11a-x509", "scp11a-p384"}) {
    TestCard card(profile);
    card.send("00A4040007F041535341593B00");
    const Bytes above = bytes(value_of(profile, "scp11a.oce_chain_certificate"));
    const Bytes below = bytes(value_of(profile, "scp11a.oce_chained_certificate"));
    EXPECT_EQ(send(card, "802A0410", below, false), "6600") << profile;
    EXPECT_EQ(send(card, "802A0490", above, false), "9000") << profile;
    EXPECT_EQ(send(card, "802A0410", below, false), "9000") << profile;
  }
}

TEST(Scp11Card, RefusesWhatItDoesNotTrust) {
  TestCard card("scp11a");
  card.send("00A4040007F041535341593B00");
  Bytes certificate = bytes(value_of("scp11a", "scp11a.oce_certificate"));
  EXPECT_EQ(send(card, "802A0910", certificate, false), "6A88") << "no such authority";
  EXPECT_EQ(send(card, "802A0411", certificate, false), "6A88") << "no such authority";
  EXPECT_EQ(send(card, "802A0490", certificate, false), "6600") << "it may not sign";
  EXPECT_EQ(send(card, "802A0510", certificate, false), "6640") << "it is not on the list";
  EXPECT_EQ(send(card, "842A0410", certificate, false), "6E00") << "no secure messaging here";
  certificate.back() ^= 1;
  EXPECT_EQ(send(card, "802A0410", certificate, false), "6600") << "the signature is wrong";
  certificate.pop_back();
  EXPECT_EQ(send(card, "802A0410", certificate, false), "6A80") << "it is cut short";
  const Bytes listed = bytes(value_of("scp11a", "scp11a.oce_listed_certificate"));
  EXPECT_EQ(send(card, "802A0510", listed, false), "9000");
}

TEST(Scp11Card, KeepsAnUnknownHostUnauthenticated) {
  TestCard card;
  card.send("00A4040007F041535341593B00");
  const Asked asked{.variant = 'b'};
  const auto ephemeral = ephemeral_key(Curve::p256);
  ASSERT_THAT(authenticate(card, asked, request(asked, ephemeral.public_key().point())),
              EndsWith("9000"));
  EXPECT_EQ(card.state.working.channels[0].session.current_level, 0x11);
}

}  // namespace
}  // namespace assay::model
