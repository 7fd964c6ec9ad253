// SPDX-License-Identifier: Apache-2.0
// One family for each product, over the same card.
#include "adapters/model_profiles/calypso_families.hpp"

#include <algorithm>
#include <array>

#include "adapters/model_calypso/calypso_channel.hpp"
#include "adapters/model_calypso/card_profile.hpp"
#include "adapters/model_common/describe.hpp"
#include "adapters/model_profiles/profile_file.hpp"

namespace assay::model::calypso {
namespace {

bool is_file_name(std::string_view profile) {
  return profile.find('/') != std::string_view::npos || profile.ends_with(".yaml") ||
         profile.ends_with(".yml");
}

std::vector<ProfileInfo> profiles_of(std::string_view model) {
  std::vector<ProfileInfo> out = built_in_profiles(model);
  for (const TestKitProfile& kit : test_kit_profiles())
    if (kit.model == model)
      out.push_back({kit.name, "card of the public test kit, keys of our own"});
  return out;
}

}  // namespace

Result<CardProfile> find_profile(std::string_view model, const std::string& name) {
  if (is_file_name(name)) {
    TRY(CardProfile profile, load_profile(name));
    if (model_of(profile) != model)
      return fail(ErrorCode::malformed, "{} describes a card of model:{}, not of model:{}", name,
                  model_of(profile), model);
    return profile;
  }
  for (const TestKitProfile& kit : test_kit_profiles())
    if (kit.name == name && kit.model == model) return read_profile(kit.name, kit.text);
  std::vector<std::string_view> names;
  for (const ProfileInfo& info : profiles_of(model)) names.push_back(info.name);
  if (std::ranges::find(names, name) != names.end()) return built_in_profile(model, name);
  std::erase(names, "");
  return tl::unexpected(unknown_to_model(model, "profile", name, names));
}

namespace {

template <const auto& Model>
std::vector<ProfileInfo> profiles() {
  return profiles_of(Model);
}

template <const auto& Model>
std::vector<DeviationNote> deviations() {
  return deviation_notes(Model);
}

template <const auto& Model>
Result<Claims> claims(const std::string& name) {
  TRY(const CardProfile profile, find_profile(Model, name));
  return claims_of(profile);
}

template <const auto& Model>
Result<std::unique_ptr<iso7816::CardChannel>> open(const ModelOptions& options) {
  TRY(const CardProfile profile, find_profile(Model, options.profile));
  return open_card(Model, profile, options);
}

template <const auto& Model>
constexpr ModelFamily family() {
  return {Model, profiles<Model>, deviations<Model>, claims<Model>, open<Model>};
}

constexpr std::string_view prime = "calypso-prime", light = "calypso-light",
                           basic = "calypso-basic", hce = "calypso-hce";

constexpr std::array table{family<prime>(), family<light>(), family<basic>(), family<hce>()};

}  // namespace

std::span<const ModelFamily> families() noexcept {
  return table;
}

}  // namespace assay::model::calypso
