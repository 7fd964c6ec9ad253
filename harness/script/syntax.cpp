// SPDX-License-Identifier: Apache-2.0
// The one description of the script syntax: it drives checking, loading and the published JSON Schemas.
#include "script/syntax.hpp"

#include <algorithm>

#include "base/distribution.hpp"
#include "catalogue/syntax.hpp"

namespace assay::script {
namespace {

using document::any_of;
using document::any_scalar;
using document::boolean;
using document::hex;
using document::list_of;
using document::mapping;
using document::number;
using document::open_mapping;
using document::or_name;
using document::refer;
using document::Schema;
using document::SchemaKey;
using document::secret;
using document::text;
using document::word;

bool is_kebab_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

bool is_case_id(std::string_view id) {
  return !id.empty() && id.front() != '-' && id.back() != '-' &&
         std::ranges::all_of(id, is_kebab_character);
}

bool is_suite_id(std::string_view id) {
  while (true) {
    const auto end = id.find('/');
    if (!is_case_id(id.substr(0, end))) return false;
    if (end == std::string_view::npos) return true;
    id.remove_prefix(end + 1);
  }
}

bool is_model(std::string_view uri) {
  return uri.starts_with("model:") || uri.starts_with("scp80:model:");
}

Schema sentence() {
  return text("a sentence");
}
Schema bytes() {
  return hex("bytes between quotes, or a $name");
}
Schema names(const std::string& wanted) {
  return list_of(text("a name"), wanted);
}
Schema requirement_ids() {
  return list_of(text("a requirement id"), "a list of requirement ids");
}

const Schema& condition() {
  static const Schema schema = any_of(
      "a name of the ICS, or { all: [..] }, { any: [..] }, { not: .. }, { name: { at_least: 2 } }",
      {text("a name of the ICS"),
       open_mapping(
           "one of all, any, not, or a name with a comparison",
           {{"all", list_of(refer("condition", condition), "a list of conditions"), false,
             "every one holds"},
            {"any", list_of(refer("condition", condition), "a list of conditions"), false,
             "one holds"},
            {"not", refer("condition", condition), false, "it does not hold"}},
           mapping("a comparison such as { at_least: 2 }",
                   {{"at_least", number(0, 1000000), false, ""},
                    {"at_most", number(0, 1000000), false, ""},
                    {"equals", any_scalar("a number, or bytes between quotes"), false, ""}}))});
  return schema;
}

const Schema& matcher() {
  constexpr const char* pattern =
      R"(^(present|absent|empty|valid|success|warning|error|[0-9]+(\.\.[0-9]+)? bytes?|([0-9A-Fa-fxX]{2}(\*[0-9]+)?|\$[a-z0-9_]+(\.[a-z0-9_]+)*(\[[0-9]+(\.\.|/)[0-9]+\])?| )*)$)";
  const auto list = [] { return list_of(refer("matcher", matcher), "a list of matchers"); };
  const auto form = [](const char* key, Schema value, const char* says) {
    return SchemaKey{key, mapping("a matcher of one key", {{key, std::move(value), true, says}}),
                     false, says};
  };
  static const Schema schema =
      any_of("a pattern such as '61 xx', a size such as 8 bytes, or present, absent, empty",
             {text("a pattern such as '61 xx', a size such as 8 bytes, or present, absent, empty",
                   nullptr, pattern),
              list(),
              document::choice(
                  "a matcher",
                  {form("not", refer("matcher", matcher), "anything else"),
                   form("one_of", list(), "any of them"), form("all", list(), "every one of them"),
                   form("starts_with", bytes(), "the first bytes"),
                   form("ends_with", bytes(), "the last bytes"),
                   form("contains", bytes(), "bytes somewhere inside"),
                   form("bits", text("bits such as '1xxx0xx1'"), "0, 1, or x for any"),
                   form("different_from", bytes(), "any other value")})});
  return schema;
}

const Schema& expectation() {
  static const Schema schema = open_mapping(
      "what is expected, as in { sw: '9000' }",
      {{"sw", refer("matcher", matcher), false, "the status word; or success, warning, error"},
       {"data", refer("matcher", matcher), false, "the whole data field of the answer"},
       {"length", refer("matcher", matcher), false, "the size of the data field, as in 28 bytes"},
       {"tlv",
        open_mapping("data objects by path, as in { '66/73/06': present }", {},
                     refer("matcher", matcher)),
        false, "data objects of the answer by their path"},
       {"r_mac", refer("matcher", matcher), false,
        "valid: the R-MAC of the answer was verified; absent: it has none"},
       {"card_mac", refer("matcher", matcher), false,
        "valid: the MAC with which a Calypso card ends or confirms a session was verified"},
       {"sv_signature", refer("matcher", matcher), false,
        "valid: the signature of a Calypso card over a stored value operation was verified"},
       {"session_signature", refer("matcher", matcher), false,
        "valid: the signature with which a Calypso card closes a public-key session was verified "
        "over the session as the terminal saw it; also where the public key is read behind it"},
       {"ca_certificate", refer("matcher", matcher), false,
        "valid: the CA certificate that this step read completes a chain from a root of the bench"},
       {"card_certificate", refer("matcher", matcher), false,
        "valid: the card certificate that this step read completes a chain from a root of the "
        "bench, and fits the application and its public key"},
       {"pki",
        open_mapping("rules of Calypso PKI, as in { card-certificate.serial: valid }", {},
                     refer("matcher", matcher)),
        false, "single rules for keys and certificates that this step read, by their names"},
       {"own_time", refer("matcher", matcher), false,
        "how long the command took by the target's own time, in microseconds: eight bytes; absent "
        "where it keeps none"},
       {"known_keys", refer("matcher", matcher), false,
        "absent: no published keys made the card cryptogram of this answer to INITIALIZE UPDATE; "
        "nothing is sent to see"},
       {"covers", requirement_ids(), false, "the requirements this group witnesses"},
       {"because", sentence(), false, "why this is expected"},
       {"cut", word({"before", "inside", "after"}), false,
        "looked at only when power went there in the step with cut: every"}},
      refer("matcher", matcher));
  return schema;
}

Schema expectations() {
  return any_of("what is expected, or a list of such groups",
                {refer("expectation", expectation),
                 list_of(refer("expectation", expectation), "a list of groups of expectations")});
}

/// What an answer to reset must look like.
const Schema& atr_expectation() {
  static const Schema schema = [] {
    std::vector<SchemaKey> keys = atr_keys();
    keys.push_back({"length", refer("matcher", matcher), false, "the size of the whole ATR"});
    keys.push_back({"covers", requirement_ids(), false, "the requirements this group witnesses"});
    keys.push_back({"because", sentence(), false, "why this is expected"});
    return mapping("what is expected of the ATR, as in { protocols: '01' }", std::move(keys));
  }();
  return schema;
}

Schema captures() {
  return open_mapping("names and what they keep, as in { counter: sequence_counter }", {},
                      text("a field, data, sw, own_time, or 'tlv 66/73/06'"));
}

std::vector<SchemaKey> common_keys() {
  return {{"to", text("a role such as card or sam"), false, "which card; `card` when left out"},
          {"because", sentence(), false, "why the step is there"},
          {"expect", expectations(), false, "what the answer must look like"},
          {"save", captures(), false, "parts of the answer to keep under names"}};
}

std::vector<SchemaKey> with(SchemaKey verb, std::vector<SchemaKey> keys) {
  keys.insert(keys.begin(), std::move(verb));
  return keys;
}

/// How a command travels.
std::vector<SchemaKey> travel_keys() {
  return {
      {"channel", or_name(number(0, 19)), false, "the logical channel"},
      {"secure", or_name(word({"none", "session"})), false,
       "whether the session protects the command"},
      {"deviate", or_name(text("a deviation of the terminal")), false, "a mistake made on purpose"},
      {"cut", word({"every"}), false,
       "power is cut at every point of this command in turn, and what follows is run after each"},
      {"calypso",
       mapping("what the provider of Calypso cryptograms is told, as in { pin: '31 31 31 31' }",
               {{"pin", bytes(), false, "the PIN that is enciphered; the bench's when left out"},
                {"new_pin", bytes(), false, "the PIN to change it to"},
                {"kif", bytes(), false, "the key that enciphers"},
                {"kvc", bytes(), false, "its version"},
                {"new_kif", bytes(), false, "the key that is loaded"},
                {"new_kvc", bytes(), false, "its version"}}),
       false, "beside the command"},
      {"sample", text("a name"), false, "takes its time under this name, for the case's timing"}};
}

std::vector<SchemaKey> joined(std::vector<SchemaKey> keys, const std::vector<SchemaKey>& more) {
  keys.insert(keys.end(), more.begin(), more.end());
  return keys;
}

Schema field() {
  return hex("bytes between quotes, or a $name");
}

const Schema& step() {
  static const Schema schema = document::choice(
      "a step",
      {{"send",
        open_mapping("a command",
                     with({"send", text("a command of the catalogue"), true, ""}, send_keys()),
                     field()),
        false, ""},
       {"apdu",
        mapping("a raw command", with({"apdu", bytes(), true, "the whole command"},
                                      joined(travel_keys(), common_keys()))),
        false, ""},
       {"use",
        open_mapping(
            "a procedure with its parameters",
            {{"use", text("a procedure such as scp03.open"), true, ""},
             {"because", sentence(), false, ""}},
            any_of("a value", {any_scalar("a value"), list_of(any_scalar("a value"), "values")})),
        false, ""},
       {"reset",
        mapping("a reset",
                {{"reset", word({"cold", "warm"}), true, ""},
                 {"to", text("a role such as card or sam"), false, ""},
                 {"because", sentence(), false, ""},
                 {"expect",
                  any_of("what is expected of the ATR, or a list of such groups",
                         {refer("atr_expectation", atr_expectation),
                          list_of(refer("atr_expectation", atr_expectation),
                                  "a list of groups of expectations")}),
                  false, "what the ATR must look like"},
                 {"save",
                  open_mapping("names and what they keep, as in { history: historical_bytes }", {},
                               text("a part of the ATR")),
                  false, "parts of the ATR to keep under names"}}),
        false, ""},
       {"initiate",
        mapping(
            "the start of an SCP02 session with implicit initiation, or of the way to one of SCP10",
            {{"initiate", or_name(text("a group of the IXIT such as scp02 or scp10")), true,
              "the keys; nothing is sent. SCP02: the next protected command starts the session"},
             {"counter", bytes(), false, "SCP02: the sequence counter, two bytes"},
             {"request", bytes(), false,
              "SCP10: level and templates, D3 01 33 B4 .., with their keys for key transport"},
             {"aid", bytes(), false, "instead of the AID of the selected application"},
             {"channel", or_name(number(0, 19)), false, "the logical channel"},
             {"to", text("a role such as card or sam"), false, ""},
             {"because", sentence(), false, ""}}),
        false, ""},
       {"select",
        open_mapping("SELECT by name", with({"select", bytes(), true, "the AID"}, send_keys()),
                     field()),
        false, ""},
       {"save",
        mapping("values to keep",
                {{"save", open_mapping("names and their values", {}, bytes()), true, ""},
                 {"because", sentence(), false, ""}}),
        false, ""}});
  return schema;
}

Schema steps() {
  return list_of(refer("step", step), "a list of steps");
}

Schema row_value() {
  return any_of("a value",
                {any_scalar("a value"), list_of(any_scalar("a value"), "a list of values")});
}

Schema timing() {
  return mapping(
      "what is measured",
      {{"pairs", number(20, 100000), true, "how many times the steps are run"},
       {"alpha", any_scalar("a probability such as 0.001"), true,
        "level of significance, two-sided"},
       {"effect_us", number(1, 10000000), true,
        "the smallest difference of interest, in microseconds"},
       {"first", text("a sample"), true, "what one step calls its sample"},
       {"second", text("a sample"), true, "what another step calls its sample"},
       {"covers", requirement_ids(), false, "the requirements that equal times witness"}});
}

const Schema& test_case() {
  static const Schema schema = mapping(
      "a case",
      {{"id", text("an id of lower-case words and dashes", is_case_id, "^[a-z0-9]+(-+[a-z0-9]+)*$"),
        true, ""},
       {"title", text("one sentence that is true when the case passes"), true, ""},
       {"covers", requirement_ids(), false,
        "only where the case has a single group of expectations"},
       {"applies_when", refer("condition", condition), false,
        "together with the suite's condition"},
       {"level", word({"shall", "should", "may"}), false, "shall when left out"},
       {"tags", names("a list of tags"), false, ""},
       {"risk", word({"read", "auth-failure", "persistent", "irreversible"}), false,
        "may only raise"},
       {"timing", timing(), false, "measures two samples in pairs and compares their times"},
       {"for_each",
        any_of(
            "a list of rows, or a mapping of lists",
            {list_of(open_mapping("a row such as { p1: '01' }", {}, row_value()), "a list of rows"),
             open_mapping("lists of values by name", {},
                          list_of(row_value(), "a list of values"))}),
        false, "runs the case once a row"},
       {"given", steps(), false, "the way to the state: a surprise is inconclusive"},
       {"steps", steps(), true, "the test itself"},
       {"finally", steps(), false, "cleaning up, whatever happened"}});
  return schema;
}

}  // namespace

const std::vector<SchemaKey>& send_keys() {
  static const std::vector<SchemaKey> keys = [] {
    std::vector<SchemaKey> all = joined(travel_keys(), common_keys());
    const Schema byte = hex("one byte between quotes");
    const std::vector<SchemaKey> more = {
        {"cla", byte, false, "instead of the catalogue's"},
        {"ins", byte, false, "instead of the catalogue's"},
        {"p1", byte, false, "instead of what the fields give"},
        {"p2", byte, false, "instead of what the fields give"},
        {"data", bytes(), false, "instead of the data fields"},
        {"le", any_of("bytes between quotes, or none", {bytes(), word({"none"})}), false,
         "instead of the catalogue's"},
        {"keys", or_name(text("a group of the IXIT such as scp03_192")), false,
         "INITIALIZE UPDATE: the keys to use"}};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }();
  return keys;
}

const std::vector<SchemaKey>& atr_keys() {
  static const std::vector<SchemaKey> keys = {
      {"atr", refer("matcher", matcher), false,
       "the whole; valid: what it announces accounts for every byte"},
      {"ts", refer("matcher", matcher), false, "the first byte"},
      {"interface_bytes", refer("matcher", matcher), false,
       "TA1, TB1 .. as T0 and each TD announce"},
      {"protocols", refer("matcher", matcher), false,
       "one byte for each T announced, '00' without TD1"},
      {"historical_bytes", refer("matcher", matcher), false,
       "as many as T0 announces; valid: COMPACT-TLV where the category says so"},
      {"capabilities", refer("matcher", matcher), false,
       "value of the historical object with tag 7"},
      {"tck", refer("matcher", matcher), false,
       "the check character; valid: right, or absent where T=0 is the only protocol"}};
  return keys;
}

const Schema& suite_syntax() {
  static const Schema schema = mapping(
      "a suite",
      {{"suite", text("an id such as gp/get-data/isd", is_suite_id, "^[a-z0-9]+([/-]+[a-z0-9]+)*$"),
        true, ""},
       {"title", text("a title"), true, ""},
       {"source", text("the clauses it follows"), true, ""},
       {"models",
        list_of(text("a model such as model:gp", is_model, "^(scp80:)?model:"), "a list of models"),
        false, ""},
       {"applies_when", refer("condition", condition), false, "otherwise: not applicable"},
       {"tags", names("a list of tags"), false, ""},
       {"values", open_mapping("constants by name", {}, bytes()), false, "used as $name"},
       {"given", steps(), false, "before the steps of every case"},
       {"cases", list_of(refer("case", test_case), "a list of cases"), true, ""},
       {"finally", steps(), false, "after every case"}});
  return schema;
}

const Schema& procedures_syntax() {
  static const Schema schema = mapping(
      "a file of procedures",
      {{"procedures", text("an id such as scp03"), true, ""},
       {"title", text("a title"), true, ""},
       {"define",
        open_mapping(
            "procedures by name", {},
            mapping("a procedure", {{"says", sentence(), true, ""},
                                    {"parameters",
                                     open_mapping("parameters with their defaults, or `required`",
                                                  {}, row_value()),
                                     false, ""},
                                    {"steps", steps(), true, ""}})),
        true, ""}});
  return schema;
}

const Schema& ics_syntax() {
  static const Schema schema = mapping(
      "an ICS", {{"ics", text("the name of the product"), true, ""},
                 {"answers",
                  open_mapping("answers by name", {},
                               any_scalar("true, false, a number, or bytes between quotes")),
                  true, ""}});
  return schema;
}

const Schema& ixit_values() {
  static const Schema schema =
      open_mapping("values by name", {},
                   any_of("bytes between quotes, or a group of values",
                          {secret(hex("bytes between quotes")), refer("ixit", ixit_values)}));
  return schema;
}

namespace {

Schema distribution() {
  return text("a distribution of times such as 'exponential 40 ms'", is_distribution,
              "^(uniform|exponential|normal|lognormal)? ?[0-9.]+ (us|ms|s|min)( .*)?$");
}

Schema time() {
  return text("a time such as 40 ms", is_time, "^[0-9.]+ (us|ms|s|min)$");
}

Schema share() {
  return text("a share such as 2 % or 0.02", is_share, "^[0-9.]+( %)?$");
}

Schema load_syntax() {
  return mapping(
      "a load such as { sessions: 500, network_delay: exponential 40 ms }",
      {{"card", text("a model card such as model:calypso-prime"), false, "what every client holds"},
       {"hsm", text("model:hsm, hsm:LIBRARY.so, hsm-tcp:HOST:PORT or model:sam"), false,
        "whose channels serve the clients"},
       {"sessions", number(1, 100'000), false, "how many clients there are"},
       {"transactions", number(1, 1'000'000'000), false,
        "how many sales in all; ten for each client when left out"},
       {"arrivals_per_hour", number(1, 1'000'000'000), false,
        "sales begin at random, so many an hour; without it each client sells again and again"},
       {"think_time", distribution(), false, "between two sales of a client"},
       {"network_delay", distribution(), false, "of one message between server and card, one way"},
       {"network_loss", share(), false, "of messages that have to be sent again"},
       {"repeat_after", time(), false, "how long until it is; 500 ms when left out"},
       {"attempts", number(1, 1000), false,
        "of one message before the link counts as lost; 5 when left out"},
       {"hsm_time", distribution(), false,
        "that an HSM exchange takes, beside what it really takes"},
       {"hsm_timeout", time(), false, "how long to wait for an HSM over TCP; 5 s when left out"},
       {"channel_wait", time(), false,
        "how long a sale waits when every channel is taken; not at all when left out"},
       {"kill_clients", share(), false, "of sales whose client is killed in the middle"},
       {"kill_notice", distribution(), false,
        "how soon the server notices and closes the channel; never when left out, if the HSM "
        "gives idle channels up by itself"},
       {"accepted_blocking", share(), false, "for --size: of sales that may find no channel"},
       {"accepted_wait", time(), false, "for --size: that a sale may wait for a channel"},
       {"accepted_waiting", share(), false, "for --size: of sales that may wait longer"}});
}

}  // namespace

const Schema& bench_syntax() {
  static const Schema permit = mapping(
      "a permit such as { identity: 'cplc:..', risk: auth-failure, failed_authentications: 5 }",
      {{"identity", text("an identity as assay probe prints it"), true, ""},
       {"risk", word({"read", "auth-failure", "persistent", "irreversible"}), true,
        "the highest allowed"},
       {"failed_authentications", number(0, 100), false, "stop before this many without success"}});
  static const Schema schema = mapping(
      "a bench",
      {{"bench", text("the name of the bench"), true, ""},
       {"targets", open_mapping("targets by role", {}, text("a target such as pcsc:READER")), false,
        ""},
       {"session_crypto", text("plugin:FILE.so"), false,
        "who computes Calypso cryptograms; without it a target of the role sam"},
       {"timeout_ms", number(1, 3600000), false,
        "how long to wait for an answer, in milliseconds; 30000 when left out"},
       {"ixit", refer("ixit", ixit_values), false, "values and keys of the card under test"},
       {"load", load_syntax(), false, "what assay load does"},
       {"policy",
        mapping("what the deployment forbids",
                {{"forbid",
                  list_of(word({"des", "single-des", "sha-1", "rsa-1024", "aes-128", "aes-192",
                                "ecc-256", "ecc-384"}),
                          "a list of algorithms"),
                  true, "keys that need one of these are not used"}}),
        false, "a case that would use them refuses the run"},
       {"safety",
        mapping("what may be done to real cards",
                {{"allow", list_of(permit, "a list of permits"), false, ""},
                 {"emulators",
                  list_of(text("a target with wildcards, such as exec:*"), "a list of targets"),
                  false, "programs that cannot be harmed; never a pcsc: target"},
                 {"ledger", text("a file"), false, "counts failed authentications"}}),
        false, ""}});
  return schema;
}

const Schema& expected_failures_syntax() {
  static const Schema schema =
      mapping("expected failures",
              {{"expected_failures",
                list_of(mapping("a line such as { case: gp/select/*, verdict: fail, because: ... }",
                                {{"case", text("an address with wildcards"), true, ""},
                                 {"target", text("a target with wildcards"), false, ""},
                                 {"verdict", word({"fail", "error", "inconclusive"}), true, ""},
                                 {"because", sentence(), true, ""}}),
                        "a list of lines"),
                true, ""}});
  return schema;
}

std::vector<document::SchemaFile> published_schemas() {
  return {{"suite", "Assay: suite of test cases", &suite_syntax()},
          {"procedures", "Assay: procedures", &procedures_syntax()},
          {"ics", "Assay: implementation conformance statement", &ics_syntax()},
          {"bench", "Assay: bench", &bench_syntax()},
          {"expected-failures", "Assay: expected failures", &expected_failures_syntax()},
          {"commands", "Assay: command catalogue", &catalogue::command_catalogue_syntax()},
          {"ics-names", "Assay: lines of the ICS", &catalogue::ics_names_syntax()},
          {"ixit-names", "Assay: values of the bench", &catalogue::ixit_names_syntax()},
          {"exceptions", "Assay: requirements without a case", &catalogue::exceptions_syntax()},
          {"terminal-deviations", "Assay: mistakes of the terminal",
           &catalogue::terminal_deviations_syntax()}};
}

}  // namespace assay::script
