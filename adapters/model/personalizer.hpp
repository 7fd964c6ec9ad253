// SPDX-License-Identifier: Apache-2.0
// Personalizer: fills the bounded tables of a card; running out of room is our mistake. Private to this room.
#pragma once

#include <algorithm>

#include "adapters/model/gp_choices.hpp"
#include "adapters/model/scp02_options.hpp"
#include "base/check.hpp"

namespace assay::model {

/// The Security Domains that every product has, as indexes of the registry.
enum Index : std::uint8_t { isd = 0, ssd_15 = 1, ssd_55 = 2, ssd_locked = 3 };

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

  /// A Security Domain associated with the issuer's; yields its index.
  std::uint8_t domain(ByteView aid) {
    entry(aid, life_cycle::personalized, privilege::security_domain, isd, 0);
    return static_cast<std::uint8_t>(card_.entry_count - 1);
  }

  RegistryEntry& application(std::uint8_t number, std::uint8_t life_cycle, std::uint8_t domain) {
    Bytes aid = to_bytes(bench::application_prefix);
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

  [[nodiscard]] scp10::Store& scp10() noexcept { return card_.scp10; }
  [[nodiscard]] Scp11Store& scp11() noexcept { return card_.scp11; }

 private:
  PersistentState& card_;
};

}  // namespace assay::model
