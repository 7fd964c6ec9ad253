// SPDX-License-Identifier: Apache-2.0
// Opens model SAMs and resets, rewinds and feeds them.
#include "adapters/model_sam/sam_channel.hpp"

#include <bitset>

#include "adapters/model_common/describe.hpp"
#include "adapters/model_sam/sam_card.hpp"
#include "adapters/model_sam/sam_profile.hpp"
#include "crypto/open_stand_in.hpp"
#include "iso7816/asked_deviations.hpp"
#include "iso7816/own_time.hpp"

namespace assay::model::sam {
namespace {

using iso7816::CardChannel;

class SamChannel final : public CardChannel,
                         public iso7816::OwnTime,
                         public iso7816::AskedDeviations {
 public:
  SamChannel(const ModelOptions& options, const SamState& state, const SamEnvironment& environment)
      : state_(state), environment_(environment) {
    sam::reset(state_, environment_);
    first_state_ = state_;
    first_environment_ = environment_;
    atr_ = answer_to_reset(state_.persistent, environment_);
    description_ = describe_model("sam", options);
    description_.protocol = "T=0";
    description_.label = crypto::open_stand_in::label;
    description_.capabilities.extended_length = false;
  }

  Result<void> reset(iso7816::ResetKind) override {
    sam::reset(state_, environment_);
    atr_ = answer_to_reset(state_.persistent, environment_);
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
    for (const DeviationInfo& info : sam_deviations())
      if (asked_[static_cast<std::size_t>(info.deviation)]) ids.push_back(info.id);
    asked_.reset();
    return ids;
  }

  Result<void> rewind(std::uint64_t seed) override {
    state_ = first_state_;
    environment_ = first_environment_;
    environment_.random = card_random(seed);
    atr_ = answer_to_reset(state_.persistent, environment_);
    return {};
  }

 private:
  static constexpr std::uint64_t exchange_us = 1000;  ///< virtual; no clock is read

  SamState state_;
  SamEnvironment environment_;
  SamState first_state_;
  SamEnvironment first_environment_;
  std::bitset<max_sam_deviations> asked_;
  Bytes atr_;
  iso7816::TargetDescription description_;
};

Result<void> set_deviation(SamEnvironment& environment, std::string_view id) {
  const auto deviation = find_sam_deviation(id);
  if (!deviation) {
    std::vector<std::string_view> ids;
    for (const DeviationInfo& info : sam_deviations()) ids.push_back(info.id);
    return tl::unexpected(unknown_to_model("sam", "deviation", id, ids));
  }
  environment.deviations.set(static_cast<std::size_t>(*deviation));
  return {};
}

std::vector<ProfileInfo> profiles() {
  return {sam_profiles().begin(), sam_profiles().end()};
}

std::vector<DeviationNote> deviations() {
  std::vector<DeviationNote> notes;
  for (const DeviationInfo& info : sam_deviations())
    notes.push_back({info.id, info.rows, info.profile, info.says});
  return notes;
}

Result<Claims> claims(const std::string& profile) {
  TRY(SamProduct product, make_sam_product(profile));
  return std::move(product.claims);
}

}  // namespace

const ModelFamily& sam_family() noexcept {
  static constexpr ModelFamily family{"sam", profiles, deviations, claims, open_sam_model};
  return family;
}

Result<std::unique_ptr<CardChannel>> open_sam_model(const ModelOptions& options) {
  TRY(const SamProduct product, make_sam_product(options.profile));
  SamEnvironment environment;
  environment.random = card_random(options.seed);
  for (const std::string& id : options.deviations) TRY_VOID(set_deviation(environment, id));
  return std::make_unique<SamChannel>(options, product.state, environment);
}

}  // namespace assay::model::sam
