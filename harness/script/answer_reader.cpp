// SPDX-License-Identifier: Apache-2.0
#include "script/answer_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/hex.hpp"
#include "base/text.hpp"
#include "document/schema.hpp"
#include "iso7816/tlv.hpp"
#include "script/matcher.hpp"
#include "script/syntax.hpp"

namespace assay::script {
namespace {

using document::Node;

std::string without_spaces(std::string text) {
  std::erase(text, ' ');
  return text;
}

class AnswerReader {
 public:
  AnswerReader(const ValueReader& values, Step& step) : values_(values), step_(step) {}

  void read(const Node& node) {
    if (const Node* expect = node.find("expect")) {
      if (expect->kind == Node::Kind::mapping) read_expectation(*expect);
      if (expect->kind == Node::Kind::sequence && expect->items.empty())
        values_.error(*expect, "nothing is expected here");
      for (const auto& group : expect->items)
        if (group.kind == Node::Kind::mapping) read_expectation(group);
    }
    if (const Node* save = node.find("save"))
      for (const auto& entry : save->entries) read_capture(entry);
  }

  /// The verb save: every name is a value of its own.
  void read_values(const Node& save) {
    for (const auto& entry : save.entries) {
      Capture capture;
      capture.name = entry.key;
      capture.source = Capture::Source::value;
      capture.value = values_.bytes(entry.value);
      capture.position = entry.position;
      keep(entry, std::move(capture));
    }
  }

 private:
  void read_expectation(const Node& group) {
    Expectation expectation;
    expectation.position = group.position;
    for (const auto& entry : group.entries) {
      if (entry.key == "covers")
        read_covers(entry.value, expectation);
      else if (entry.key == "because")
        expectation.because = entry.value.text;
      else if (entry.key == "cut")
        expectation.cut = cut_point(entry.value.text);
      else if (entry.key == "tlv")
        read_tlv_checks(entry.value, expectation);
      else if (entry.key == "pki" && step_.verb != Verb::reset)
        for (const auto& rule : entry.value.entries)
          expectation.checks.push_back(read_pki_check(rule, rule.key));
      else
        expectation.checks.push_back(read_check(entry));
    }
    if (expectation.checks.empty()) values_.error(group, "nothing is expected here");
    step_.expect.push_back(std::move(expectation));
  }

  static CutPoint cut_point(std::string_view word) {
    if (word == "before") return CutPoint::before;
    return word == "after" ? CutPoint::after : CutPoint::inside;
  }

  void read_covers(const Node& list, Expectation& expectation) {
    for (const auto& id : list.items) {
      if (values_.catalogue().requirement(id.text) == nullptr) unknown_requirement(id);
      expectation.covers.push_back(id.text);
    }
  }

  void unknown_requirement(const Node& id) {
    std::vector<std::string_view> known;
    for (const auto& row : values_.catalogue().requirements) known.push_back(row.id);
    values_.error(
        id, fmt::format("there is no requirement '{}'{}", id.text, did_you_mean(id.text, known)));
  }

  Check read_atr_check(const document::Entry& entry) {
    Check check;
    check.position = entry.position;
    check.subject = entry.key == "length" ? Check::Subject::length : Check::Subject::atr;
    check.name = entry.key;
    // Of a key that does not exist, enough is told already.
    constexpr std::array<std::string_view, 4> plain{"ts", "interface_bytes", "protocols",
                                                    "capabilities"};
    const bool has_rule = std::ranges::find(plain, entry.key) == plain.end();
    const Matched matched = entry.key == "length" ? Matched::length
                            : has_rule            ? Matched::atr_part
                                                  : Matched::bytes;
    check.matcher =
        read_matcher(entry.value, matched, values_.file(), values_.reading(), values_.names());
    return check;
  }

  Check read_pki_check(const document::Entry& entry, std::string rule) {
    Check check;
    check.position = entry.position;
    check.subject = Check::Subject::pki;
    check.name = std::move(rule);
    check.matcher = read_matcher(entry.value, Matched::verified, values_.file(), values_.reading(),
                                 values_.names());
    return check;
  }

  Check read_check(const document::Entry& entry) {
    if (step_.verb == Verb::reset) return read_atr_check(entry);
    if (entry.key == "ca_certificate" && !has_answer_field(entry.key))
      return read_pki_check(entry, "ca-certificate");
    if (entry.key == "card_certificate" && !has_answer_field(entry.key))
      return read_pki_check(entry, "card-certificate");
    Check check;
    check.position = entry.position;
    Matched matched = Matched::bytes;
    if (entry.key == "sw") {
      matched = Matched::status_word;
    } else if (entry.key == "data") {
      check.subject = Check::Subject::data;
    } else if (entry.key == "length") {
      check.subject = Check::Subject::length;
      matched = Matched::length;
    } else if (entry.key == "r_mac" &&
               (entry.value.text == "valid" || !has_answer_field("r_mac"))) {
      // END R-MAC SESSION answers with a field of this name; everywhere else it is the response's own protection.
      check.subject = Check::Subject::r_mac;
      matched = Matched::r_mac;
    } else if (entry.key == "card_mac" &&
               (entry.value.text == "valid" || !has_answer_field("card_mac"))) {
      check.subject = Check::Subject::card_mac;
      matched = Matched::r_mac;
    } else if (entry.key == "sv_signature" &&
               (entry.value.text == "valid" || !has_answer_field("sv_signature"))) {
      check.subject = Check::Subject::sv_signature;
      matched = Matched::r_mac;
    } else if (entry.key == "session_signature") {
      check.subject = Check::Subject::session_signature;
      matched = Matched::r_mac;
    } else if (entry.key == "own_time") {
      check.subject = Check::Subject::own_time;
    } else if (entry.key == "known_keys") {
      check.subject = Check::Subject::known_keys;
    } else {
      check.subject = Check::Subject::field;
      check.name = entry.key;
      expect_answer_field(entry, entry.key);
    }
    check.matcher =
        read_matcher(entry.value, matched, values_.file(), values_.reading(), values_.names());
    return check;
  }

  void read_tlv_checks(const Node& paths, Expectation& expectation) {
    for (const auto& entry : paths.entries) {
      Check check;
      check.subject = Check::Subject::tlv;
      check.name = read_path(entry.key, entry.value, entry.position, entry.quoted);
      check.position = entry.position;
      check.matcher = read_matcher(entry.value, Matched::bytes, values_.file(), values_.reading(),
                                   values_.names());
      expectation.checks.push_back(std::move(check));
    }
  }

  /// A path without its spaces; names inside brackets must be known.
  std::string read_path(const std::string& text, const Node& near, Position position, bool quoted) {
    const std::string path = without_spaces(text);
    if (!quoted && document::looks_like_hex(text))
      values_.reading().mistakes.add(values_.file(), position, text.size(),
                                     document::unquoted_hex(text));
    for (std::size_t at = path.find('$'); at != std::string::npos; at = path.find('$', at + 1)) {
      const auto end = path.find_first_of("]/#=[", at);
      values_.names().check(path.substr(at + 1, end == std::string::npos ? end : end - at - 1),
                            near, values_.file());
    }
    if (const std::string problem = path_problem(path); !problem.empty())
      values_.reading().mistakes.add(
          values_.file(), position, text.size() + (quoted ? 2 : 0),
          fmt::format("'{}' is no path of tags such as 66/73/06: {}", path, problem));
    return path;
  }

  /// Tags in hex parted by '/', each with brackets and '#n' behind it at will; a $name may be any value.
  static std::string path_problem(std::string_view path) {
    std::string filled;
    while (!path.empty()) {
      const auto dollar = std::min(path.find('$'), path.size());
      filled += path.substr(0, dollar);
      path.remove_prefix(dollar);
      if (path.empty()) break;
      filled += "00";
      path.remove_prefix(std::min(path.find_first_of("]/#=["), path.size()));
    }
    for (const auto level : split(filled, '/'))
      if (const auto read = iso7816::find_path({}, level); !read) return read.error().message;
    return {};
  }

  [[nodiscard]] std::vector<std::string_view> answer_fields() const {
    std::vector<std::string_view> names;
    if (step_.command == nullptr) return names;
    for (const auto& form : step_.command->answers)
      for (const auto& field : form.fields) names.push_back(field.name);
    return names;
  }

  [[nodiscard]] bool has_answer_field(std::string_view name) const {
    const auto names = answer_fields();
    return std::ranges::find(names, name) != names.end();
  }

  void expect_answer_field(const document::Entry& entry, const std::string& name) {
    if (has_answer_field(name)) return;
    auto known = answer_fields();
    const std::string_view whose =
        step_.command != nullptr ? std::string_view(step_.title) : "a raw command";
    if (name == "tlv")  // only in save:, where the path belongs to it
      return values_.error(entry, "tlv wants a path of tags behind it, as in 'tlv 66/73/06'");
    for (const auto word : {"sw", "data", "length", "tlv", "r_mac", "card_mac", "sv_signature",
                            "session_signature", "ca_certificate", "card_certificate", "pki",
                            "own_time", "known_keys", "covers", "because", "cut"})
      known.push_back(word);
    values_.error(entry, fmt::format("the answer to {} has no field '{}'{}", whose, name,
                                     did_you_mean(name, known)));
  }

  void read_capture(const document::Entry& entry) {
    Capture capture;
    capture.name = entry.key;
    capture.position = entry.position;
    const std::string& from = entry.value.text;
    if (step_.verb == Verb::reset) {
      capture.source = Capture::Source::atr;
      capture.path = from;
      expect_atr_part(entry.value);
    } else if (from == "data") {
      capture.source = Capture::Source::data;
    } else if (from == "sw") {
      capture.source = Capture::Source::status_word;
    } else if (from == "own_time") {
      capture.source = Capture::Source::own_time;
      capture.path = from;
    } else if (from.starts_with("tlv ")) {
      capture.source = Capture::Source::tlv;
      capture.path = read_path(from.substr(4), entry.value, entry.value.position, true);
    } else {
      capture.source = Capture::Source::field;
      capture.path = from;
      expect_answer_field({from, entry.value.position, entry.value, entry.value.quoted}, from);
    }
    keep(entry, std::move(capture));
  }

  void expect_atr_part(const Node& part) {
    if (std::ranges::find(atr_keys(), part.text, &document::SchemaKey::name) != atr_keys().end())
      return;
    std::vector<std::string_view> known;
    for (const auto& key : atr_keys()) known.push_back(key.name);
    values_.error(
        part, fmt::format("an ATR has no part '{}'{}", part.text, did_you_mean(part.text, known)));
  }

  void keep(const document::Entry& entry, Capture capture) {
    if (!is_variable_name(entry.key))
      values_.error(
          entry,
          fmt::format(
              "'{}' cannot be a name; lower-case letters, digits and underscores are wanted, "
              "and not ixit, session, random, atr or calypso",
              entry.key));
    values_.names().save(entry.key);
    step_.save.push_back(std::move(capture));
  }

  const ValueReader& values_;
  Step& step_;
};

}  // namespace

void read_answer_parts(const Node& node, const ValueReader& values, Step& step) {
  AnswerReader(values, step).read(node);
}

void read_saved_values(const Node& save, const ValueReader& values, Step& step) {
  AnswerReader(values, step).read_values(save);
}

}  // namespace assay::script
