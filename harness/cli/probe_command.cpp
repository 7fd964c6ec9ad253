// SPDX-License-Identifier: Apache-2.0
// assay probe: who a card is, and drafts of the files that describe it.
#include <cstdio>
#include <fstream>

#include "base/hex.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/files.hpp"
#include "cli/targets.hpp"
#include "engine/identity.hpp"
#include "reports/decode.hpp"

namespace assay::cli {
namespace {

std::string quoted(const std::string& text) {
  return "'" + text + "'";
}

/// Names in ICS and IXIT are dotted; as keys of a mapping they stand as they are. Hex goes between quotes.
std::string ics_text(const script::Ics& ics, const catalogue::Catalogue& catalogue) {
  std::string out = "ics: " + quoted(ics.product) + "\nanswers:\n";
  for (const auto& [name, value] : ics.answers) {
    const auto known = catalogue.ics.find(name);
    if (known == catalogue.ics.end()) continue;
    const bool bare = known->second.type == catalogue::NamedAnswer::Type::boolean ||
                      known->second.type == catalogue::NamedAnswer::Type::number;
    out += fmt::format("  {}: {}\n", name, bare ? value : quoted(value));
  }
  return out;
}

std::string bench_text(const engine::Names::Ixit& ixit, const std::string& identity) {
  std::string out = "bench: draft\n";
  if (!ixit.empty()) out += "ixit:\n";
  for (const auto& [name, value] : ixit)
    out += fmt::format("  {}: {}\n", name, quoted(to_hex(value)));
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
             identity.empty() ? "(none: no CPLC and no card image number)" : identity);
}

/// What a model says of itself; of any other card, only that it is one of GlobalPlatform.
engine::Target described(const std::string& uri, const std::string& identity) {
  if (uri.starts_with("model:"))
    if (auto target = make_target(uri, {}, {})) return *std::move(target);
  engine::Target draft;
  draft.ics.product = identity.empty() ? "unknown product" : identity;
  draft.ics.answers["gp"] = identity.starts_with("cplc:") ? "true" : "false";
  return draft;
}

}  // namespace

int probe_command(const ProbeArguments& arguments) {
  auto channel = open_channel(arguments.uri);
  if (!channel) {
    show(channel.error());
    return channel.error().code == ErrorCode::malformed ? exit_refused : exit_error;
  }
  const auto identity = engine::identify(**channel);
  if (!identity) {
    show(identity.error());
    return exit_error;
  }
  print(**channel, *identity);
  if (arguments.out.empty() && arguments.bench.empty()) return exit_good;
  const auto catalogue = load_catalogue(arguments.common);
  if (!catalogue) return exit_refused;
  const auto target = described(arguments.uri, *identity);
  const std::string head =
      "# A draft by assay probe: what the card shows without authentication is little. Complete "
      "it.\n";
  if (!arguments.out.empty() && !write(arguments.out, head + ics_text(target.ics, *catalogue)))
    return exit_error;
  if (!arguments.bench.empty() &&
      !write(arguments.bench, head + bench_text(target.ixit, *identity)))
    return exit_error;
  return exit_good;
}

}  // namespace assay::cli
