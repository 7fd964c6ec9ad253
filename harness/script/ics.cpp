// SPDX-License-Identifier: Apache-2.0
// Loading ICS and expected-failures files.
#include "script/ics.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/hex.hpp"
#include "base/text.hpp"
#include "document/mistakes.hpp"
#include "script/loading.hpp"
#include "script/syntax.hpp"

namespace assay::script {
namespace {

using catalogue::NamedAnswer;
using document::Node;

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 9 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// The answer in the form `Ics` keeps it, or nothing when it does not fit the type.
std::optional<std::string> read_answer(const Node& node, NamedAnswer::Type type) {
  switch (type) {
    case NamedAnswer::Type::boolean:
      if (!node.quoted && (node.text == "true" || node.text == "false")) return node.text;
      return std::nullopt;
    case NamedAnswer::Type::number:
      if (!node.quoted && is_number(node.text)) return node.text;
      return std::nullopt;
    case NamedAnswer::Type::hex: {
      const auto bytes = from_hex(node.text);
      if (!node.quoted || !bytes) return std::nullopt;
      return to_hex(*bytes);
    }
    case NamedAnswer::Type::text: return node.text;
  }
  return std::nullopt;
}

std::string_view wanted(NamedAnswer::Type type) {
  switch (type) {
    case NamedAnswer::Type::boolean: return "true or false";
    case NamedAnswer::Type::number: return "a number";
    case NamedAnswer::Type::hex: return "bytes between quotes";
    case NamedAnswer::Type::text: return "a text";
  }
  return {};
}

}  // namespace

std::optional<Ics> read_ics(const document::Document& document,
                            const catalogue::Catalogue& catalogue, document::Mistakes& mistakes) {
  Ics ics;
  if (const Node* product = document.root.find("ics")) ics.product = product->text;
  const Node* answers = document.root.find("answers");
  if (answers == nullptr) return ics;
  std::vector<std::string_view> known;
  for (const auto& [name, answer] : catalogue.ics) known.push_back(name);
  for (const auto& entry : answers->entries) {
    const auto line = catalogue.ics.find(entry.key);
    if (line == catalogue.ics.end()) {
      mistakes.add(
          document.file, entry,
          fmt::format("the ICS has no line '{}'{}", entry.key, did_you_mean(entry.key, known)));
      continue;
    }
    if (entry.value.kind != Node::Kind::scalar) continue;
    auto answer = read_answer(entry.value, line->second.type);
    if (answer)
      ics.answers.emplace(entry.key, std::move(*answer));
    else
      mistakes.add(document.file, entry.value,
                   fmt::format("'{}' stands here; {} is answered by {}", entry.value.text,
                               entry.key, wanted(line->second.type)));
  }
  return ics;
}

std::optional<Ics> load_ics(const std::string& file, const catalogue::Catalogue& catalogue,
                            Diagnostics& diagnostics) {
  return load_checked<Ics>(file, ics_syntax(), diagnostics,
                           [&](const auto& document, auto& mistakes) {
                             return read_ics(document, catalogue, mistakes);
                           });
}

std::optional<std::vector<ExpectedFailure>> load_expected_failures(const std::string& file,
                                                                   Diagnostics& diagnostics) {
  using Lines = std::vector<ExpectedFailure>;
  return load_checked<Lines>(
      file, expected_failures_syntax(), diagnostics, [&](const auto& document, auto& mistakes) {
        Lines lines;
        const Node* list = document.root.find("expected_failures");
        if (list == nullptr) return std::optional(lines);
        for (const auto& item : list->items) {
          const auto text = [&](std::string_view key) {
            const Node* value = item.find(key);
            return value != nullptr ? value->text : std::string();
          };
          if (const Node* why = item.find("because"); why != nullptr && trim(why->text).empty())
            mistakes.add(file, *why, "a reason is wanted: why this case is known to fail");
          lines.push_back(
              {text("case"), text("target"), text("verdict"), text("because"), item.position});
        }
        return std::optional(lines);
      });
}

}  // namespace assay::script
