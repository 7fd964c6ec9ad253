// SPDX-License-Identifier: Apache-2.0
// SCP02 as the card sees it: explicit and implicit initiation, C-MAC, command encryption, R-MAC.   Source: GPC E.
#pragma once

#include "adapters/model/scp02_options.hpp"
#include "adapters/model/secure_channel.hpp"

namespace assay::model::scp02 {

extern const Protocol protocol;  ///< with explicit initiation (GPC E.1.2.1)

/// The keys with which the Security Domain of the selected application starts sessions implicitly; null without any.
[[nodiscard]] KeySet* implicit_keys(Exchange& x) noexcept;

/// A command that announces a C-MAC where no session runs: the first of an implicit session, if it is right
/// (GPC E.1.2.2). An R-MAC session goes on either way (GPC E.1.6).
[[nodiscard]] StatusWord initiate_implicitly(Exchange& x, KeySet& keys);

/// A command within an implicit session, protected or not (GPC E.1.6).
[[nodiscard]] StatusWord receive_in_implicit_session(Exchange& x);

/// Starts an R-MAC chain later than at initiation: the key comes from the counter of that moment (GPC E.4.1).
void begin_r_mac(Exchange& x);

/// Moves the R-MAC chain over this command and its response (GPC E.4.5).
void advance_r_mac(Exchange& x, StatusWord status);

}  // namespace assay::model::scp02
