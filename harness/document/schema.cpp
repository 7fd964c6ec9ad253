// SPDX-License-Identifier: Apache-2.0
// Checking goes down document and description side by side and never stops at the first mistake.
#include "document/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/hex.hpp"
#include "base/text.hpp"
#include "document/hex_value.hpp"

namespace assay::document {
namespace {

std::string_view found(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null: return "nothing";
    case Node::Kind::scalar: return "a single value";
    case Node::Kind::sequence: return "a list";
    case Node::Kind::mapping: return "a mapping";
  }
  return "something";
}

std::string_view wanted(const Schema& schema) {
  return schema.kind == Schema::Kind::reference ? schema.target().wanted : schema.wanted;
}

/// Whether `schema` could ever take a node of this kind; tells alternatives apart.
bool takes(const Schema& schema, Node::Kind kind) {
  switch (schema.kind) {
    case Schema::Kind::sequence: return kind == Node::Kind::sequence;
    case Schema::Kind::mapping:
    case Schema::Kind::choice: return kind == Node::Kind::mapping;
    case Schema::Kind::alternatives:
      return std::ranges::any_of(schema.parts, [&](const auto& part) { return takes(part, kind); });
    case Schema::Kind::reference: return takes(schema.target(), kind);
    default: return kind == Node::Kind::scalar;
  }
}

std::vector<std::string_view> names_of(const std::vector<SchemaKey>& keys) {
  std::vector<std::string_view> names;
  for (const auto& key : keys) names.push_back(key.name);
  return names;
}

std::string listed(const std::vector<std::string_view>& names) {
  std::string out;
  for (const auto name : names) out += (out.empty() ? "" : ", ") + std::string(name);
  return out;
}

/// "unknown key 'sorce', did you mean 'source'?", or all keys when none is near.
std::string unknown_key(std::string_view key, const std::vector<SchemaKey>& known) {
  const auto names = names_of(known);
  const std::string suggestion = did_you_mean(key, names);
  if (!suggestion.empty()) return fmt::format("unknown key '{}'{}", key, suggestion);
  return fmt::format("unknown key '{}'; what may stand here: {}", key, listed(names));
}

std::string word_problem(const Node& node, const Schema& schema) {
  if (std::ranges::find(schema.words, node.text) != schema.words.end()) return {};
  const std::vector<std::string_view> words(schema.words.begin(), schema.words.end());
  const std::string suggestion = did_you_mean(node.text, words);
  if (!suggestion.empty()) return fmt::format("'{}' stands here{}", node.text, suggestion);
  return fmt::format("'{}' stands here; one of these is wanted: {}", node.text, listed(words));
}

std::string hex_problem(const Node& node, const Schema& schema) {
  if (node.quoted || node.text.starts_with('$')) {
    const auto value = parse_hex_value(node.text);
    return value ? std::string() : value.error().message;
  }
  if (looks_like_hex(node.text)) return unquoted_hex(node.text);
  return fmt::format("'{}' stands here; {} is wanted", node.text, schema.wanted);
}

std::string number_problem(const Node& node, const Schema& schema) {
  long value = 0;
  const char* end = node.text.data() + node.text.size();
  const auto parsed = std::from_chars(node.text.data(), end, value);
  const bool whole = parsed.ec == std::errc() && parsed.ptr == end && !node.quoted;
  if (whole && value >= schema.minimum && value <= schema.maximum) return {};
  return fmt::format("'{}' stands here; {} is wanted", node.text, schema.wanted);
}

bool is_name(const Node& node) {
  return node.text.starts_with('$') && node.text.find(' ') == std::string::npos;
}

/// What is wrong with a scalar, or nothing.
std::string scalar_problem(const Node& node, const Schema& schema) {
  if (schema.secret) {
    Schema open = schema;
    open.secret = false;
    return scalar_problem(node, open).empty() ? std::string()
                                              : fmt::format("wanted here: {}", schema.wanted);
  }
  if (schema.or_name && is_name(node)) return {};
  switch (schema.kind) {
    case Schema::Kind::word: return word_problem(node, schema);
    case Schema::Kind::hex: return hex_problem(node, schema);
    case Schema::Kind::number: return number_problem(node, schema);
    case Schema::Kind::boolean:
      if (!node.quoted && (node.text == "true" || node.text == "false")) return {};
      return fmt::format("'{}' stands here; {} is wanted", node.text, schema.wanted);
    default:
      if (schema.accepts == nullptr || schema.accepts(node.text)) return {};
      return fmt::format("'{}' stands here; {} is wanted", node.text, schema.wanted);
  }
}

class Validator {
 public:
  Validator(const std::string& file, Mistakes& mistakes) : file_(file), mistakes_(mistakes) {}

  void check(const Node& node, const Schema& schema) {
    if (schema.kind == Schema::Kind::reference) return check(node, schema.target());
    if (!takes(schema, node.kind))
      return mistakes_.add(
          file_, node, fmt::format("{} stands here; {} is wanted", found(node), wanted(schema)));
    switch (schema.kind) {
      case Schema::Kind::sequence:
        for (const auto& item : node.items) check(item, schema.parts.front());
        return;
      case Schema::Kind::mapping: return check_mapping(node, schema);
      case Schema::Kind::choice: return check_choice(node, schema);
      case Schema::Kind::alternatives: return check_alternatives(node, schema);
      default: {
        const std::string problem = scalar_problem(node, schema);
        if (!problem.empty()) mistakes_.add(file_, node, problem);
      }
    }
  }

 private:
  void check_mapping(const Node& node, const Schema& schema) {
    for (const auto& entry : node.entries) {
      const auto key = std::ranges::find(schema.keys, entry.key, &SchemaKey::name);
      if (key != schema.keys.end())
        check(entry.value, key->value);
      else if (!schema.others.empty())
        check(entry.value, schema.others.front());
      else
        mistakes_.add(file_, entry, unknown_key(entry.key, schema.keys));
    }
    for (const auto& key : schema.keys)
      if (key.required && node.find(key.name) == nullptr)
        mistakes_.add(file_, node, fmt::format("the key '{}' is missing", key.name));
  }

  void check_choice(const Node& node, const Schema& schema) {
    for (const auto& variant : schema.keys)
      if (node.find(variant.name) != nullptr) return check(node, variant.value);
    const auto names = names_of(schema.keys);
    for (const auto& entry : node.entries) {
      const std::string suggestion = did_you_mean(entry.key, names);
      if (!suggestion.empty())
        return mistakes_.add(file_, entry,
                             fmt::format("unknown key '{}'{}", entry.key, suggestion));
    }
    mistakes_.add(file_, node,
                  fmt::format("{} has one of these keys: {}", schema.wanted, listed(names)));
  }

  /// The parts that take this kind of node: one decides and is checked in full; of several, any will do.
  void check_alternatives(const Node& node, const Schema& schema) {
    std::vector<const Schema*> fitting;
    for (const auto& part : schema.parts)
      if (takes(part, node.kind)) fitting.push_back(&part);
    if (fitting.size() == 1) return check(node, *fitting.front());
    for (const auto* part : fitting) {
      Mistakes attempt;
      Validator(file_, attempt).check(node, *part);
      if (attempt.empty()) return;
    }
    if (node.kind == Node::Kind::scalar && !node.quoted && looks_like_hex(node.text))
      return mistakes_.add(file_, node, unquoted_hex(node.text));
    if (node.kind == Node::Kind::scalar)
      return mistakes_.add(file_, node,
                           fmt::format("'{}' stands here; {} is wanted", node.text, schema.wanted));
    check(node, *fitting.front());
  }

  const std::string& file_;
  Mistakes& mistakes_;
};

Schema make(Schema::Kind kind, std::string wanted) {
  Schema schema;
  schema.kind = kind;
  schema.wanted = std::move(wanted);
  return schema;
}

}  // namespace

Schema text(std::string wanted) {
  return make(Schema::Kind::text, std::move(wanted));
}

Schema any_scalar(std::string wanted) {
  return make(Schema::Kind::scalar, std::move(wanted));
}

Schema text(std::string wanted, bool (*accepts)(std::string_view), std::string pattern) {
  Schema schema = text(std::move(wanted));
  schema.accepts = accepts;
  schema.pattern = std::move(pattern);
  return schema;
}

Schema word(std::vector<std::string> words) {
  Schema schema = make(Schema::Kind::word, "a word");
  schema.words = std::move(words);
  return schema;
}

Schema hex(std::string wanted) {
  Schema schema = make(Schema::Kind::hex, std::move(wanted));
  schema.pattern =
      R"(^([0-9A-Fa-f]{2}(\*[0-9]+)?|\$[a-z0-9_]+(\.[a-z0-9_]+)*(\[[0-9]+(\.\.|/)[0-9]+\])?| )*$)";
  return schema;
}

Schema number(long minimum, long maximum) {
  Schema schema =
      make(Schema::Kind::number, fmt::format("a number from {} to {}", minimum, maximum));
  schema.minimum = minimum;
  schema.maximum = maximum;
  return schema;
}

Schema boolean() {
  return make(Schema::Kind::boolean, "true or false");
}

Schema list_of(Schema item, std::string wanted) {
  Schema schema = make(Schema::Kind::sequence, std::move(wanted));
  schema.parts.push_back(std::move(item));
  return schema;
}

Schema mapping(std::string wanted, std::vector<SchemaKey> keys) {
  Schema schema = make(Schema::Kind::mapping, std::move(wanted));
  schema.keys = std::move(keys);
  return schema;
}

Schema open_mapping(std::string wanted, std::vector<SchemaKey> keys, Schema others) {
  Schema schema = mapping(std::move(wanted), std::move(keys));
  schema.others.push_back(std::move(others));
  return schema;
}

Schema choice(std::string wanted, std::vector<SchemaKey> variants) {
  Schema schema = make(Schema::Kind::choice, std::move(wanted));
  schema.keys = std::move(variants);
  return schema;
}

Schema any_of(std::string wanted, std::vector<Schema> parts) {
  Schema schema = make(Schema::Kind::alternatives, std::move(wanted));
  schema.parts = std::move(parts);
  return schema;
}

Schema refer(std::string name, const Schema& (*target)()) {
  Schema schema = make(Schema::Kind::reference, {});
  schema.name = std::move(name);
  schema.target = target;
  return schema;
}

Schema or_name(Schema schema) {
  schema.or_name = true;
  return schema;
}

Schema secret(Schema schema) {
  schema.secret = true;
  return schema;
}

bool looks_like_hex(std::string_view text) noexcept {
  std::size_t digits = 0, decimal = 0;
  for (const char c : text) {
    if (c == ' ') continue;
    if (hex_digit(c) < 0 && c != 'x' && c != 'X') return false;
    ++digits;
    if (c >= '0' && c <= '9') ++decimal;
  }
  // Words of the letters a to f ("added", "bad") hold no decimal digit; 'FF' and 'xx' are short enough to be hex.
  return digits > 0 && digits % 2 == 0 && (decimal > 0 || digits == 2);
}

std::string unquoted_hex(std::string_view text) {
  return fmt::format("hex stands between quotes: write '{0}', not {0}", text);
}

void validate(const Node& node, const Schema& schema, const std::string& file, Mistakes& mistakes) {
  if (node.kind == Node::Kind::null)
    return mistakes.add(file, Position{}, 1,
                        fmt::format("the file is empty; {} is wanted", wanted(schema)));
  Validator(file, mistakes).check(node, schema);
}

}  // namespace assay::document
