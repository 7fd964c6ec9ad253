// SPDX-License-Identifier: Apache-2.0
// Opens model HSMs, and says what they claim.
#include "adapters/model_hsm/hsm_family.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "adapters/hsm_channel/hsm_card_channel.hpp"
#include "adapters/model_common/describe.hpp"
#include "adapters/model_hsm/hsm_choices.hpp"
#include "adapters/model_hsm/hsm_deviation.hpp"
#include "adapters/model_hsm/hsm_table.hpp"
#include "adapters/model_hsm/start_up_card.hpp"
#include "adapters/model_sam/sam_profile.hpp"
#include "base/text.hpp"
#include "iso7816/asked_deviations.hpp"
#include "iso7816/own_time.hpp"

namespace assay::model::hsm {
namespace {

class HsmModelChannel final : public assay::hsm::HsmCardChannel,
                              public iso7816::OwnTime,
                              public iso7816::AskedDeviations {
 public:
  using HsmCardChannel::HsmCardChannel;

  std::uint64_t own_time_us() const override { return time_us(); }

  void note_deviations() override {
    notes_ = true;
    hsm::note_deviations(device().handle());
  }

  std::vector<std::string_view> take_asked_deviations() override {
    return hsm::take_asked_deviations(device().handle());
  }

  /// The device is made anew, and what is noted begins anew with it.
  Result<void> rewind(std::uint64_t seed) override {
    TRY_VOID(HsmCardChannel::rewind(seed));
    if (notes_) note_deviations();
    return {};
  }

 private:
  bool notes_ = false;
};

std::string uri_of_hsm(const ModelOptions& options) {
  ModelOptions rest = options;
  rest.profile.clear();
  std::string further;
  for (const auto part : split(options.profile, ';')) {
    if (part.find('=') == std::string_view::npos)
      rest.profile = part;
    else
      further.append("&").append(part);
  }
  std::string uri = uri_of("hsm", rest);
  if (!further.empty() && uri.find('?') == std::string::npos) further[0] = '?';
  return uri + further;
}

/// The name of the device for this seed.
std::string device_name(const ModelOptions& options, std::uint64_t seed) {
  std::string name = fmt::format("{};seed={}", options.profile, seed);
  for (const std::string& id : options.deviations) name.append(";deviate=").append(id);
  return name;
}

assay::hsm::Reach reach_of(const ModelOptions& options) {
  assay::hsm::Reach reach;
  reach.description = describe_model("hsm", options);
  reach.description.uri = uri_of_hsm(options);
  reach.description.protocol = "T=0";
  reach.description.label = hsm_table().label;
  reach.description.capabilities.extended_length = false;
  reach.description.capabilities.cut = false;  // an HSM loses power as a whole, not in a channel
  reach.card = answer_as_start_up_card;
  reach.virtual_time = true;
  reach.open = [options](const assay::hsm::Clock& clock, std::uint64_t seed) {
    return assay::hsm::Device::open(&hsm_table(), device_name(options, seed), clock);
  };
  return reach;
}

Result<void> check_deviation(std::string_view id) {
  if (find_hsm_deviation(id)) return {};
  std::vector<std::string_view> ids;
  for (const DeviationInfo& info : hsm_deviations()) ids.push_back(info.id);
  return tl::unexpected(unknown_to_model("hsm", "deviation", id, ids));
}

std::vector<ProfileInfo> profiles() {
  return {hsm_profiles().begin(), hsm_profiles().end()};
}

std::vector<DeviationNote> deviations() {
  std::vector<DeviationNote> notes;
  for (const DeviationInfo& info : hsm_deviations())
    notes.push_back({info.id, info.rows, info.profile, info.says});
  return notes;
}

void add_ics(const Choices& choices, std::vector<NamedValue>& ics) {
  const bool s20 = choices.product == Product::sam_s20;
  const std::uint64_t left =
      s20 ? s20_lifetime - std::min(choices.operations, s20_lifetime) : s20_lifetime;
  ics.push_back({"hsm", "true"});
  ics.push_back({"hsm.fresh", "true"});
  ics.push_back({"hsm.product", s20 ? "s20" : "s3"});
  ics.push_back({"hsm.channels", std::to_string(choices.channels)});
  ics.push_back({"hsm.idle_ms", std::to_string(choices.idle_us / 1000)});
  ics.push_back({"hsm.startup_card", choices.needs_card && !choices.own_reader ? "true" : "false"});
  ics.push_back({"hsm.manages_keys", "true"});
  ics.push_back({"hsm.audits", "true"});
  ics.push_back({"hsm.operations_left", std::to_string(left)});
}

void add_ixit(const Choices& choices, std::vector<NamedValue>& ixit) {
  const auto add = [&](std::string_view name, std::string value) {
    ixit.push_back({std::string(name), std::move(value)});
  };
  const auto idle_ms = static_cast<std::uint32_t>(choices.idle_us / 1000);
  add("hsm.channels", fmt::format("{:04X}", choices.channels));
  add("hsm.idle", fmt::format("{:08X}", idle_ms));
  add("hsm.idle_half", fmt::format("{:08X}", idle_ms / 2));
  add("hsm.idle_nearly", fmt::format("{:08X}", idle_ms - idle_ms / 100));
  add("hsm.group", "01");
  add("hsm.other_group", "02");
  add("hsm.empty_group", "03");
  add("hsm.unknown_group", "09");
  add("hsm.own_kif", "30");
  add("hsm.own_kvc", "79");
  add("hsm.own_other_kvc", "78");
  add("hsm.shared_kif", "2C");
  add("hsm.shared_kvc", "01");
  add("hsm.key_management_kvc", "12");
}

Result<Claims> claims(const std::string& profile) {
  TRY(const Choices choices, read_choices(profile));
  TRY(auto sam, sam::make_sam_product("hsm"));
  add_ics(choices, sam.claims.ics);
  add_ixit(choices, sam.claims.ixit);
  return std::move(sam.claims);
}

}  // namespace

std::string hsm_device_name(const ModelOptions& options) {
  return device_name(options, options.seed);
}

const ModelFamily& hsm_family() noexcept {
  static constexpr ModelFamily family{
      .name = "hsm",
      .profiles = profiles,
      .deviations = deviations,
      .claims = claims,
      .open = open_hsm_model,
      .profile_options = {"product", "channels", "idle_ms", "startup", "reader", "operations"}};
  return family;
}

Result<std::unique_ptr<iso7816::CardChannel>> open_hsm_model(const ModelOptions& options) {
  // Told in their own words, before the device wraps them.
  TRY_VOID(read_choices(options.profile));
  for (const std::string& id : options.deviations) TRY_VOID(check_deviation(id));
  auto channel = std::make_unique<HsmModelChannel>(reach_of(options));
  TRY_VOID(channel->begin(options.seed));
  return channel;
}

}  // namespace assay::model::hsm
