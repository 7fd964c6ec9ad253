// SPDX-License-Identifier: Apache-2.0
// assay mutants and assay trace: what the suites would notice, and which requirements that proves.
#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/random.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/files.hpp"
#include "cli/home.hpp"
#include "cli/targets.hpp"
#include "engine/mutation.hpp"
#include "engine/traceability.hpp"

namespace assay::cli {
namespace {

constexpr std::size_t collateral_limit = 10;  // more needs a reason in writing

struct Measured {
  catalogue::Catalogue catalogue;
  Selection selection;
  engine::MutationResult result;
};

/// The models that the suites name, without their options.
std::vector<std::string> models_of(const Selection& selection) {
  std::vector<std::string> out;
  for (const auto& suite : selection.suites)
    for (std::string_view uri : suite.models) {
      // Behind a carrier stands the same model, whose deviations the plain target shows.
      if (uri.starts_with("scp80:")) uri.remove_prefix(6);
      out.emplace_back(uri.substr(0, uri.find('?')));
    }
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

Result<std::vector<engine::Mutant>> wanted_mutants(const Selection& selection,
                                                   const MutantsArguments& arguments) {
  std::vector<engine::Mutant> all;
  for (const auto& model : models_of(selection)) {
    TRY(auto more, mutants_of(model));
    std::ranges::move(more, std::back_inserter(all));
  }
  if (!arguments.only.empty()) {
    std::vector<std::string_view> ids;
    for (const auto& mutant : all) ids.push_back(mutant.id);
    for (const auto& id : arguments.only)
      if (std::ranges::find(ids, id) == ids.end())
        return fail(ErrorCode::not_found, "there is no deviation '{}'{}", id,
                    did_you_mean(id, ids));
    std::erase_if(all, [&](const auto& mutant) {
      return std::ranges::find(arguments.only, mutant.id) == arguments.only.end();
    });
  }
  Random random(arguments.seed);
  while (arguments.sample != 0 && all.size() > arguments.sample)
    all.erase(all.begin() + static_cast<std::ptrdiff_t>(random.below(all.size())));
  return all;
}

/// Loads, runs, and shows what went wrong; nothing when it did, with the exit code in `code`.
std::unique_ptr<Measured> measure(const MutantsArguments& arguments, bool collateral, int& code) {
  code = exit_refused;
  const auto home = find_home();
  if (!home) {
    show(home.error());
    return nullptr;
  }
  auto out = std::make_unique<Measured>();
  auto catalogue = load_catalogue(
      arguments.common.specs.empty() ? home->specs : arguments.common.specs, catalogue::Parts::all);
  if (!catalogue) return nullptr;
  out->catalogue = *std::move(catalogue);
  const auto nodes = arguments.nodes.empty() ? std::vector{home->suites} : arguments.nodes;
  auto selection = select(nodes, home->suites, out->catalogue);
  if (!selection) return nullptr;
  out->selection = *std::move(selection);

  engine::MutationRequest request;
  request.catalogue = &out->catalogue;
  request.seed = arguments.seed;
  request.collateral = collateral;
  request.every_case = arguments.every_case;
  request.threads = arguments.jobs != 0 ? arguments.jobs : std::thread::hardware_concurrency();
  request.wanted = out->selection.wanted;
  request.target = [](const std::string& uri) { return make_target(uri, {}, {}); };
  for (const auto& suite : out->selection.suites) request.suites.push_back(&suite);
  auto mutants = wanted_mutants(out->selection, arguments);
  if (!mutants) {
    show(mutants.error());
    return nullptr;
  }
  request.mutants = *std::move(mutants);
  auto result = engine::run_mutants(request);
  if (!result) {
    code = exit_error;
    show(result.error());
    return nullptr;
  }
  out->result = *std::move(result);
  return out;
}

void print_baseline_failures(const engine::MutationResult& result) {
  for (const auto& failure : result.baseline_failures)
    fmt::print("NOT PASSING on the conforming card: {}\n", failure);
}

void print_mutant(const engine::MutantResult& result, bool full) {
  if (result.killed() && !full && result.collateral.size() <= collateral_limit) return;
  fmt::print("{}  {}  [{}]\n", result.killed() ? "killed  " : "SURVIVED", result.mutant.id,
             join(result.mutant.rows, " "));
  fmt::print("          {}\n", result.mutant.says);
  if (full)
    for (const auto& killer : result.killers) fmt::print("          by {}\n", killer);
  if (result.collateral.empty()) return;
  fmt::print("          collateral: {} failing case{} that claim{} none of its rows\n",
             result.collateral.size(), result.collateral.size() == 1 ? "" : "s",
             result.collateral.size() == 1 ? "s" : "");
  if (full)
    for (const auto& address : result.collateral) fmt::print("            {}\n", address);
}

nlohmann::ordered_json summary_of(const engine::MutationResult& result) {
  nlohmann::ordered_json out;
  std::vector<std::string> survived;
  for (const auto& mutant : result.mutants)
    if (!mutant.killed()) survived.push_back(mutant.mutant.id);
  out["mutants"] = result.mutants.size();
  out["killed"] = result.mutants.size() - survived.size();
  out["survived"] = survived;
  out["score"] = result.score();
  return out;
}

nlohmann::ordered_json counts_of(const engine::CatalogueTrace& trace) {
  nlohmann::ordered_json out;
  out["catalogued"] = trace.catalogued;
  out["testable"] = trace.testable;
  out["proven"] = trace.proven;
  out["same_as"] = trace.same_as;
  out["claimed"] = trace.claimed;
  out["excepted"] = nlohmann::ordered_json::object();
  for (const auto& [reason, count] : trace.excepted) out["excepted"][reason] = count;
  out["open"] = trace.open;
  return out;
}

std::string_view word(engine::RowState state) {
  switch (state) {
    case engine::RowState::proven: return "proven";
    case engine::RowState::same_as: return "same_as";
    case engine::RowState::excepted: return "excepted";
    case engine::RowState::open: return "open";
  }
  return "";
}

void print_rows(const engine::Trace& trace, bool full) {
  for (const auto& row : trace.rows) {
    if (!full && row.cases.empty() && row.state == engine::RowState::open) continue;
    if (!full && row.state == engine::RowState::excepted) continue;
    fmt::print("{:<22} {:<8} {}\n", row.requirement->id, word(row.state), row.requirement->says);
    if (!row.remark.empty()) fmt::print("{:>31} {}\n", "", row.remark);
    for (const auto& address : row.cases) fmt::print("{:>31} {}\n", "", address);
  }
}

void print_cases(const engine::Trace& trace) {
  std::map<std::string, std::vector<std::string>> by_case;
  for (const auto& row : trace.rows)
    for (const auto& address : row.cases) by_case[address].emplace_back(row.requirement->id);
  for (const auto& [address, rows] : by_case) fmt::print("{}\n    {}\n", address, join(rows, " "));
}

void print_totals(const engine::Trace& trace) {
  fmt::print("\n{:<12} {:>10} {:>9} {:>7} {:>8} {:>8} {:>9} {:>6}\n", "catalogue", "catalogued",
             "testable", "proven", "same_as", "claimed", "excepted", "open");
  const auto line = [](std::string_view name, const engine::CatalogueTrace& counts) {
    std::size_t excepted = 0;
    for (const auto& [reason, count] : counts.excepted) excepted += count;
    fmt::print("{:<12} {:>10} {:>9} {:>7} {:>8} {:>8} {:>9} {:>6}\n", name, counts.catalogued,
               counts.testable, counts.proven, counts.same_as, counts.claimed, excepted,
               counts.open);
  };
  for (const auto& [name, counts] : trace.catalogues) line(name, counts);
  line("total", trace.total);
  fmt::print(
      "proven: a case passes on the conforming card and fails, at an expectation that carries the "
      "row, on a card "
      "that deviates from it\n");
}

}  // namespace

int mutants_command(const MutantsArguments& arguments) {
  int code = exit_good;
  const auto measured = measure(arguments, true, code);
  if (!measured) return code;
  const auto& result = measured->result;
  const auto summary = summary_of(result);
  if (arguments.common.format == Format::text && !arguments.common.quiet) {
    print_baseline_failures(result);
    for (const auto& mutant : result.mutants) print_mutant(mutant, arguments.full);
    fmt::print(
        "{} of {} deviations killed, {} case runs, {} spared whose case never reaches the "
        "deviation\n",
        summary["killed"].get<std::size_t>(), result.mutants.size(), result.cases, result.spared);
  }
  fmt::print("{}\n", summary.dump());
  const bool good = result.baseline_failures.empty() && summary["survived"].empty();
  return good ? exit_good : exit_failed;
}

int trace_command(const MutantsArguments& arguments) {
  int code = exit_good;
  const auto measured = measure(arguments, false, code);
  if (!measured) return code;
  const auto trace =
      engine::trace(measured->catalogue, measured->result.proven_rows(), measured->result.claims);
  if (arguments.common.format == Format::text && !arguments.common.quiet) {
    print_baseline_failures(measured->result);
    print_rows(trace, arguments.full);
    fmt::print("\n");
    print_cases(trace);
    print_totals(trace);
  }
  nlohmann::ordered_json summary;
  summary["total"] = counts_of(trace.total);
  summary["catalogues"] = nlohmann::ordered_json::object();
  for (const auto& [name, counts] : trace.catalogues)
    summary["catalogues"][name] = counts_of(counts);
  fmt::print("{}\n", summary.dump());
  return exit_good;
}

}  // namespace assay::cli
