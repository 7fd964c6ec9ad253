// SPDX-License-Identifier: Apache-2.0
// Opens model SAMs.
#include "adapters/model_sam/sam_channel.hpp"

#include "adapters/model_common/in_process_channel.hpp"
#include "adapters/model_sam/sam_card.hpp"
#include "adapters/model_sam/sam_profile.hpp"
#include "crypto/open_stand_in.hpp"

namespace assay::model::sam {
namespace {

using iso7816::CardChannel;

struct SamModel {
  using State = SamState;
  using Environment = SamEnvironment;

  static void reset(SamState& state, SamEnvironment& environment, iso7816::ResetKind) {
    sam::reset(state, environment);
  }
  static void step(SamState& state, ByteView command, SamEnvironment& environment,
                   Bytes& response) {
    sam::step(state, command, environment, response);
  }
  static Bytes answer_to_reset(const SamState& state, const SamEnvironment& environment,
                               iso7816::ResetKind) {
    return sam::answer_to_reset(state.persistent, environment);
  }
  static std::span<const DeviationInfo> deviations() { return sam_deviations(); }
};

iso7816::TargetDescription describe(const ModelOptions& options) {
  auto description = describe_model("sam", options);
  description.protocol = "T=0";
  description.label = crypto::open_stand_in::label;
  description.capabilities.extended_length = false;
  return description;
}

std::vector<ProfileInfo> profiles() {
  return {sam_profiles().begin(), sam_profiles().end()};
}

std::vector<DeviationNote> deviations() {
  return notes_of(sam_deviations());
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
  TRY(SamProduct product, make_sam_product(options.profile));
  TRY(auto environment, make_environment<SamEnvironment>("sam", sam_deviations(), options));
  reset(product.state, environment);
  return std::make_unique<InProcessChannel<SamModel>>(product.state, environment,
                                                      describe(options));
}

}  // namespace assay::model::sam
