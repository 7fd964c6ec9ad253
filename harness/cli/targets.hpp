// SPDX-License-Identifier: Apache-2.0
// Targets: from URIs to engine targets: which adapter, which ICS, which IXIT. The only place that knows every adapter.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "catalogue/catalogue.hpp"
#include "engine/mutation.hpp"
#include "engine/run.hpp"
#include "iso7816/card_channel.hpp"
#include "script/ics.hpp"

namespace assay::cli {

/// Opens one URI. Errors: those of parsing and of the adapter.
[[nodiscard]] Result<std::unique_ptr<iso7816::CardChannel>> open_channel(const std::string& uri);

/// Checks that the URI names something this build can open, without opening it.
[[nodiscard]] Result<void> check_uri(const std::string& uri);

/// What the user told about product and bench.
struct Surroundings {
  std::optional<script::Ics> ics;
  std::optional<script::Bench> bench;
};

/// A target with its ICS and IXIT: a model supplies its own unless the surroundings do. `others` are further roles
/// ("sam=URI").
[[nodiscard]] Result<engine::Target> make_target(
    const std::string& uri, const std::vector<std::pair<std::string, std::string>>& others,
    const Surroundings& surroundings);

/// Every deviation of a model, as mutants. Errors: `not_found` for an unknown model.
[[nodiscard]] Result<std::vector<engine::Mutant>> mutants_of(const std::string& model);

}  // namespace assay::cli
