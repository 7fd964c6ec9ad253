// SPDX-License-Identifier: Apache-2.0
// What is in each SAM: published test keys only. A master key with KIF x and KVC y is x y 00 01 .. 0D (decision 0024).
#include <algorithm>
#include <array>

#include "adapters/model_sam/sam_choices.hpp"
#include "base/hex.hpp"

namespace assay::model::sam {
namespace {

KeyValue test_key(std::uint8_t kif, std::uint8_t kvc) {
  KeyValue value{kif, kvc};
  for (std::size_t i = 2; i < value.size(); ++i) value[i] = static_cast<std::uint8_t>(i - 2);
  return value;
}

constexpr std::uint8_t may_all = 0x07;  ///< PAR5 of a key for every signature

/// A work key; `counter` becomes PAR4, `uses` PAR5.
struct WorkKey {
  std::uint8_t kif;
  std::uint8_t kvc;
  std::uint8_t algorithm;
  std::uint8_t par1;
  std::uint8_t counter;
  std::uint8_t uses;
};

Key key_of(const WorkKey& from) {
  Key key{.kif = from.kif, .kvc = from.kvc, .alg = from.algorithm};
  key.par[0] = from.par1;
  key.par[3] = from.counter;
  key.par[4] = from.uses;
  key.value = test_key(from.kif, from.kvc);
  return key;
}

struct KeyGroup {
  std::array<std::uint8_t, 3> kifs;  ///< issuer, load, debit
  std::uint8_t kvc;
};

/// The couples of the test kit.
constexpr auto card_keys = std::to_array<KeyGroup>({
    {{0x21, 0x27, 0x30}, 0x79},
    {{0x01, 0x07, 0x10}, 0x79},
    {{0x41, 0x47, 0x50}, 0x79},
    {{0x21, 0x27, 0x30}, 0x78},
    {{0x21, 0x27, 0x30}, 0x73},
    {{0x21, 0x27, 0x30}, 0x74},
    {{0x01, 0x07, 0x10}, 0x74},
    {{0x21, 0x27, 0x30}, 0x75},
    {{0x21, 0x27, 0x30}, 0x09},
    {{0x21, 0x27, 0x30}, 0x0C},
});

/// For signatures: one with everything allowed, one for each thing that is not, one whose counter is used up.
constexpr auto signing_keys = std::to_array<WorkKey>({
    {0x2C, 0x01, alg::des, 0x01, 5, may_all},
    {0x2C, 0x02, alg::aes, 0x01, 6, may_all},
    {0x2C, 0x03, alg::des, 0x00, 6, may_all},
    {0x2C, 0x04, alg::des, 0x01, 6, 0x00},
    {0x2C, 0x05, alg::des, 0x01, 8, may_all},
    {0x01, 0x02, alg::des, 0x01, 7, may_all},
    {0x30, 0x7F, alg::aes, 0x01, 8, 0x00},
});

void add_work_keys(PersistentState& sam) {
  std::size_t next = 0;
  for (const KeyGroup& group : card_keys)
    for (std::size_t i = 0; i < group.kifs.size(); ++i) {
      const bool other = group.kvc == 0x75 || group.kvc == 0x78;
      sam.work[next++] = key_of({group.kifs[i], group.kvc, other ? alg::aes_other : alg::aes, 0x01,
                                 static_cast<std::uint8_t>(i), 0x00});
    }
  for (const WorkKey& key : signing_keys) sam.work[next++] = key_of(key);
}

void add_system_keys(PersistentState& sam) {
  struct System {
    std::uint8_t kif;
    std::uint8_t kvc;
    std::uint8_t algorithm;
    std::uint8_t counter;
  };
  constexpr auto keys = std::to_array<System>({
      {kif::personalization, 0x11, alg::aes, 9},
      {kif::key_management, 0x12, alg::aes, 10},
      {kif::reloading, 0x13, alg::des, 11},
      {kif::authentication, 0x14, alg::aes, 12},
  });
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const System& from = keys[i];
    sam.system[i] = key_of({from.kif, from.kvc, from.algorithm, 0x01, from.counter, 0x00});
    // The reloading key alone allows static writes.
    if (from.kif == kif::reloading) sam.system[i].par[1] = par2::static_cipher_enable;
  }
}

void set_product(PersistentState& sam, Product product) {
  sam.product = product;
  if (product == Product::hsm) sam.issuer = 0x08;
  if (product == Product::s1dx) sam.subtype = 0xD1;
  if (product == Product::s1e1) sam.subtype = 0xE1;
}

void add_lock(PersistentState& sam) {
  sam.lock = {.kif = kif::lock, .kvc = 0x01};
  sam.lock.par[4] = lock_parameter::system_lock_enable | lock_parameter::work_keys_lock_enable |
                    lock_parameter::locked_lock;
  sam.lock.value = "00112233445566778899AABBCCDDEEFF"_hex;
}

/// Numbers and key parameters that unit tests of a public terminal library show.
void set_recorded(PersistentState& sam) {
  sam.serial = {0xAE, 0xC1, 0x1A, 0x5C};
  // Two more debit keys occur there.
  for (const std::uint8_t kvc : {0x0E, 0x7E})
    *std::ranges::find(sam.work, std::uint8_t{0}, &Key::kif) =
        key_of({0x30, kvc, alg::aes, 0x01, 2, 0x00});
  constexpr auto values =
      std::to_array<std::uint32_t>({0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88});
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::uint32_t repeated = (values[i] << 8 | values[i]) | (values[i] & 0x0F) << 16;
    sam.counters[i] = 0x100000 | repeated;
    sam.ceilings.values[i] = 0x200000 | repeated;
  }
  constexpr std::array<std::uint8_t, 4> versions{0xF1, 0xF2, 0xF3, 0xF4};
  for (std::size_t i = 0; i < sam.system.size(); ++i) {
    Key& key = sam.system[i];
    key.kvc = versions[i];
    key.alg = alg::des;
    const auto tens = static_cast<std::uint8_t>(0x10 * (i + 1));
    for (std::size_t n = 0; n < key.par.size(); ++n)
      key.par[n] = static_cast<std::uint8_t>(tens + 1 + n);
    key.par[3] = static_cast<std::uint8_t>(i + 1);
    key.value = test_key(key.kif, key.kvc);
  }
}

/// Every empty record gets a key of its own KVC.
void fill_records(PersistentState& sam) {
  std::uint8_t kvc = 0;
  for (Key& key : sam.work)
    if (!key.is_present()) key = key_of({0x3F, ++kvc, alg::aes, 0x01, 6, 0x00});
}

}  // namespace

PersistentState make_state(const Choices& choices) {
  PersistentState sam;
  set_product(sam, choices.product);
  sam.ceilings.values.fill(highest_ceiling);
  constexpr std::size_t used_up = 8;
  sam.counters[used_up] = 0x10;
  sam.ceilings.values[used_up] = 0x10;
  sam.parameters[0] = sam_parameter::plain_work_key_input;
  add_work_keys(sam);
  add_system_keys(sam);
  if (choices.locked) add_lock(sam);
  if (choices.recorded) set_recorded(sam);
  if (choices.exhausted) sam.ceilings.values = sam.counters;
  sam.has_ca = traits_of(choices.product).certificates && !choices.bare_ca;
  if (choices.worn) sam.operations = sam.operations_end - 1;
  sam.knows_challenge = choices.recorded || choices.locked || choices.exhausted;
  if (choices.keyless) sam.system = {};
  if (choices.full) fill_records(sam);
  return sam;
}

}  // namespace assay::model::sam
