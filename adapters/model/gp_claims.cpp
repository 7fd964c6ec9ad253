// SPDX-License-Identifier: Apache-2.0
// ICS and IXIT of a profile.   Source: the names are those of the harness.
#include <fmt/format.h>

#include <utility>

#include "adapters/model/gp_choices.hpp"
#include "adapters/model/scp02_options.hpp"

namespace assay::model {
namespace {

using namespace bench;

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

void claim_scp02(Names& ics, const Choices& choices, bool alive) {
  const scp02::Options options = scp02::read_options(choices.scp02_i);
  ics.flag("scp02", alive && options.is_explicit);
  ics.flag("scp02.implicit", alive && !options.is_explicit);
  ics.byte("scp02.i", choices.scp02_i);
  ics.flag("scp02.i55", alive);
  ics.flag("scp02.three_keys", options.three_keys);
  ics.flag("scp02.unmodified_apdu", options.unmodified_apdu);
  ics.flag("scp02.icv_over_aid", options.icv_over_aid);
  ics.flag("scp02.icv_encryption", options.icv_encryption);
  ics.flag("scp02.pseudo_random", options.pseudo_random);
  ics.flag("scp02.r_mac", options.r_mac);
  ics.flag("scp02.c_decryption", options.is_explicit);
}

void claim_scp01(Names& ics, const Choices& choices, bool alive) {
  ics.flag("scp01", choices.scp01 && alive);
  const bool locked = choices.card_state == CardState::card_locked;
  const bool apart = choices.scp01 && !choices.superset && !choices.issuer_has_all;
  ics.flag("scp01.application", apart && alive && !locked);
  ics.byte("scp01.i", choices.scp01_i);
}

void claim_channels_and_protocols(Names& ics, const Choices& choices, bool alive) {
  claim_scp01(ics, choices, alive);
  claim_scp02(ics, choices, alive);
  const bool scp03 = choices.scp03 && alive;
  ics.flag("scp03", scp03);
  ics.byte("scp03.i", choices.scp03_i);
  ics.flag("scp03.s16", scp03 && (choices.scp03_i & 0x01) != 0);
  ics.flag("scp03.r_mac", scp03 && (choices.scp03_i & 0x20) != 0);
  ics.flag("scp03.r_enc", scp03 && (choices.scp03_i & 0x40) != 0);
  ics.flag("scp03.r_mac_session", scp03 && (choices.scp03_i & 0x20) != 0);
  ics.flag("scp03.pseudo_random", scp03 && (choices.scp03_i & 0x10) != 0);
  ics.flag("scp03.aes128", scp03 && choices.scp03_key_size == 16);
  ics.flag("scp03.aes192", scp03);
  ics.flag("scp03.aes256", scp03);
  ics.flag("scp80", choices.scp80);
  ics.flag("unpublished_keys", choices.own_keys);
  ics.flag("counters_at_end", choices.counters_at_end);
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
  for (const auto name : {"67", "9f7f", "2f00", "d3"})
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

void name_keys(Names& ixit, std::string_view set, std::uint8_t version,
               const std::array<Bytes, 3>& keys) {
  ixit.byte(fmt::format("{}.key_version", set), version);
  ixit.hex(fmt::format("{}.enc", set), keys[0]);
  ixit.hex(fmt::format("{}.mac", set), keys[1]);
  ixit.hex(fmt::format("{}.dek", set), keys[2]);
}

/// What a sender needs: AES or triple DES, checksum and ciphering both ways, a counter that must rise.
void name_over_the_air(Names& ixit, bool des) {
  const Keys keys = distinct_keys(16);
  ixit.text("scp80.spi", "1639");
  ixit.text("scp80.kic", des ? "15" : "12");
  ixit.text("scp80.kid", des ? "15" : "12");
  ixit.hex("scp80.tar", scp80_tar);
  ixit.hex("scp80.kic_key", keys[0]);
  ixit.hex("scp80.kid_key", keys[1]);
  ixit.text("scp80.counter", "0000000001");
}

}  // namespace

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
  std::vector<NamedValue> out = ics.take();
  claim_scp10(out, choices.scp10, unlocked || choices.scp10.issuer);
  const bool scp10_application =
      choices.scp10.options != 0 && !choices.scp10.issuer && !choices.superset && unlocked;
  out.push_back({"scp10.application", scp10_application ? "true" : "false"});
  claim_scp11(out, choices.scp11, unlocked);
  return out;
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
    name_keys(ixit, "scp03", kvn_scp03, scp03_keys(choices));
    name_keys(ixit, "scp03_192", kvn_scp03_192, distinct_keys(24));
    name_keys(ixit, "scp03_256", kvn_scp03_256, distinct_keys(32));
  }
  if (choices.scp01) {
    ixit.hex("scp01.sd_aid", choices.issuer_has_all ? ByteView(isd_aid) : ByteView(ssd_scp01_aid));
    if (!choices.superset) ixit.text("scp01.app_aid", "F041535341590108");
    ixit.byte("scp01.i", choices.scp01_i);
    name_keys(ixit, "scp01", kvn_scp01, distinct_keys(16));
  }
  if (choices.scp80) name_over_the_air(ixit, choices.scp80_des);
  ixit.byte("scp02.i", choices.scp02_i);
  ixit.byte("scp02_55.i", 0x55);
  const bool own_domain = choices.scp03 && !choices.issuer_has_all;
  ixit.hex("scp02.sd_aid", own_domain ? ByteView(ssd_15_aid) : ByteView(isd_aid));
  name_keys(ixit, "scp02", kvn_scp02, scp02_keys(choices));
  ixit.hex("scp02_55.sd_aid", ssd_55_aid);
  name_keys(ixit, "scp02_55", kvn_scp02_55, distinct_keys(16));
  std::vector<NamedValue> out = ixit.take();
  name_scp10(out, choices.scp10,
             choices.scp10.issuer ? ByteView(isd_aid) : ByteView(ssd_scp10_aid));
  if (choices.scp10.options != 0 && !choices.scp10.issuer && !choices.superset)
    out.push_back({"scp10.app_aid", "F041535341590108"});
  name_scp11(out, choices.scp11, ssd_scp11_aid);
  return out;
}

}  // namespace assay::model
