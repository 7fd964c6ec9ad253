// SPDX-License-Identifier: Apache-2.0
// The fixed names: session.*, random.N and atr; ixit.* comes from the catalogue, everything else from the script.
#include "script/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace assay::script {
namespace {

constexpr std::array<std::string_view, 22> session_names = {"session.host_challenge",
                                                            "session.host_cryptogram",
                                                            "session.card_challenge",
                                                            "session.card_cryptogram",
                                                            "session.expected_card_cryptogram",
                                                            "session.expected_card_challenge",
                                                            "session.sequence_counter",
                                                            "session.ephemeral_key",
                                                            "session.oce_certificate",
                                                            "session.oce_certificate_part_1",
                                                            "session.oce_certificate_part_2",
                                                            "session.oce_certificate_part_3",
                                                            "session.expected_receipt",
                                                            "session.verified_store",
                                                            "session.card_key",
                                                            "session.entity_certificate",
                                                            "session.entity_session_keys",
                                                            "session.entity_signature",
                                                            "session.entity_challenge",
                                                            "session.entity_id",
                                                            "session.verified_certificate",
                                                            "session.verified_signature"};

constexpr std::array<std::string_view, 13> calypso_names = {
    "calypso.challenge",      "calypso.terminal_mac", "calypso.pin_cryptogram",
    "calypso.key_cryptogram", "calypso.sv_challenge", "calypso.sv_transaction",
    "calypso.sv_signature",   "calypso.sam_serial",   "calypso.card_challenge",
    "calypso.card_mac",       "calypso.kif",          "calypso.kvc",
    "calypso.serial"};

constexpr std::array<std::string_view, 5> reserved = {"ixit", "session", "random", "atr",
                                                      "calypso"};

bool is_random(std::string_view name) {
  if (!name.starts_with("random.")) return false;
  name.remove_prefix(7);
  return !name.empty() && name.size() <= 5 && name.front() != '0' &&
         std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

void KnownNames::check(const document::HexValue& value, const document::Node& node,
                       const std::string& file) {
  for (const auto& piece : value.pieces)
    if (!piece.name.empty()) check(piece.name, node, file);
}

void KnownNames::check(const document::HexPattern& pattern, const document::Node& node,
                       const std::string& file) {
  for (const auto& piece : pattern.pieces)
    if (!piece.value.name.empty()) check(piece.value.name, node, file);
}

void KnownNames::check(const std::string& name, const document::Node& node,
                       const std::string& file) {
  if (knows(name)) {
    if (name.starts_with("ixit.")) ixit_names_.push_back(name.substr(5));
    return;
  }
  reading_.mistakes.add(file, node, fmt::format("unknown name '${}'{}", name, suggestion(name)));
}

bool KnownNames::knows(const std::string& name) const {
  if (saved_.contains(name) || name == "atr" || is_random(name)) return true;
  if (name.starts_with("ixit.")) return reading_.catalogue.ixit.contains(name.substr(5));
  return std::ranges::find(session_names, name) != session_names.end() ||
         std::ranges::find(calypso_names, name) != calypso_names.end();
}

std::string KnownNames::suggestion(const std::string& name) const {
  std::vector<std::string> ixit;
  for (const auto& [each, answer] : reading_.catalogue.ixit) ixit.push_back("ixit." + each);
  std::vector<std::string_view> known(session_names.begin(), session_names.end());
  known.insert(known.end(), calypso_names.begin(), calypso_names.end());
  known.insert(known.end(), ixit.begin(), ixit.end());
  known.insert(known.end(), saved_.begin(), saved_.end());
  known.insert(known.end(), bound_.begin(), bound_.end());
  known.push_back("atr");
  const auto near = nearest(name, known);
  if (near.empty() && name.starts_with("random"))
    return "; random bytes are '$random.N', N from 1 to 99999";
  if (near.empty()) return "; no value, row, parameter or earlier save has this name";
  return fmt::format(", did you mean '${}'?", near);
}

bool is_variable_name(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && !(name.front() >= '0' && name.front() <= '9') &&
         std::ranges::all_of(name, fits) && std::ranges::find(reserved, name) == reserved.end();
}

}  // namespace assay::script
