// SPDX-License-Identifier: Apache-2.0
// What a target brings to a Calypso terminal: who computes cryptograms, which keys are used, and whether there is any.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/calypso_port.hpp"
#include "engine/clock.hpp"
#include "engine/port.hpp"
#include "engine/secrets.hpp"
#include "journal/records.hpp"

namespace assay::engine {

struct Target;

/// The line of the ICS that is answered here and not by the product.
inline constexpr std::string_view session_crypto_line = "calypso.session_crypto";

/// Whether the target claims to be a Calypso card.
[[nodiscard]] bool is_calypso(const Target& target);

/// Why nothing can compute session cryptograms; empty when something can.
[[nodiscard]] std::string missing_session_crypto(const Target& target,
                                                 const std::vector<Port>& ports);

/// KIF and KVC rules of the bench. Errors: `malformed`, naming the value.
[[nodiscard]] Result<calypso::KeyTable> key_table_of(const Names::Ixit& ixit);

/// The KIFs of applications other than `calypso.aid`. Errors: `malformed`, naming the value.
[[nodiscard]] Result<std::vector<CalypsoPort::ApplicationKeys>> application_keys_of(
    const Names::Ixit& ixit);

/// The terminal's memory for the card of this target, or nullptr when it is no Calypso card.
[[nodiscard]] std::unique_ptr<CalypsoPort> make_calypso_port(const Target& target,
                                                             std::vector<Port>& ports, Clock& clock,
                                                             journal::RunListener& listener,
                                                             const Secrets& secrets);

}  // namespace assay::engine
