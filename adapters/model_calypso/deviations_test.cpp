// SPDX-License-Identifier: Apache-2.0
// Every deviation shows in some answer: none is dead, and each shows on the model and profile that its table names.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "adapters/model_calypso/test_card.hpp"
#include "adapters/model_calypso/test_pki.hpp"
#include "crypto/elliptic.hpp"

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

/// One section of testdata/plain_commands.txt, without its comments.
Lines plain_commands(std::string_view section) {
  std::ifstream file(ASSAY_SOURCE_DIR "/adapters/model_calypso/testdata/plain_commands.txt");
  Lines out;
  bool wanted = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('[')) wanted = line == section;
    if (wanted && !line.starts_with('[') && !line.starts_with('#')) out.push_back(line);
  }
  EXPECT_FALSE(out.empty()) << section;
  return out;
}

/// "new" begins another script, "*n" repeats a line.
void add_plain(std::vector<Lines>& out, const Lines& commands, unsigned sfi) {
  out.push_back({std::string(select_transport)});
  for (const std::string& line : commands) {
    if (line == "new") {
      out.push_back({std::string(select_transport)});
    } else if (line[0] == '*') {
      const std::string last = out.back().back();
      out.back().insert(out.back().end(), std::stoul(line.substr(1)) - 1, last);
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
  out.push_back(with_loss(phone_close, power, phone_opening));
  Lines twice = with_loss(unratified_close, power, aborted_first);
  twice.emplace_back(power);
  add(twice, aborted_second);
  out.push_back(std::move(twice));
  return out;
}

constexpr std::string_view select_certified = "00A4040008A000000291FF910100";
constexpr std::string_view open_signed = "008A0B3B0900CCCCCCCCCCCCCCCC00",
                           close_signed = "008E000000";

/// Cards with certificates: what they tell, and what their sessions sign and exclude.
std::vector<Lines> certified_scripts() {
  std::vector<std::vector<std::string_view>> out{
      {"00CADF2C00", "00CADF4D00", "00CADF4A00", "00CADF4B00", "00CADF4C00", "00CADF4D00"},
      {open_signed, "00B201F41D", "00B2014C00", "00B2094C1D", "00B3014D045402000200", close_signed,
       close_signed, open_signed, close_signed},
      {open_signed, "0082000200", "00B2016430", "00DC01EC021234", "00DC015C02AABB", close_signed},
      {open_signed, "008A0301040102030400", close_signed, "008E000000"},
      {"008A0301040102030400", open_signed, close_signed, close_signed},
      {open_signed, "008E0000081122334455667788", close_signed},
      {"008A0301040102030400", "008E000000"},
      {open_signed, "00DC015C02AABB", select_certified, close_signed, "00B2015C40"},
      {open_signed, "00DC015C02AABB", power, select_certified, "00B2015C40"},
      {open_signed, "00B201F41D", "00B201F41D", "00B201F41D", "00B201F41D", "00B201F41D",
       "00B201F41D", "00B201F41D", close_signed},
  };
  std::vector<Lines> scripts;
  for (const auto& lines : out) {
    scripts.push_back({std::string(select_certified)});
    for (const std::string_view line : lines) scripts.back().emplace_back(line);
  }
  scripts.push_back({"00A404000BA000000291FF910100000100", "00CADF4A00", "00CADF4B00"});
  // More than 2048 bytes to sign: what is refused counts too.
  scripts.push_back({std::string(select_certified), std::string(open_signed)});
  for (int i = 0; i < 9; ++i) scripts.back().push_back("00DC01ECFA" + std::string(500, '5'));
  scripts.back().emplace_back(close_signed);
  return scripts;
}

std::string put_data(std::string_view parameters, ByteView block) {
  return "00DA" + std::string(parameters) + to_hex(Bytes{static_cast<std::uint8_t>(block.size())}) +
         to_hex(block);
}

/// Both blocks of a certificate.
Lines loading(std::string_view header, std::string_view first, std::string_view second,
              ByteView certificate) {
  Bytes whole = *from_hex(header);
  append(whole, certificate);
  return {put_data(first, ByteView(whole).first(250)),
          put_data(second, ByteView(whole).subspan(250))};
}

/// Cards that are being personalised.
std::vector<Lines> personalisation_scripts() {
  const PkiProfile blank = test_card_pki("card-blank");
  const Lines card = loading("DF4C82013C", "DF4C", "DF4D", blank.card_certificate);
  const Lines ca = loading("DF4A820180", "DF4A", "DF4B", blank.ca_certificate);
  const auto key = crypto::EcPrivateKey::from_scalar(crypto::Curve::p256, *blank.private_key);
  Bytes pair = to_bytes(key->public_key().point().subspan(1));
  append(pair, *blank.private_key);
  const std::string select(select_transport), load = put_data("DF3C", pair),
                                              generate = "004600000A06082A8648CE3D030107",
                                              told = "00CADF2C00";
  const std::string open(open_signed), close(close_signed);
  return {
      {select, card[0]},
      {select, generate, load, told},
      {select, load, card[0], "00CADF4C00", card[1], ca[0], ca[1], std::string(power), select, told,
       "00CADF4C00"},
      {select, load, card[0], "00DADF4D0101", "00CADF4D00"},
      {select, load, open, close},
      {select, generate, told, open, close, "00A4040008304554502E49434100", told},
  };
}

constexpr std::string_view open_debit = "008A030104C1C2C3C400";

/// A session with the debit key that changes what a close would make permanent, and an end before the close.
Lines unfinished(const Lines& end) {
  Lines script{std::string(select_transport), std::string(open_debit), "00DC01F402AABB"};
  script.insert(script.end(), end.begin(), end.end());
  script.insert(script.end(), {std::string(select_transport), "00B201F41D"});
  return script;
}

/// Cards in telephones: keys that they lack, and links that end.
std::vector<Lines> phone_scripts() {
  const std::string select(select_transport), open(open_debit), lost(power),
      open_extended = "008A03020900C1C2C3C4C5C6C7C800";
  std::vector<Lines> out{
      {select, "008A010104C1C2C3C400", "008E000000"},
      {select, "008A020104C1C2C3C400", "008E000000"},
      {select, "008A02020900C1C2C3C4C5C6C7C800", "008E000000"},
      {select, "008A0202010000"},
      {select, "0084000008", "00D8000120" + std::string(64, '5')},
      {select, "0084000008", "00D800FF10" + std::string(32, '0')},
      {select, open_extended, lost, select, open_extended, lost, "00CA006F00"},
      {select, "00CA006F00", lost, "00CA006F00"},
      {select, open, lost, "008E00000400000000"},
      {"00A4040008A000000291FF7F0100"},
      {select, "002000000430303030", lost, select, "00B2011C1D"},
      unfinished({select}),
      unfinished({std::string(deselection)}),
      unfinished({"00A404000BA000000291A0000001910200"}),
  };
  for (unsigned sfi = 1; sfi <= 0x1E; ++sfi)
    out.push_back({select, open, fmt::format("00DC01{:02X}0111", (sfi << 3U) | 4U),
                   fmt::format("003201{:02X}0300000100", sfi << 3U)});
  return out;
}

const std::vector<Lines>& scripts() {
  static const std::vector<Lines> all = [] {
    std::vector<Lines> out = certified_scripts();
    for (Lines& script : phone_scripts()) out.push_back(std::move(script));
    for (Lines& script : personalisation_scripts()) out.push_back(std::move(script));
    for (Lines& script : computed_scripts()) out.push_back(std::move(script));
    const Lines for_each_file = plain_commands("[for each file]");
    for (unsigned sfi = 0; sfi <= 0x1E; ++sfi) add_plain(out, for_each_file, sfi);
    add_plain(out, plain_commands("[further]"), 0);
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
