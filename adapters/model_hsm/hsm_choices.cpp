// SPDX-License-Identifier: Apache-2.0
// The products, and how a text names one.
#include "adapters/model_hsm/hsm_choices.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>

#include "adapters/model_common/describe.hpp"
#include "base/text.hpp"

namespace assay::model::hsm {
namespace {

struct Profile {
  ProfileInfo info;
  void (*apply)(Choices& choices);
};

void be_s20(Choices& choices) {
  choices.product = Product::sam_s20;
  choices.channels = s20_channels;
}

constexpr auto profiles = std::to_array<Profile>({
    {{"", "PCI-S3/5000: 5000 channels, three key groups, started"}, [](Choices&) {}},
    {{"s20", "SAM-S20: 20 channels, 16 million operations"}, be_s20},
    {{"s20-worn", "SAM-S20 with three operations left"},
     [](Choices& choices) {
       be_s20(choices);
       choices.operations = s20_lifetime - 3;
     }},
    {{"sealed", "PCI-S3/100 that starts up with a smart card"},
     [](Choices& choices) {
       choices.channels = 100;
       choices.needs_card = true;
     }},
});

constexpr auto options = std::to_array<std::string_view>(
    {"product", "channels", "idle_ms", "startup", "reader", "operations", "seed", "deviate"});

template <typename Number>
Result<Number> number_of(std::string_view text, std::string_view name) {
  Number value{};
  const char* end = text.data() + text.size();
  // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): from_chars is given the end
  const auto read = std::from_chars(text.data(), end, value);
  if (text.empty() || read.ec != std::errc() || read.ptr != end)
    return fail(ErrorCode::malformed, "'{}' is not a number for {}", text, name);
  return value;
}

Result<void> set_product(Choices& choices, std::string_view value) {
  if (value == "s20") return be_s20(choices), Result<void>{};
  if (value == "s3") return {};
  return fail(ErrorCode::malformed, "product is 's3' or 's20', not '{}'", value);
}

Result<void> set_channels(Choices& choices, std::string_view value) {
  constexpr std::array<std::uint32_t, 4> sizes{100, 500, 1000, 5000};
  TRY(const auto channels, number_of<std::uint32_t>(value, "channels"));
  if (choices.product == Product::sam_s20) {
    if (channels == s20_channels) return {};
    return fail(ErrorCode::malformed, "a SAM-S20 has 20 channels, not {}", value);
  }
  if (std::ranges::find(sizes, channels) == sizes.end())
    return fail(ErrorCode::malformed,
                "a PCI-S3 is made with 100, 500, 1000 or 5000 channels, not {}", value);
  choices.channels = channels;
  return {};
}

Result<void> set_idle(Choices& choices, std::string_view value) {
  constexpr std::uint64_t most = 86'400'000;
  TRY(const auto idle, number_of<std::uint64_t>(value, "idle_ms"));
  if (idle > most)
    return fail(ErrorCode::malformed,
                "idle_ms is a number of milliseconds from 0 (never) to {}, not {}", most, value);
  choices.idle_us = idle * 1000;
  return {};
}

Result<void> set_word(std::string_view name, std::string_view value, std::string_view yes,
                      std::string_view no, bool& flag) {
  if (value != yes && value != no)
    return fail(ErrorCode::malformed, "{} is '{}' or '{}', not '{}'", name, yes, no, value);
  flag = value == yes;
  return {};
}

Result<void> set_option(Choices& choices, std::string_view name, std::string_view value) {
  if (name == "product") return set_product(choices, value);
  if (name == "channels") return set_channels(choices, value);
  if (name == "idle_ms") return set_idle(choices, value);
  if (name == "startup") return set_word(name, value, "card", "none", choices.needs_card);
  if (name == "reader") return set_word(name, value, "own", "caller", choices.own_reader);
  if (name == "operations") {
    TRY(choices.operations, number_of<std::uint64_t>(value, name));
    return {};
  }
  if (name == "seed") {
    TRY(choices.seed, number_of<std::uint64_t>(value, name));
    return {};
  }
  if (name == "deviate") {
    for (const auto id : split(value, ',')) choices.deviations.emplace_back(id);
    return {};
  }
  return fail(ErrorCode::malformed, "model:hsm has no option '{}'{}", name,
              did_you_mean(name, options));
}

Result<void> apply_profile(Choices& choices, std::string_view name) {
  const auto found =
      std::ranges::find(profiles, name, [](const Profile& each) { return each.info.name; });
  if (found == profiles.end()) {
    std::vector<std::string_view> names;
    for (const Profile& profile : profiles)
      if (!profile.info.name.empty()) names.push_back(profile.info.name);
    return tl::unexpected(unknown_to_model("hsm", "profile", name, names));
  }
  found->apply(choices);
  return {};
}

}  // namespace

std::span<const ProfileInfo> hsm_profiles() noexcept {
  static constexpr auto infos = [] {
    std::array<ProfileInfo, profiles.size()> out{};
    std::ranges::transform(profiles, out.begin(), &Profile::info);
    return out;
  }();
  return infos;
}

std::span<const std::string_view> hsm_options() noexcept {
  return options;
}

Result<Choices> read_choices(std::string_view text) {
  Choices choices;
  const auto parts = split(text, ';');
  for (const auto part : parts) {
    if (part.empty() || part.find('=') != std::string_view::npos) continue;
    TRY_VOID(apply_profile(choices, part));
  }
  // The product first: what the other options may say depends on it.
  for (const bool products : {true, false})
    for (const auto part : parts) {
      const auto equals = part.find('=');
      if (equals == std::string_view::npos) continue;
      const auto name = part.substr(0, equals);
      if ((name == "product") == products)
        TRY_VOID(set_option(choices, name, part.substr(equals + 1)));
    }
  return choices;
}

std::string product_name(const Choices& choices) {
  if (choices.product == Product::sam_s20) return "SAM-S20";
  return fmt::format("PCI-S3/{}", choices.channels);
}

}  // namespace assay::model::hsm
