// SPDX-License-Identifier: Apache-2.0
// Opens Calypso cards and resets, rewinds and feeds them.
#include "adapters/model_calypso/calypso_channel.hpp"

#include <bitset>

#include "adapters/model_calypso/calypso_card.hpp"
#include "adapters/model_common/describe.hpp"
#include "crypto/open_stand_in.hpp"
#include "iso7816/asked_deviations.hpp"
#include "iso7816/own_time.hpp"

namespace assay::model::calypso {
namespace {

using iso7816::CardChannel;

class CalypsoChannel final : public CardChannel,
                             public iso7816::OwnTime,
                             public iso7816::AskedDeviations {
 public:
  CalypsoChannel(std::string_view model, const ModelOptions& options, const CalypsoState& state,
                 const CalypsoEnvironment& environment, bool contactless)
      : state_(state),
        environment_(environment),
        first_state_(state),
        first_environment_(environment),
        atr_(answer_to_reset(state.persistent, environment)) {
    description_ = describe_model(model, options);
    description_.protocol = contactless ? "contactless" : "T=1";
    description_.label = crypto::open_stand_in::label;
  }

  /// Power off and on is a card that left the field; the reset line alone is one that the terminal deselected,
  /// unless the profile says otherwise.
  Result<void> reset(iso7816::ResetKind kind) override {
    const bool deselects = state_.persistent.features.warm_reset_deselects;
    calypso::reset(state_, environment_,
                   kind == iso7816::ResetKind::warm && deselects ? Loss::deselection : Loss::power);
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
    for (const DeviationInfo& info : calypso_deviations())
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

  CalypsoState state_;
  CalypsoEnvironment environment_;
  CalypsoState first_state_;
  CalypsoEnvironment first_environment_;
  std::bitset<max_calypso_deviations> asked_;
  Bytes atr_;
  iso7816::TargetDescription description_;
};

Result<void> set_deviation(std::string_view model, CalypsoEnvironment& environment,
                           std::string_view id) {
  std::vector<std::string_view> ids;
  for (const DeviationInfo& info : calypso_deviations()) {
    if (info.id == id) {
      environment.deviations.set(static_cast<std::size_t>(info.deviation));
      return {};
    }
    ids.push_back(info.id);
  }
  return tl::unexpected(unknown_to_model(model, "deviation", id, ids));
}

}  // namespace

std::vector<DeviationNote> deviation_notes(std::string_view model) {
  std::vector<DeviationNote> notes;
  for (const DeviationInfo& info : calypso_deviations())
    if (info.model == model) notes.push_back({info.id, info.rows, info.profile, info.says});
  return notes;
}

Result<CalypsoEnvironment> make_environment(std::string_view model, const ModelOptions& options) {
  CalypsoEnvironment environment;
  environment.random = card_random(options.seed);
  for (const std::string& id : options.deviations) TRY_VOID(set_deviation(model, environment, id));
  return environment;
}

Result<std::unique_ptr<CardChannel>> open_card(std::string_view model, const CardProfile& profile,
                                               const ModelOptions& options) {
  TRY(const CalypsoState state, make_card(profile));
  TRY(const CalypsoEnvironment environment, make_environment(model, options));
  return std::make_unique<CalypsoChannel>(model, options, state, environment, profile.contactless);
}

}  // namespace assay::model::calypso
