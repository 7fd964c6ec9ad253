// SPDX-License-Identifier: Apache-2.0
// PKI mode: key pair and certificates of an application, and the signature over a session.
#pragma once

#include "adapters/model_calypso/exchange.hpp"

namespace assay::model::calypso {

[[nodiscard]] bool has_key_pair(const Exchange& x);
/// Keeps everything, but for cards that do not.
void forget_at_reset(CalypsoState& state, CalypsoEnvironment& environment);
/// Changing the issuer key takes key pair and certificates with it.
void erase_key_pair(Exchange& x);

/// Name, serial number and status, as the answer of the opening begins.
void put_identity(Exchange& x);
/// The signed record of the session begins with the opening and its answer.
void begin_transcript(Exchange& x);
void put_signature(Exchange& x);

/// Public key and certificates, each block as it was stored; '6A88' for what is not there.
StatusWord get_pki_data(Exchange& x, std::uint16_t tag);

}  // namespace assay::model::calypso
