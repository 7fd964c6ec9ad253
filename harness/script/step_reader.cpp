// SPDX-License-Identifier: Apache-2.0
// One method a verb, then one a part: fields, overrides, expectations, captures.
#include "script/step_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/hex.hpp"
#include "base/text.hpp"
#include "document/schema.hpp"
#include "script/matcher.hpp"
#include "script/syntax.hpp"

namespace assay::script {
namespace {

using catalogue::Command;
using document::HexValue;
using document::Node;

bool is_send_key(std::string_view key) {
  return std::ranges::find(send_keys(), key, &document::SchemaKey::name) != send_keys().end();
}

std::string without_spaces(std::string text) {
  std::erase(text, ' ');
  return text;
}

std::string bytes_text(std::size_t count) {
  return fmt::format("{} byte{}", count, count == 1 ? "" : "s");
}

/// "8 bytes" or "8 to 16 bytes".
std::string range_text(std::size_t least, std::size_t greatest) {
  return least == greatest ? bytes_text(least) : fmt::format("{} to {} bytes", least, greatest);
}

class StepReader {
 public:
  StepReader(const std::string& file, Reading& reading, KnownNames& names)
      : file_(file), reading_(reading), names_(names) {}

  Step read(const Node& node) {
    step_.position = node.position;
    step_.file = file_;
    if (const Node* send = node.find("send"))
      read_send(node, *send, send->text, false);
    else if (const Node* select = node.find("select"))
      read_select(node, *select);
    else if (const Node* apdu = node.find("apdu"))
      read_apdu(node, *apdu);
    else if (const Node* reset = node.find("reset"))
      read_reset(node, *reset);
    else if (const Node* keys = node.find("initiate"))
      read_initiate(node, *keys);
    else if (const Node* save = node.find("save"))
      read_save_verb(*save);
    if (const Node* role = node.find("to")) step_.role = role->text;
    if (const Node* because = node.find("because")) step_.because = because->text;
    return std::move(step_);
  }

 private:
  void error(const Node& node, std::string message) {
    reading_.mistakes.add(file_, node, std::move(message));
  }

  void read_send(const Node& node, const Node& verb, const std::string& name, bool shorthand) {
    step_.verb = Verb::send;
    step_.title = name;
    step_.command = reading_.catalogue.command(name);
    if (step_.command == nullptr) return unknown_command(verb, name);
    read_overrides(node);
    for (const auto& entry : node.entries)
      if (!is_send_key(entry.key) && entry.key != (shorthand ? "select" : "send"))
        read_field(entry, entry.key);
    if (shorthand) read_field({"aid", verb.position, verb, false}, "aid");
    complete_fields(node);
    read_answer_parts(node);
  }

  void unknown_command(const Node& verb, const std::string& name) {
    std::vector<std::string_view> known;
    for (const auto& [each, command] : reading_.catalogue.commands) known.push_back(each);
    error(verb,
          fmt::format("the catalogue has no command '{}'{}", name, did_you_mean(name, known)));
  }

  /// SELECT by name, which succeeds unless the script expects something else.
  void read_select(const Node& node, const Node& aid) {
    read_send(node, aid, "SELECT", true);
    if (node.find("expect") != nullptr) return;
    Check check;
    check.matcher.kind = Matcher::Kind::success;
    check.matcher.text = "success";
    check.position = node.position;
    Expectation expectation;
    expectation.checks.push_back(std::move(check));
    expectation.position = node.position;
    step_.expect.push_back(std::move(expectation));
  }

  void read_apdu(const Node& node, const Node& bytes) {
    step_.verb = Verb::apdu;
    step_.title = "APDU";
    step_.apdu = value_of(bytes);
    if (step_.apdu.pieces.empty()) error(bytes, "the command is empty");
    read_travel(node);
    read_answer_parts(node);
  }

  void read_reset(const Node& node, const Node& kind) {
    step_.verb = Verb::reset;
    step_.reset = kind.text == "warm" ? iso7816::ResetKind::warm : iso7816::ResetKind::cold;
    step_.title = "RESET " + kind.text;
    read_answer_parts(node);
  }

  /// SCP02 without INITIALIZE UPDATE: the terminal takes keys and counter as they are given.
  void read_initiate(const Node& node, const Node& keys) {
    step_.verb = Verb::initiate;
    step_.title = "INITIATE " + keys.text;
    step_.keys = keys.text;
    expect_key_group(keys);
    if (const Node* counter = node.find("counter")) {
      step_.counter = value_of(*counter);
      expect_size(*counter, step_.counter, "counter", 2, 2);
    }
    if (const Node* aid = node.find("aid")) {
      step_.aid = value_of(*aid);
      expect_size(*aid, *step_.aid, "aid", 1, 16);
    }
    if (const Node* channel = node.find("channel")) read_channel(*channel);
  }

  void read_save_verb(const Node& save) {
    step_.verb = Verb::save;
    step_.title = "SAVE";
    for (const auto& entry : save.entries) {
      Capture capture;
      capture.name = entry.key;
      capture.source = Capture::Source::value;
      capture.value = value_of(entry.value);
      capture.position = entry.position;
      keep(entry, std::move(capture));
    }
  }

  HexValue value_of(const Node& node) {
    if (node.kind != Node::Kind::scalar) {
      if (!node.origin.empty()) error(node, "a list stands here; bytes between quotes are wanted");
      return {};
    }
    if (!node.quoted && !node.text.starts_with('$')) {
      error(node, document::looks_like_hex(node.text)
                      ? document::unquoted_hex(node.text)
                      : fmt::format("'{}' stands here; bytes between quotes, or a $name is wanted",
                                    node.text));
      return {};
    }
    auto value = document::parse_hex_value(node.text);
    if (!value) {
      error(node, value.error().message);
      return {};
    }
    names_.check(*value, node, file_);
    return std::move(*value);
  }

  void read_overrides(const Node& node) {
    const auto byte = [&](std::string_view key, std::optional<HexValue>& target) {
      const Node* value = node.find(key);
      if (value == nullptr) return;
      target = value_of(*value);
      expect_size(*value, *target, key, 1, 1);
    };
    byte("cla", step_.cla);
    byte("ins", step_.ins);
    byte("p1", step_.p1);
    byte("p2", step_.p2);
    if (const Node* data = node.find("data")) step_.data = value_of(*data);
    if (const Node* le = node.find("le")) read_le(*le);
    if (const Node* keys = node.find("keys")) read_keys(*keys);
    read_travel(node);
  }

  /// How the command travels: its channel, its protection, and the mistake made in protecting it.
  void read_travel(const Node& node) {
    if (const Node* channel = node.find("channel")) read_channel(*channel);
    if (const Node* secure = node.find("secure")) read_secure(*secure);
    if (const Node* deviate = node.find("deviate")) read_deviation(*deviate);
    if (const Node* sample = node.find("sample")) step_.sample = sample->text;
  }

  void read_le(const Node& node) {
    step_.no_le = !node.quoted && node.text == "none";
    if (step_.no_le) return;
    step_.le = value_of(node);
    expect_size(node, *step_.le, "le", 1, 3);
  }

  void read_channel(const Node& node) {
    unsigned value = 20;
    const char* end = node.text.data() + node.text.size();
    const auto parsed = std::from_chars(node.text.data(), end, value);
    if (parsed.ec != std::errc() || parsed.ptr != end || value > 19 || node.quoted)
      return error(node,
                   fmt::format("'{}' stands here; a number from 0 to 19 is wanted", node.text));
    step_.channel = static_cast<std::uint8_t>(value);
  }

  void read_secure(const Node& node) {
    if (node.text == "none")
      step_.secure = Secure::none;
    else if (node.text == "session")
      step_.secure = Secure::session;
    else
      error(node, fmt::format("'{}' stands here; none or session is wanted", node.text));
  }

  void read_deviation(const Node& node) {
    const auto& known = reading_.catalogue.terminal_deviations;
    step_.deviate = node.text;
    if (known.contains(node.text)) return;
    if (node.text == "none") return step_.deviate.clear();
    std::vector<std::string_view> names;
    for (const auto& [name, info] : known) names.push_back(name);
    error(node,
          fmt::format("there is no deviation '{}'{}", node.text, did_you_mean(node.text, names)));
  }

  /// A group of the IXIT: the part of its names before the last dot.
  void read_keys(const Node& node) {
    step_.keys = node.text;
    const auto effect = step_.command->session;
    if (effect == catalogue::SessionEffect::none ||
        effect == catalogue::SessionEffect::authenticate)
      return error(node,
                   fmt::format("keys: belongs to commands that initiate a session; {} does not",
                               step_.title));
    expect_key_group(node);
  }

  void expect_key_group(const Node& node) {
    std::vector<std::string> groups;
    for (const auto& [name, answer] : reading_.catalogue.ixit) {
      const auto dot = name.rfind('.');
      if (dot != std::string::npos) groups.push_back(name.substr(0, dot));
    }
    if (std::ranges::find(groups, node.text) != groups.end()) {
      for (const auto part : {".enc", ".mac"})
        if (reading_.catalogue.ixit.contains(node.text + part))
          names_.check("ixit." + node.text + part, node, file_);
      return;
    }
    const std::vector<std::string_view> known(groups.begin(), groups.end());
    error(node,
          fmt::format("the IXIT has no group '{}'{}", node.text, did_you_mean(node.text, known)));
  }

  void read_field(const document::Entry& entry, const std::string& name) {
    const Command& command = *step_.command;
    const auto known = command.field_names();
    if (std::ranges::find(known, name) == known.end()) return unknown_field(entry, known);
    FieldValue field{name, value_of(entry.value), entry.position};
    const auto [least, greatest] = size_of(name);
    expect_size(entry.value, field.value, name, least, greatest);
    step_.fields.push_back(std::move(field));
  }

  void unknown_field(const document::Entry& entry, std::vector<std::string_view> known) {
    std::string all;
    for (const auto name : known) all += (all.empty() ? "" : ", ") + std::string(name);
    for (const auto& key : send_keys()) known.push_back(key.name);
    std::string hint = did_you_mean(entry.key, known);
    if (hint.empty()) hint = all.empty() ? "; it has none" : "; it has " + all;
    reading_.mistakes.add(file_, entry,
                          fmt::format("{} has no field '{}'{}", step_.title, entry.key, hint));
  }

  /// How many bytes a field of the command may have.
  [[nodiscard]] std::pair<std::size_t, std::size_t> size_of(std::string_view name) const {
    const Command& command = *step_.command;
    const auto data = std::ranges::find(command.data, name, &catalogue::Field::name);
    if (data != command.data.end()) return {data->min_size, data->max_size};
    std::size_t size = 0;
    for (const auto* byte : {&command.cla, &command.ins, &command.p1, &command.p2})
      if (byte->field == name) size = std::max(size, byte->index + 1);
    return {size, size};
  }

  void expect_size(const Node& node, const HexValue& value, std::string_view name,
                   std::size_t least, std::size_t greatest) {
    if (!value.is_constant() || (value.pieces.empty() && !node.text.empty())) return;
    const std::size_t size = value.constant().size();
    if (size >= least && size <= greatest) return;
    error(node, fmt::format("'{}' has {}; {} has {}", node.text, bytes_text(size), name,
                            range_text(least, greatest)));
  }

  [[nodiscard]] bool is_given(std::string_view name) const {
    return std::ranges::find(step_.fields, name, &FieldValue::name) != step_.fields.end();
  }

  /// Puts defaults in, refuses what is missing, and brings the fields into the order of the command.
  void complete_fields(const Node& node) {
    const Command& command = *step_.command;
    std::vector<FieldValue> ordered;
    for (const auto name : command.field_names()) {
      const auto given = std::ranges::find(step_.fields, name, &FieldValue::name);
      const auto data = std::ranges::find(command.data, name, &catalogue::Field::name);
      const bool in_data = data != command.data.end();
      if (given != step_.fields.end()) {
        if (in_data && step_.data) tell_useless(node, name);
        ordered.push_back(std::move(*given));
      } else if (in_data && (step_.data || data->optional)) {
        continue;
      } else if (const auto usual = command.defaults.find(name); usual != command.defaults.end()) {
        names_.check(usual->second, node, file_);
        ordered.push_back({std::string(name), usual->second, step_.position});
      } else if (in_data || !is_overridden(name)) {
        error(node, fmt::format("{} needs the field '{}'", step_.title, name));
      }
    }
    step_.fields = std::move(ordered);
  }

  void tell_useless(const Node& node, std::string_view name) {
    const Node* value = node.find(name);
    error(value != nullptr ? *value : node,
          fmt::format("data: replaces the data field, so '{}' has no effect", name));
  }

  /// Whether every header byte that the field feeds is given by cla, ins, p1 or p2.
  [[nodiscard]] bool is_overridden(std::string_view name) const {
    const Command& command = *step_.command;
    const auto free = [&](const catalogue::HeaderByte& byte, const std::optional<HexValue>& given) {
      return byte.field != name || given.has_value();
    };
    return free(command.cla, step_.cla) && free(command.ins, step_.ins) &&
           free(command.p1, step_.p1) && free(command.p2, step_.p2);
  }

  void read_answer_parts(const Node& node) {
    if (const Node* expect = node.find("expect")) {
      if (expect->kind == Node::Kind::mapping) read_expectation(*expect);
      for (const auto& group : expect->items)
        if (group.kind == Node::Kind::mapping) read_expectation(group);
    }
    if (const Node* save = node.find("save"))
      for (const auto& entry : save->entries) read_capture(entry);
  }

  void read_expectation(const Node& group) {
    Expectation expectation;
    expectation.position = group.position;
    for (const auto& entry : group.entries) {
      if (entry.key == "covers")
        read_covers(entry.value, expectation);
      else if (entry.key == "because")
        expectation.because = entry.value.text;
      else if (entry.key == "tlv")
        read_tlv_checks(entry.value, expectation);
      else
        expectation.checks.push_back(read_check(entry));
    }
    if (expectation.checks.empty()) error(group, "nothing is expected here");
    step_.expect.push_back(std::move(expectation));
  }

  void read_covers(const Node& list, Expectation& expectation) {
    for (const auto& id : list.items) {
      if (reading_.catalogue.requirement(id.text) == nullptr) unknown_requirement(id);
      expectation.covers.push_back(id.text);
    }
  }

  void unknown_requirement(const Node& id) {
    std::vector<std::string_view> known;
    for (const auto& row : reading_.catalogue.requirements) known.push_back(row.id);
    error(id, fmt::format("there is no requirement '{}'{}", id.text, did_you_mean(id.text, known)));
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
    check.matcher = read_matcher(entry.value, matched, file_, reading_, names_);
    return check;
  }

  Check read_check(const document::Entry& entry) {
    if (step_.verb == Verb::reset) return read_atr_check(entry);
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
    } else if (entry.key == "own_time") {
      check.subject = Check::Subject::own_time;
    } else if (entry.key == "known_keys") {
      check.subject = Check::Subject::known_keys;
    } else {
      check.subject = Check::Subject::field;
      check.name = entry.key;
      expect_answer_field(entry, entry.key);
    }
    check.matcher = read_matcher(entry.value, matched, file_, reading_, names_);
    return check;
  }

  void read_tlv_checks(const Node& paths, Expectation& expectation) {
    for (const auto& entry : paths.entries) {
      Check check;
      check.subject = Check::Subject::tlv;
      check.name = read_path(entry.key, entry.value, entry.position, entry.quoted);
      check.position = entry.position;
      check.matcher = read_matcher(entry.value, Matched::bytes, file_, reading_, names_);
      expectation.checks.push_back(std::move(check));
    }
  }

  /// A path without its spaces; names inside brackets must be known.
  std::string read_path(const std::string& text, const Node& near, Position position, bool quoted) {
    const std::string path = without_spaces(text);
    if (!quoted && document::looks_like_hex(text))
      reading_.mistakes.add(file_, position, text.size(), document::unquoted_hex(text));
    for (std::size_t at = path.find('$'); at != std::string::npos; at = path.find('$', at + 1)) {
      const auto end = path.find_first_of("]/#=[", at);
      names_.check(path.substr(at + 1, end == std::string::npos ? end : end - at - 1), near, file_);
    }
    if (const std::string problem = path_problem(path); !problem.empty())
      reading_.mistakes.add(file_, position, text.size() + (quoted ? 2 : 0), problem);
    return path;
  }

  /// Tags in hex parted by '/', each with brackets and '#n' behind it at will.
  static std::string path_problem(std::string_view path) {
    std::size_t depth = 0, digits = 0;
    for (const char c : path) {
      if (c == '[')
        ++depth;
      else if (c == ']' && depth-- == 0)
        return "a ']' stands without its '['";
    }
    if (depth != 0) return "a '[' is never closed";
    while (digits < path.size() && hex_digit(path[digits]) >= 0) ++digits;
    if (digits == 0 || digits % 2 != 0 || digits > 6)
      return fmt::format("'{}' is no path of tags such as 66/73/06", path);
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
    for (const auto word :
         {"sw", "data", "length", "tlv", "r_mac", "own_time", "known_keys", "covers", "because"})
      known.push_back(word);
    reading_.mistakes.add(file_, entry,
                          fmt::format("the answer to {} has no field '{}'{}", whose, name,
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
    error(part,
          fmt::format("an ATR has no part '{}'{}", part.text, did_you_mean(part.text, known)));
  }

  void keep(const document::Entry& entry, Capture capture) {
    if (!is_variable_name(entry.key))
      reading_.mistakes.add(
          file_, entry,
          fmt::format(
              "'{}' cannot be a name; lower-case letters, digits and underscores are wanted, "
              "and not ixit, session, random or atr",
              entry.key));
    names_.save(entry.key);
    step_.save.push_back(std::move(capture));
  }

  const std::string& file_;
  Reading& reading_;
  KnownNames& names_;
  Step step_;
};

}  // namespace

Step read_step(const Node& node, const std::string& file, Reading& reading, KnownNames& names) {
  return StepReader(file, reading, names).read(node);
}

}  // namespace assay::script
