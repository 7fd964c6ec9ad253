// SPDX-License-Identifier: Apache-2.0
// assay list: the cases that would run, or what a model offers.
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/files.hpp"
#include "cli/home.hpp"
#include "cli/models.hpp"
#include "cli/run_setup.hpp"

namespace assay::cli {
namespace {

int list_model(const std::string& name, Format format) {
  if (const auto sound = check_uri(name); !sound) {
    show(sound.error());
    return exit_refused;
  }
  const auto family = find_model(name);
  const auto mutants = mutants_of(name);
  if (!mutants) {
    show(mutants.error());
    return exit_refused;
  }
  const auto profiles = (*family)->profiles();
  if (format == Format::json) {
    nlohmann::ordered_json out{{"model", name},
                               {"profiles", nlohmann::json::array()},
                               {"deviations", nlohmann::json::array()}};
    for (const auto& profile : profiles)
      out["profiles"].push_back({{"name", profile.name}, {"says", profile.says}});
    for (const auto& mutant : *mutants)
      out["deviations"].push_back(
          {{"id", mutant.id}, {"rows", mutant.rows}, {"says", mutant.says}});
    fmt::print("{}\n", out.dump());
    return exit_good;
  }
  fmt::print("profiles of {}\n", name);
  for (const auto& profile : profiles)
    fmt::print("  {:<24} {}\n", profile.name.empty() ? "(none)" : profile.name, profile.says);
  fmt::print("\ndeviations of {}\n", name);
  for (const auto& mutant : *mutants)
    fmt::print("  {:<44} {}\n  {:<44}   {}\n", mutant.id, join(mutant.rows, " "), "", mutant.says);
  fmt::print("\n{} deviations\n", mutants->size());
  return exit_good;
}

nlohmann::ordered_json line_of(const journal::PlannedCase& planned) {
  nlohmann::ordered_json out;
  out["case"] = planned.address;
  out["title"] = planned.title;
  out["target"] = planned.target;
  out["level"] = planned.level;
  out["risk"] = planned.risk;
  out["covers"] = planned.covers;
  if (!planned.not_applicable.empty()) out["not_applicable"] = planned.not_applicable;
  if (!planned.refused.empty()) out["refused"] = planned.refused;
  return out;
}

void print(const journal::PlannedCase& planned) {
  fmt::print("{}  ({}, {}, {})\n    {}\n", planned.address, planned.target, planned.level,
             planned.risk, planned.title);
  if (!planned.covers.empty()) fmt::print("    {}\n", join(planned.covers, " "));
  if (!planned.not_applicable.empty())
    fmt::print("    not applicable: {}\n", planned.not_applicable);
  if (!planned.refused.empty()) fmt::print("    refused: {}\n", planned.refused);
}

}  // namespace

int list_command(const RunArguments& arguments) {
  if (arguments.nodes.size() == 1 && arguments.nodes[0].starts_with("model:"))
    return list_model(arguments.nodes[0], arguments.common.format);
  RunArguments plan_only = arguments;
  plan_only.leaves_evidence = false;
  RunSetup setup;
  if (const int code = setup.prepare(plan_only, {}); code != exit_good) return code;
  const auto& record = setup.run().record();
  for (const auto& planned : record.plan) {
    if (arguments.common.format == Format::json)
      fmt::print("{}\n", line_of(planned).dump());
    else
      print(planned);
  }
  if (arguments.common.format == Format::text)
    fmt::print("{} written cases, {} instances\n", record.written_cases, record.plan.size());
  return exit_good;
}

}  // namespace assay::cli
