// SPDX-License-Identifier: Apache-2.0
// Every deviation shows in some answer: none is dead, and each shows on the model and profile that its table names.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "adapters/model_calypso/plain_commands.hpp"
#include "adapters/model_calypso/test_card.hpp"

namespace assay::model::calypso {
namespace {

constexpr std::string_view power = "power", deselection = "deselection";

using Lines = std::vector<std::string>;

constexpr std::string_view select_transport = "00A4040009315449432E4943413100";

std::string for_file(std::string_view pattern, unsigned sfi) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '{') {
      out += pattern[i];
      continue;
    }
    const bool binary = pattern[i + 1] == 'b';
    const unsigned mode = binary ? 0 : static_cast<unsigned>(pattern[i + 1] - '0');
    out += fmt::format("{:02X}", binary ? 0x80U | sfi : (sfi << 3U) | mode);
    i += 2;
  }
  return out;
}

/// "new" begins another script, "*n" repeats a line.
void add_plain(std::vector<Lines>& out, std::span<const std::string_view> commands, unsigned sfi) {
  out.push_back({std::string(select_transport)});
  for (const std::string_view line : commands) {
    if (line == "new") {
      out.push_back({std::string(select_transport)});
    } else if (line[0] == '*') {
      const std::string last = out.back().back();
      out.back().insert(out.back().end(), std::stoul(std::string(line.substr(1))) - 1, last);
    } else {
      out.back().push_back(for_file(line, sfi));
    }
  }
}

using Exchanges = std::span<const exchanges::Line>;

void add(Lines& script, Exchanges lines) {
  for (const auto& line : lines) script.emplace_back(line.command);
}

/// Exchanges with a loss of the card between them.
Lines with_loss(Exchanges before, std::string_view loss, Exchanges after) {
  Lines script;
  add(script, before);
  script.emplace_back(loss);
  add(script, after);
  return script;
}

std::vector<Lines> computed_scripts() {
  using namespace exchanges;
  std::vector<Lines> out;
  for (const Exchanges lines : {Exchanges(regular_session),     Exchanges(wrong_mac),
                                Exchanges(extended_session),    Exchanges(busy_session),
                                Exchanges(full_session),        Exchanges(full_extended_session),
                                Exchanges(torn_and_reread),     Exchanges(increased_and_lost),
                                Exchanges(encrypted_twice),     Exchanges(old_session),
                                Exchanges(sv_reload),           Exchanges(sv_debit),
                                Exchanges(sv_undebit_extended), Exchanges(sv_reload_extended),
                                Exchanges(sv_debit_in_session), Exchanges(sv_reload_in_session),
                                Exchanges(sv_reload_last),      Exchanges(sv_debit_last),
                                Exchanges(sv_reload_too_much),  Exchanges(sv_debit_below_0),
                                Exchanges(loaded_key_pair),     Exchanges(sv_reload_full),
                                Exchanges(sv_debit_full),       Exchanges(log_in_session),
                                Exchanges(lost_stored_value),   Exchanges(ciphered_pin),
                                Exchanges(change_key),          Exchanges(change_issuer_key)}) {
    out.emplace_back();
    add(out.back(), lines);
  }
  out.push_back(with_loss(pending_ratification, power, unratified_opening));
  out.push_back(with_loss(ratified_close, power, ratified_opening));
  out.push_back(with_loss(selected_after_close, power, ratified_opening));
  out.push_back(with_loss(unratified_close, deselection, ratified_opening));
  out.push_back(with_loss(phone_close, deselection, phone_opening));
  Lines twice = with_loss(unratified_close, power, aborted_first);
  twice.emplace_back(power);
  add(twice, aborted_second);
  out.push_back(std::move(twice));
  return out;
}

const std::vector<Lines>& scripts() {
  static const std::vector<Lines> all = [] {
    std::vector<Lines> out = computed_scripts();
    for (unsigned sfi = 0; sfi <= 0x1E; ++sfi) add_plain(out, commands_for_a_file, sfi);
    add_plain(out, further_commands, 0);
    return out;
  }();
  return all;
}

std::string one_answer(TestCard& card, const std::string& line) {
  if (line != power && line != deselection) return card.send(line);
  card.reset(line == power ? Loss::power : Loss::deselection);
  return {};
}

/// What the card of a profile answers, line by line.
const std::vector<std::string>& conforming(const DeviationInfo& info) {
  static std::map<std::pair<std::string_view, std::string_view>, std::vector<std::string>> known;
  std::vector<std::string>& out = known[{info.model, info.profile}];
  if (!out.empty()) return out;
  const TestCard fresh(info.profile, info.model);
  out.push_back(to_hex(answer_to_reset(fresh.state.persistent, fresh.environment)));
  for (const Lines& script : scripts()) {
    TestCard card = fresh;
    for (const std::string& line : script) out.push_back(one_answer(card, line));
  }
  return out;
}

bool shows(const DeviationInfo& info) {
  const std::vector<std::string>& wanted = conforming(info);
  TestCard fresh(info.profile, info.model);
  fresh.environment.deviations.set(static_cast<std::size_t>(info.deviation));
  std::size_t next = 0;
  if (to_hex(answer_to_reset(fresh.state.persistent, fresh.environment)) != wanted[next++])
    return true;
  for (const Lines& script : scripts()) {
    TestCard card = fresh;
    for (const std::string& line : script)
      if (one_answer(card, line) != wanted[next++]) return true;
  }
  return false;
}

/// Those that only a cut of power shows.
const std::set<std::string_view> torn = {"commit-without-journal", "journal-not-finished"};

TEST(CalypsoDeviations, ShowInSomeAnswer) {
  for (const DeviationInfo& info : calypso_deviations()) {
    if (torn.contains(info.id)) continue;
    EXPECT_TRUE(shows(info)) << info.id;
  }
}

TEST(CalypsoDeviations, HaveIdsThatAreTheirOwn) {
  std::set<std::string_view> ids;
  for (const DeviationInfo& info : calypso_deviations()) {
    EXPECT_TRUE(ids.insert(info.id).second) << info.id;
    EXPECT_FALSE(info.rows.empty()) << info.id;
    EXPECT_TRUE(built_in_profile(info.model, info.profile)) << info.id;
  }
}

}  // namespace
}  // namespace assay::model::calypso
