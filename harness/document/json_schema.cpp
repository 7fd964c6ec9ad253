// SPDX-License-Identifier: Apache-2.0
// Writing a Schema as JSON Schema draft 07, by hand: the text is committed, so its layout must never change by itself.
#include <fmt/format.h>

#include <map>

#include "document/schema.hpp"

namespace assay::document {
namespace {

constexpr std::string_view name_pattern =
    R"(^\$[a-z0-9_]+(\.[a-z0-9_]+)*(\[[0-9]+(\.\.|/)[0-9]+\])?$)";

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

/// JSON text built line by line with two spaces a level.
class JsonSchemaWriter {
 public:
  std::string write(const Schema& schema, std::string_view title) {
    std::string members = line("$schema", quoted("http://json-schema.org/draft-07/schema#"), 1) +
                          ",\n" + line("title", quoted(title), 1) + ",\n" + members_of(schema, 1);
    // Writing one definition may ask for the next.
    std::map<std::string, std::string> written;
    while (written.size() < wanted_.size())
      for (const auto& [name, target] : std::map(wanted_))
        if (!written.contains(name)) written[name] = object(target(), 2);
    std::string definitions;
    for (const auto& [name, text] : written)
      definitions += (definitions.empty() ? "" : ",\n") + line(name, text, 2);
    if (!definitions.empty())
      members += ",\n" + line("definitions", "{\n" + definitions + "\n" + indent(1) + "}", 1);
    return "{\n" + members + "\n}\n";
  }

 private:
  static std::string indent(int level) {
    return std::string(static_cast<std::size_t>(level) * 2, ' ');
  }

  static std::string line(std::string_view key, std::string_view value, int level) {
    return indent(level) + quoted(key) + ": " + std::string(value);
  }

  std::string object(const Schema& schema, int level) {
    return "{\n" + members_of(schema, level + 1) + "\n" + indent(level) + "}";
  }

  std::string members_of(const Schema& schema, int level) {
    if (schema.or_name) {
      Schema plain = schema;
      plain.or_name = false;
      Schema name = text("a $name");
      name.pattern = std::string(name_pattern);
      return members_of(any_of(schema.wanted, {std::move(plain), std::move(name)}), level);
    }
    std::string out = constraints(schema, level);
    if (!schema.wanted.empty() && schema.kind != Schema::Kind::word)
      out = line("description", quoted(schema.wanted), level) + ",\n" + out;
    return out;
  }

  std::string constraints(const Schema& schema, int level) {
    switch (schema.kind) {
      case Schema::Kind::text:
      case Schema::Kind::hex: {
        std::string out = line("type", quoted("string"), level);
        if (!schema.pattern.empty()) out += ",\n" + line("pattern", quoted(schema.pattern), level);
        return out;
      }
      case Schema::Kind::scalar: return line("type", R"(["string", "number", "boolean"])", level);
      case Schema::Kind::word: return line("enum", words(schema), level);
      case Schema::Kind::number:
        return line("type", quoted("integer"), level) + ",\n" +
               line("minimum", std::to_string(schema.minimum), level) + ",\n" +
               line("maximum", std::to_string(schema.maximum), level);
      case Schema::Kind::boolean: return line("type", quoted("boolean"), level);
      case Schema::Kind::sequence:
        return line("type", quoted("array"), level) + ",\n" +
               line("items", object(schema.parts.front(), level), level);
      case Schema::Kind::mapping: return mapping_members(schema, level);
      case Schema::Kind::choice: return line("oneOf", variants(schema, level), level);
      case Schema::Kind::alternatives: return line("anyOf", list(schema.parts, level), level);
      case Schema::Kind::reference:
        wanted_[schema.name] = schema.target;
        return line("$ref", quoted("#/definitions/" + schema.name), level);
    }
    return {};
  }

  static std::string words(const Schema& schema) {
    std::string out;
    for (const auto& each : schema.words) out += (out.empty() ? "" : ", ") + quoted(each);
    return "[" + out + "]";
  }

  std::string list(const std::vector<Schema>& parts, int level) {
    std::string out;
    for (const auto& part : parts)
      out += (out.empty() ? "" : ",\n") + indent(level + 1) + object(part, level + 1);
    return "[\n" + out + "\n" + indent(level) + "]";
  }

  std::string variants(const Schema& schema, int level) {
    std::vector<Schema> parts;
    for (const auto& variant : schema.keys) parts.push_back(variant.value);
    return list(parts, level);
  }

  std::string mapping_members(const Schema& schema, int level) {
    std::string properties, required;
    for (const auto& key : schema.keys) {
      Schema value = key.value;
      if (!key.says.empty()) value.wanted = key.says;
      properties +=
          (properties.empty() ? "" : ",\n") + line(key.name, object(value, level + 1), level + 1);
      if (key.required) required += (required.empty() ? "" : ", ") + quoted(key.name);
    }
    std::string out = line("type", quoted("object"), level);
    if (!properties.empty())
      out += ",\n" + line("properties", "{\n" + properties + "\n" + indent(level) + "}", level);
    if (!required.empty()) out += ",\n" + line("required", "[" + required + "]", level);
    return out + ",\n" +
           line("additionalProperties",
                schema.others.empty() ? "false" : object(schema.others.front(), level), level);
  }

  std::map<std::string, const Schema& (*)()> wanted_;
};

}  // namespace

std::string json_schema(const Schema& schema, std::string_view title) {
  return JsonSchemaWriter().write(schema, title);
}

}  // namespace assay::document
