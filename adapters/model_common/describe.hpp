// SPDX-License-Identifier: Apache-2.0
// How a model describes itself to journal and report, and how its options are read.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "adapters/model_common/model_family.hpp"
#include "base/random.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::model {

/// The URI a model was opened with: "model:NAME?profile=P&deviate=D".
[[nodiscard]] std::string uri_of(std::string_view name, const ModelOptions& options);

/// What every in-process model can carry; the caller adds protocol and label.
[[nodiscard]] iso7816::TargetDescription describe_model(std::string_view name,
                                                        const ModelOptions& options);

/// A card's own randomness, apart from what the terminal draws from the same seed.
[[nodiscard]] Random card_random(std::uint64_t seed) noexcept;

/// "model:NAME has no WHAT 'VALUE', did you mean ...".
[[nodiscard]] Error unknown_to_model(std::string_view name, std::string_view what,
                                     std::string_view value,
                                     std::span<const std::string_view> known);

}  // namespace assay::model
