// SPDX-License-Identifier: Apache-2.0
// What faulty certificates of both formats share. Private to this room.
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "crypto/elliptic.hpp"
#include "globalplatform/scp11_deviation.hpp"

namespace assay::globalplatform {

/// r || s by the CA, or by somebody else where that is the mistake.
[[nodiscard]] Bytes signature_by(const crypto::EcPrivateKey& ca, crypto::Hash hash,
                                 ByteView message, Scp11Deviation deviation);

/// The signature, r || s or DER, with the mistakes that are made after signing.
[[nodiscard]] Bytes spoiled(Bytes signature, bool der, Scp11Deviation deviation);

/// As deviating_certificate, for X.509: fields are changed in place and the whole signed again.
[[nodiscard]] Result<Bytes> deviating_x509_certificate(ByteView certificate,
                                                       const crypto::EcPrivateKey& ca,
                                                       Scp11Deviation deviation);

}  // namespace assay::globalplatform
