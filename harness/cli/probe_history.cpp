// SPDX-License-Identifier: Apache-2.0
#include "cli/probe_history.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/exit_codes.hpp"
#include "cli/files.hpp"
#include "engine/card_history.hpp"

namespace assay::cli {
namespace {

using engine::CardHistory;
using engine::CardSnapshot;
using engine::Finding;

void print_text(const CardSnapshot& seen, const std::vector<Finding>& findings) {
  fmt::print("serial    {} (without bytes 0 and 1: {}){}\n", seen.identity, seen.validity,
             seen.hce ? ", a telephone" : "");
  for (const Finding& finding : findings)
    fmt::print("history   {}: {}\n", engine::name(finding.kind), finding.says);
  fmt::print("policy    {}\n", engine::is_refused(findings) ? "refused" : "accepted");
}

void print_json(const CardSnapshot& seen, const std::vector<Finding>& findings) {
  nlohmann::ordered_json out{
      {"identity", seen.identity}, {"validity", seen.validity}, {"hce", seen.hce}};
  out["findings"] = nlohmann::ordered_json::array();
  for (const Finding& finding : findings)
    out["findings"].push_back({{"kind", engine::name(finding.kind)}, {"says", finding.says}});
  out["accepted"] = !engine::is_refused(findings);
  fmt::print("{}\n", out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

/// The new text stands beside the file before it takes its place: a full disk loses nothing.
bool replace(const std::string& path, const std::string& text) {
  const std::string beside = path + ".new";
  std::ofstream out(beside, std::ios::binary);
  out << text;
  out.close();
  std::error_code failed;
  if (out) std::filesystem::rename(beside, path, failed);
  if (out && !failed) return true;
  show(Error{ErrorCode::internal, "cannot write the history '" + path + "'", {}});
  return false;
}

std::chrono::sys_days today() {
  return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
}

}  // namespace

std::optional<CardHistory> load_history(const ProbeArguments& arguments) {
  Diagnostics diagnostics;
  auto history = engine::read_history(arguments.history, diagnostics);
  if (!history) show(history.error());
  if (!diagnostics.empty()) show(diagnostics);
  if (!history || !diagnostics.empty()) return std::nullopt;
  if (arguments.validity.empty()) return *std::move(history);
  auto coding = engine::parse_validity_coding(arguments.validity);
  if (!coding) {
    show(coding.error());
    return std::nullopt;
  }
  history->validity = *std::move(coding);
  return *std::move(history);
}

int follow_history(const ProbeArguments& arguments, CardHistory history,
                   iso7816::CardChannel& channel, const engine::CalypsoSurvey& survey) {
  const auto seen = engine::take_snapshot(channel, survey);
  if (!seen) {
    show(seen.error());
    return exit_error;
  }
  if (!*seen) {
    show(Error{ErrorCode::unsupported,
               "the card is no Calypso card: --history has nothing to follow",
               {}});
    return exit_error;
  }
  const auto findings = engine::judge(history, **seen, today());
  if (arguments.common.format == Format::json)
    print_json(**seen, findings);
  else
    print_text(**seen, findings);
  engine::enter(history, **seen, findings);
  if (!replace(arguments.history, engine::history_text(history))) return exit_error;
  return engine::is_refused(findings) ? exit_failed : exit_good;
}

}  // namespace assay::cli
