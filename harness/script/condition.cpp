// SPDX-License-Identifier: Apache-2.0
// Conditions are three-valued while they are evaluated: an unanswered line is neither true nor false.
#include "script/condition.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/hex.hpp"
#include "base/text.hpp"
#include "script/ics.hpp"

namespace assay::script {
namespace {

using catalogue::NamedAnswer;
using document::Node;

class ConditionReader {
 public:
  ConditionReader(const std::string& file, Reading& reading) : file_(file), reading_(reading) {}

  Condition read(const Node& node) {
    Condition condition;
    condition.position = node.position;
    if (node.kind == Node::Kind::scalar) {
      condition.kind = Condition::Kind::answered_true;
      condition.name = node.text;
      expect_type(node, node.position, node.text, NamedAnswer::Type::boolean);
      return condition;
    }
    if (node.kind != Node::Kind::mapping) return condition;
    if (node.entries.size() != 1) {
      reading_.mistakes.add(file_, node,
                            "one key is wanted here; put several conditions under all: or any:");
      return condition;
    }
    const auto& entry = node.entries.front();
    if (entry.key == "all" || entry.key == "any") return read_list(entry, condition);
    if (entry.key == "not") {
      condition.kind = Condition::Kind::negation;
      condition.parts.push_back(read(entry.value));
      return condition;
    }
    return read_comparison(entry, condition);
  }

 private:
  Condition read_list(const document::Entry& entry, Condition condition) {
    condition.kind = entry.key == "all" ? Condition::Kind::all : Condition::Kind::any;
    for (const auto& item : entry.value.items) condition.parts.push_back(read(item));
    if (entry.value.kind == Node::Kind::sequence && entry.value.items.empty())
      reading_.mistakes.add(file_, entry.value, "the list of conditions is empty");
    return condition;
  }

  Condition read_comparison(const document::Entry& entry, Condition condition) {
    condition.name = entry.key;
    if (entry.value.entries.size() != 1) {
      reading_.mistakes.add(file_, entry.value, "one of at_least, at_most, equals is wanted here");
      return condition;
    }
    const auto& comparison = entry.value.entries.front();
    condition.wanted = comparison.value.text;
    if (comparison.key == "equals") {
      condition.kind = Condition::Kind::equals;
      read_equals(entry, comparison.value, condition);
      return condition;
    }
    condition.kind =
        comparison.key == "at_least" ? Condition::Kind::at_least : Condition::Kind::at_most;
    expect_type(entry.value, entry.position, entry.key, NamedAnswer::Type::number);
    return condition;
  }

  void read_equals(const document::Entry& name, const Node& value, Condition& condition) {
    const NamedAnswer* answer = find(name.position, name.key);
    if (answer == nullptr || answer->type != NamedAnswer::Type::hex) return;
    const auto bytes = from_hex(value.text);
    if (!value.quoted || !bytes)
      reading_.mistakes.add(
          file_, value,
          fmt::format("'{}' stands here; bytes between quotes are wanted", value.text));
    else
      condition.wanted = to_hex(*bytes);
  }

  const NamedAnswer* find(Position position, const std::string& name) {
    const auto found = reading_.catalogue.ics.find(name);
    if (found != reading_.catalogue.ics.end()) return &found->second;
    std::vector<std::string_view> known;
    for (const auto& [each, answer] : reading_.catalogue.ics) known.push_back(each);
    reading_.mistakes.add(
        file_, position, name.size(),
        fmt::format("the ICS has no line '{}'{}", name, did_you_mean(name, known)));
    return nullptr;
  }

  void expect_type(const Node& node, Position position, const std::string& name,
                   NamedAnswer::Type type) {
    const NamedAnswer* answer = find(position, name);
    if (answer == nullptr || answer->type == type) return;
    const bool number = answer->type == NamedAnswer::Type::number;
    reading_.mistakes.add(
        file_, node,
        type == NamedAnswer::Type::number
            ? fmt::format("'{}' is no number in the ICS, so at_least and at_most do not apply",
                          name)
            : fmt::format(
                  "'{0}' is not answered by true or false; compare it, as in {{ {0}: {1} }}", name,
                  number ? "{ at_least: 2 }" : "{ equals: '70' }"));
  }

  const std::string& file_;
  Reading& reading_;
};

enum class Truth { no, yes, unanswered };

struct Outcome {
  Truth truth = Truth::yes;
  std::string reason;  ///< why it is so, for all three
};

std::optional<long> number_of(const std::string& text) {
  long value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

Outcome compare(const Condition& condition, const std::string& answer) {
  const auto state = [&](bool holds, std::string_view relation) {
    return Outcome{holds ? Truth::yes : Truth::no,
                   fmt::format("the ICS says {} is {}; {}{} is wanted", condition.name, answer,
                               relation, condition.wanted)};
  };
  if (condition.kind == Condition::Kind::equals) return state(answer == condition.wanted, "");
  const auto actual = number_of(answer);
  const auto wanted = number_of(condition.wanted);
  const bool least = condition.kind == Condition::Kind::at_least;
  const bool holds = actual && wanted && (least ? *actual >= *wanted : *actual <= *wanted);
  return state(holds, least ? "at least " : "at most ");
}

Outcome decide(const Condition& condition, const Ics& ics);

/// all: one "no" decides; any: one "yes" decides. Otherwise what is unanswered stays unanswered.
Outcome decide_list(const Condition& condition, const Ics& ics) {
  const Truth deciding = condition.kind == Condition::Kind::all ? Truth::no : Truth::yes;
  Outcome result{deciding == Truth::no ? Truth::yes : Truth::no, {}};
  std::string reasons;
  for (const auto& part : condition.parts) {
    Outcome outcome = decide(part, ics);
    if (outcome.truth == deciding) return outcome;
    if (outcome.truth == Truth::unanswered) result.truth = Truth::unanswered;
    reasons += (reasons.empty() ? "" : ", and ") + outcome.reason;
    if (outcome.truth == Truth::unanswered && condition.kind == Condition::Kind::all &&
        result.reason.empty())
      result.reason = outcome.reason;
  }
  if (result.reason.empty()) result.reason = reasons;
  return result;
}

Outcome decide(const Condition& condition, const Ics& ics) {
  switch (condition.kind) {
    case Condition::Kind::always: return {};
    case Condition::Kind::all:
    case Condition::Kind::any: return decide_list(condition, ics);
    case Condition::Kind::negation: {
      Outcome outcome = decide(condition.parts.front(), ics);
      if (outcome.truth != Truth::unanswered)
        outcome.truth = outcome.truth == Truth::yes ? Truth::no : Truth::yes;
      return outcome;
    }
    default: break;
  }
  const auto answer = ics.answers.find(condition.name);
  if (answer == ics.answers.end())
    return {Truth::unanswered, fmt::format("the ICS does not answer {}", condition.name)};
  if (condition.kind != Condition::Kind::answered_true) return compare(condition, answer->second);
  const bool claimed = answer->second == "true";
  return {claimed ? Truth::yes : Truth::no,
          fmt::format("the ICS {} {}", claimed ? "claims" : "does not claim", condition.name)};
}

}  // namespace

Condition read_condition(const document::Node& node, const std::string& file, Reading& reading) {
  return ConditionReader(file, reading).read(node);
}

Condition both(const Condition& left, const Condition& right) {
  if (left.kind == Condition::Kind::always) return right;
  if (right.kind == Condition::Kind::always) return left;
  Condition condition;
  condition.kind = Condition::Kind::all;
  condition.parts = {left, right};
  condition.position = right.position;
  return condition;
}

Applicability evaluate(const Condition& condition, const Ics& ics) {
  Outcome outcome = decide(condition, ics);
  if (outcome.truth == Truth::yes) return {};
  return {false, std::move(outcome.reason)};
}

}  // namespace assay::script
