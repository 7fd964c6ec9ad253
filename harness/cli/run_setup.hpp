// SPDX-License-Identifier: Apache-2.0
// RunSetup: everything a run stands on, loaded in order and kept alive: catalogue, suites, bench, ICS, targets, plan.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/targets.hpp"
#include "engine/run.hpp"

namespace assay::cli {

class RunSetup {
 public:
  /// Loads and plans; what is wrong is shown. Returns exit_good, exit_refused (option, file, script, missing key) or
  /// exit_error (a target cannot be opened). `finished` holds cases that an earlier run finished.
  [[nodiscard]] int prepare(const RunArguments& arguments,
                            std::map<std::size_t, journal::CaseRecord> finished);

  [[nodiscard]] engine::Run& run() noexcept { return *run_; }
  [[nodiscard]] const catalogue::Catalogue& catalogue() const noexcept { return catalogue_; }
  /// Whether any loaded case opens a session by public keys: certificates or an agreement on keys.
  [[nodiscard]] bool has_public_keys() const noexcept { return !public_key_cases_.empty(); }

 private:
  [[nodiscard]] bool load(const RunArguments& arguments);
  void note_public_keys();
  [[nodiscard]] bool load_surroundings(const RunArguments& arguments);
  [[nodiscard]] Result<void> choose_targets(const RunArguments& arguments);
  [[nodiscard]] Result<const engine::Target*> target_for(const std::string& uri);
  [[nodiscard]] Result<engine::RunOptions> options_from(const RunArguments& arguments) const;

  catalogue::Catalogue catalogue_;
  Selection selection_;
  std::set<std::string, std::less<>> public_key_cases_;  ///< addresses
  Surroundings surroundings_;
  std::vector<script::ExpectedFailure> expected_;
  std::vector<journal::InputFile> inputs_;
  std::vector<std::pair<std::string, std::string>> other_roles_;
  std::string card_uri_;  ///< empty: the models that each suite names
  std::deque<engine::Target> targets_;
  std::map<std::string, const engine::Target*> target_by_uri_;
  std::vector<engine::Assignment> assignments_;
  std::unique_ptr<engine::Run> run_;
};

}  // namespace assay::cli
