// SPDX-License-Identifier: Apache-2.0
// The file of a card history: YAML, one line for each card.
#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <set>

#include "base/hex.hpp"
#include "document/mistakes.hpp"
#include "document/node.hpp"
#include "document/schema.hpp"
#include "engine/card_history.hpp"

namespace assay::engine {
namespace {

using document::Node;

constexpr std::size_t digest_digits = 16;

bool is_hex_of(std::string_view text, std::size_t digits) {
  return text.size() == digits && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
         });
}

bool are_digests(std::string_view text) {
  return text.size() % digest_digits == 0 && is_hex_of(text, text.size());
}

document::Schema hex_text(std::string wanted, bool (*accepts)(std::string_view),
                          std::string pattern) {
  return document::text(std::move(wanted), accepts, std::move(pattern));
}

document::Schema digest_text() {
  return hex_text(
      "a digest: 16 hex digits between quotes",
      [](std::string_view text) { return is_hex_of(text, digest_digits); }, "^[0-9A-F]{16}$");
}

document::Schema digests_text() {
  return hex_text("digests of 16 hex digits each between quotes", are_digests, "^([0-9A-F]{16})*$");
}

document::Schema card_schema() {
  using document::SchemaKey;
  const auto short_hex = [](bool (*accepts)(std::string_view), std::string wanted,
                            std::string pattern) {
    return hex_text(std::move(wanted), accepts, std::move(pattern));
  };
  const auto stored_value = document::mapping(
      "the stored value: number and digest",
      {SchemaKey{"number", document::number(0, 0xFFFF), true, "Transactions so far."},
       SchemaKey{"digest", digest_text(), true, "Of balance and log."}});
  return document::mapping(
      "a card",
      {SchemaKey{"identity",
                 short_hex([](std::string_view text) { return is_hex_of(text, 12); },
                           "12 hex digits between quotes: bytes 2 to 7 of the serial number",
                           "^[0-9A-F]{12}$"),
                 true, "Bytes 2 to 7 of the serial number."},
       SchemaKey{"validity",
                 short_hex([](std::string_view text) { return is_hex_of(text, 4); },
                           "4 hex digits between quotes: bytes 0 and 1 of the serial number",
                           "^[0-9A-F]{4}$"),
                 true, "Bytes 0 and 1 when last seen."},
       SchemaKey{"hce", document::boolean(), true, "A card in a telephone."},
       SchemaKey{"visits", document::number(1, 1000000000), true, "How often it was seen."},
       SchemaKey{"applications", digest_text(), true, "Names and startup information."},
       SchemaKey{"counters", digest_text(), true, "All counters."},
       SchemaKey{"content", digest_text(), true, "All other files."},
       SchemaKey{"logs", document::open_mapping("the logs of the card", {}, digests_text()), true,
                 "The records of each cyclic EF, newest first."},
       SchemaKey{"stored_value", stored_value, false, "As SV Get tells it."},
       SchemaKey{"earlier", digests_text(), false, "States of use before, oldest first."}});
}

document::Schema history_schema() {
  using document::SchemaKey;
  const auto coding = hex_text(
      "unknown, or days:YYYY-MM-DD",
      [](std::string_view text) { return parse_validity_coding(text).has_value(); },
      "^(unknown|days:[0-9]{4}-[0-9]{2}-[0-9]{2})$");
  return document::mapping(
      "the history of cards",
      {SchemaKey{"card_history", document::number(1, 1), true, "The version of this syntax."},
       SchemaKey{"validity", coding, false, "The coding of bytes 0 and 1 of serial numbers."},
       SchemaKey{"cards", document::list_of(card_schema(), "a list of cards"), true,
                 "One line for each card."}});
}

std::vector<std::string> split_digests(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < text.size(); i += digest_digits)
    out.emplace_back(text.substr(i, digest_digits));
  return out;
}

unsigned number_in(const Node& node) {
  unsigned value = 0;
  std::from_chars(node.text.data(), node.text.data() + node.text.size(), value);
  return value;
}

/// A card of a document that has the right syntax.
CardRecord card_in(const Node& node) {
  CardRecord out;
  out.visits = number_in(*node.find("visits"));
  CardSnapshot& last = out.last;
  last.identity = node.find("identity")->text;
  last.validity = node.find("validity")->text;
  last.hce = node.find("hce")->text == "true";
  last.applications = node.find("applications")->text;
  last.counters = node.find("counters")->text;
  last.content = node.find("content")->text;
  for (const auto& [file, position, value, quoted] : node.find("logs")->entries)
    last.logs.push_back({file, split_digests(value.text)});
  if (const Node* purse = node.find("stored_value"); purse != nullptr)
    last.stored_value = {static_cast<std::uint16_t>(number_in(*purse->find("number"))),
                         purse->find("digest")->text};
  if (const Node* earlier = node.find("earlier"); earlier != nullptr)
    out.earlier = split_digests(earlier->text);
  return out;
}

void read_cards(const document::Document& document, document::Mistakes& mistakes,
                CardHistory& history) {
  std::set<std::string> seen;
  for (const Node& node : document.root.find("cards")->items) {
    CardRecord card = card_in(node);
    if (!seen.insert(card.last.identity).second)
      mistakes.add(document.file, *node.find("identity"),
                   fmt::format("the card {} stands here a second time", card.last.identity));
    history.cards.push_back(std::move(card));
  }
}

std::string card_text(const CardRecord& card) {
  const CardSnapshot& last = card.last;
  std::string logs;
  for (const SeenLog& log : last.logs) {
    if (!logs.empty()) logs += ", ";
    logs += fmt::format("'{}': '{}'", log.file, fmt::join(log.records, ""));
  }
  std::string out = fmt::format(
      "  - {{ identity: '{}', validity: '{}', hce: {}, visits: {}, applications: '{}', counters: "
      "'{}', content: '{}', logs: {{{}}}",
      last.identity, last.validity, last.hce, card.visits, last.applications, last.counters,
      last.content, logs);
  if (last.stored_value)
    out += fmt::format(", stored_value: {{ number: {}, digest: '{}' }}", last.stored_value->number,
                       last.stored_value->digest);
  if (!card.earlier.empty()) out += fmt::format(", earlier: '{}'", fmt::join(card.earlier, ""));
  return out + " }\n";
}

}  // namespace

Result<CardHistory> read_history(const std::string& path, Diagnostics& diagnostics) {
  CardHistory out;
  std::error_code unknown;
  if (!std::filesystem::exists(path, unknown)) return out;
  TRY(const document::Document document, document::read_file(path, diagnostics));
  if (!diagnostics.empty()) return out;
  document::Mistakes mistakes;
  document::validate(document.root, history_schema(), path, mistakes);
  if (mistakes.empty()) {
    read_cards(document, mistakes, out);
    if (const Node* coding = document.root.find("validity"); coding != nullptr) {
      TRY(out.validity, parse_validity_coding(coding->text));
    }
  }
  mistakes.hand_over(diagnostics);
  return out;
}

std::string history_text(const CardHistory& history) {
  std::string out =
      "# Cards as assay probe --history saw them: digests, no content. One line for each card.\n"
      "card_history: 1\nvalidity: '" +
      history.validity.text + "'\ncards:";
  if (history.cards.empty()) return out + " []\n";
  out += "\n";
  for (const CardRecord& card : history.cards) out += card_text(card);
  return out;
}

}  // namespace assay::engine
