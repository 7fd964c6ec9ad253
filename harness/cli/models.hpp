// SPDX-License-Identifier: Apache-2.0
// The model cards of this build, by name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/model_common/model_family.hpp"
#include "base/result.hpp"
#include "cli/target_uri.hpp"

namespace assay::cli {

/// Their names as targets: "model:gp".
[[nodiscard]] std::vector<std::string> known_models();

/// Which one a URI "model:NAME?..." means. Errors: `malformed`, with the nearest name and the list.
[[nodiscard]] Result<const model::ModelFamily*> find_model(const std::string& uri);

/// The profile that such a URI means, with the options that belong to it.
[[nodiscard]] std::string profile_of(const TargetUri& uri, const model::ModelFamily& family);

/// The options of such a URI: profile, deviate, seed, and those of the family.
[[nodiscard]] Result<model::ModelOptions> model_options(const TargetUri& uri,
                                                        const model::ModelFamily& family);

}  // namespace assay::cli
