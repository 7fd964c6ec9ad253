// SPDX-License-Identifier: Apache-2.0
// 600 seeded sessions of SCP11 between the reference terminal and the model card, over every variant, curve, certificate
// format, key size, key usage and logical channel. It proves self-consistency only.
#include <gtest/gtest.h>

#include <array>
#include <memory>

#include "card_in_hand.hpp"
#include "globalplatform/scp11_agreement.hpp"
#include "globalplatform/scp11_certificate.hpp"

namespace assay::self_consistency {
namespace {

using crypto::Curve;
using crypto::EcPrivateKey;
using crypto::EcPublicKey;
using globalplatform::AgreedSession;
using globalplatform::CertificateUsage;
using globalplatform::KeyAgreementRequest;
using globalplatform::Scp11Host;
using globalplatform::Scp11Variant;
using globalplatform::SecureChannel;
using globalplatform::TerminalDeviation;
using iso7816::CommandApdu;

constexpr int sessions = 600;
constexpr int commands_at_most = 6;

/// A product, and the variant whose part of the bench is asked for.
struct Product : CardProduct {
  char variant = 'a';

  Product(const std::string& name, char which) : CardProduct(name), variant(which) {}

  [[nodiscard]] std::string name() const { return profile + " " + variant; }
  [[nodiscard]] Bytes value(std::string_view name) const {
    return value_of(std::string("scp11") + variant + "." + std::string(name));
  }
  [[nodiscard]] Curve curve() const {
    return crypto::curve_of_reference(value("curve")[0]).value();
  }
  [[nodiscard]] Scp11Variant kind() const {
    return variant == 'a' ? Scp11Variant::a : variant == 'b' ? Scp11Variant::b : Scp11Variant::c;
  }
};

std::vector<Product> all_products() {
  std::vector<Product> out;
  for (const char variant : {'a', 'b', 'c'}) out.emplace_back("", variant);
  for (const model::ProfileInfo& info : model::gp_profiles())
    if (info.name.starts_with("scp11")) out.emplace_back(std::string(info.name), info.name[5]);
  return out;
}

struct Seen : SeenAnswers {
  int identified = 0;
  int chains = 0;
  int long_stores = 0;
};

class Dialogue {
 public:
  Dialogue(const Product& product, std::uint64_t seed, Seen& seen)
      : product_(product), card_(product, seed), random_(seed), seen_(seen) {}

  void run() {
    channel_number_ = static_cast<std::uint8_t>(random_.below(4));
    for (int opened = 0; opened < channel_number_; ++opened)
      ASSERT_EQ(exchange(from_hex("0070000001").value()).sw.value, 0x9000);
    send(0x00, 0xA4, 0x04, 0x00, product_.value("sd_aid"));
    const auto card_key = read_card_key();
    if (testing::Test::HasFatalFailure()) return;
    if (product_.variant != 'b') show_certificates();
    if (testing::Test::HasFatalFailure()) return;
    agree(*card_key);
    const auto count = 1 + random_.below(commands_at_most);
    for (std::uint64_t i = 0; i < count && !testing::Test::HasFailure(); ++i) one_command();
  }

 private:
  iso7816::ResponseView exchange(ByteView command) { return card_.exchange(command); }

  /// Sends, long data in pieces, and expects success.
  iso7816::ResponseView send(std::uint8_t cla, std::uint8_t ins, std::uint8_t p1, std::uint8_t p2,
                             ByteView data) {
    for (; data.size() > 255; data = data.subspan(255)) {
      const CommandApdu piece{static_cast<std::uint8_t>(cla | 0x10 | channel_number_),
                              ins,
                              p1,
                              p2,
                              to_bytes(data.first(255)),
                              0,
                              false};
      EXPECT_EQ(exchange(iso7816::encode(piece.view())).sw.value, 0x9000);
    }
    const CommandApdu last{
        static_cast<std::uint8_t>(cla | channel_number_), ins, p1, p2, to_bytes(data), 256, false};
    return exchange(iso7816::encode(last.view()));
  }

  /// PK.SD.ECKA out of a store that the terminal has checked.
  std::unique_ptr<EcPublicKey> read_card_key() {
    const Bytes reference{
        0xA6, 0x04, 0x83, 0x02, product_.value("key_id")[0], product_.value("key_version")[0]};
    auto response = send(0x80, 0xCA, 0xBF, 0x21, reference);
    Bytes store = to_bytes(response.data);
    while (response.sw.sw1() == 0x61) {
      ++seen_.long_stores;
      response = send(0x00, 0xC0, 0x00, 0x00, {});
      append(store, response.data);
    }
    EXPECT_EQ(response.sw.value, 0x9000);
    const auto chain = globalplatform::parse_certificate_store(store);
    EXPECT_TRUE(chain) << (chain ? "" : chain.error().message);
    if (!chain) return nullptr;
    const auto root =
        EcPublicKey::from_point(product_.curve(), product_.value("sd_ca_key")).value();
    const auto checked =
        globalplatform::check_chain(*chain, root, CertificateUsage::key_agreement, 20260101);
    EXPECT_TRUE(checked) << (checked ? "" : checked.error().message);
    return std::make_unique<EcPublicKey>(chain->back().public_key);
  }

  void show_certificates() {
    const std::uint8_t version = product_.value("ca_key_version")[0];
    const bool chained = random_.below(2) == 0;
    if (chained) {
      ++seen_.chains;
      ASSERT_EQ(send(0x80, 0x2A, version, 0x90, product_.value("oce_chain_certificate")).sw.value,
                0x9000);
    }
    const Bytes last = product_.value(chained ? "oce_chained_certificate" : "oce_certificate");
    ASSERT_EQ(send(0x80, 0x2A, version, 0x10, last).sw.value, 0x9000);
  }

  KeyAgreementRequest draw_request(const EcPrivateKey& ephemeral) {
    KeyAgreementRequest request;
    request.variant = product_.kind();
    request.key_usage = random_.below(2) == 0 ? 0x3C : 0x34;
    request.key_length = product_.value("key_length")[0];
    if (request.key_length == 16)
      request.key_length = static_cast<std::uint8_t>(16 + 8 * random_.below(3));
    request.identifiers = random_.below(3) == 0;
    if (request.identifiers) {
      ++seen_.identified;
      request.host_id.resize(1 + random_.below(16));
      random_.fill(request.host_id);
    }
    request.ephemeral_point = to_bytes(ephemeral.public_key().point());
    return request;
  }

  void agree(const EcPublicKey& card_key) {
    Bytes drawn(crypto::scalar_length(product_.curve()) + 8);
    random_.fill(drawn);
    const auto ephemeral = EcPrivateKey::from_random(product_.curve(), drawn).value();
    const Bytes own = product_.value("oce_key");
    const auto fixed =
        own.empty() ? ephemeral : EcPrivateKey::from_scalar(product_.curve(), own).value();
    const Bytes card_id = product_.value("card_id");
    Scp11Host host;
    if (product_.variant != 'b') host.static_key = &fixed;
    host.ephemeral_key = &ephemeral;
    host.card_key = &card_key;
    host.card_id = card_id;
    host.s16 = product_.profile.ends_with("-s16");
    const Bytes request = encode(draw_request(ephemeral));
    const std::uint8_t ins = product_.variant == 'b' ? 0x88 : 0x82;
    const auto response =
        send(0x80, ins, product_.value("key_version")[0], product_.value("key_id")[0], request);
    ASSERT_EQ(response.sw.value, 0x9000);
    AgreedSession agreed;
    const auto done = globalplatform::agree(host, request, response.data, agreed);
    ASSERT_TRUE(done) << done.error().message;
    ASSERT_TRUE(agreed.receipt_is_valid());
    SecureChannel::begin_agreed(channel_, agreed);
  }

  CommandApdu draw() {
    const auto cla = static_cast<std::uint8_t>(0x80 | channel_number_);
    constexpr std::array<std::uint8_t, 4> tags{0x42, 0x45, 0x66, 0xDE};
    if (random_.below(3) == 0 && product_.variant != 'b')
      return {cla, 0xF2, 0x80, 0x02, {0x4F, 0x00}, 256, false};
    return {cla, 0xCA, 0x00, tags[random_.below(tags.size())], {}, 256, false};
  }

  void one_command() {
    const CommandApdu plain = draw();
    Bytes wire;
    const auto wrapped = channel_->wrap(plain.view(), TerminalDeviation::none, wire);
    ASSERT_TRUE(wrapped) << wrapped.error().message;
    const auto response = exchange(wire);
    Bytes data;
    const auto opened = channel_->unwrap(response, data);
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_TRUE(opened->ok()) << to_hex(wire) << " answer " << to_hex(card_.answer());
    EXPECT_NE(response.sw.value, 0x6982) << to_hex(wire);
    seen_.count(*opened);
    if (plain.ins == 0xCA && plain.p2 == 0x42) {
      EXPECT_EQ(to_hex(data), "420424951111");
    }
  }

  const Product& product_;
  CardInHand card_;
  Random random_;
  Seen& seen_;
  std::unique_ptr<SecureChannel> channel_;
  std::uint8_t channel_number_ = 0;
};

TEST(Scp11HostAndCard, AgreeOnSixHundredRandomSessionsWhichProvesSelfConsistencyOnly) {
  const std::vector<Product> products = all_products();
  ASSERT_EQ(products.size(), 3U + 3U * 10U) << "the bare card, and each variant in ten shapes";
  Seen seen;
  run_dialogues<Dialogue>(products, sessions, seen);
  EXPECT_GT(seen.commands, 1'500);
  EXPECT_GT(seen.r_macs, 1'000);
  EXPECT_GT(seen.encrypted_answers, 300);
  EXPECT_GT(seen.identified, 100);
  EXPECT_GT(seen.chains, 100);
  EXPECT_GT(seen.long_stores, 50);
}

}  // namespace
}  // namespace assay::self_consistency
