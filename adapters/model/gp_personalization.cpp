// SPDX-License-Identifier: Apache-2.0
// Builds the card of a profile: registry, load files, keys, data.   Keys are the published test keys.
#include <algorithm>

#include "adapters/model/gp_card.hpp"
#include "adapters/model/gp_choices.hpp"
#include "adapters/model/scp02_options.hpp"
#include "base/check.hpp"

namespace assay::model {
namespace {

using namespace bench;

enum Index : std::uint8_t { isd = 0, ssd_15 = 1, ssd_55 = 2, ssd_locked = 3 };

/// count bytes rising from `first`: 40 41 42 .. are the published test keys.
Bytes rising(std::uint8_t first, std::size_t count) {
  Bytes key(count);
  for (std::size_t i = 0; i < count; ++i) key[i] = static_cast<std::uint8_t>(first + i);
  return key;
}

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
            const bench::Keys& values) {
    ASSAY_CHECK(card_.key_set_count < PersistentState::max_key_sets);
    KeySet& made = card_.key_sets[card_.key_set_count++];
    made.owner = owner;
    made.version = version;
    made.protocol = protocol;
    made.options = options;
    made.key_size = static_cast<std::uint8_t>(values[0].size());
    if (protocol == 2 && !scp02::read_options(options).three_keys) made.key_count = 1;
    for (std::size_t i = 0; i < made.key_count; ++i)
      std::ranges::copy(values[i], made.keys[i].begin());
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
    make.keys(isd, kvn_scp02, 2, choices.scp02_i, scp02_keys(choices));
  }
  make.keys(ssd_15, kvn_scp02, 2, choices.scp02_i, scp02_keys(choices));
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

}  // namespace

Keys bench::default_keys(std::size_t size) {
  return {rising(0x40, size), rising(0x40, size), rising(0x40, size)};
}

Keys bench::distinct_keys(std::size_t size) {
  return {rising(0x40, size), rising(0x50, size), rising(0x60, size)};
}

Keys bench::scp02_keys(const Choices& choices) {
  // Of a base key, both readings of the bench come out the same: one key, or one key three times.
  const bool alike = !choices.scp03 || !scp02::read_options(choices.scp02_i).three_keys;
  return alike ? default_keys(16) : distinct_keys(16);
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

}  // namespace assay::model
