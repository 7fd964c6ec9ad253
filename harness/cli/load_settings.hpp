// SPDX-License-Identifier: Apache-2.0
// Load settings: what a load run does: the bench file, and the options that are stronger.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "cli/commands.hpp"
#include "load/run.hpp"

namespace assay::cli {

struct LoadSettings {
  load::Plan plan;
  std::string card = "model:calypso-prime";
  std::string hsm = "model:hsm";
  bool real_time = false;
  bool shared_hsm = false;  ///< others use it meanwhile
  load::Micros hsm_timeout = 5'000'000;
  std::vector<std::size_t> compare;  ///< two numbers of sessions, or none
  unsigned rounds = 3;               ///< of a comparison
  std::optional<double> accepted_blocking, accepted_waiting;
  std::optional<load::Micros> accepted_wait;
};

/// `bench` has what its section `load` says. Errors: `malformed` or `out_of_range`, naming the option.
[[nodiscard]] Result<LoadSettings> load_settings(
    const LoadArguments& arguments, const std::map<std::string, std::string, std::less<>>& bench);

}  // namespace assay::cli
