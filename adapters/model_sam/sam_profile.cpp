// SPDX-License-Identifier: Apache-2.0
// The products by name.
#include "adapters/model_sam/sam_profile.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "adapters/model_common/describe.hpp"
#include "adapters/model_sam/sam_choices.hpp"

namespace assay::model::sam {
namespace {

struct Profile {
  ProfileInfo info;
  Choices choices;
};

constexpr auto profiles = std::to_array<Profile>({
    {{"", "SAM-C1: every command, sessions of both lengths, certificates"}, {}},
    {{"hsm", "HSM-C1: as the SAM-C1, without DIGEST UPDATE MULTIPLE"}, {.product = Product::hsm}},
    {{"s1d", "SAM-S1D: class 94, 70 bytes of digest data, regular sessions alone"},
     {.product = Product::s1dx}},
    {{"s1e1", "SAM-S1E1: 240 bytes of digest data, regular sessions alone"},
     {.product = Product::s1e1}},
    {{"locked", "has a lock: nothing works before UNLOCK, and keys cannot be changed"},
     {.locked = true}},
    {{"recorded", "serial number, counters and system keys of published exchanges"},
     {.recorded = true}},
    {{"exhausted", "every event counter stands at its ceiling"}, {.exhausted = true}},
    {{"worn", "one operation before the end of its lifetime"}, {.worn = true}},
    {{"keyless", "has no system keys"}, {.keyless = true}},
    {{"full", "has no empty record for work keys"}, {.full = true}},
    {{"no-ca", "has no key to sign certificates with"}, {.bare_ca = true}},
});

}  // namespace

std::span<const ProfileInfo> sam_profiles() noexcept {
  static constexpr auto infos = [] {
    std::array<ProfileInfo, profiles.size()> out{};
    std::ranges::transform(profiles, out.begin(), &Profile::info);
    return out;
  }();
  return infos;
}

Result<SamProduct> make_sam_product(std::string_view profile) {
  const auto found =
      std::ranges::find(profiles, profile, [](const Profile& each) { return each.info.name; });
  if (found == profiles.end()) {
    std::vector<std::string_view> names;
    for (const ProfileInfo& info : sam_profiles())
      if (!info.name.empty()) names.push_back(info.name);
    return tl::unexpected(unknown_to_model("sam", "profile", profile, names));
  }
  const Choices& choices = found->choices;
  return SamProduct{{make_state(choices), {}}, {make_ics(choices), make_ixit(choices)}};
}

}  // namespace assay::model::sam
