// SPDX-License-Identifier: Apache-2.0
// The products by name: first the bare card, then what each profile changes.
#include "adapters/model/gp_profile.hpp"

#include <algorithm>
#include <array>

#include "adapters/model/gp_choices.hpp"
#include "base/text.hpp"

namespace assay::model {
namespace {

struct Profile {
  ProfileInfo info;
  Choices choices;
};

constexpr auto profiles = std::to_array<Profile>({
    {{"",
      "superset card: SCP03 option 70 in the issuer's domain, SCP02 options 15 and 55 in others"},
     {.superset = true}},
    {{"scp03-s16", "SCP03 in S16 mode (option 71)"}, {.scp03_i = 0x71}},
    {{"scp03-i00", "SCP03 with random challenges and no response protection"}, {.scp03_i = 0x00}},
    {{"scp03-i10", "SCP03 with pseudo-random challenges and no response protection"},
     {.scp03_i = 0x10}},
    {{"scp03-i20", "SCP03 with random challenges and R-MAC"}, {.scp03_i = 0x20}},
    {{"scp03-i30", "SCP03 with pseudo-random challenges and R-MAC"}, {.scp03_i = 0x30}},
    {{"scp03-i60", "SCP03 with random challenges, R-MAC and R-ENC"}, {.scp03_i = 0x60}},
    {{"scp02-r-mac", "the Security Domain with SCP02 option 15 has option 35: R-MAC too"},
     {.scp02_i = 0x35}},
    {{"scp02-04", "SCP02 option 04: explicit, one base key"}, {.scp02_i = 0x04}},
    {{"scp02-05", "SCP02 option 05: explicit, three keys"}, {.scp02_i = 0x05}},
    {{"scp02-0a", "SCP02 option 0A: implicit, one base key"}, {.scp02_i = 0x0A}},
    {{"scp02-0b", "SCP02 option 0B: implicit, three keys"}, {.scp02_i = 0x0B}},
    {{"scp02-14", "SCP02 option 14: explicit, one base key, ICV encryption"}, {.scp02_i = 0x14}},
    {{"scp02-15", "SCP02 option 15: explicit, three keys, ICV encryption"}, {.scp02_i = 0x15}},
    {{"scp02-1a", "SCP02 option 1A: implicit, one base key, ICV encryption"}, {.scp02_i = 0x1A}},
    {{"scp02-1b", "SCP02 option 1B: implicit, three keys, ICV encryption"}, {.scp02_i = 0x1B}},
    {{"scp02-24", "SCP02 option 24: explicit, one base key, R-MAC"}, {.scp02_i = 0x24}},
    {{"scp02-25", "SCP02 option 25: explicit, three keys, R-MAC"}, {.scp02_i = 0x25}},
    {{"scp02-2a", "SCP02 option 2A: implicit, one base key, R-MAC"}, {.scp02_i = 0x2A}},
    {{"scp02-2b", "SCP02 option 2B: implicit, three keys, R-MAC"}, {.scp02_i = 0x2B}},
    {{"scp02-34", "SCP02 option 34: explicit, one base key, ICV encryption, R-MAC"},
     {.scp02_i = 0x34}},
    {{"scp02-35", "SCP02 option 35: explicit, three keys, ICV encryption, R-MAC"},
     {.scp02_i = 0x35}},
    {{"scp02-3a", "SCP02 option 3A: implicit, one base key, ICV encryption, R-MAC"},
     {.scp02_i = 0x3A}},
    {{"scp02-3b", "SCP02 option 3B: implicit, three keys, ICV encryption, R-MAC"},
     {.scp02_i = 0x3B}},
    {{"scp02-44", "SCP02 option 44: explicit, one base key, pseudo-random challenge"},
     {.scp02_i = 0x44}},
    {{"scp02-45", "SCP02 option 45: explicit, three keys, pseudo-random challenge"},
     {.scp02_i = 0x45}},
    {{"scp02-4a", "SCP02 option 4A: implicit, one base key, pseudo-random challenge"},
     {.scp02_i = 0x4A}},
    {{"scp02-4b", "SCP02 option 4B: implicit, three keys, pseudo-random challenge"},
     {.scp02_i = 0x4B}},
    {{"scp02-54",
      "SCP02 option 54: explicit, one base key, ICV encryption, pseudo-random challenge"},
     {.scp02_i = 0x54}},
    {{"scp02-55", "SCP02 option 55: explicit, three keys, ICV encryption, pseudo-random challenge"},
     {.scp02_i = 0x55}},
    {{"scp02-5a",
      "SCP02 option 5A: implicit, one base key, ICV encryption, pseudo-random challenge"},
     {.scp02_i = 0x5A}},
    {{"scp02-5b", "SCP02 option 5B: implicit, three keys, ICV encryption, pseudo-random challenge"},
     {.scp02_i = 0x5B}},
    {{"scp02-64", "SCP02 option 64: explicit, one base key, R-MAC, pseudo-random challenge"},
     {.scp02_i = 0x64}},
    {{"scp02-65", "SCP02 option 65: explicit, three keys, R-MAC, pseudo-random challenge"},
     {.scp02_i = 0x65}},
    {{"scp02-6a", "SCP02 option 6A: implicit, one base key, R-MAC, pseudo-random challenge"},
     {.scp02_i = 0x6A}},
    {{"scp02-6b", "SCP02 option 6B: implicit, three keys, R-MAC, pseudo-random challenge"},
     {.scp02_i = 0x6B}},
    {{"scp02-74",
      "SCP02 option 74: explicit, one base key, ICV encryption, R-MAC, pseudo-random challenge"},
     {.scp02_i = 0x74}},
    {{"scp02-75",
      "SCP02 option 75: explicit, three keys, ICV encryption, R-MAC, pseudo-random challenge"},
     {.scp02_i = 0x75}},
    {{"scp02-7a",
      "SCP02 option 7A: implicit, one base key, ICV encryption, R-MAC, pseudo-random challenge"},
     {.scp02_i = 0x7A}},
    {{"scp02-7b",
      "SCP02 option 7B: implicit, three keys, ICV encryption, R-MAC, pseudo-random challenge"},
     {.scp02_i = 0x7B}},
    {{"scp02-only", "the issuer's domain has SCP02 option 15, and nothing has SCP03"},
     {.scp03 = false}},
    {{"basic-channel-only", "knows logical channels and has the basic one only"}, {.channels = 1}},
    {{"channels-20", "20 logical channels, 4 to 19 by the further interindustry class"},
     {.channels = 20}},
    {{"no-channel-concept", "knows no logical channels at all"},
     {.channels = 1, .knows_channels = false}},
    {{"extended-length", "takes commands with extended length fields"}, {.extended_length = true}},
    {{"minimal-data", "GET DATA has the mandatory objects only"}, {.optional_objects = false}},
    {{"op-ready", "card state OP_READY"}, {.card_state = CardState::op_ready}},
    {{"initialized", "card state INITIALIZED"}, {.card_state = CardState::initialized}},
    {{"card-locked", "card state CARD_LOCKED"}, {.card_state = CardState::card_locked}},
    {{"terminated", "card state TERMINATED"}, {.card_state = CardState::terminated}},
});

constexpr auto infos = [] {
  std::array<ProfileInfo, profiles.size()> out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = profiles[i].info;
  return out;
}();

}  // namespace

std::span<const ProfileInfo> gp_profiles() noexcept {
  return infos;
}

Result<GpProduct> make_gp_product(std::string_view profile) {
  const auto found =
      std::ranges::find(profiles, profile, [](const Profile& p) { return p.info.name; });
  if (found == profiles.end()) {
    std::vector<std::string_view> names;
    for (const ProfileInfo& info : infos)
      if (!info.name.empty()) names.push_back(info.name);
    return fail(ErrorCode::not_found, "model:gp has no profile '{}'{}", profile,
                did_you_mean(profile, names));
  }
  return GpProduct{make_state(found->choices), make_ics(found->choices), make_ixit(found->choices)};
}

}  // namespace assay::model
