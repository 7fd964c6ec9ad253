// SPDX-License-Identifier: Apache-2.0
// SCP02 with explicit initiation as the card sees it.   Source: GPC E.
#pragma once

#include "adapters/model/secure_channel.hpp"

namespace assay::model::scp02 {

/// Answers INITIALIZE UPDATE and leaves the session initialized (GPC E.5.1).
[[nodiscard]] StatusWord initialize(Exchange& x, KeySet& keys);

[[nodiscard]] Cryptogram host_cryptogram(const Exchange& x);

/// C-MAC of EXTERNAL AUTHENTICATE over `body`; a right one starts the chains and raises the sequence counter.
[[nodiscard]] bool first_mac_is_right(Exchange& x, ByteView body, ByteView mac);

/// Whether this P1 of EXTERNAL AUTHENTICATE is one of this protocol and its options.
[[nodiscard]] bool supports_level(const Exchange& x, std::uint8_t p1) noexcept;

[[nodiscard]] bool unprotect(Exchange& x);
void protect(Exchange& x, StatusWord status, std::uint8_t level);

/// Starts an R-MAC chain later than at initiation: the key comes from the counter of that moment (GPC E.4.1).
void begin_r_mac(Exchange& x);

/// Moves the R-MAC chain over this command and its response (GPC E.4.5).
void advance_r_mac(Exchange& x, StatusWord status);

}  // namespace assay::model::scp02
