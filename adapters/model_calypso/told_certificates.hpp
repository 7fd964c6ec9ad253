// SPDX-License-Identifier: Apache-2.0
// Certificates as the card tells them: as they were loaded, or as a careless personalisation of the test chain would have made them.
#pragma once

#include "adapters/model_calypso/exchange.hpp"

namespace assay::model::calypso {

/// The certificate that is kept; in a deviating card of the test chain another one, properly signed unless its signature is what
/// is wrong.
[[nodiscard]] Bytes told_certificate(const Exchange& x, CertificateKind kind);

}  // namespace assay::model::calypso
