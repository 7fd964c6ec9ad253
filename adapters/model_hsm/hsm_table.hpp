// SPDX-License-Identifier: Apache-2.0
// The model HSM behind the C ABI of HSM channels. The name of a device is the text of its choices: "s20;idle_ms=5000".
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "adapters/hsm_channel/assay_hsm_channel.h"

namespace assay::model::hsm {

[[nodiscard]] const assay_hsm& hsm_table() noexcept;

/// A channel of a device that this table opened will be used soon: its memory is brought near.
void fetch_channel(void* device, std::uint64_t channel) noexcept;

/// Of a device that this table opened: deviations that its decisions asked for since the last call.
void note_deviations(void* device) noexcept;
[[nodiscard]] std::vector<std::string_view> take_asked_deviations(void* device);

}  // namespace assay::model::hsm
