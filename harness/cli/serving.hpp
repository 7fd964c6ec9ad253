// SPDX-License-Identifier: Apache-2.0
// Serving: shows any card to other programs, until it is interrupted or the other side ends.
#pragma once

#include <string>

#include "adapters/hsm_channel/device.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::cli {

/// As the card in a virtual reader of pcscd, at "HOST:PORT". Returns the exit code.
[[nodiscard]] int serve_over_vpcd(iso7816::CardChannel& card, const std::string& endpoint);

/// By the shim protocol on standard input and output.
[[nodiscard]] int serve_over_stdio(iso7816::CardChannel& card, const std::string& name);

/// An HSM, for many clients over TCP at "HOST:PORT".
[[nodiscard]] int serve_hsm(hsm::Device& device, const std::string& endpoint, bool manages_keys);

}  // namespace assay::cli
