// SPDX-License-Identifier: Apache-2.0
// The syntax of a profile; it reads like an example of the file.
#include <array>

#include "adapters/model_profiles/profile_file.hpp"
#include "adapters/model_profiles/profile_words.hpp"

namespace assay::model::calypso {
namespace {

using document::Schema;

bool is_access(std::string_view text) {
  return read_access(text).has_value();
}

Schema access_condition() {
  return document::text(
      "always, never, pin, session 1..3, confidential 1..3 or confidential-pin 1..3", is_access,
      "^(always|never|pin|(always|never|pin|session|confidential|confidential-pin) [123])$");
}

Schema bytes(std::size_t count) {
  return document::hex(count == 1 ? "1 byte, as in '07'" : fmt::format("{} bytes", count));
}

Schema file() {
  return document::mapping(
      "an EF, as in { sfi: '07', lid: '2001', type: linear, size: 29, records: 1, read: always, "
      "update: session 1 }",
      {{"sfi", bytes(1), true, "short identifier, 00 for none"},
       {"lid", bytes(2), true, "file identifier"},
       {"type", document::word(file_type_words()), true, "kind of EF"},
       {"size", document::number(1, 16384), true, "bytes of a record, or of a binary file"},
       {"records", document::number(1, 250), false, "how many records; 1 when left out"},
       {"shared_with", bytes(2), false,
        "identifier of the EF of another application with the same data"},
       {"read", access_condition(), false, "never when left out"},
       {"update", access_condition(), false, "never when left out"},
       {"write", access_condition(), false, "also to decrease; never when left out"},
       {"append", access_condition(), false, "also to increase; never when left out"},
       {"content", document::list_of(document::hex("a record"), "the first records"), false,
        "the rest is zeros"}});
}

Schema pki() {
  return document::mapping(
      "files of `assay pki make-card` and `make-ca`, beside the profile",
      {{"key", document::text("a file"), true, "private key on P-256 in PEM"},
       {"certificate", document::text("a file"), false, "card certificate; none when left out"},
       {"ca_certificate", document::text("a file"), false, "of its CA; none when left out"}});
}

Schema application() {
  return document::mapping(
      "an application",
      {{"aid", document::hex("5 to 16 bytes"), true, "its name"},
       {"lid", bytes(2), true, "identifier of the DF; 3F00: the application is the master file"},
       {"startup", bytes(7), true, "startup information"},
       {"kif", bytes(3), true, "KIF of the keys issuer, load, debit"},
       {"kvc", bytes(3), true, "KVC of the same keys"},
       {"rehabilitate", access_condition(), false, "never when left out"},
       {"invalidate", access_condition(), false, "never when left out"},
       {"access", document::list_of(access_condition(), "four conditions"), false,
        "of the groups 0 to 3, in the place of rehabilitate and invalidate"},
       {"invalidated", document::boolean(), false, "the DF is invalidated"},
       {"pki", pki(), false, "key pair and certificates of its public-key sessions"},
       {"files", document::list_of(file(), "a list of EFs"), true, "in the order of Select File"}});
}

Schema master_file() {
  return document::mapping("what the header of the master file tells",
                           {{"access", document::list_of(access_condition(), "four conditions"),
                             true, "of the groups 0 to 3"},
                            {"kif", bytes(3), true, "KIF of keys 1 to 3"},
                            {"kvc", bytes(3), true, "KVC of the same keys"}});
}

Schema profile() {
  return document::mapping(
      "a profile of a Calypso card",
      {{std::string(profile_key), document::text("its name"), true, "name of the profile"},
       {"title", document::text("one sentence"), false, "what it is"},
       {"product", document::word({"prime", "light", "basic"}), true, ""},
       {"revision", document::number(1, 3), false, "of a Prime card; 3 when left out"},
       {"serial", bytes(8), true, "bit 7 of the fourth byte marks a phone"},
       {"pin", bytes(4), false, "30303030 when left out"},
       {"transaction_counter", document::number(0, 0xFFFFFF), false, "50000 when left out"},
       {"balance", document::number(-0x800000, 0x7FFFFF), false,
        "of the stored value; 0 when left out"},
       {"stored_value_number", document::number(0, 0xFFFF), false,
        "of its next operation; 0 when left out"},
       {"pin_plain", document::boolean(), false, "PINs are taken in clear; true when left out"},
       {"pin_in_session", document::boolean(), false,
        "Verify PIN is taken in a session; true when left out"},
       {"postpones_counters", document::boolean(), false,
        "the close tells results of counters; false when left out"},
       {"aborts_without_session", document::boolean(), false,
        "an abort without a session is 9000, not 6985; false when left out"},
       {"pin_change_verified", document::boolean(), false,
        "a plain change of the PIN asks for the PIN before; true when left out"},
       {"room_before_state", document::boolean(), false,
        "of a full session and a DF in the wrong state, the first is told; true when left out"},
       {"warm_reset_deselects", document::boolean(), false,
        "a reset without loss of power is a deselection; true when left out"},
       {"traceability", document::hex("1 to 20 bytes"), false,
        "serial number, startup information and zeros when left out"},
       {"master_file", master_file(), false, "its header tells zeros when left out"},
       {"compatibility_mode", document::boolean(), false,
        "keys open regular sessions too where there are extended ones; true when left out"},
       {"aes", document::boolean(), false, "Manage Secure Session is allowed; true when left out"},
       {"applications", document::list_of(application(), "a list of applications"), true, ""}});
}

}  // namespace

const document::Schema& profile_syntax() {
  static const document::Schema schema = profile();
  return schema;
}

document::SchemaFile published_profile_schema() {
  return {"calypso-profile", "Assay: profile of a Calypso card", &profile_syntax()};
}

}  // namespace assay::model::calypso
