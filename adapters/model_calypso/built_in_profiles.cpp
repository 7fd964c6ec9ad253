// SPDX-License-Identifier: Apache-2.0
// The products built into the models: a file structure that has every kind of file and access, and its variations.
#include <algorithm>
#include <functional>
#include <span>

#include "adapters/model_calypso/card_profile.hpp"
#include "adapters/model_calypso/test_pki.hpp"
#include "adapters/model_common/describe.hpp"
#include "base/hex.hpp"

namespace assay::model::calypso {
namespace {

using namespace assay::literals;

constexpr Access never{access::never, 0}, always{access::always, 0}, pin{access::pin, 0};
constexpr Access issuer{access::session, 1}, load{access::session, 2}, debit{access::session, 3};

constexpr Access confidential(std::uint8_t key) {
  return {access::confidential, key};
}

Bytes filled(std::size_t size, std::uint8_t first, std::uint8_t step) {
  Bytes out(size);
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<std::uint8_t>(first + i * step);
  return out;
}

/// Counters of 256, 512, ...
Bytes counted(std::size_t size) {
  Bytes out(size);
  for (std::size_t i = 0; i + 2 < size; i += 3) out[i + 1] = static_cast<std::uint8_t>(i / 3 + 1);
  return out;
}

std::vector<Bytes> records(std::uint8_t count, std::uint8_t first) {
  std::vector<Bytes> out;
  for (std::uint8_t i = 0; i < count; ++i)
    out.push_back(Bytes(29, static_cast<std::uint8_t>(first + i)));
  return out;
}

using Files = std::vector<FileProfile>;

/// Files that transport applications have.
Files transport_files() {
  using enum FileType;
  return {
      {0x07, 0x2001, linear, 29, 1, {always, issuer, never, never}, 0, {filled(29, 1, 1)}},
      {0x08, 0x2010, cyclic, 29, 3, {always, debit, debit, debit}, 0, records(3, 0xE1)},
      {0x1D, 0x2040, linear, 29, 1, {always, debit, never, never}, 0, {}},
      {0x1E, 0x2050, linear, 29, 1, {always, debit, never, never}, 0, records(1, 0xB1)},
      {0x09, 0x2020, linear, 29, 4, {always, load, debit, never}, 0, records(4, 0xC1)},
      {0x19, 0x2069, counters, 29, 1, {always, load, debit, load}, 0, {counted(27)}},
  };
}

/// One of each kind beyond them: PIN, never, free, binary, simulated counter, confidential, read under a key.
Files further_files() {
  using enum FileType;
  return {
      {0x02, 0x2002, linear, 29, 1, {always, never, issuer, never}, 0, records(1, 0xA1)},
      {0x03, 0x2003, linear, 29, 1, {pin, load, never, never}, 0, records(1, 0xD1)},
      {0x04, 0x2004, linear, 29, 1, {never, never, never, never}, 0, records(1, 0xF1)},
      {0x0B, 0x200B, linear, 64, 2, {always, always, always, never}, 0, {filled(64, 0x40, 1)}},
      {0x0F, 0x200F, cyclic, 29, 3, {always, always, always, always}, 0, records(3, 0x51)},
      {0x06, 0x2006, counters, 24, 1, {always, always, always, always}, 0, {counted(24)}},
      {0x11, 0x2011, binary, 600, 1, {always, always, always, never}, 0, {filled(600, 0, 1)}},
      {0x12, 0x2012, binary, 64, 1, {always, load, debit, never}, 0, {filled(64, 0x80, 1)}},
      {0x0A, 0x202A, simulated_counter, 29, 1, {always, load, debit, load}, 0, {}},
      {0x16, 0x2016, linear, 29, 1, {always, pin, pin, never}, 0, records(1, 0x61)},
      {0x17, 0x2017, linear, 29, 1, {debit, debit, never, never}, 0, records(1, 0x71)},
      {0x18, 0x2018, binary, 32, 1, {never, never, never, never}, 0, {filled(32, 0x18, 1)}},
      {0x1A, 0x201A, counters, 24, 1, {never, never, never, never}, 0, {counted(24)}},
      {0x1B, 0x201B, cyclic, 29, 2, {never, never, never, never}, 0, records(2, 0x1B)},
      {0x1C, 0x201C, cyclic, 29, 2, {always, issuer, issuer, debit}, 0, records(2, 0x91)},
      {0x13, 0x2013, binary, 32, 1, {pin, pin, never, never}, 0, {filled(32, 0x13, 1)}},
      {0x14, 0x2014, linear, 32, 1, {always, debit, never, never}, 0x2111, {filled(32, 0x20, 1)}},
      {0x0C,
       0x220C,
       linear,
       48,
       1,
       {confidential(3), confidential(3), never, never},
       0,
       {filled(48, 0x30, 1)}},
      {0x0D,
       0x220D,
       linear,
       48,
       1,
       {Access{access::confidential_and_pin, 3}, confidential(2), never, never},
       0,
       {filled(48, 0x60, 1)}},
      {0x0E,
       0x220E,
       counters,
       24,
       1,
       {confidential(3), confidential(2), confidential(3), confidential(2)},
       0,
       {counted(24)}},
      {0x05,
       0x220F,
       cyclic,
       48,
       3,
       {confidential(3), confidential(3), confidential(3), confidential(3)},
       0,
       {}},
  };
}

Files stored_value_files() {
  const std::array<Access, 4> read_only{always, never, never, never};
  return {{0x14, 0x1014, FileType::cyclic, 29, 1, read_only, 0, records(1, 0x14)},
          {0x15, 0x1015, FileType::cyclic, 29, 3, read_only, 0, records(3, 0x15)}};
}

constexpr std::array<Access, 4> df_access{issuer, debit, never, never};

ApplicationProfile transport(std::array<std::uint8_t, 7> startup, bool further) {
  ApplicationProfile out;
  out.aid = to_bytes("315449432E49434131"_hex);
  out.lid = 0x2000;
  out.startup = startup;
  out.kif = {0x21, 0x27, 0x30};
  out.kvc = {0x79, 0x79, 0x79};
  out.groups = df_access;
  out.files = transport_files();
  if (!further) return out;
  for (FileProfile& file : further_files()) out.files.push_back(std::move(file));
  return out;
}

ApplicationProfile stored_value(std::array<std::uint8_t, 7> startup) {
  ApplicationProfile out;
  out.aid = to_bytes("304554502E494341"_hex);
  out.lid = 0x1000;
  out.startup = startup;
  out.startup[Application::subtype] = 0x20;
  out.kif = {0x01, 0x07, 0x10};
  out.kvc = {0x79, 0x79, 0x79};
  out.groups = df_access;
  out.files = stored_value_files();
  return out;
}

/// Shares an EF with the transport application.
ApplicationProfile interoperable(std::array<std::uint8_t, 7> startup) {
  ApplicationProfile out;
  out.aid = to_bytes("A000000291A00000019102"_hex);
  out.lid = 0x2100;
  out.startup = startup;
  out.startup[Application::type] &=
      static_cast<std::uint8_t>(~(type_bit::stored_value | type_bit::pki));
  out.startup[Application::subtype] = 0x0C;
  out.kif = {0x21, 0x27, 0x30};
  out.kvc = {0x0C, 0x0C, 0x0C};
  out.groups = df_access;
  out.files = {
      {0x14, 0x2111, FileType::linear, 32, 1, {always, issuer, never, never}, 0x2014, {}},
      {0x1B, 0x2114, FileType::counters, 24, 1, {always, load, debit, load}, 0, {counted(24)}}};
  return out;
}

/// Of the same family of names as the transport application, and invalidated.
ApplicationProfile retired(std::array<std::uint8_t, 7> startup) {
  ApplicationProfile out = transport(startup, false);
  out.aid.back() = 0x32;
  out.lid = 0x2200;
  out.startup[Application::subtype] = 0x13;
  out.kvc = {0x78, 0x78, 0x78};
  out.invalidated = true;
  out.files.resize(2);
  return out;
}

CardProfile card(Product product) {
  CardProfile out;
  out.product = product;
  out.serial = to_bytes("0000000011223344"_hex);
  out.transaction_counter = 50000;
  out.balance = 4096;
  out.stored_value_number = 0x0072;
  return out;
}

CardProfile prime3(std::uint8_t type) {
  CardProfile out = card(Product::prime3);
  const std::array<std::uint8_t, 7> startup{0x0A, 0x3F, type, 0x02, 0x14, 0x10, 0x01};
  out.applications = {transport(startup, true), interoperable(startup), retired(startup)};
  if ((type & type_bit::stored_value) != 0) out.applications.push_back(stored_value(startup));
  return out;
}

/// The transport application has another name, and key pair and certificates of the test chain.
CardProfile certified(std::uint8_t type, ByteView aid, std::string_view test_card) {
  CardProfile out = prime3(type);
  out.applications[0].aid = to_bytes(aid);
  out.applications[0].pki = test_card_pki(test_card);
  ApplicationProfile& alike = out.applications[2];
  alike.aid = to_bytes(aid);
  ++alike.aid.back();
  return out;
}

CardProfile prime2() {
  CardProfile out = card(Product::prime2);
  const std::array<std::uint8_t, 7> startup{0x0A, 0x2E, 0x13, 0x02, 0x00, 0x01, 0x01};
  out.applications = {transport(startup, false), stored_value(startup)};
  out.applications[0].files.push_back(further_files()[1]);  // under the PIN
  out.applications[0].files.push_back(further_files()[4]);  // free, cyclic
  out.applications[0].files.push_back(further_files()[5]);  // free counters
  out.postpones_counters = true;
  out.aes = false;
  return out;
}

CardProfile prime1() {
  CardProfile out = card(Product::prime1);
  out.applications = {transport({0x03, 0x0A, 0x01, 0x03, 0x20, 0x03, 0x11}, false)};
  out.postpones_counters = true;
  out.aes = false;
  return out;
}

CardProfile light() {
  CardProfile out = card(Product::light);
  out.applications = {transport({0x06, 0x43, 0x90, 0x32, 0x2B, 0x01, 0x00}, false)};
  out.applications[0].aid.back() = 0x33;
  out.aes = false;
  return out;
}

CardProfile basic() {
  CardProfile out = card(Product::basic);
  out.applications = {transport({0x04, 0x43, 0x98, 0x33, 0x2B, 0x01, 0x00}, false)};
  out.applications[0].groups = {never, debit, never, never};
  out.aes = false;
  return out;
}

CardProfile hce() {
  CardProfile out = prime3(type_bit::extended | 0x20U);
  out.serial = to_bytes("1B2A008011223344"_hex);
  return out;
}

CardProfile purse_phone() {
  CardProfile out = prime3(type_bit::pin | type_bit::stored_value | type_bit::extended | 0x20U);
  out.serial = hce().serial;
  return out;
}

constexpr std::uint16_t event_log = 0x2010, contract_list = 0x2050, counters_file = 0x2069;

FileProfile& file_of(CardProfile& card, std::uint16_t lid) {
  for (FileProfile& file : card.applications[0].files)
    if (file.lid == lid) return file;
  return card.applications[0].files[0];
}

/// The phone after a journey: one event more, and one less on the first counter.
CardProfile used_phone() {
  CardProfile out = hce();
  FileProfile& events = file_of(out, event_log);
  events.content.insert(events.content.begin(), Bytes(29, 0xE7));
  if (events.content.size() > events.records) events.content.resize(events.records);
  Bytes& counted = file_of(out, counters_file).content[0];
  counted[1] = 0x00;  // 256 becomes 255
  counted[2] = 0xFF;
  return out;
}

/// What a copy of its memory that was used elsewhere is like: nothing counted, and another content.
CardProfile cloned_phone() {
  CardProfile out = hce();
  file_of(out, contract_list).content = {Bytes(29, 0xC1)};
  return out;
}

/// The same application with the serial number of its next debit key.
CardProfile renewed_phone() {
  CardProfile out = hce();
  out.serial = to_bytes("1C3B008055667788"_hex);
  return out;
}

constexpr std::uint8_t revision_3 = 0x20;
constexpr std::uint8_t bare =
    revision_3 | type_bit::pin | type_bit::stored_value | type_bit::extended;

constexpr auto test_aid = "A000000291FF9101"_hex;
constexpr auto long_test_aid = "A000000291FF9101000001"_hex;

struct BuiltIn {
  std::string_view model;
  std::string_view name;
  std::string_view says;
  CardProfile (*make)();
};

template <std::uint8_t Modifications>
CardProfile with_buffer() {
  CardProfile out = prime3(bare);
  for (ApplicationProfile& one : out.applications) one.startup[0] = Modifications;
  return out;
}

CardProfile with(CardProfile profile, void (*change)(CardProfile&)) {
  change(profile);
  return profile;
}

constexpr std::string_view prime_model = "calypso-prime", light_model = "calypso-light",
                           basic_model = "calypso-basic", hce_model = "calypso-hce";

constexpr auto table = std::to_array<BuiltIn>({
    {prime_model, "",
     "revision 3 with extended mode, PIN and stored value; ratifies on deselection",
     [] { return prime3(bare); }},
    {prime_model, "regular", "revision 3 without extended mode: PIN and stored value",
     [] { return prime3(revision_3 | type_bit::pin | type_bit::stored_value); }},
    {prime_model, "plain", "revision 3 without PIN, stored value and extended mode",
     [] { return prime3(revision_3); }},
    {prime_model, "ratification-command",
     "a ratification command is needed: not ratified by deselection",
     [] { return prime3(bare | type_bit::ratification_command); }},
    {prime_model, "pki", "PKI mode too; no key pair yet",
     [] { return prime3(bare | type_bit::pki); }},
    {prime_model, "pki-certified", "PKI mode, with key pair and certificates of the test root",
     [] { return certified(bare | type_bit::pki, test_aid, "card"); }},
    {prime_model, "pki-regular", "the same without extended mode",
     [] {
       return certified(revision_3 | type_bit::pin | type_bit::stored_value | type_bit::pki,
                        test_aid, "card-regular");
     }},
    {prime_model, "pki-limited",
     "a name of 11 bytes, and a CA that signs for names that begin with the same 6",
     [] { return certified(bare | type_bit::pki, long_test_aid, "card-limited"); }},
    {prime_model, "pki-uncertified", "PKI mode with a key pair, and no certificates yet",
     [] {
       return with(certified(bare | type_bit::pki, test_aid, "card"), [](CardProfile& card) {
         card.applications[0].pki.card_certificate.clear();
         card.applications[0].pki.ca_certificate.clear();
       });
     }},
    {prime_model, "no-compatibility", "keys that open extended sessions only",
     [] { return with(prime3(bare), [](CardProfile& card) { card.compatibility_mode = false; }); }},
    {prime_model, "no-aes", "extended mode, but Manage Secure Session is not allowed",
     [] { return with(prime3(bare), [](CardProfile& card) { card.aes = false; }); }},
    {prime_model, "ciphered-pin", "PINs are taken ciphered only, and never inside a session",
     [] {
       return with(prime3(bare),
                   [](CardProfile& card) { card.pin_plain = card.pin_in_session = false; });
     }},
    {prime_model, "invalidated", "the transport application is invalidated",
     [] {
       return with(prime3(bare),
                   [](CardProfile& card) { card.applications[0].invalidated = true; });
     }},
    {prime_model, "counter-0", "the transaction counter is used up",
     [] { return with(prime3(bare), [](CardProfile& card) { card.transaction_counter = 0; }); }},
    {prime_model, "counter-1", "the transaction counter has one session left",
     [] { return with(prime3(bare), [](CardProfile& card) { card.transaction_counter = 1; }); }},
    {prime_model, "sv-last", "the stored value has one operation left",
     [] {
       return with(prime3(bare), [](CardProfile& card) { card.stored_value_number = 0xFFFD; });
     }},
    {prime_model, "sv-end", "the stored value has no operation left",
     [] {
       return with(prime3(bare), [](CardProfile& card) { card.stored_value_number = 0xFFFE; });
     }},
    {prime_model, "contactless", "the bare card, reached without contact",
     [] { return with(prime3(bare), [](CardProfile& card) { card.contactless = true; }); }},
    {prime_model, "other-readings",
     "the bare card, decided otherwise where real cards may differ: decisions 0026, 0028, 0029",
     [] {
       return with(prime3(bare), [](CardProfile& card) {
         card.pin_change_verified = card.room_before_state = card.warm_reset_deselects = false;
       });
     }},
    {prime_model, "payload-235", "startup information of the cards that take 235 bytes of data",
     [] {
       return with(prime3(bare), [](CardProfile& card) {
         for (ApplicationProfile& one : card.applications) one.startup[1] = 0x3C;
       });
     }},
    {prime_model, "buffer-06", "session buffer of 215 bytes", with_buffer<0x06>},
    {prime_model, "buffer-07", "session buffer of 256 bytes", with_buffer<0x07>},
    {prime_model, "buffer-08", "session buffer of 304 bytes", with_buffer<0x08>},
    {prime_model, "buffer-09", "session buffer of 362 bytes", with_buffer<0x09>},
    {prime_model, "buffer-0b", "session buffer of 512 bytes", with_buffer<0x0B>},
    {prime_model, "buffer-0c", "session buffer of 608 bytes", with_buffer<0x0C>},
    {prime_model, "buffer-0d", "session buffer of 724 bytes", with_buffer<0x0D>},
    {prime_model, "buffer-0e", "session buffer of 861 bytes", with_buffer<0x0E>},
    {prime_model, "buffer-0f", "session buffer of 1024 bytes", with_buffer<0x0F>},
    {prime_model, "rev2", "revision 2.4: class 94, 6 modifications, postponed counters", prime2},
    {prime_model, "rev2-direct", "revision 2.4 that answers counters at once",
     [] { return with(prime2(), [](CardProfile& card) { card.postpones_counters = false; }); }},
    {prime_model, "rev1", "revision 1: no FCI, 3 modifications, postponed counters", prime1},
    {prime_model, "tango", "revision 1 that takes the exact Le only",
     [] {
       return with(prime1(), [](CardProfile& card) {
         card.applications[0].startup = {0x03, 0x08, 0x03, 0x04, 0x00, 0x02, 0x00};
       });
     }},
    {light_model, "", "Light, classic structure", light},
    {basic_model, "", "Basic: 3 modifications and one of a counter in a session", basic},
    {hce_model, "", "a phone: the debit key alone, extended mode", hce},
    {hce_model, "purse", "a phone with PIN and stored value too", purse_phone},
    {hce_model, "used", "the bare phone after one journey more", used_phone},
    {hce_model, "renewed", "the bare phone with its next serial number and debit key",
     renewed_phone},
    {hce_model, "cloned", "a copy of the bare phone that holds another contract list",
     cloned_phone},
});

}  // namespace

std::string_view model_of(const CardProfile& profile) noexcept {
  if (profile.product == Product::light) return light_model;
  if (profile.product == Product::basic) return basic_model;
  const bool phone = profile.serial.size() == 8 && (profile.serial[3] & 0x80U) != 0;
  return phone ? hce_model : prime_model;
}

std::vector<ProfileInfo> built_in_profiles(std::string_view model) {
  std::vector<ProfileInfo> out;
  for (const BuiltIn& one : table)
    if (one.model == model) out.push_back({one.name, one.says});
  return out;
}

Result<CardProfile> built_in_profile(std::string_view model, std::string_view name) {
  std::vector<std::string_view> names;
  for (const BuiltIn& one : table) {
    if (one.model != model) continue;
    if (one.name == name) {
      CardProfile profile = one.make();
      profile.name = name;
      return profile;
    }
    names.push_back(one.name);
  }
  return tl::unexpected(unknown_to_model(model, "profile", name, names));
}

}  // namespace assay::model::calypso
