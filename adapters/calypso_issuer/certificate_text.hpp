// SPDX-License-Identifier: Apache-2.0
// The files of the test issuer as text: certificates in hex, public keys of issuers as a trust store in YAML.
// docs/calypso-pki-files.md describes them to users.
#pragma once

#include <string>
#include <string_view>

#include "adapters/calypso_issuer/certificate.hpp"

namespace assay::calypso_issuer {

/// Hex in lines of 32 bytes below one line of comment.
[[nodiscard]] std::string certificate_text(std::string_view title, ByteView certificate);

/// Reads hex with blanks and lines of comment (#), or the bytes themselves; the header of the card's data object (DF4A820180,
/// DF4C82013C) may stand before either.
/// Errors: `malformed` for anything but 384 bytes that begin with 90 or 316 that begin with 91; `what` names it.
[[nodiscard]] Result<Bytes> read_certificate(std::string_view what, std::string_view content);
/// The same for any type and version, so that cards can have wrong ones too: 384 or 316 bytes.
[[nodiscard]] Result<Bytes> read_certificate_bytes(std::string_view what, std::string_view content);

/// A trust store with one key.
[[nodiscard]] std::string trust_store_text(std::string_view name, const KeyReference& reference,
                                           ByteView modulus);

}  // namespace assay::calypso_issuer
