// SPDX-License-Identifier: Apache-2.0
// ICS and IXIT of a profile.   Source: the names are those of the harness.
#include <string_view>
#include <utility>

#include "adapters/model_sam/sam_choices.hpp"
#include "base/hex.hpp"

namespace assay::model::sam {
namespace {

class Names {
 public:
  void flag(std::string_view name, bool value) { text(name, value ? "true" : "false"); }
  void hex(std::string_view name, ByteView value) { text(name, to_hex(value)); }
  void byte(std::string_view name, std::uint8_t value) { hex(name, {&value, 1}); }
  void text(std::string_view name, std::string value) {
    values_.push_back({std::string(name), std::move(value)});
  }
  std::vector<NamedValue> take() { return std::move(values_); }

 private:
  std::vector<NamedValue> values_;
};

std::string_view name_of(Product product) {
  switch (product) {
    case Product::c1: return "c1";
    case Product::hsm: return "hsm";
    case Product::s1dx: return "s1d";
    case Product::s1e1: return "s1e1";
  }
  return "";
}

}  // namespace

std::vector<NamedValue> make_ics(const Choices& choices) {
  const Traits traits = traits_of(choices.product);
  const bool works = !choices.locked && !choices.exhausted && !choices.worn;
  Names ics;
  ics.flag("sam", true);
  ics.text("sam.product", std::string(name_of(choices.product)));
  ics.flag("sam.open_stand_in", true);
  ics.flag("sam.known_challenge", choices.recorded || choices.locked || choices.exhausted);
  ics.flag("sam.extended", traits.extended_sessions);
  ics.flag("sam.digest_multiple", traits.several_items);
  ics.text("sam.digest_size", std::to_string(traits.most_digest_data));
  ics.flag("sam.locked", choices.locked);
  ics.flag("sam.unlocks_dynamically", choices.locked);
  ics.flag("sam.writable", works && !choices.keyless);
  ics.flag("sam.plain_keys", works);
  ics.flag("sam.full", choices.full);
  ics.flag("sam.system_keys", !choices.keyless);
  ics.flag("sam.static_writes", !choices.keyless && !choices.recorded);
  ics.flag("sam.at_ceiling", true);
  ics.flag("sam.exhausted", choices.exhausted);
  ics.flag("sam.ca", traits.certificates && !choices.bare_ca);
  ics.flag("sam.data_cipher", true);
  ics.flag("sam.pso", true);
  ics.flag("sam.des_keys", !choices.keyless);
  ics.flag("sam.operations_at_end", choices.worn);
  return ics.take();
}

std::vector<NamedValue> make_ixit(const Choices& choices) {
  const PersistentState sam = make_state(choices);
  Names ixit;
  ixit.byte("sam.cla", traits_of(choices.product).cla);
  ixit.hex("sam.serial", sam.serial);
  ixit.byte("sam.work_kif", sam.work[0].kif);
  ixit.byte("sam.work_kvc", sam.work[0].kvc);
  ixit.byte("sam.work_record", 0x01);
  if (!choices.full) ixit.byte("sam.empty_record", 0x7E);
  ixit.byte("sam.unknown_kif", 0x7D);
  const auto key = [&](std::string_view name, std::uint8_t kif, std::uint8_t kvc) {
    ixit.byte(std::string(name) + "_kif", kif);
    ixit.byte(std::string(name) + "_kvc", kvc);
  };
  key("sam.pso", 0x2C, 0x01);
  key("sam.cipher", 0x2C, 0x01);
  key("sam.pin", 0x30, 0x79);
  key("sam.spent", 0x2C, 0x05);
  if (!choices.keyless) ixit.byte("sam.reload_kvc", sam.system[2].kvc);
  ixit.hex("sam.lock_value", "00112233445566778899AABBCCDDEEFF"_hex);
  return ixit.take();
}

}  // namespace assay::model::sam
