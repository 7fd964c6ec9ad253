// SPDX-License-Identifier: Apache-2.0
// SCP03 as the card sees it.   Source: GPD (Amendment D) 4.1.5, 6.2.
#pragma once

#include "adapters/model/secure_channel.hpp"

namespace assay::model::scp03 {

/// Answers INITIALIZE UPDATE and leaves the session initialized (GPD 7.1.1).
[[nodiscard]] StatusWord initialize(Exchange& x, KeySet& keys);

[[nodiscard]] Cryptogram host_cryptogram(const Exchange& x);

/// C-MAC of EXTERNAL AUTHENTICATE over `body`; a right one starts the chain.
[[nodiscard]] bool first_mac_is_right(Exchange& x, ByteView body, ByteView mac);

/// Whether this P1 of EXTERNAL AUTHENTICATE is one of this protocol and its options.
[[nodiscard]] bool supports_level(const Exchange& x, std::uint8_t p1) noexcept;

[[nodiscard]] bool unprotect(Exchange& x);
void protect(Exchange& x, StatusWord status, std::uint8_t level);

/// Appends the R-MAC of the response (GPD 6.2.5).
void add_r_mac(Exchange& x, StatusWord status);

}  // namespace assay::model::scp03
