// SPDX-License-Identifier: Apache-2.0
// Opens model cards.
#include "adapters/model/model_channel.hpp"

#include "adapters/model/answer_to_reset.hpp"
#include "adapters/model/gp_card.hpp"
#include "adapters/model/gp_profile.hpp"
#include "adapters/model_common/in_process_channel.hpp"

namespace assay::model {
namespace {

using iso7816::CardChannel;

struct GpModel {
  using State = GpState;
  using Environment = GpEnvironment;

  static void reset(GpState& state, GpEnvironment& environment, iso7816::ResetKind) {
    model::reset(state, environment);
  }
  static void step(GpState& state, ByteView command, GpEnvironment& environment, Bytes& response) {
    model::step(state, command, environment, response);
  }
  static Bytes answer_to_reset(const GpState& state, const GpEnvironment& environment,
                               iso7816::ResetKind kind) {
    return model::answer_to_reset(state.persistent, environment, kind);
  }
  static std::span<const DeviationInfo> deviations() { return gp_deviations(); }
};

std::vector<ProfileInfo> profiles() {
  return {gp_profiles().begin(), gp_profiles().end()};
}

std::vector<DeviationNote> deviations() {
  return notes_of(gp_deviations());
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
  TRY(const auto environment, make_environment<GpEnvironment>("gp", gp_deviations(), options));
  auto description = describe_model("gp", options);
  description.protocol = product.state.persistent.t0_alone ? "T=0" : "T=1";
  return std::make_unique<InProcessChannel<GpModel>>(product.state, environment,
                                                     std::move(description));
}

}  // namespace assay::model
