// SPDX-License-Identifier: Apache-2.0
// One method a verb, then how the command travels; fields and answers are read by field_reader and answer_reader.
#include "script/step_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"
#include "script/answer_reader.hpp"
#include "script/field_reader.hpp"

namespace assay::script {
namespace {

using document::HexValue;
using document::Node;

/// What the terminal makes anew for a step, and the deviations that make it wrong.
struct MadeValue {
  std::string_view deviations;
  catalogue::SessionEffect effect;
  std::string_view name;
};
constexpr std::array<MadeValue, 5> made_by_the_terminal{{
    {"certificate.", catalogue::SessionEffect::certify, "session.oce_certificate"},
    {"ephemeral.", catalogue::SessionEffect::agree, "session.ephemeral_key"},
    {"rsa_certificate.", catalogue::SessionEffect::present, "session.entity_certificate"},
    {"session_keys.", catalogue::SessionEffect::entrust, "session.entity_session_keys"},
    {"signature.", catalogue::SessionEffect::prove, "session.entity_signature"},
}};

class StepReader {
 public:
  StepReader(const std::string& file, Reading& reading, KnownNames& names)
      : values_(file, reading, names) {}

  Step read(const Node& node) {
    step_.position = node.position;
    step_.file = values_.file();
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
  void error(const Node& node, std::string message) const {
    values_.error(node, std::move(message));
  }

  void read_send(const Node& node, const Node& verb, const std::string& name, bool shorthand) {
    step_.verb = Verb::send;
    step_.title = name;
    step_.command = values_.catalogue().command(name);
    if (step_.command == nullptr) return unknown_command(verb, name);
    read_overrides(node);
    read_fields(node, shorthand ? "select" : "send", values_, step_);
    expect_deviation_to_show(node);
    read_answer_parts(node, values_, step_);
  }

  void unknown_command(const Node& verb, const std::string& name) {
    std::vector<std::string_view> known;
    for (const auto& [each, command] : values_.catalogue().commands) known.push_back(each);
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
    step_.apdu = values_.bytes(bytes);
    if (step_.apdu.pieces.empty()) error(bytes, "the command is empty");
    read_travel(node);
    if (!step_.deviate.empty() && !step_.deviate.starts_with("calypso."))
      error(*node.find("deviate"), fmt::format("the deviation '{}' changes nothing here: a raw "
                                               "command is sent as it stands",
                                               step_.deviate));
    read_answer_parts(node, values_, step_);
  }

  void read_reset(const Node& node, const Node& kind) {
    step_.verb = Verb::reset;
    step_.reset = kind.text == "warm" ? iso7816::ResetKind::warm : iso7816::ResetKind::cold;
    step_.title = "RESET " + kind.text;
    read_answer_parts(node, values_, step_);
  }

  void read_save_verb(const Node& save) {
    step_.verb = Verb::save;
    step_.title = "SAVE";
    read_saved_values(save, values_, step_);
  }

  /// SCP02 without INITIALIZE UPDATE, where the terminal takes keys and counter as they are given; or the keys of SCP10 and what
  /// its commands will ask for.
  void read_initiate(const Node& node, const Node& keys) {
    step_.verb = Verb::initiate;
    step_.title = "INITIATE " + keys.text;
    step_.keys = keys.text;
    expect_key_group(keys);
    const bool scp10 = keys.text.starts_with("scp10");
    const Node* counter = node.find("counter");
    const Node* request = node.find("request");
    if (scp10 ? request == nullptr || counter != nullptr : counter == nullptr || request != nullptr)
      error(keys, scp10 ? "SCP10 wants request:, level and templates, and no counter:"
                        : "SCP02 wants counter:, and no request:");
    if (counter != nullptr) {
      step_.counter = values_.bytes(*counter);
      values_.expect_size(*counter, step_.counter, "counter", 2, 2);
    }
    if (request != nullptr) step_.request = values_.bytes(*request);
    if (const Node* aid = node.find("aid")) {
      step_.aid = values_.bytes(*aid);
      values_.expect_size(*aid, *step_.aid, "aid", 1, 16);
    }
    if (const Node* channel = node.find("channel")) read_channel(*channel);
  }

  void read_overrides(const Node& node) {
    const auto byte = [&](std::string_view key, std::optional<HexValue>& target) {
      const Node* value = node.find(key);
      if (value == nullptr) return;
      target = values_.bytes(*value);
      values_.expect_size(*value, *target, key, 1, 1);
    };
    byte("cla", step_.cla);
    byte("ins", step_.ins);
    byte("p1", step_.p1);
    byte("p2", step_.p2);
    if (const Node* data = node.find("data")) step_.data = values_.bytes(*data);
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
    step_.cut = node.find("cut") != nullptr;
    if (const Node* told = node.find("calypso")) read_calypso(*told);
  }

  /// What the provider of cryptograms is told beside the command.
  void read_calypso(const Node& node) {
    for (const auto& entry : node.entries) {
      FieldValue told{entry.key, values_.bytes(entry.value), entry.position};
      const std::size_t size = entry.key.ends_with("pin") ? 4 : 1;
      values_.expect_size(entry.value, told.value, entry.key, size, size);
      step_.calypso.push_back(std::move(told));
    }
  }

  void read_le(const Node& node) {
    step_.no_le = !node.quoted && node.text == "none";
    if (step_.no_le) return;
    step_.le = values_.bytes(node);
    values_.expect_size(node, *step_.le, "le", 1, 3);
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
    const auto& known = values_.catalogue().terminal_deviations;
    step_.deviate = node.text;
    if (known.contains(node.text)) return;
    if (node.text == "none") return step_.deviate.clear();
    std::vector<std::string_view> names;
    for (const auto& [name, info] : known) names.push_back(name);
    error(node,
          fmt::format("there is no deviation '{}'{}", node.text, did_you_mean(node.text, names)));
  }

  /// Faulty certificates and ephemeral keys are made by the terminal: with others in their place, nothing would be wrong.
  void expect_deviation_to_show(const Node& node) const {
    const auto found = std::ranges::find_if(made_by_the_terminal, [&](const MadeValue& made) {
      return step_.deviate.starts_with(made.deviations);
    });
    if (found == made_by_the_terminal.end()) return;
    const Node& deviate = *node.find("deviate");
    if (step_.command->session != found->effect)
      return error(deviate, fmt::format("the deviation '{}' changes ${}, which {} does not send",
                                        step_.deviate, found->name, step_.title));
    // The keys of SCP10 come with `initiate`.
    const bool wants_keys = found->effect == catalogue::SessionEffect::certify ||
                            found->effect == catalogue::SessionEffect::agree;
    if (wants_keys && step_.keys.empty())
      error(deviate, fmt::format("the deviation '{}' needs keys: without them the terminal makes "
                                 "nothing that could be wrong",
                                 step_.deviate));
    else if (!sends(found->name))
      error(deviate, fmt::format("the deviation '{}' changes ${}, which this step does not send",
                                 step_.deviate, found->name));
  }

  /// Whether a field, or the data in their place, takes this value or a part of it.
  [[nodiscard]] bool sends(std::string_view name) const {
    const auto takes = [name](const HexValue& value) {
      return std::ranges::any_of(value.pieces, [name](const HexValue::Piece& piece) {
        return piece.name.starts_with(name);
      });
    };
    if (step_.data) return takes(*step_.data);
    return std::ranges::any_of(step_.fields,
                               [&](const FieldValue& field) { return takes(field.value); });
  }

  /// A group of the IXIT: the part of its names before the last dot.
  void read_keys(const Node& node) {
    step_.keys = node.text;
    const auto effect = step_.command->session;
    if (effect == catalogue::SessionEffect::none ||
        effect == catalogue::SessionEffect::authenticate ||
        effect >= catalogue::SessionEffect::environment)
      return error(node,
                   fmt::format("keys: belongs to commands that initiate a session; {} does not",
                               step_.title));
    expect_key_group(node);
  }

  void expect_key_group(const Node& node) {
    std::vector<std::string> groups;
    for (const auto& [name, answer] : values_.catalogue().ixit) {
      const auto dot = name.rfind('.');
      if (dot != std::string::npos) groups.push_back(name.substr(0, dot));
    }
    if (std::ranges::find(groups, node.text) != groups.end()) {
      for (const auto part : {".enc", ".mac"})
        if (values_.catalogue().ixit.contains(node.text + part))
          values_.names().check("ixit." + node.text + part, node, values_.file());
      return;
    }
    const std::vector<std::string_view> known(groups.begin(), groups.end());
    error(node,
          fmt::format("the IXIT has no group '{}'{}", node.text, did_you_mean(node.text, known)));
  }

  ValueReader values_;
  Step step_;
};

}  // namespace

Step read_step(const Node& node, const std::string& file, Reading& reading, KnownNames& names) {
  return StepReader(file, reading, names).read(node);
}

}  // namespace assay::script
