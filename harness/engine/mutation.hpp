// SPDX-License-Identifier: Apache-2.0
// Mutation: suites against deviating cards. Which deviation dies at which case, and which requirement that proves.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/run.hpp"

namespace assay::engine {

/// One way in which a model card can deviate, as the suites' judge sees it.
struct Mutant {
  std::string id;
  std::string model;              ///< "model:gp"
  std::vector<std::string> rows;  ///< requirement ids it breaks
  std::string says;
};

/// A case that failed on a mutant, with the rows that its failing expectations carry.
struct FailedCase {
  std::string address;
  std::string target;
  std::set<std::string> rows;
  bool in_steps = false;
};

struct MutantResult {
  Mutant mutant;
  std::vector<std::string> killers;     ///< addresses of cases that kill it
  std::set<std::string> killed_rows;    ///< its rows at which it died
  std::vector<std::string> collateral;  ///< failing cases that claim none of its rows
  [[nodiscard]] bool killed() const noexcept { return !killers.empty(); }
};

struct MutationResult {
  std::set<std::string>
      baseline_failures;  ///< "address on target" not passing on the conforming card
  std::map<std::string, std::set<std::string>>
      claims;  ///< row to addresses that cover it and pass on the conforming card
  std::vector<MutantResult> mutants;
  std::size_t runs = 0;
  std::size_t cases = 0;  ///< case runs, those on the conforming card included
  std::size_t spared =
      0;  ///< case runs left out: their cases never reach the deviation, or claim none of its rows

  [[nodiscard]] std::set<std::string> proven_rows() const;
  [[nodiscard]] double score() const noexcept;
};

/// What is needed to run: targets by URI, made by the caller, who knows the models.
struct MutationRequest {
  const catalogue::Catalogue* catalogue = nullptr;
  std::vector<const script::Suite*> suites;
  std::vector<Mutant> mutants;
  std::function<Result<Target>(const std::string& uri)> target;
  std::function<bool(std::string_view address)> wanted;
  std::uint64_t seed = 1;
  bool collateral = true;   ///< false: mutants meet only the cases that claim their rows
  bool every_case = false;  ///< mutants meet cases too that never reach their deviation
  std::size_t threads = 1;  ///< mutants that run at once; `target` is called from all of them
};

/// Runs every suite on the models it names, first conforming, then once for every mutant of that model. "should" cases run too.
///
/// Models that are iso7816::AskedDeviations tell on the conforming card which deviations each case reaches. A case is a
/// function of its seed and its card, so where it never reaches a deviation it passes on the deviating card as it passed on
/// the conforming one; that run is spared.
///
/// A mutant is killed by a case that passes on the conforming card and has the verdict fail, in its steps, at an
/// expectation that carries one of the mutant's rows. Errors: as Run::plan.
[[nodiscard]] Result<MutationResult> run_mutants(const MutationRequest& request);

/// "model:gp?profile=x" with "deviate=ID" added.
[[nodiscard]] std::string deviating_uri(const std::string& uri, const std::string& id);

}  // namespace assay::engine
