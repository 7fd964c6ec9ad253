// SPDX-License-Identifier: Apache-2.0
// The table of models.
#include "cli/models.hpp"

#include <algorithm>
#include <charconv>

#include "adapters/model/model_channel.hpp"
#include "adapters/model_hsm/hsm_family.hpp"
#include "adapters/model_profiles/calypso_families.hpp"
#include "adapters/model_sam/sam_channel.hpp"
#include "base/text.hpp"

namespace assay::cli {
namespace {

std::vector<const model::ModelFamily*> families() {
  std::vector<const model::ModelFamily*> all{&model::gp_family()};
  for (const model::ModelFamily& family : model::calypso::families()) all.push_back(&family);
  all.push_back(&model::sam::sam_family());
  all.push_back(&model::hsm::hsm_family());
  return all;
}

Result<std::uint64_t> read_seed(std::string_view text) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): from_chars is given the end
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end)
    return fail(ErrorCode::malformed, "'{}' is not a number for seed", text);
  return value;
}

}  // namespace

std::vector<std::string> known_models() {
  std::vector<std::string> names;
  for (const auto* family : families()) names.push_back("model:" + std::string(family->name));
  return names;
}

Result<const model::ModelFamily*> find_model(const std::string& text) {
  TRY(const auto uri, parse_target_uri(text));
  for (const auto* family : families())
    if (family->name == uri.body) return family;
  const auto models = known_models();
  const std::string name = "model:" + uri.body;
  const std::vector<std::string_view> views(models.begin(), models.end());
  return fail(ErrorCode::malformed, "there is no model '{}'{} (models: {})", name,
              did_you_mean(name, views), join(models, " "));
}

std::string profile_of(const TargetUri& uri, const model::ModelFamily& family) {
  std::string profile(uri.option("profile"));
  for (const auto name : family.profile_options)
    if (!name.empty() && uri.options.contains(name))
      profile.append(";").append(name).append("=").append(uri.option(name));
  return profile;
}

Result<model::ModelOptions> model_options(const TargetUri& uri, const model::ModelFamily& family) {
  model::ModelOptions options;
  options.profile = profile_of(uri, family);
  for (const auto id : split(uri.option("deviate"), ','))
    if (!id.empty()) options.deviations.emplace_back(id);
  if (!uri.option("seed").empty()) {
    TRY(options.seed, read_seed(uri.option("seed")));
  }
  return options;
}

}  // namespace assay::cli
