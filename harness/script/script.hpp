// SPDX-License-Identifier: Apache-2.0
// Scripts as plain values: suites, cases and steps with their positions, procedures inlined and `for_each` expanded.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "catalogue/catalogue.hpp"
#include "document/hex_value.hpp"
#include "document/node.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::script {

/// When a suite or case applies: a tree over lines of the ICS.
struct Condition {
  enum class Kind { always, answered_true, at_least, at_most, equals, all, any, negation };
  Kind kind = Kind::always;
  std::string name;    ///< line of the ICS, for leaves
  std::string wanted;  ///< number or text of a comparison, as written (hex without spaces)
  std::vector<Condition> parts;
  Position position;
};

/// What a value must look like. The text as written stands in reports.
struct Matcher {
  enum class Kind {
    pattern,
    length,
    present,
    absent,
    empty,
    bits,
    starts_with,
    ends_with,
    contains,
    negation,
    one_of,
    all,
    success,
    warning,
    error,  ///< the last three for status words only
    valid,  ///< for what is verified, rules of PKI and parts of an ATR
  };
  Kind kind = Kind::present;
  document::HexPattern pattern;  ///< pattern, starts_with, ends_with, contains
  std::size_t min_size = 0;      ///< length
  std::size_t max_size = 0;
  Bytes bits, bit_mask;        ///< bits: value and mask of the same length
  std::vector<Matcher> parts;  ///< negation (one), one_of, all
  std::string text;            ///< as written
};

/// One thing looked at.
struct Check {
  enum class Subject {
    status_word,
    data,
    length,
    field,
    tlv,
    r_mac,
    atr,
    own_time,           ///< eight bytes, microseconds
    known_keys,         ///< the name of published keys, as text
    card_mac,           ///< of Calypso: the MAC at the end of a session, or in its middle
    sv_signature,       ///< of Calypso: the card's signature over a stored value operation
    session_signature,  ///< of Calypso: the card's signature over a public-key session
    pki,                ///< a rule of Calypso PKI, or a certificate whose rules are all meant
  };
  Subject subject = Subject::status_word;
  std::string
      name;  ///< field name, part of an ATR, or TLV path (may hold $names inside predicates)
  Matcher matcher;
  Position position;
};

/// Where power went, seen from outside: before a command was sent, inside it, or after its answer.
enum class CutPoint { before, inside, after };

/// A group of checks that together witness the requirements it covers.
struct Expectation {
  std::vector<Check> checks;
  std::vector<std::string> covers;
  std::string because;
  std::optional<CutPoint> cut;  ///< looked at only where power went there
  Position position;
};

struct FieldValue {
  std::string name;
  document::HexValue value;
  Position position;
};

/// Keeps part of an answer under a name.
struct Capture {
  enum class Source { data, status_word, field, tlv, value, atr, own_time };
  std::string name;
  Source source = Source::data;
  std::string path;          ///< field name, TLV path, or part of an ATR
  document::HexValue value;  ///< for the verb `save`
  Position position;
};

enum class Verb { send, apdu, reset, save, initiate };

/// Whether a command sent inside a secure channel is protected.
enum class Secure { automatic, none, session };

/// Measures two commands of the case in pairs and compares their times: the body is run once for each pair.
struct Timing {
  std::size_t pairs = 0;
  double alpha = 0.001;         ///< level of significance
  std::uint32_t effect_us = 0;  ///< smallest difference of interest
  std::string first, second;    ///< the samples, as steps name them
  std::vector<std::string> covers;
  std::string file;
  Position position;
};

struct Step {
  Verb verb = Verb::send;
  Position position;
  std::string file;  ///< differs from the suite's file for steps of procedures
  std::string role = "card";
  std::string title;  ///< command name, or "APDU", "RESET cold", for reports
  const catalogue::Command* command = nullptr;  ///< send
  std::vector<FieldValue> fields;               ///< send, defaults filled in
  std::optional<document::HexValue> cla, ins, p1, p2, data,
      le;              ///< send: overrides of header, data, Le
  bool no_le = false;  ///< `le: none`
  /// IXIT group that holds the keys. INITIALIZE UPDATE: found by version when empty; initiate: always given.
  std::string keys;
  document::HexValue counter;             ///< initiate: the sequence counter of SCP02
  document::HexValue request;             ///< initiate: level and templates of SCP10
  std::optional<document::HexValue> aid;  ///< initiate: other than that of the selected application
  document::HexValue apdu;                ///< apdu
  iso7816::ResetKind reset = iso7816::ResetKind::cold;
  std::uint8_t channel = 0;
  Secure secure = Secure::automatic;
  std::string deviate;  ///< terminal deviation, empty for none
  bool cut = false;     ///< power goes in this command, at every point in turn
  std::vector<FieldValue>
      calypso;  ///< what the provider of cryptograms is told: pin, new_pin, kif, kvc, new_kif, new_kvc
  std::string sample;  ///< the name under which the case's `timing` takes its time; empty for none
  std::string because;
  std::vector<Expectation> expect;
  std::vector<Capture> save;
};

/// One runnable instance: a case with the values of one `for_each` row put in.
struct Instance {
  std::string label;        ///< "[key_version='7F']", empty without for_each
  std::vector<Step> given;  ///< the suite's, then the case's
  std::vector<Step> steps;
  std::vector<Step> finally;  ///< the case's, then the suite's
  std::optional<Timing> timing;
  catalogue::Risk risk =
      catalogue::Risk::read;            ///< highest of commands, deviations and what the case says
  std::vector<std::string> ixit_names;  ///< every `$ixit.NAME` this instance uses, without `ixit.`
};

struct TestCase {
  std::string id;  ///< last part of the address
  std::string title;
  std::string level = "shall";
  std::vector<std::string> covers;  ///< of all its expectations, sorted, each once
  std::vector<std::string> tags;    ///< the suite's and its own
  Condition applies_when;           ///< suite's and case's
  Position position;
  std::vector<Instance> instances;
};

struct Suite {
  std::string id;
  std::string title;
  std::string source;
  std::string file;
  std::vector<std::string> models;
  std::vector<FieldValue> values;  ///< constants of the suite
  std::vector<TestCase> cases;
  std::vector<std::string>
      ixit_names;  ///< every `$ixit.NAME` used, so that a missing one is refused beforehand
};

/// Loads one suite file against a catalogue and the procedures beside it (folder `procedures` of the suites' root).
/// Returns nothing when mistakes were found; they are in `diagnostics`, as many as could be found in one go.
[[nodiscard]] std::optional<Suite> load_suite(const std::string& file,
                                              const catalogue::Catalogue& catalogue,
                                              Diagnostics& diagnostics);

/// The same for a text that was read already; procedures are looked for from the folder of `document.file`.
[[nodiscard]] std::optional<Suite> read_suite(const document::Document& document,
                                              const catalogue::Catalogue& catalogue,
                                              Diagnostics& diagnostics);

/// Checks one file of any kind that users write (suite, procedures, ICS, bench, expected failures, and the files of
/// specs/), told apart by its first key. Returns whether it is free of mistakes.
[[nodiscard]] bool check_file(const std::string& file, const catalogue::Catalogue& catalogue,
                              Diagnostics& diagnostics);

}  // namespace assay::script
