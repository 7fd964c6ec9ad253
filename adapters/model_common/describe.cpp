// SPDX-License-Identifier: Apache-2.0
// Names and descriptions of models.
#include "adapters/model_common/describe.hpp"

#include <vector>

#include "base/text.hpp"

namespace assay::model {

std::string uri_of(std::string_view name, const ModelOptions& options) {
  std::string uri = "model:";
  uri.append(name);
  char separator = '?';
  const auto add = [&](std::string_view option, std::string_view value) {
    uri += separator;
    uri.append(option).append("=").append(value);
    separator = '&';
  };
  if (!options.profile.empty()) add("profile", options.profile);
  for (const std::string& id : options.deviations) add("deviate", id);
  return uri;
}

iso7816::TargetDescription describe_model(std::string_view name, const ModelOptions& options) {
  iso7816::TargetDescription description;
  description.uri = uri_of(name, options);
  description.kind = "model";
  description.capabilities.real = false;
  description.capabilities.rewinds = true;
  description.capabilities.cut = true;
  description.capabilities.extended_length = true;  // the card's to refuse
  return description;
}

Random card_random(std::uint64_t seed) noexcept {
  return Random(seed ^ 0x9D2C'5680'CA4D'0E1BULL);
}

Error unknown_to_model(std::string_view name, std::string_view what, std::string_view value,
                       std::span<const std::string_view> known) {
  const std::vector<std::string_view> names(known.begin(), known.end());
  return {ErrorCode::not_found,
          fmt::format("model:{} has no {} '{}'{}", name, what, value, did_you_mean(value, names)),
          {}};
}

}  // namespace assay::model
