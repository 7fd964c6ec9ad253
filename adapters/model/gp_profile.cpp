// SPDX-License-Identifier: Apache-2.0
// Builds the products: first the bare card, then what the profile changes.   Keys are the published test keys.
#include "adapters/model/gp_profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "adapters/model/gp_card.hpp"
#include "base/check.hpp"
#include "base/hex.hpp"
#include "base/text.hpp"

namespace assay::model {
namespace {

using namespace assay::literals;

constexpr auto isd_aid = "A000000151000000"_hex;
constexpr auto ssd_15_aid = "F041535341590215"_hex;  // F0 'ASSAY' 02: Security Domains
constexpr auto ssd_55_aid = "F041535341590255"_hex;
constexpr auto ssd_locked_aid = "F041535341590283"_hex;
constexpr auto application_prefix = "F0415353415901"_hex;  // F0 'ASSAY' 01: applications
constexpr auto long_aid = "F0415353415903000102030405060708"_hex;
constexpr auto unknown_aid = "F0415353415909090909"_hex;

enum Index : std::uint8_t { isd = 0, ssd_15 = 1, ssd_55 = 2, ssd_locked = 3 };

/// count bytes rising from `first`: 40 41 42 .. are the published test keys.
Bytes rising(std::uint8_t first, std::size_t count) {
  Bytes key(count);
  for (std::size_t i = 0; i < count; ++i) key[i] = static_cast<std::uint8_t>(first + i);
  return key;
}

/// What the profiles choose; everything else is the same on all products.
struct Choices {
  std::uint8_t scp03_i = 0x70;
  std::uint8_t scp02_i = 0x15;
  bool scp03 = true;  ///< false: the Issuer Security Domain has SCP02 with option 15
  std::uint8_t channels = 4;
  bool knows_channels = true;
  bool extended_length = false;
  bool optional_objects = true;
  CardState card_state = CardState::secured;
};

struct Profile {
  ProfileInfo info;
  Choices choices;
};

constexpr auto profiles = std::to_array<Profile>({
    {{"",
      "superset card: SCP03 option 70 in the issuer's domain, SCP02 options 15 and 55 in others"},
     {}},
    {{"scp03-s16", "SCP03 in S16 mode (option 71)"}, {.scp03_i = 0x71}},
    {{"scp03-i00", "SCP03 with random challenges and no response protection"}, {.scp03_i = 0x00}},
    {{"scp03-i10", "SCP03 with pseudo-random challenges and no response protection"},
     {.scp03_i = 0x10}},
    {{"scp03-i20", "SCP03 with random challenges and R-MAC"}, {.scp03_i = 0x20}},
    {{"scp03-i30", "SCP03 with pseudo-random challenges and R-MAC"}, {.scp03_i = 0x30}},
    {{"scp03-i60", "SCP03 with random challenges, R-MAC and R-ENC"}, {.scp03_i = 0x60}},
    {{"scp02-r-mac", "the Security Domain with SCP02 option 15 has option 35: R-MAC too"},
     {.scp02_i = 0x35}},
    {{"scp02-only", "the issuer's domain has SCP02 option 15, and nothing has SCP03"},
     {.scp03 = false}},
    {{"basic-channel-only", "knows logical channels and has the basic one only"}, {.channels = 1}},
    {{"channels-20", "20 logical channels, 4 to 19 by the further interindustry class"},
     {.channels = 20}},
    {{"no-channel-concept", "knows no logical channels at all"},
     {.channels = 1, .knows_channels = false}},
    {{"extended-length", "takes commands with extended length fields"}, {.extended_length = true}},
    {{"minimal-data", "GET DATA has the mandatory objects only"}, {.optional_objects = false}},
    {{"op-ready", "card state OP_READY"}, {.card_state = CardState::op_ready}},
    {{"initialized", "card state INITIALIZED"}, {.card_state = CardState::initialized}},
    {{"card-locked", "card state CARD_LOCKED"}, {.card_state = CardState::card_locked}},
    {{"terminated", "card state TERMINATED"}, {.card_state = CardState::terminated}},
});

constexpr auto infos = [] {
  std::array<ProfileInfo, profiles.size()> out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = profiles[i].info;
  return out;
}();

/// Fills the bounded tables; running out of room is our mistake.
class Personalizer {
 public:
  explicit Personalizer(PersistentState& card) : card_(card) {}

  RegistryEntry& entry(ByteView aid, std::uint8_t life_cycle, std::uint32_t privileges,
                       std::uint8_t domain, std::uint8_t load_file) {
    ASSAY_CHECK(card_.entry_count < PersistentState::max_entries);
    RegistryEntry& made = card_.entries[card_.entry_count++];
    made.aid = iso7816::make_aid(aid);
    made.life_cycle = life_cycle;
    made.privileges = privileges;
    made.security_domain = domain;
    made.load_file = load_file;
    return made;
  }

  RegistryEntry& application(std::uint8_t number, std::uint8_t life_cycle, std::uint8_t domain) {
    Bytes aid = to_bytes(application_prefix);
    aid.push_back(number);
    return entry(aid, life_cycle, 0, domain, 1);
  }

  void load_file(ByteView aid, std::uint8_t domain, std::uint8_t modules) {
    ASSAY_CHECK(card_.load_file_count < PersistentState::max_load_files);
    LoadFile& made = card_.load_files[card_.load_file_count++];
    made.aid = iso7816::make_aid(aid);
    made.major = 1;
    made.minor = card_.load_file_count;
    made.security_domain = domain;
    for (; made.module_count < modules; ++made.module_count) {
      Bytes module = to_bytes(aid);
      module.push_back(static_cast<std::uint8_t>(0x41 + made.module_count));
      made.modules[made.module_count] = iso7816::make_aid(module);
    }
  }

  void keys(std::uint8_t owner, std::uint8_t version, std::uint8_t protocol, std::uint8_t options,
            std::array<Bytes, 3> values) {
    ASSAY_CHECK(card_.key_set_count < PersistentState::max_key_sets);
    KeySet& made = card_.key_sets[card_.key_set_count++];
    made.owner = owner;
    made.version = version;
    made.protocol = protocol;
    made.options = options;
    made.key_size = static_cast<std::uint8_t>(values[0].size());
    for (std::size_t i = 0; i < 3; ++i) std::ranges::copy(values[i], made.keys[i].begin());
  }

  void data(std::uint8_t owner, std::uint16_t tag, ByteView value) {
    ASSAY_CHECK(card_.data_object_count < PersistentState::max_data_objects &&
                value.size() <= DataObject::max_size);
    DataObject& made = card_.data_objects[card_.data_object_count++];
    made.owner = owner;
    made.tag = tag;
    made.size = static_cast<std::uint8_t>(value.size());
    std::ranges::copy(value, made.bytes.begin());
  }

 private:
  PersistentState& card_;
};

constexpr std::uint32_t isd_privileges = 0x9EFE80;  // GPC 6.6.2: as on a fresh card
constexpr std::uint8_t kvn_scp03 = 0x30, kvn_scp03_192 = 0x31, kvn_scp03_256 = 0x32;
constexpr std::uint8_t kvn_scp02 = 0x20, kvn_scp02_55 = 0x21;

// Keys 404142.. thrice are what tools try first. The other sets differ within, so that a mix-up of keys shows.
std::array<Bytes, 3> default_keys(std::size_t size) {
  return {rising(0x40, size), rising(0x40, size), rising(0x40, size)};
}
std::array<Bytes, 3> distinct_keys(std::size_t size) {
  return {rising(0x40, size), rising(0x50, size), rising(0x60, size)};
}

void add_registry(Personalizer& make) {
  using namespace life_cycle;
  constexpr std::uint8_t locked = selectable | locked_bit;
  make.entry(isd_aid, 0, isd_privileges, isd, 0);
  make.entry(ssd_15_aid, personalized, privilege::security_domain, isd, 0);
  make.entry(ssd_55_aid, personalized, privilege::security_domain, ssd_15, 0);
  make.entry(ssd_locked_aid, personalized | locked_bit, privilege::security_domain, isd, 0);
  make.application(0x01, selectable, isd);
  make.application(0x02, selectable, isd);
  make.application(0x03, installed, isd);
  make.application(0x04, locked, isd);
  make.application(0x05, selectable, isd).multi_selectable = false;
  make.application(0x06, 0x17, ssd_15);  // a state of the application's own
  make.application(0x07, selectable, ssd_55);
  make.entry(long_aid, selectable, 0, isd, 2);
  make.entry("F0415353415904"_hex, selectable, 0, isd, 2);  // starts the next AID
  make.entry("F041535341590401"_hex, selectable, 0, isd, 2);
}

void add_load_files(Personalizer& make) {
  make.load_file("A0000001515350"_hex, isd, 1);
  make.load_file("F041535341594001"_hex, isd, 3);
  make.load_file("F041535341594002"_hex, isd, 0);
  make.load_file("F041535341594003"_hex, ssd_15, 2);
  make.load_file("F041535341594004 01020304"_hex, isd, 2);
  make.load_file("F041535341594005 01020304"_hex, isd, 3);
  make.load_file("F041535341594006 01020304"_hex, isd, 3);
}

void add_keys(Personalizer& make, const Choices& choices) {
  if (choices.scp03) {
    make.keys(isd, kvn_scp03, 3, choices.scp03_i, default_keys(16));
    make.keys(isd, kvn_scp03_192, 3, choices.scp03_i, distinct_keys(24));
    make.keys(isd, kvn_scp03_256, 3, choices.scp03_i, distinct_keys(32));
  } else {
    make.keys(isd, kvn_scp02, 2, choices.scp02_i, default_keys(16));
  }
  make.keys(ssd_15, kvn_scp02, 2, choices.scp02_i, distinct_keys(16));
  make.keys(ssd_55, kvn_scp02_55, 2, 0x55, distinct_keys(16));
}

void add_data(Personalizer& make, const Choices& choices) {
  make.data(isd, 0x42, "2495010203"_hex);
  make.data(isd, 0x45, "00112233445566778899"_hex);
  make.data(ssd_15, 0x42, "24950215"_hex);
  make.data(ssd_15, 0x45, "02150001"_hex);
  make.data(ssd_55, 0x42, "24950255"_hex);
  make.data(ssd_55, 0x45, "02550001"_hex);
  if (!choices.optional_objects) return;
  make.data(isd, 0x9F7F,
            "4790 D600 4700 6001 0100 6002 00112233 0001 4790 6003 4790 6003 4790 6004 00000001"
            "4790 6005 00000002"_hex);
  make.data(ssd_15, 0x5F50, "68747470733A2F2F6578616D706C652E696E76616C6964"_hex);
}

GpState make_state(const Choices& choices) {
  GpState state;
  PersistentState& card = state.persistent;
  card.card_state = choices.card_state;
  card.channels = choices.channels;
  card.knows_channels = choices.knows_channels;
  card.extended_length = choices.extended_length;
  card.optional_objects = choices.optional_objects;
  card.key_diversification_data = "00004790D60000112233"_hex;
  Personalizer make(card);
  add_registry(make);
  add_load_files(make);
  add_keys(make, choices);
  add_data(make, choices);
  GpEnvironment undisturbed;
  reset(state, undisturbed);
  return state;
}

class Names {
 public:
  void flag(std::string_view name, bool value) { text(name, value ? "true" : "false"); }
  void number(std::string_view name, unsigned value) { text(name, fmt::format("{}", value)); }
  void hex(std::string_view name, ByteView value) { text(name, to_hex(value)); }
  void byte(std::string_view name, std::uint8_t value) { hex(name, {&value, 1}); }
  void text(std::string_view name, std::string value) {
    values_.push_back({std::string(name), std::move(value)});
  }
  std::vector<NamedValue> take() { return std::move(values_); }

 private:
  std::vector<NamedValue> values_;
};

void claim_channels_and_protocols(Names& ics, const Choices& choices, bool alive) {
  ics.flag("scp02", alive);
  ics.byte("scp02.i", choices.scp02_i);
  ics.flag("scp02.i55", alive);
  ics.flag("scp02.r_mac", (choices.scp02_i & 0x20) != 0);
  ics.flag("scp02.c_decryption", true);
  const bool scp03 = choices.scp03 && alive;
  ics.flag("scp03", scp03);
  ics.byte("scp03.i", choices.scp03_i);
  ics.flag("scp03.s16", scp03 && (choices.scp03_i & 0x01) != 0);
  ics.flag("scp03.r_mac", scp03 && (choices.scp03_i & 0x20) != 0);
  ics.flag("scp03.r_enc", scp03 && (choices.scp03_i & 0x40) != 0);
  ics.flag("scp03.r_mac_session", scp03 && (choices.scp03_i & 0x20) != 0);
  ics.flag("scp03.pseudo_random", scp03 && (choices.scp03_i & 0x10) != 0);
  ics.flag("scp03.aes192", scp03);
  ics.flag("scp03.aes256", scp03);
  ics.number("logical_channels", choices.channels);
  ics.flag("manage_channel.choice", choices.channels > 1);
}

void claim_commands(Names& ics, const Choices& choices, bool alive, bool unlocked) {
  ics.flag("select.partial", alive);
  ics.flag("select.next_occurrence", unlocked);
  ics.flag("select.unmatched_is_dispatched", true);
  ics.flag("command_chaining", false);
  ics.flag("extended_length", choices.extended_length);
  for (const auto name : {"42", "45", "66", "e0"}) ics.flag(fmt::format("get_data.{}", name), true);
  for (const auto name : {"67", "9f7f", "2f00"})
    ics.flag(fmt::format("get_data.{}", name), choices.optional_objects);
  ics.flag("get_data.c1", !choices.scp03 || (choices.scp03_i & 0x10) != 0);
  ics.flag("get_status.continuation", alive);
  ics.flag("get_status.continuation.by_name", unlocked);
  ics.flag("get_status.tag_list", alive);
}

void claim_registry(Names& ics, const Choices& choices, bool unlocked) {
  ics.flag("installed_application", unlocked);
  ics.flag("locked_application", unlocked);
  ics.flag("application", unlocked);
  ics.flag("application.echo", unlocked);
  ics.flag("supplementary_security_domain", unlocked);
  ics.flag("load_file", unlocked);
  ics.number("load_file.modules", 3);
  ics.flag("restricted_application", unlocked);
  ics.flag("ssd_application", unlocked && choices.scp03);
  ics.flag("nested_security_domain", unlocked && choices.scp03);
  ics.flag("long_application_name", unlocked);
  ics.flag("iso7816.selectable_application", unlocked);
  ics.flag("iso7816.control_information", unlocked);
  for (const auto name :
       {"read_binary", "get_challenge", "get_challenge.unselected", "master_file", "verify"})
    ics.flag(fmt::format("iso7816.{}", name), false);
}

std::vector<NamedValue> make_ics(const Choices& choices) {
  const bool alive = choices.card_state != CardState::terminated;
  const bool unlocked = alive && choices.card_state != CardState::card_locked;
  Names ics;
  ics.flag("gp", true);
  ics.byte("card_state", static_cast<std::uint8_t>(choices.card_state));
  // In CARD_LOCKED the other Security Domains cannot be selected, so nothing but the issuer's keys is in reach.
  claim_channels_and_protocols(ics, choices, alive);
  claim_commands(ics, choices, alive, unlocked);
  claim_registry(ics, choices, unlocked);
  return ics.take();
}

void name_keys(Names& ixit, std::string_view set, std::uint8_t version,
               const std::array<Bytes, 3>& keys) {
  ixit.byte(fmt::format("{}.key_version", set), version);
  ixit.hex(fmt::format("{}.enc", set), keys[0]);
  ixit.hex(fmt::format("{}.mac", set), keys[1]);
  ixit.hex(fmt::format("{}.dek", set), keys[2]);
}

std::vector<NamedValue> make_ixit(const Choices& choices) {
  Names ixit;
  ixit.hex("isd_aid", isd_aid);
  ixit.hex("ssd_aid", ssd_15_aid);
  ixit.text("app_aid", "F041535341590101");
  ixit.hex("partial_aid", application_prefix);
  ixit.text("installed_aid", "F041535341590103");
  ixit.text("locked_aid", "F041535341590104");
  ixit.text("restricted_aid", "F041535341590105");
  ixit.text("ssd_app_aid", "F041535341590106");
  ixit.text("nested_app_aid", "F041535341590107");
  ixit.hex("long_aid", long_aid);
  ixit.text("elf_aid", "F041535341594001");
  ixit.hex("unknown_aid", unknown_aid);
  ixit.hex("iso_aid", isd_aid);
  if (choices.scp03) {
    name_keys(ixit, "scp03", kvn_scp03, default_keys(16));
    name_keys(ixit, "scp03_192", kvn_scp03_192, distinct_keys(24));
    name_keys(ixit, "scp03_256", kvn_scp03_256, distinct_keys(32));
  }
  ixit.byte("scp02.i", choices.scp02_i);
  ixit.byte("scp02_55.i", 0x55);
  ixit.hex("scp02.sd_aid", choices.scp03 ? ByteView(ssd_15_aid) : ByteView(isd_aid));
  name_keys(ixit, "scp02", kvn_scp02, choices.scp03 ? distinct_keys(16) : default_keys(16));
  ixit.hex("scp02_55.sd_aid", ssd_55_aid);
  name_keys(ixit, "scp02_55", kvn_scp02_55, distinct_keys(16));
  return ixit.take();
}

}  // namespace

std::span<const ProfileInfo> gp_profiles() noexcept {
  return infos;
}

Result<GpProduct> make_gp_product(std::string_view profile) {
  const auto found =
      std::ranges::find(profiles, profile, [](const Profile& p) { return p.info.name; });
  if (found == profiles.end()) {
    std::vector<std::string_view> names;
    for (const ProfileInfo& info : infos)
      if (!info.name.empty()) names.push_back(info.name);
    return fail(ErrorCode::not_found, "model:gp has no profile '{}'{}", profile,
                did_you_mean(profile, names));
  }
  return GpProduct{make_state(found->choices), make_ics(found->choices), make_ixit(found->choices)};
}

}  // namespace assay::model
