// SPDX-License-Identifier: Apache-2.0
// SCP03 as the card sees it.   Source: GPD (Amendment D) 4.1.5, 6.2.
#pragma once

#include "adapters/model/secure_channel.hpp"

namespace assay::model::scp03 {

extern const Protocol protocol;

/// Appends the R-MAC of the response (GPD 6.2.5).
void add_r_mac(Exchange& x, StatusWord status);

}  // namespace assay::model::scp03
