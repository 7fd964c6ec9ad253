// SPDX-License-Identifier: Apache-2.0
// Which root of Calypso PKI a bench trusts, and on which day.
#pragma once

#include <cstdint>
#include <memory>

#include "calypso/pki/chain.hpp"
#include "engine/value.hpp"

namespace assay::engine {

/// From `calypso.pki.root_modulus`, `.root_reference`, `.scope` and `.date`; the day of `utc_ns` where the bench gives none.
/// Errors: `not_found` when it names no root, `malformed` and `unsupported`, naming the value.
[[nodiscard]] Result<std::unique_ptr<calypso::pki::ChainVerifier>> chain_verifier_of(
    const Names::Ixit& ixit, std::int64_t utc_ns);

}  // namespace assay::engine
