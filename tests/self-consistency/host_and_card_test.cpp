// SPDX-License-Identifier: Apache-2.0
// 10,000 seeded sessions between the reference terminal and the model card, over every protocol, option, key size and
// level. It proves self-consistency only: both sides could share a misreading. The vectors are what proves them right.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "card_in_hand.hpp"
#include "globalplatform/scp_options.hpp"

namespace assay::self_consistency {
namespace {

using globalplatform::ImplicitStart;
using globalplatform::KeySet;
using globalplatform::Scp02Options;
using globalplatform::SecureChannel;
using globalplatform::SecurityLevel;
using globalplatform::StartOptions;
using globalplatform::TerminalDeviation;
using iso7816::CommandApdu;

constexpr int sessions = 10'000;
constexpr int commands_at_most = 8;

/// A product whose bench has the key set `set`.
struct Product : CardProduct {
  std::string set;

  explicit Product(const std::string& name)
      : CardProduct(name), set(name.substr(0, 5)), scp03_option(claimed_option()) {}

  [[nodiscard]] const std::string& name() const noexcept { return profile; }
  [[nodiscard]] Bytes value(std::string_view name) const { return value_of(std::string(name)); }
  [[nodiscard]] Bytes of_set(std::string_view name) const {
    return value(set + "." + std::string(name));
  }
  [[nodiscard]] std::uint8_t claimed_option() const {
    const auto found = ics.find("scp03.i");
    return found == ics.end() ? std::uint8_t{0} : from_hex(found->second).value()[0];
  }
  [[nodiscard]] bool is(std::string_view protocol) const { return set == protocol; }
  [[nodiscard]] std::uint8_t option() const { return is("scp03") ? scp03_option : of_set("i")[0]; }
  [[nodiscard]] bool implicit() const { return is("scp02") && (option() & 0x04) == 0; }
  [[nodiscard]] bool r_mac() const { return !is("scp01") && (option() & 0x20) != 0; }

  std::uint8_t scp03_option = 0;
};

std::vector<Product> all_products() {
  std::vector<Product> out;
  for (const model::ProfileInfo& info : model::gp_profiles()) {
    const std::string name(info.name);
    if (name.size() < 8 || !name.starts_with("scp0") || name == "scp02-only") continue;
    if (name.find("-r-mac") == std::string::npos) out.emplace_back(name);
  }
  return out;
}

std::vector<std::uint8_t> levels_of(const Product& product) {
  std::vector<std::uint8_t> out{0x00, 0x01, 0x03};
  if (!product.r_mac()) return out;
  out.insert(out.end(), {0x11, 0x13});
  if (product.is("scp02")) out.push_back(0x10);
  if (product.is("scp03") && (product.option() & 0x40) != 0) out.push_back(0x33);
  return out;
}

struct Seen : SeenAnswers {
  int errors = 0;
  int bare_commands = 0;
  int r_mac_sessions = 0;
};

class Dialogue {
 public:
  Dialogue(const Product& product, std::uint64_t seed, Seen& seen)
      : product_(product), card_(product, seed), random_(seed), seen_(seen) {
    for (model::KeySet& keys :
         card_.state.persistent.key_sets)  // counters of cards that have lived
      keys.sequence_counter = static_cast<std::uint32_t>(random_.below(0x7FFF));
  }

  void run() {
    channel_number_ = static_cast<std::uint8_t>(random_.below(4));
    for (int opened = 0; opened < channel_number_; ++opened)
      exchange(from_hex("0070000001").value());
    select();
    open();
    const auto count = 1 + random_.below(commands_at_most);
    for (std::uint64_t i = 0; i < count && !testing::Test::HasFailure(); ++i) one_command();
  }

 private:
  iso7816::ResponseView exchange(ByteView command) { return card_.exchange(command); }

  void select() {
    const bool domain = product_.is("scp01") || random_.below(2) == 0;
    if (product_.is("scp03")) {
      aid_ = product_.value(domain ? "isd_aid" : "app_aid");
    } else {
      aid_ = domain ? product_.of_set("sd_aid") : product_.value("ssd_app_aid");
    }
    in_domain_ = domain;
    const CommandApdu command{channel_number_, 0xA4, 0x04, 0x00, aid_, 256, false};
    ASSERT_EQ(exchange(iso7816::encode(command.view())).sw.value, 0x9000);
  }

  KeySet keys() const {
    const auto secret = [&](std::string_view name) {
      const Bytes bytes = product_.of_set(name);
      return SecureBytes(bytes.begin(), bytes.end());
    };
    return {product_.of_set("key_version")[0], secret("enc"), secret("mac"), secret("dek")};
  }

  void open() {
    if (product_.implicit()) return open_implicitly();
    Bytes challenge(product_.is("scp03") && (product_.option() & 1) != 0 ? 16 : 8);
    random_.fill(challenge);
    const CommandApdu initialize{static_cast<std::uint8_t>(0x80 | channel_number_),
                                 0x50,
                                 product_.of_set("key_version")[0],
                                 0x00,
                                 challenge,
                                 256,
                                 false};
    const auto answer = exchange(iso7816::encode(initialize.view()));
    ASSERT_EQ(answer.sw.value, 0x9000);
    StartOptions options;
    options.option_i = product_.option();
    options.invoking_aid = aid_;
    const auto started = SecureChannel::restart(channel_, keys(), challenge, answer.data, options);
    ASSERT_TRUE(started) << started.error().message;
    EXPECT_TRUE(channel_->card_cryptogram_is_valid());
    const auto& expected = channel_->expected_card_challenge();
    if (expected) {
      EXPECT_EQ(to_hex(expected->view()), to_hex(channel_->card_challenge().view()));
    }
    const auto levels = levels_of(product_);
    const SecurityLevel level{levels[random_.below(levels.size())]};
    CommandApdu authenticate;
    globalplatform::AuthenticateHeader header;
    header.channel = channel_number_;
    ASSERT_TRUE(channel_->authenticate(level, TerminalDeviation::none, authenticate, header));
    EXPECT_EQ(to_hex(exchange(iso7816::encode(authenticate.view())).data), "");
    ASSERT_EQ(to_hex(card_.answer()), "9000") << "level " << int{level.value};
  }

  void open_implicitly() {
    ImplicitStart how;
    how.option_i = product_.option();
    const std::uint32_t counter = card_.state.persistent.key_sets[key_set_index()].sequence_counter;
    const std::array<std::uint8_t, 2> bytes{static_cast<std::uint8_t>(counter >> 8),
                                            static_cast<std::uint8_t>(counter)};
    how.sequence_counter = bytes;
    how.aid = aid_;
    const auto started = SecureChannel::initiate(channel_, keys(), how);
    ASSERT_TRUE(started) << started.error().message;
    first_ = true;
  }

  std::size_t key_set_index() const {
    const auto& card = card_.state.persistent;
    for (std::size_t i = 0; i < card.key_set_count; ++i)
      if (card.key_sets[i].protocol == 2 && card.key_sets[i].options == product_.option()) return i;
    ADD_FAILURE() << "no such keys";
    return 0;
  }

  /// A command and what a card answers to it outside of any session; empty for BEGIN and END R-MAC SESSION.
  CommandApdu draw() {
    const auto cla = static_cast<std::uint8_t>(0x80 | channel_number_);
    if (!in_domain_) {
      Bytes data(random_.below(200));
      random_.fill(data);
      return {cla, 0x40, 0x00, 0x00, data, 256, false};
    }
    constexpr std::array<std::uint8_t, 5> tags{0x42, 0x45, 0x66, 0xC1, 0xDE};
    switch (random_.below(4)) {
      case 0: return {cla, 0xF2, 0x40, 0x02, {0x4F, 0x02, 0xF0, 0x41}, 256, false};
      case 1:
        if (product_.r_mac()) return draw_r_mac_session(cla);
        [[fallthrough]];
      default: return {cla, 0xCA, 0x00, tags[random_.below(tags.size())], {}, 256, false};
    }
  }

  CommandApdu draw_r_mac_session(std::uint8_t cla) {
    if (random_.below(2) == 0) return {cla, 0x78, 0x00, 0x03, {}, 256, false};
    Bytes data(1 + random_.below(25));
    random_.fill(data);
    data[0] = static_cast<std::uint8_t>(data.size() - 1);
    return {cla, 0x7A, 0x10, 0x01, data, 0, false};
  }

  void one_command() {
    const CommandApdu plain = draw();
    const bool bare = product_.implicit() && !first_ && random_.below(4) == 0;
    Bytes wire;
    const auto wrapped = bare ? channel_->wrap_unprotected(plain.view(), wire)
                              : channel_->wrap(plain.view(), TerminalDeviation::none, wire);
    ASSERT_TRUE(wrapped) << wrapped.error().message;
    first_ = false;
    const std::string expected = plain_answer(plain);
    const auto response = exchange(wire);
    Bytes data;
    const auto opened = channel_->unwrap(response, data);
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_TRUE(opened->ok()) << "plain " << to_hex(iso7816::encode(plain.view())) << " wire "
                              << to_hex(wire) << " answer " << to_hex(card_.answer());
    seen_.count(*opened);
    seen_.errors += response.sw.is_error() ? 1 : 0;
    seen_.bare_commands += bare ? 1 : 0;
    seen_.r_mac_sessions += plain.ins == 0x7A && !response.sw.is_error() ? 1 : 0;
    EXPECT_NE(response.sw.value, 0x6982) << to_hex(wire);
    if (!expected.empty() && !response.sw.is_error()) {
      EXPECT_EQ(to_hex(data), expected);
    }
  }

  /// From a copy of the card without session; nothing where the answer depends on the session.
  std::string plain_answer(const CommandApdu& plain) const {
    if (plain.ins != 0x40 && (plain.ins != 0xCA || plain.p2 == 0xC1)) return "";
    return to_hex(card_.answer_without_session(iso7816::encode(plain.view())));
  }

  const Product& product_;
  CardInHand card_;
  Random random_;
  Seen& seen_;
  std::unique_ptr<SecureChannel> channel_;
  Bytes aid_;
  std::uint8_t channel_number_ = 0;
  bool in_domain_ = true;
  bool first_ = false;
};

TEST(HostAndCard, AgreeOnTenThousandRandomSessionsWhichProvesSelfConsistencyOnly) {
  const std::vector<Product> products = all_products();
  ASSERT_EQ(products.size(), 2U + 32U + 36U + 6U) << "SCP01, SCP02, SCP03, older names of SCP03";
  Seen seen;
  run_dialogues<Dialogue>(products, sessions, seen);
  EXPECT_GT(seen.commands, 40'000);
  EXPECT_GT(seen.r_macs, 5'000);
  EXPECT_GT(seen.encrypted_answers, 1'000);
  EXPECT_GT(seen.errors, 1'000);
  EXPECT_GT(seen.bare_commands, 1'000);
  EXPECT_GT(seen.r_mac_sessions, 500);
}

}  // namespace
}  // namespace assay::self_consistency
