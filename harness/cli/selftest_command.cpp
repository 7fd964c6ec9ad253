// SPDX-License-Identifier: Apache-2.0
// assay selftest: every vector through the reference implementation.
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/files.hpp"
#include "cli/home.hpp"
#include "vectors/selftest.hpp"

namespace assay::cli {
namespace {

nlohmann::ordered_json counts_of(const vectors::VectorCounts& counts) {
  return {{"vectors", counts.vectors},
          {"passed", counts.passed},
          {"failed", counts.failed},
          {"pending", counts.pending}};
}

void print_counts(std::string_view name, const vectors::VectorCounts& counts) {
  fmt::print("{:<34} {:>8} {:>8} {:>8} {:>8}\n", name, counts.vectors, counts.passed, counts.failed,
             counts.pending);
}

void print(const vectors::SelftestResult& result) {
  for (const auto& failed : result.failures)
    fmt::print("FAIL  {}  {}\n      {}\n      expected  {}\n      got       {}\n", failed.id,
               failed.what, failed.place, failed.expected, failed.got);
  for (const auto& pending : result.pending)
    fmt::print("pending  {}  ({}): {}\n", pending.id, pending.algorithm, pending.reason);
  fmt::print("\n{:<34} {:>8} {:>8} {:>8} {:>8}\n", "algorithm", "vectors", "passed", "failed",
             "pending");
  for (const auto& [name, counts] : result.algorithms) print_counts(name, counts);
  print_counts("all primitives", result.primitives);
  print_counts("all of the protocol", result.protocol);
  for (const auto& algorithm : result.unconfirmed)
    fmt::print("unconfirmed by a public vector  {}\n", algorithm);
}

}  // namespace

int selftest_command(const SelftestArguments& arguments) {
  std::string path = arguments.vectors;
  if (path.empty()) {
    const auto home = find_home();
    if (!home && arguments.common.specs.empty()) {
      show(home.error());
      return exit_refused;
    }
    path = (arguments.common.specs.empty() ? home->specs : arguments.common.specs) + "/vectors";
  }
  Diagnostics diagnostics;
  const auto result = vectors::run_selftest(path, diagnostics);
  show(diagnostics);
  if (!result) {
    show(result.error());
    return exit_refused;
  }
  if (!diagnostics.empty()) return exit_refused;
  if (arguments.common.format == Format::text && !arguments.common.quiet) print(*result);
  nlohmann::ordered_json summary;
  summary["total"] = counts_of(result->total);
  summary["primitives"] = counts_of(result->primitives);
  summary["protocol"] = counts_of(result->protocol);
  summary["unconfirmed"] = result->unconfirmed;
  summary["algorithms"] = nlohmann::ordered_json::object();
  for (const auto& [name, counts] : result->algorithms)
    summary["algorithms"][name] = counts_of(counts);
  fmt::print("{}\n", summary.dump());
  if (result->total.failed > 0) return exit_failed;
  return result->total.vectors == 0 ? exit_refused : exit_good;
}

}  // namespace assay::cli
