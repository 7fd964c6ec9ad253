// SPDX-License-Identifier: Apache-2.0
// Opens model cards and resets, rewinds and feeds them.
#include "adapters/model/model_channel.hpp"

#include <bitset>

#include "adapters/model/answer_to_reset.hpp"
#include "adapters/model/gp_card.hpp"
#include "adapters/model/gp_profile.hpp"
#include "adapters/model_common/describe.hpp"
#include "iso7816/asked_deviations.hpp"
#include "iso7816/own_time.hpp"

namespace assay::model {
namespace {

using iso7816::CardChannel;

class ModelChannel final : public CardChannel,
                           public iso7816::OwnTime,
                           public iso7816::AskedDeviations {
 public:
  ModelChannel(const ModelOptions& options, const GpState& state, const GpEnvironment& environment)
      : state_(state),
        environment_(environment),
        first_state_(state),
        first_environment_(environment),
        atr_(answer_to_reset(state.persistent, environment, iso7816::ResetKind::cold)) {
    description_ = describe_model("gp", options);
    description_.protocol = state.persistent.t0_alone ? "T=0" : "T=1";
  }

  Result<void> reset(iso7816::ResetKind kind) override {
    model::reset(state_, environment_);
    atr_ = answer_to_reset(state_.persistent, environment_, kind);
    return {};
  }

  Result<void> transmit(ByteView command, Bytes& response) override {
    environment_.time_us += exchange_us;
    step(state_, command, environment_, response);
    return {};
  }

  Result<bool> transmit_and_cut(ByteView command, std::uint32_t writes) override {
    environment_.cut_after(writes);
    Bytes lost;
    TRY_VOID(transmit(command, lost));
    return environment_.restore_power();
  }

  std::uint64_t own_time_us() const override { return environment_.time_us; }

  ByteView atr() const override { return atr_; }
  const iso7816::TargetDescription& description() const override { return description_; }

  void note_deviations() override { environment_.asked = first_environment_.asked = &asked_; }

  std::vector<std::string_view> take_asked_deviations() override {
    std::vector<std::string_view> ids;
    for (const DeviationInfo& info : gp_deviations())
      if (asked_[static_cast<std::size_t>(info.deviation)]) ids.push_back(info.id);
    asked_.reset();
    return ids;
  }

  Result<void> rewind(std::uint64_t seed) override {
    state_ = first_state_;
    environment_ = first_environment_;
    environment_.random = card_random(seed);
    atr_ = answer_to_reset(state_.persistent, environment_, iso7816::ResetKind::cold);
    return {};
  }

 private:
  static constexpr std::uint64_t exchange_us = 1000;  ///< virtual; no clock is read

  GpState state_;
  GpEnvironment environment_;
  GpState first_state_;
  GpEnvironment first_environment_;
  std::bitset<max_gp_deviations> asked_;
  Bytes atr_;
  iso7816::TargetDescription description_;
};

Result<void> set_deviation(GpEnvironment& environment, std::string_view id) {
  const auto deviation = find_gp_deviation(id);
  if (!deviation) {
    std::vector<std::string_view> ids;
    for (const DeviationInfo& info : gp_deviations()) ids.push_back(info.id);
    return tl::unexpected(unknown_to_model("gp", "deviation", id, ids));
  }
  environment.deviations.set(static_cast<std::size_t>(*deviation));
  return {};
}

std::vector<ProfileInfo> profiles() {
  return {gp_profiles().begin(), gp_profiles().end()};
}

std::vector<DeviationNote> deviations() {
  std::vector<DeviationNote> notes;
  for (const DeviationInfo& info : gp_deviations())
    notes.push_back({info.id, info.rows, info.profile, info.says});
  return notes;
}

Result<Claims> claims(const std::string& profile) {
  TRY(GpProduct product, make_gp_product(profile));
  return std::move(product.claims);
}

}  // namespace

const ModelFamily& gp_family() noexcept {
  static constexpr ModelFamily family{"gp", profiles, deviations, claims, open_gp_model};
  return family;
}

Result<std::unique_ptr<CardChannel>> open_gp_model(const ModelOptions& options) {
  TRY(const GpProduct product, make_gp_product(options.profile));
  GpEnvironment environment;
  environment.random = card_random(options.seed);
  for (const std::string& id : options.deviations) TRY_VOID(set_deviation(environment, id));
  return std::make_unique<ModelChannel>(options, product.state, environment);
}

}  // namespace assay::model
