// SPDX-License-Identifier: Apache-2.0
// Opens Calypso cards.
#include "adapters/model_calypso/calypso_channel.hpp"

#include "adapters/model_calypso/calypso_card.hpp"
#include "adapters/model_common/in_process_channel.hpp"
#include "crypto/open_stand_in.hpp"

namespace assay::model::calypso {
namespace {

using iso7816::CardChannel;

struct CalypsoModel {
  using State = CalypsoState;
  using Environment = CalypsoEnvironment;

  /// Power off and on is a card that left the field; the reset line alone is one that the terminal deselected,
  /// unless the profile says otherwise.
  static void reset(CalypsoState& state, CalypsoEnvironment& environment, iso7816::ResetKind kind) {
    const bool deselects = state.persistent.features.warm_reset_deselects;
    calypso::reset(state, environment,
                   kind == iso7816::ResetKind::warm && deselects ? Loss::deselection : Loss::power);
  }
  static void step(CalypsoState& state, ByteView command, CalypsoEnvironment& environment,
                   Bytes& response) {
    calypso::step(state, command, environment, response);
  }
  static Bytes answer_to_reset(const CalypsoState& state, const CalypsoEnvironment& environment,
                               iso7816::ResetKind) {
    return calypso::answer_to_reset(state.persistent, environment);
  }
  static std::span<const DeviationInfo> deviations() { return calypso_deviations(); }
};

iso7816::TargetDescription describe(std::string_view model, const CardProfile& profile,
                                    const ModelOptions& options) {
  auto description = describe_model(model, options);
  description.protocol = profile.contactless ? "contactless" : "T=1";
  description.label = crypto::open_stand_in::label;
  return description;
}

}  // namespace

std::vector<DeviationNote> deviation_notes(std::string_view model) {
  std::vector<DeviationNote> notes;
  for (const DeviationInfo& info : calypso_deviations())
    if (info.model == model) notes.push_back({info.id, info.rows, info.profile, info.says});
  return notes;
}

Result<CalypsoEnvironment> make_environment(std::string_view model, const ModelOptions& options) {
  return model::make_environment<CalypsoEnvironment>(model, calypso_deviations(), options);
}

Result<std::unique_ptr<CardChannel>> open_card(std::string_view model, const CardProfile& profile,
                                               const ModelOptions& options) {
  TRY(const CalypsoState state, make_card(profile));
  TRY(const CalypsoEnvironment environment, make_environment(model, options));
  return std::make_unique<InProcessChannel<CalypsoModel>>(state, environment,
                                                          describe(model, profile, options));
}

}  // namespace assay::model::calypso
