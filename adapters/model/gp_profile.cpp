// SPDX-License-Identifier: Apache-2.0
// The products by name: first the bare card, then what each profile changes.
#include "adapters/model/gp_profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <mutex>

#include "adapters/model/gp_choices.hpp"
#include "adapters/model/scp02_options.hpp"
#include "base/text.hpp"

namespace assay::model {
namespace {

struct Fixed {
  std::string_view name;
  std::string_view says;
  Choices choices;
};

constexpr auto fixed = std::to_array<Fixed>({
    {"",
     "superset card: SCP03 option 70 in the issuer's domain, Security Domains for every other "
     "protocol and option",
     {.scp01 = true, .superset = true, .scp10 = {.options = 0x03}, .scp11 = {.variants = 0x13}}},
    {"scp03-s16", "SCP03 in S16 mode (option 71)", {.scp03_i = 0x71}},
    {"scp03-i00", "SCP03 with random challenges and no response protection", {.scp03_i = 0x00}},
    {"scp03-i10",
     "SCP03 with pseudo-random challenges and no response protection",
     {.scp03_i = 0x10}},
    {"scp03-i20", "SCP03 with random challenges and R-MAC", {.scp03_i = 0x20}},
    {"scp03-i30", "SCP03 with pseudo-random challenges and R-MAC", {.scp03_i = 0x30}},
    {"scp03-i60", "SCP03 with random challenges, R-MAC and R-ENC", {.scp03_i = 0x60}},
    {"scp02-r-mac",
     "the Security Domain with SCP02 option 15 has option 35: R-MAC too",
     {.scp02_i = 0x35}},
    {"scp02-only",
     "the issuer's domain has SCP02 option 15, and nothing has SCP03",
     {.scp03 = false}},
    {"scp01-05",
     "a Security Domain with SCP01 option 05: plain ICV",
     {.scp01_i = 0x05, .scp01 = true}},
    {"scp01-15",
     "a Security Domain with SCP01 option 15: encrypted ICV",
     {.scp01_i = 0x15, .scp01 = true}},
    {"own-keys", "keys 20 and 30 are none that anybody has published", {.own_keys = true}},
    {"counters-at-end",
     "one more session, and the sequence counters are used up",
     {.counters_at_end = true}},
    {"basic-channel-only", "knows logical channels and has the basic one only", {.channels = 1}},
    {"channels-20",
     "20 logical channels, 4 to 19 by the further interindustry class",
     {.scp01 = true, .channels = 20}},
    {"scp10-channels-20",
     "20 logical channels, and a Security Domain with SCP10, key transport",
     {.channels = 20, .scp10 = {.options = 0x02}}},
    {"no-channel-concept",
     "knows no logical channels at all",
     {.channels = 1, .knows_channels = false}},
    {"extended-length", "takes commands with extended length fields", {.extended_length = true}},
    {"t0-alone", "offers the protocol T=0 alone", {.t0_alone = true}},
    {"minimal-data", "GET DATA has the mandatory objects only", {.optional_objects = false}},
    {"scp80", "takes SCP80 packets in ENVELOPE commands", {.scp80 = true}},
    {"scp80-des",
     "takes SCP80 packets, which its bench sends under triple DES",
     {.scp80 = true, .scp80_des = true}},
    {"two-key-versions",
     "a key version in front of the one of the bench, with SCP01 and with SCP02",
     {.scp01 = true, .older_versions = true}},
    {"op-ready", "card state OP_READY", {.scp01 = true, .card_state = CardState::op_ready}},
    {"initialized",
     "card state INITIALIZED",
     {.scp01 = true, .card_state = CardState::initialized}},
    {"card-locked", "card state CARD_LOCKED", {.card_state = CardState::card_locked}},
    {"card-locked-scp01-scp02",
     "card state CARD_LOCKED, and the issuer's domain has SCP01 and SCP02 too",
     {.scp01 = true, .issuer_has_all = true, .card_state = CardState::card_locked}},
    {"terminated", "card state TERMINATED", {.card_state = CardState::terminated}},
});

struct Profile {
  std::string name;
  std::string says;
  Choices choices;
};

/// "explicit, one base key, R-MAC"
std::string describe_scp02(std::uint8_t i) {
  const scp02::Options options = scp02::read_options(i);
  std::string out = options.is_explicit ? "explicit" : "implicit";
  out += options.three_keys ? ", three keys" : ", one base key";
  if (options.icv_encryption) out += ", ICV encryption";
  if (options.r_mac) out += ", R-MAC";
  if (options.pseudo_random) out += ", pseudo-random challenge";
  return out;
}

void add_scp02(std::vector<Profile>& out) {
  for (int high = 0x00; high <= 0x70; high += 0x10)
    for (const int low : {0x04, 0x05, 0x0A, 0x0B}) {
      const auto i = static_cast<std::uint8_t>(high | low);
      out.push_back({fmt::format("scp02-{:02x}", i),
                     fmt::format("SCP02 option {:02X}: {}", i, describe_scp02(i)),
                     {.scp02_i = i}});
    }
}

struct Suffix {
  std::string_view name;
  std::string_view says;
  std::uint8_t s16;
  std::uint8_t key_size;
};

constexpr auto suffixes = std::to_array<Suffix>({
    {"", "", 0x00, 16},
    {"-s16", " in S16 mode", 0x01, 16},
    {"-aes192", " with AES-192", 0x00, 24},
    {"-aes256", " with AES-256", 0x00, 32},
    {"-s16-aes192", " in S16 mode with AES-192", 0x01, 24},
    {"-s16-aes256", " in S16 mode with AES-256", 0x01, 32},
});

/// "pseudo-random challenges, R-MAC"
std::string describe_scp03(std::uint8_t i) {
  std::string out = (i & 0x10) != 0 ? "pseudo-random challenges" : "random challenges";
  if ((i & 0x20) != 0) out += ", R-MAC";
  if ((i & 0x40) != 0) out += ", R-ENC";
  return out;
}

void add_scp03(std::vector<Profile>& out) {
  for (const std::uint8_t i : {0x00, 0x10, 0x20, 0x30, 0x60, 0x70})
    for (const Suffix& suffix : suffixes) {
      const auto option = static_cast<std::uint8_t>(i | suffix.s16);
      out.push_back(
          {fmt::format("scp03-{:02x}{}", i, suffix.name),
           fmt::format("SCP03 option {:02X}{}: {}", option, suffix.says, describe_scp03(i)),
           {.scp03_i = option, .scp03_key_size = suffix.key_size}});
    }
}

struct Scp11Suffix {
  std::string_view name;
  std::string_view says;
  Scp11Choices choices;
};

const std::array scp11_suffixes{
    Scp11Suffix{"", "P-256, certificates of GlobalPlatform", {}},
    Scp11Suffix{"-p384", "P-384", {.curve = crypto::Curve::p384}},
    Scp11Suffix{"-p521", "P-521", {.curve = crypto::Curve::p521}},
    Scp11Suffix{"-bp256", "brainpoolP256r1", {.curve = crypto::Curve::brainpool_p256r1}},
    Scp11Suffix{"-x509", "P-256, X.509 certificates", {.x509 = true}},
    Scp11Suffix{"-aes256", "P-256, session keys AES-256 alone", {.key_sizes = 0x04}},
    Scp11Suffix{"-s16", "P-256, S16 mode", {.s16 = true}},
    Scp11Suffix{"-dated", "P-256, expiration dates are compared", {.dated = true}},
    Scp11Suffix{"-x509-dated",
                "P-256, X.509 certificates, expiration dates are compared",
                {.x509 = true, .dated = true}},
    Scp11Suffix{"-chain", "P-256, certificate behind that of its authority", {.chain = true}},
};

void add_scp11(std::vector<Profile>& out) {
  struct Variant {
    char letter;
    Scp11Variant bit;
  };
  for (const Variant variant : {Variant{'a', Scp11Variant::a}, Variant{'b', Scp11Variant::b},
                                Variant{'c', Scp11Variant::c}})
    for (const Scp11Suffix& suffix : scp11_suffixes) {
      Choices choices{.scp11 = suffix.choices};
      choices.scp11.variants = static_cast<std::uint8_t>(variant.bit);
      out.push_back({fmt::format("scp11{}{}", variant.letter, suffix.name),
                     fmt::format("a Security Domain with SCP11{}: {}", variant.letter, suffix.says),
                     choices});
    }
}

struct Scp10Suffix {
  std::string_view name;
  std::string_view says;
  std::uint8_t form;
};

constexpr std::array scp10_suffixes{
    Scp10Suffix{"", "self-descriptive certificates", 0},
    Scp10Suffix{"-recovery", "self-descriptive certificates with message recovery", 1},
    Scp10Suffix{"-values", "certificates of values alone", 2},
    Scp10Suffix{"-values-recovery", "certificates of values alone with message recovery", 3},
};

void add_scp10(std::vector<Profile>& out) {
  for (const std::uint8_t option : {0x01, 0x02})
    for (const Scp10Suffix& suffix : scp10_suffixes)
      out.push_back({fmt::format("scp10-{}{}", option, suffix.name),
                     fmt::format("a Security Domain with SCP10, {}, {}",
                                 option == 0x01 ? "key agreement" : "key transport", suffix.says),
                     {.scp10 = {.options = option, .form = suffix.form}}});
  for (const std::uint8_t option : {0x01, 0x02})
    for (const std::uint16_t bits : {2048, 2056})
      for (const std::uint8_t form : {0, 3})
        out.push_back({fmt::format("scp10-{}{}-{}", option, scp10_suffixes[form].name, bits),
                       fmt::format("a Security Domain with SCP10, {}, {}, RSA keys of {} bits",
                                   option == 0x01 ? "key agreement" : "key transport",
                                   scp10_suffixes[form].says, bits),
                       {.scp10 = {.options = option, .form = form, .key_bits = bits}}});
  struct State {
    std::string_view name;
    std::string_view says;
    std::uint8_t option;
    CardState state;
  };
  for (const State one : {State{"scp10-2-op-ready", "OP_READY", 0x02, CardState::op_ready},
                          State{"scp10-2-initialized", "INITIALIZED", 0x02, CardState::initialized},
                          State{"scp10-2-card-locked", "CARD_LOCKED", 0x02, CardState::card_locked},
                          State{"scp10-1-terminated", "TERMINATED", 0x03, CardState::terminated}})
    out.push_back({std::string(one.name),
                   fmt::format("the issuer's domain has SCP10 too, card state {}", one.says),
                   {.scp10 = {.options = one.option, .issuer = true}, .card_state = one.state}});
}

std::vector<Profile> make_profiles() {
  std::vector<Profile> out;
  for (const Fixed& one : fixed)
    out.push_back({std::string(one.name), std::string(one.says), one.choices});
  add_scp02(out);
  add_scp03(out);
  add_scp10(out);
  add_scp11(out);
  return out;
}

const std::vector<Profile>& profiles() {
  static const std::vector<Profile> all = make_profiles();
  return all;
}

std::vector<ProfileInfo> make_infos() {
  std::vector<ProfileInfo> out;
  for (const Profile& profile : profiles()) out.push_back({profile.name, profile.says});
  return out;
}

/// Keys and certificates of SCP11 cost milliseconds, and a run opens the same product many times: each is made once.
GpProduct product_of(const Profile& profile) {
  static std::mutex one_at_a_time;
  static std::map<std::string, GpProduct, std::less<>> made;
  const std::lock_guard lock(one_at_a_time);
  const auto known = made.find(profile.name);
  if (known != made.end()) return known->second;
  const Choices& choices = profile.choices;
  return made
      .emplace(profile.name,
               GpProduct{make_state(choices), {make_ics(choices), make_ixit(choices)}})
      .first->second;
}

}  // namespace

std::span<const ProfileInfo> gp_profiles() noexcept {
  static const std::vector<ProfileInfo> infos = make_infos();
  return infos;
}

Result<GpProduct> make_gp_product(std::string_view profile) {
  const auto found = std::ranges::find(profiles(), profile, &Profile::name);
  if (found == profiles().end()) {
    std::vector<std::string_view> names;
    for (const ProfileInfo& info : gp_profiles())
      if (!info.name.empty()) names.push_back(info.name);
    return fail(ErrorCode::not_found, "model:gp has no profile '{}'{}", profile,
                did_you_mean(profile, names));
  }
  return product_of(*found);
}

}  // namespace assay::model
