// SPDX-License-Identifier: Apache-2.0
// Builds the card of a profile: registry, load files, keys, data.   Keys are the published test keys.
#include <algorithm>

#include "adapters/model/gp_card.hpp"
#include "adapters/model/gp_choices.hpp"
#include "adapters/model/personalizer.hpp"
#include "adapters/model/scp02_options.hpp"

namespace assay::model {
namespace {

using namespace bench;

/// count bytes rising from `first`: 40 41 42 .. are the published test keys.
Bytes rising(std::uint8_t first, std::size_t count) {
  Bytes key(count);
  for (std::size_t i = 0; i < count; ++i) key[i] = static_cast<std::uint8_t>(first + i);
  return key;
}

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
    make.keys(isd, kvn_scp03, 3, choices.scp03_i, scp03_keys(choices));
    make.keys(isd, kvn_scp03_192, 3, choices.scp03_i, distinct_keys(24));
    make.keys(isd, kvn_scp03_256, 3, choices.scp03_i, distinct_keys(32));
  } else {
    make.keys(isd, kvn_scp02, 2, choices.scp02_i, scp02_keys(choices));
  }
  const Keys older{rising(0x70, 16), rising(0x80, 16), rising(0x90, 16)};
  if (choices.issuer_has_all) {
    make.keys(isd, kvn_scp01, 1, choices.scp01_i, distinct_keys(16));
    make.keys(isd, kvn_scp02, 2, choices.scp02_i, scp02_keys(choices));
  }
  if (choices.older_versions) make.keys(ssd_15, kvn_scp02 - 1, 2, choices.scp02_i, older);
  make.keys(ssd_15, kvn_scp02, 2, choices.scp02_i, scp02_keys(choices));
  make.keys(ssd_55, kvn_scp02_55, 2, 0x55, distinct_keys(16));
  if (choices.superset) {
    add_superset(make, choices);
  } else if (choices.scp10.options != 0) {
    const std::uint8_t domain =
        choices.scp10.issuer ? std::uint8_t{isd} : make.domain(ssd_scp10_aid);
    add_scp10(make, domain, choices.scp10);
    if (!choices.scp10.issuer) make.application(0x08, life_cycle::selectable, domain);
  } else if (choices.scp11.variants != 0) {
    add_scp11(make, make.domain(ssd_scp11_aid), choices.scp11);
  } else if (choices.scp01) {
    const std::uint8_t domain = make.domain(ssd_scp01_aid);
    if (choices.older_versions) make.keys(domain, kvn_scp01 - 1, 1, choices.scp01_i, older);
    make.keys(domain, kvn_scp01, 1, choices.scp01_i, distinct_keys(16));
    make.application(0x08, life_cycle::selectable, domain);
  }
}

void add_over_the_air(PersistentState& card) {
  OverTheAir& air = card.over_the_air;
  const Keys keys = distinct_keys(16);
  air.available = true;
  std::ranges::copy(scp80_tar, air.tar.begin());
  std::ranges::copy(keys[0], air.cipher_key.begin());
  std::ranges::copy(keys[1], air.mac_key.begin());
}

/// The last sequence counter with which a session can begin (GPC E.1.2, GPD 6.2.2.1).
void use_up_counters(PersistentState& card) {
  for (KeySet& set : card.key_sets) set.sequence_counter = set.protocol == 3 ? 0xFFFFFE : 0xFFFE;
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

namespace {

/// Made for this profile; only its bench knows them.
Keys unpublished_keys(std::uint8_t tail) {
  Keys keys{to_bytes("6D0A9E1F4C7B2853B1E86F3D90A7C254"_hex),
            to_bytes("C35817E2A46B9F0D7E21D8B5F04A6C93"_hex),
            to_bytes("1F94B6D07A3E5C82E90D4B61A85F27C3"_hex)};
  for (Bytes& key : keys) key.back() = static_cast<std::uint8_t>(key.back() ^ tail);
  return keys;
}

}  // namespace

Keys bench::scp02_keys(const Choices& choices) {
  if (choices.own_keys) return unpublished_keys(0x02);
  // Of a base key, both readings of the bench come out the same: one key, or one key three times.
  const bool alike = !choices.scp03 || !scp02::read_options(choices.scp02_i).three_keys;
  return alike ? default_keys(16) : distinct_keys(16);
}

Keys bench::scp03_keys(const Choices& choices) {
  if (choices.own_keys) return unpublished_keys(0x30);
  const std::size_t size = choices.scp03_key_size;
  if (size == 16) return default_keys(size);
  return {rising(0x80, size), rising(0xA0, size), rising(0xC0, size)};  // not those of 31 and 32
}

GpState make_state(const Choices& choices) {
  GpState state;
  PersistentState& card = state.persistent;
  card.card_state = choices.card_state;
  card.channels = choices.channels;
  card.knows_channels = choices.knows_channels;
  card.extended_length = choices.extended_length;
  card.t0_alone = choices.t0_alone;
  card.optional_objects = choices.optional_objects;
  card.key_diversification_data = "00004790D60000112233"_hex;
  Personalizer make(card);
  add_registry(make);
  add_load_files(make);
  add_keys(make, choices);
  add_data(make, choices);
  if (choices.scp80) add_over_the_air(card);
  if (choices.counters_at_end) use_up_counters(card);
  GpEnvironment undisturbed;
  reset(state, undisturbed);
  return state;
}

}  // namespace assay::model
