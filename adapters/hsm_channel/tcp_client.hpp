// SPDX-License-Identifier: Apache-2.0
// An HSM that another process serves over TCP, as a table of the C ABI; the name of a device is "HOST:PORT".
#pragma once

#include <string>

#include "adapters/hsm_channel/assay_hsm_channel.h"
#include "base/result.hpp"

namespace assay::hsm {

/// Each device is one connection; the channels it opened are freed when it closes, and when it breaks.
[[nodiscard]] const assay_hsm& tcp_table() noexcept;

/// What the served device says of itself, such as a cryptographic stand-in; of a device that this table opened.
[[nodiscard]] const std::string& label_over_tcp(void* device);

/// Errors: `malformed` for what is not HOST:PORT.
[[nodiscard]] Result<void> check_endpoint(const std::string& text);

}  // namespace assay::hsm
