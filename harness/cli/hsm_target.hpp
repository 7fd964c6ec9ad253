// SPDX-License-Identifier: Apache-2.0
// HSMs as targets: "hsm:LIBRARY.so?device=NAME&group=N&card=URI" and "hsm-tcp:HOST:PORT?group=N".
#pragma once

#include <memory>
#include <string>

#include "adapters/hsm_channel/device.hpp"
#include "base/result.hpp"
#include "cli/target_uri.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::cli {

/// Whether the URI is of one of the two kinds.
[[nodiscard]] bool is_hsm(const TargetUri& uri) noexcept;

/// What can be told without opening. Errors: `malformed`.
[[nodiscard]] Result<void> check_hsm(const TargetUri& uri);

/// Errors: those of loading a library, of connecting, and of opening; `refused` when no channel is left.
[[nodiscard]] Result<std::unique_ptr<iso7816::CardChannel>> open_hsm(const TargetUri& uri);

/// The HSM itself, started: "model:hsm?...", or either of the two kinds; without a clock it keeps its own time.
/// Errors: `malformed` for another target; those of opening; `refused` when it does not start.
[[nodiscard]] Result<std::unique_ptr<hsm::Device>> open_hsm_device(const std::string& uri,
                                                                   const hsm::Clock& clock = {});

/// The key group that such a URI names; 1 when it names none. Errors: `malformed`.
[[nodiscard]] Result<std::uint8_t> hsm_group(const TargetUri& uri);

}  // namespace assay::cli
