// SPDX-License-Identifier: Apache-2.0
// assay probe: who a card is, and drafts of the files that describe it.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/hex.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/files.hpp"
#include "cli/probe_history.hpp"
#include "cli/targets.hpp"
#include "engine/calypso_survey.hpp"
#include "engine/identity.hpp"
#include "engine/survey.hpp"
#include "reports/decode.hpp"

namespace assay::cli {
namespace {

struct Draft {
  std::string product;
  std::vector<engine::SurveyLine> ics;
  std::vector<engine::SurveyLine> ixit;
  std::vector<engine::SurveyedKey> keys;
};

std::string quoted(const std::string& text) {
  return "'" + text + "'";
}

/// How the value of a line stands in a file: booleans and numbers bare, hex and text between quotes.
std::string written(const std::string& value, catalogue::NamedAnswer::Type type) {
  const bool bare =
      type == catalogue::NamedAnswer::Type::boolean || type == catalogue::NamedAnswer::Type::number;
  return bare ? value : quoted(value);
}

/// Names are dotted; as keys of a mapping they stand as they are. What the card does not show stands as a comment.
std::string draft_text(const std::vector<engine::SurveyLine>& lines,
                       const std::map<std::string, catalogue::NamedAnswer, std::less<>>& known) {
  std::string out;
  for (const auto& line : lines) {
    const auto name = known.find(line.name);
    if (name == known.end()) continue;
    out += fmt::format("  {}: {}", line.name, written(line.value, name->second.type));
    out += line.because.empty() ? "\n" : fmt::format("  # {}\n", line.because);
  }
  out += "  # What harmless commands do not show; remove the # of what you answer:\n";
  for (const auto& [name, answer] : known)
    if (std::ranges::find(lines, name, &engine::SurveyLine::name) == lines.end())
      out += fmt::format("  # {}:  # {}\n", name, answer.says);
  return out;
}

std::string bench_text(const Draft& draft, const std::string& identity,
                       const catalogue::Catalogue& catalogue) {
  std::string out = "bench: draft\n";
  const bool empty = draft.ixit.empty();
  out += empty ? "" : "ixit:\n" + draft_text(draft.ixit, catalogue.ixit);
  if (identity.empty()) return out;
  return out + "safety:\n  allow:\n    - { identity: " + quoted(identity) +
         ", risk: auth-failure, failed_authentications: 5 }\n";
}

bool write(const std::string& path, const std::string& text) {
  std::ofstream out(path);
  out << text;
  out.close();
  if (out) return true;
  show(Error{ErrorCode::internal, "cannot write '" + path + "'", {}});
  return false;
}

void print(const iso7816::CardChannel& channel, const std::string& identity) {
  const auto& said = channel.description();
  fmt::print("target    {}\n", said.uri);
  if (!said.reader.empty()) fmt::print("reader    {}\n", said.reader);
  if (!said.protocol.empty()) fmt::print("protocol  {}\n", said.protocol);
  if (!said.label.empty()) fmt::print("label     {}\n", said.label);
  fmt::print("atr       {}\n", to_spaced_hex(channel.atr()));
  for (const auto& line : reports::explain_atr(channel.atr())) fmt::print("    {}\n", line);
  fmt::print("identity  {}\n",
             identity.empty() ? "(none: no CPLC, no card image number, no Calypso serial number)"
                              : identity);
}

/// What a model says of itself, or what any other card shows.
Result<Draft> make_draft(const std::string& uri, iso7816::CardChannel& channel,
                         const std::string& identity, const engine::CalypsoSurvey& calypso) {
  Draft draft;
  draft.product = identity.empty() ? "unknown product" : identity;
  if (uri.starts_with("model:")) {
    TRY(const auto target, make_target(uri, {}, {}));
    draft.product = target.ics.product;
    for (const auto& [name, value] : target.ics.answers) draft.ics.push_back({name, value, {}});
    for (const auto& [name, value] : target.ixit) draft.ixit.push_back({name, to_hex(value), {}});
    return draft;
  }
  TRY(auto seen, engine::survey(channel));
  for (const auto& line : calypso.ics) seen.ics.push_back(line);
  for (const auto& line : calypso.ixit) seen.ixit.push_back(line);
  draft.ics = std::move(seen.ics);
  draft.ixit = std::move(seen.ixit);
  draft.keys = std::move(seen.keys);
  return draft;
}

void print(const engine::CalypsoSurvey& calypso) {
  for (const auto& application : calypso.applications) {
    for (const auto& line : engine::file_tree(application)) fmt::print("files     {}\n", line);
  }
}

void print(const Draft& draft) {
  for (const auto* lines : {&draft.ics, &draft.ixit})
    for (const auto& line : *lines)
      if (!line.because.empty())
        fmt::print("shows     {} = {}  ({})\n", line.name, line.value, line.because);
  for (const auto& key : draft.keys)
    fmt::print("key       version {:02X}, identifier {:02X}, type {:02X}, {} bytes\n", key.version,
               key.identifier, key.type, key.length);
}

/// Drafts of the files that describe the card; the exit code.
int write_drafts(const ProbeArguments& arguments, const Draft& draft, const std::string& identity) {
  if (arguments.out.empty() && arguments.bench.empty()) return exit_good;
  const auto catalogue = load_catalogue(arguments.common);
  if (!catalogue) return exit_refused;
  const std::string head =
      "# A draft by assay probe: what the card shows without keys. Complete it.\n";
  const std::string ics = "ics: " + quoted(draft.product) + "\nanswers:\n";
  if (!arguments.out.empty() &&
      !write(arguments.out, head + ics + draft_text(draft.ics, catalogue->ics)))
    return exit_error;
  if (!arguments.bench.empty() &&
      !write(arguments.bench, head + bench_text(draft, identity, *catalogue)))
    return exit_error;
  return exit_good;
}

/// All that text tells, in one line: of the lines of ICS and IXIT those with a reason, as there.
void print_json(const iso7816::CardChannel& channel, const std::string& identity,
                const engine::CalypsoSurvey& calypso, const Draft& draft) {
  const auto& said = channel.description();
  nlohmann::ordered_json out{{"target", said.uri},           {"reader", said.reader},
                             {"protocol", said.protocol},    {"label", said.label},
                             {"atr", to_hex(channel.atr())}, {"identity", identity}};
  auto& files = out["files"] = nlohmann::ordered_json::array();
  for (const auto& application : calypso.applications)
    for (const auto& line : engine::file_tree(application)) files.push_back(line);
  auto& shows = out["shows"] = nlohmann::ordered_json::array();
  for (const auto* lines : {&draft.ics, &draft.ixit})
    for (const auto& line : *lines)
      if (!line.because.empty())
        shows.push_back({{"name", line.name}, {"value", line.value}, {"because", line.because}});
  auto& keys = out["keys"] = nlohmann::ordered_json::array();
  for (const auto& key : draft.keys)
    keys.push_back({{"version", key.version},
                    {"identifier", key.identifier},
                    {"type", key.type},
                    {"bytes", key.length}});
  fmt::print("{}\n", out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

int probe(const ProbeArguments& arguments, iso7816::CardChannel& channel,
          std::optional<engine::CardHistory> history) {
  const bool json = arguments.common.format == Format::json;
  const auto identity = engine::identify(channel);
  if (!identity) {
    show(identity.error());
    return exit_error;
  }
  if (!json) print(channel, *identity);
  const auto calypso = engine::survey_calypso(channel);
  if (!calypso) {
    show(calypso.error());
    return exit_error;
  }
  if (!json) print(*calypso);
  const auto draft = make_draft(arguments.uri, channel, *identity, *calypso);
  if (!draft) {
    show(draft.error());
    return exit_error;
  }
  if (!json) print(*draft);
  // With a history its findings are the one line of JSON.
  if (json && !history) print_json(channel, *identity, *calypso, *draft);
  const int written = write_drafts(arguments, *draft, *identity);
  if (written != exit_good || !history) return written;
  return follow_history(arguments, *std::move(history), channel, *calypso);
}

}  // namespace

int probe_command(const ProbeArguments& arguments) {
  std::optional<engine::CardHistory> history;
  if (!arguments.history.empty()) {
    history = load_history(arguments);
    if (!history) return exit_refused;
  }
  auto channel = open_channel(arguments.uri);
  if (!channel) {
    show(channel.error());
    return channel.error().code == ErrorCode::malformed ? exit_refused : exit_error;
  }
  return probe(arguments, **channel, std::move(history));
}

}  // namespace assay::cli
