// SPDX-License-Identifier: Apache-2.0
// ICS and IXIT of a profile.   Source: the names are those of the harness.
#include <fmt/format.h>

#include <utility>

#include "adapters/model_calypso/card_profile.hpp"
#include "adapters/model_calypso/test_pki.hpp"
#include "base/hex.hpp"

namespace assay::model::calypso {
namespace {

class Names {
 public:
  void flag(std::string_view name, bool value) { text(name, value ? "true" : "false"); }
  void number(std::string_view name, std::uint32_t value) { text(name, fmt::format("{}", value)); }
  void hex(std::string_view name, ByteView value) { text(name, to_hex(value)); }
  void byte(std::string_view name, std::uint8_t value) { hex(name, {&value, 1}); }
  void text(std::string_view name, std::string value) {
    values_.push_back({std::string(name), std::move(value)});
  }
  std::vector<NamedValue> take() { return std::move(values_); }

 private:
  std::vector<NamedValue> values_;
};

std::string_view product_name(Product product) {
  if (product == Product::light) return "light";
  return product == Product::basic ? "basic" : "prime";
}

std::uint32_t revision(Product product) {
  if (product == Product::prime1) return 1;
  return product == Product::prime2 ? 2 : 3;
}

/// Whom the suites work with: not the stored value's own application.
const ApplicationProfile& main_application(const CardProfile& profile) {
  for (const ApplicationProfile& one : profile.applications)
    if (one.startup[Application::subtype] != 0x20) return one;
  return profile.applications[0];
}

bool has_bit(const CardProfile& profile, std::uint8_t bit) {
  const bool options = profile.product == Product::prime2 || profile.product == Product::prime3;
  return options && (main_application(profile).startup[Application::type] & bit) != 0;
}

/// Commands of a session, or bytes of its buffer.
std::uint32_t buffer_size(const CardProfile& profile) {
  switch (profile.product) {
    case Product::prime1: return 3;
    case Product::prime2: return 6;
    case Product::basic: return 4;
    default: return buffer_of(main_application(profile).startup[Application::modifications]);
  }
}

/// What both names begin with.
ByteView common_beginning(ByteView one, ByteView other) {
  std::size_t size = 0;
  while (size < one.size() && size < other.size() && one[size] == other[size]) ++size;
  return one.first(size);
}

/// What another application's name begins with as well, long enough to be selected by; often empty.
ByteView shared_beginning(const CardProfile& profile, const ApplicationProfile& application) {
  constexpr std::size_t shortest_name = 5;
  for (const ApplicationProfile& one : profile.applications) {
    const ByteView common = common_beginning(application.aid, one.aid);
    if (&one != &application && common.size() >= shortest_name) return common;
  }
  return {};
}

/// The key reference of the issuer, behind type and version of a CA certificate.
ByteView issuer_of(const PkiProfile& keys) {
  constexpr std::size_t place = 2, size = 29;
  return ByteView(keys.ca_certificate).subspan(place, size);
}

bool is_of_test_root(const PkiProfile& keys) {
  static const PkiProfile test = test_card_pki("card");
  return !keys.ca_certificate.empty() && equal(issuer_of(keys), issuer_of(test));
}

/// A selectable one with public-key sessions, beside the main application.
const ApplicationProfile* other_pki_application(const CardProfile& profile) {
  for (const ApplicationProfile& one : profile.applications)
    if (&one != &main_application(profile) && !one.invalidated &&
        (one.startup[Application::type] & type_bit::pki) != 0 && revision(profile.product) == 3)
      return &one;
  return nullptr;
}

void name_pki(Names& ixit, const CardProfile& profile) {
  const PkiProfile& keys = main_application(profile).pki;
  if (is_of_test_root(keys)) {
    ixit.hex("calypso.pki.root_modulus", test_issuer_key("root").public_key().modulus());
    ixit.hex("calypso.pki.root_reference", issuer_of(keys));
  }
  if (const ApplicationProfile* other = other_pki_application(profile))
    ixit.hex("calypso.pki.other_aid", other->aid);
}

/// Of the application that the names tell as calypso.other_aid: the file with the data of calypso.files.shared.
const FileProfile* shared_file_of(const CardProfile& profile) {
  constexpr std::uint16_t shared = 0x2014;
  for (const ApplicationProfile& one : profile.applications)
    for (const FileProfile& file : one.files)
      if (file.shared_with == shared) return &file;
  return nullptr;
}

void claim_rest(Names& ics, const CardProfile& profile) {
  constexpr std::string_view test_kit = "testkit-";
  if (profile.name.starts_with(test_kit))
    ics.text("calypso.test_kit", profile.name.substr(test_kit.size()));
  ics.flag("calypso.invalidated", main_application(profile).invalidated);
  ics.flag("calypso.open_stand_in", true);
  ics.flag("calypso.shared_files", shared_file_of(profile) != nullptr);
  ics.flag("calypso.alike_names", !shared_beginning(profile, main_application(profile)).empty());
  const bool first = profile.product == Product::prime1;
  ics.flag("calypso.pin_change_verified", profile.pin_change_verified);
  ics.flag("calypso.room_before_state", profile.room_before_state);
  ics.flag("calypso.warm_reset_deselects", profile.warm_reset_deselects);
  ics.number("calypso.name_size", static_cast<std::uint32_t>(main_application(profile).aid.size()));
  ics.flag("calypso.counter_at_end", profile.transaction_counter == 0);
  ics.flag("calypso.sv_at_end", profile.stored_value_number >= 0xFFFE);
  ics.flag("calypso.change_key",
           profile.product != Product::basic && model_of(profile) != "calypso-hce");
  ics.flag("calypso.next_occurrence", !first);
  ics.flag("calypso.ef_list", !first);
  ics.flag("calypso.traceability", !first);
  ics.flag("calypso.contact", !profile.contactless);
  ics.flag("calypso.contactless", profile.contactless);
}

std::vector<NamedValue> ics_of(const CardProfile& profile) {
  const bool prime3 = profile.product == Product::prime3;
  const bool old = profile.product == Product::prime1 || profile.product == Product::prime2;
  const bool bytes = prime3 || profile.product == Product::light;
  Names ics;
  ics.flag("calypso", true);
  ics.text("calypso.product", std::string(product_name(profile.product)));
  ics.number("calypso.revision", revision(profile.product));
  ics.flag("calypso.hce", model_of(profile) == "calypso-hce");
  ics.flag("calypso.extended", prime3 && has_bit(profile, type_bit::extended));
  const bool pki = prime3 && has_bit(profile, type_bit::pki);
  ics.flag("calypso.pki", pki);
  const PkiProfile& keys = main_application(profile).pki;
  const bool certified = !keys.card_certificate.empty() && !keys.ca_certificate.empty();
  ics.flag("calypso.pki.key_pair", keys.private_key.has_value());
  ics.flag("calypso.pki.certificates", certified);
  ics.flag("calypso.pki.personalisation", pki && !certified);
  ics.flag("calypso.pki.root", certified && is_of_test_root(keys));
  ics.flag("calypso.pki.several", other_pki_application(profile) != nullptr);
  ics.flag("calypso.pin", has_bit(profile, type_bit::pin));
  ics.flag("calypso.pin_plain", has_bit(profile, type_bit::pin) && profile.pin_plain);
  ics.flag("calypso.pin_change_plain", has_bit(profile, type_bit::pin) && profile.pin_plain);
  ics.flag("calypso.pin_in_session", has_bit(profile, type_bit::pin) && profile.pin_in_session);
  ics.flag("calypso.sv", has_bit(profile, type_bit::stored_value));
  ics.flag("calypso.ratifies_on_deselect",
           old || !has_bit(profile, type_bit::ratification_command));
  ics.flag("calypso.postpones_counters", profile.postpones_counters);
  ics.text("calypso.buffer", bytes ? "bytes" : "commands");
  ics.number("calypso.buffer_size", buffer_size(profile));
  ics.flag("calypso.aes", prime3 && profile.aes);
  ics.flag("calypso.aes_only",
           prime3 && has_bit(profile, type_bit::extended) && !profile.compatibility_mode);
  ics.number("calypso.transaction_counter", profile.transaction_counter);
  claim_rest(ics, profile);
  return ics.take();
}

struct FileName {
  std::string_view name;
  std::uint16_t lid;
};

/// Files of the built-in structure by what suites use them for; a profile that lacks one does not name it.
constexpr auto file_names = std::to_array<FileName>({
    {"environment", 0x2001},
    {"events", 0x2010},
    {"special_events", 0x2040},
    {"contract_list", 0x2050},
    {"contracts", 0x2020},
    {"counters", 0x2069},
    {"icc", 0x2002},
    {"pin_read", 0x2003},
    {"never", 0x2004},
    {"free_linear", 0x200B},
    {"free_cyclic", 0x200F},
    {"free_counters", 0x2006},
    {"free_binary", 0x2011},
    {"binary", 0x2012},
    {"simulated_counter", 0x202A},
    {"pin_update", 0x2016},
    {"debit_read", 0x2017},
    {"shared", 0x2014},
    {"log", 0x201C},
    {"never_binary", 0x2018},
    {"never_counters", 0x201A},
    {"never_cyclic", 0x201B},
    {"pin_binary", 0x2013},
    {"confidential", 0x220C},
    {"confidential_pin", 0x220D},
    {"confidential_counters", 0x220E},
    {"confidential_cyclic", 0x220F},
});

void name_files(Names& ixit, const ApplicationProfile& application) {
  for (const FileName& known : file_names)
    for (const FileProfile& file : application.files) {
      if (file.lid != known.lid) continue;
      ixit.byte(fmt::format("calypso.files.{}", known.name), file.sfi);
      const std::array<std::uint8_t, 2> lid{static_cast<std::uint8_t>(file.lid >> 8U),
                                            static_cast<std::uint8_t>(file.lid)};
      ixit.hex(fmt::format("calypso.files.{}.lid", known.name), lid);
      if (known.name != "binary" && known.name != "free_binary") continue;
      const std::array<std::uint8_t, 2> size{static_cast<std::uint8_t>(file.size >> 8U),
                                             static_cast<std::uint8_t>(file.size)};
      ixit.hex(fmt::format("calypso.files.{}.size", known.name), size);
    }
}

void name_keys(Names& ixit, const ApplicationProfile& application) {
  ixit.hex("calypso.kif", application.kif);
  ixit.hex("calypso.kvc", application.kvc);
}

/// Every role at most once: a second value of a name would be another claim.
void name_other_applications(Names& ixit, const CardProfile& profile,
                             const ApplicationProfile& application) {
  const ByteView common = shared_beginning(profile, application);
  if (!common.empty()) ixit.hex("calypso.partial_aid", common);
  if (application.invalidated) ixit.hex("calypso.invalidated_aid", application.aid);
  bool invalidated = application.invalidated;
  bool other = false;
  for (const ApplicationProfile& one : profile.applications) {
    if (&one == &application) continue;
    if (one.invalidated && !std::exchange(invalidated, true))
      ixit.hex("calypso.invalidated_aid", one.aid);
    if (one.startup[Application::subtype] == 0x20) {
      ixit.hex("calypso.sv_aid", one.aid);
      ixit.hex("calypso.sv_kif", one.kif);
    } else if (!one.invalidated && !other) {
      ixit.hex("calypso.other_aid", one.aid);
      other = true;
    }
  }
}

std::vector<NamedValue> ixit_of(const CardProfile& profile) {
  const ApplicationProfile& application = main_application(profile);
  Names ixit;
  ixit.hex("calypso.aid", application.aid);
  const std::array<std::uint8_t, 2> lid{static_cast<std::uint8_t>(application.lid >> 8U),
                                        static_cast<std::uint8_t>(application.lid)};
  ixit.hex("calypso.lid", lid);
  ixit.hex("calypso.serial", profile.serial);
  ixit.hex("calypso.startup", application.startup);
  const bool old = profile.product == Product::prime1 || profile.product == Product::prime2;
  ixit.byte("calypso.cla", old ? 0x94 : 0x00);
  ixit.byte("calypso.sv_cla", old ? 0xFA : 0x00);
  ixit.byte("calypso.lid_selection", profile.product == Product::prime1   ? 0x08
                                     : profile.product == Product::prime2 ? 0x02
                                                                          : 0x09);
  if (has_bit(profile, type_bit::pin)) ixit.hex("calypso.pin", profile.pin);
  name_keys(ixit, application);
  name_other_applications(ixit, profile, application);
  name_files(ixit, application);
  name_pki(ixit, profile);
  if (const FileProfile* file = shared_file_of(profile); file != nullptr)
    ixit.byte("calypso.files.sharing", file->sfi);
  return ixit.take();
}

}  // namespace

Claims claims_of(const CardProfile& profile) {
  return {ics_of(profile), ixit_of(profile)};
}

}  // namespace assay::model::calypso
