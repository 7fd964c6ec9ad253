// SPDX-License-Identifier: Apache-2.0
// The catalogue: what specs/ says of requirements, commands, status words, ICS and IXIT names, and deviations.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/result.hpp"
#include "document/hex_value.hpp"
#include "iso7816/tlv.hpp"

namespace assay::catalogue {

/// What a command or a deviation can do to a real card, from harmless to fatal.
enum class Risk {
  read,          ///< leaves no trace
  auth_failure,  ///< may advance a counter of failed authentications
  persistent,    ///< changes stored data, can be undone
  irreversible,  ///< cannot be undone: TERMINATE, key changes, counters that only fall
};
[[nodiscard]] std::string_view name(Risk risk) noexcept;
[[nodiscard]] std::optional<Risk> parse_risk(std::string_view text) noexcept;

/// One requirement, a row of specs/requirements/**/*.tsv. Its columns are views of the table's text, which whoever read it
/// keeps: five thousand rows of copies would be a fifth of the time that the program needs to start.
struct Requirement {
  std::string_view id;
  std::string catalogue;  ///< "gp", "iso7816", "gp-scp03"
  std::string_view section;
  std::string_view page;
  std::string_view subject;
  std::string_view testable;  ///< "apdu", "setup", "offcard", "none"
  std::string_view command;
  std::string_view expect;
  std::string_view says;  ///< the sentence, paraphrased
  std::string_view source;
  std::string_view confidence;
};

/// One field of a command's data or of an answer.
struct Field {
  enum class Form {
    plain,  ///< the bytes alone
    lv,     ///< a length byte, then the bytes
    tlv,    ///< a data object with `tag`
  };
  std::string name;
  Form form = Form::plain;
  iso7816::Tag tag = 0;
  std::size_t min_size = 0;  ///< bytes of the value
  std::size_t max_size = 0;
  bool optional = false;
  bool secret = false;                           ///< masked wherever it would be shown
  std::optional<document::HexPattern> constant;  ///< in answers: must match for the form to fit
};

/// Bits of a header byte that belong to one field.
struct HeaderBits {
  std::string field;
  std::uint8_t mask = 0;  ///< which bits of the byte
  unsigned shift = 0;     ///< how far the field is moved up
};

/// Where a header byte comes from: fixed, or byte `index` of a field, or the bits of several fields.
struct HeaderByte {
  std::optional<std::uint8_t> fixed;
  std::string field;
  std::size_t index = 0;
  std::vector<HeaderBits> bits;  ///< when fields share the byte; then `field` is empty
  std::uint8_t rest = 0;         ///< what stands in the bits of no field

  [[nodiscard]] std::vector<std::string_view> fields() const;
  [[nodiscard]] bool is_fed_by(std::string_view name) const noexcept;
  /// The bits of no field, when fields share the byte.
  [[nodiscard]] std::uint8_t rest_mask() const noexcept;
};

struct AnswerForm {
  std::string name;
  std::vector<Field> fields;
};

struct StatusWordRule {
  document::HexPattern sw;
  std::string when;
  std::string clause;
};

/// What a command does to the secure channel of the logical channel it is sent on.
enum class SessionEffect {
  none,
  initiate,
  authenticate,
  store,    ///< returns the card's certificates of SCP11
  certify,  ///< proves a certificate of the terminal
  agree,    ///< agrees on keys and opens the session
  // Of SCP10:
  environment,  ///< names protocol and keys; ends a session
  present,      ///< presents a certificate of the terminal; ends a session
  fetch,        ///< returns the card's certificate
  entrust,      ///< brings session keys
  prove,        ///< proves the terminal's signature; opens the session with key transport
  demand,       ///< asks for the card's signature; opens the session with key agreement
};

struct Command {
  std::string name;
  std::string clause;
  std::string says;
  Risk risk = Risk::irreversible;
  HeaderByte cla, ins, p1, p2;
  Bytes classes;  ///< class bytes a command is known by when a field gives its class; empty: any
  std::optional<Bytes> le;  ///< one byte, or three in the extended form; absent: no Le field
  SessionEffect session = SessionEffect::none;
  std::map<std::string, document::HexValue, std::less<>> defaults;
  std::vector<Field> data;
  std::vector<AnswerForm> answers;
  std::vector<StatusWordRule> status_words;

  /// Every field a script may give: header fields first, then data fields. Size of a header field: the number of
  /// header bytes it feeds.
  [[nodiscard]] std::vector<std::string_view> field_names() const;
};

/// One line of specs/ics.yaml or specs/ixit.yaml.
struct NamedAnswer {
  enum class Type { boolean, number, hex, text };
  std::string name;
  Type type = Type::boolean;
  std::string says;
  bool secret = false;
  std::optional<Bytes> usual;  ///< taken when a bench gives no value
};

/// A mistake a terminal can make on purpose, from specs/**/terminal-deviations.yaml.
struct TerminalDeviationInfo {
  std::string name;
  Risk risk = Risk::auth_failure;
  std::string says;
};

struct Exception {
  std::string id;
  std::string reason;  ///< permission, text-lost, offcard-duty, runtime-api, not-observable
  std::string because;
};

struct SameAs {
  std::string id;
  std::string is;
  std::string because;
};

/// Everything loaded from one specs/ folder.
struct Catalogue {
  std::string folder;
  std::map<std::string, Command, std::less<>> commands;
  std::map<std::string, NamedAnswer, std::less<>> ics;
  std::map<std::string, NamedAnswer, std::less<>> ixit;
  std::map<std::string, TerminalDeviationInfo, std::less<>> terminal_deviations;
  std::vector<std::shared_ptr<const std::string>> tables;  ///< the texts that `requirements` view
  std::vector<Requirement> requirements;                   ///< sorted by id
  std::vector<Exception> exceptions;
  std::vector<SameAs> same_as;
  std::vector<std::string> files;  ///< every file read, for the journal's list of inputs

  [[nodiscard]] const Command* command(std::string_view name) const noexcept;
  [[nodiscard]] const Requirement* requirement(std::string_view id) const noexcept;
};

/// What a program needs of the folder; everything else costs start-up time.
enum class Parts {
  all,
  without_exceptions,  ///< enough for runs and checks of scripts; `exceptions` and `same_as` stay empty
};

/// Loads and checks the folder. What is wrong inside files goes to `diagnostics`; only a missing folder is an Error.
[[nodiscard]] Result<Catalogue> load(const std::string& folder, Diagnostics& diagnostics,
                                     Parts parts = Parts::all);

/// The command whose header fits these bytes best (INS, and CLA without channel and protection bits), or nullptr.
[[nodiscard]] const Command* recognise(const Catalogue& catalogue, ByteView command);

}  // namespace assay::catalogue
