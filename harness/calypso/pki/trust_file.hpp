// SPDX-License-Identifier: Apache-2.0
// Trust stores as files: which root keys are trusted, and for what.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "calypso/pki/chain.hpp"

namespace assay::calypso::pki {

/// Reads `calypso_trust_store: NAME` with its `keys:`, each a name, a key_reference of 29 bytes, a modulus of 256 bytes or a `pem` public key,
/// perhaps `exponent: 65537` and `scope: test` (usual) or `production`. docs/calypso-pki.md tells the form.
/// Mistakes are diagnostics with their place, and yield no roots. Errors: `not_found`, and those of reading YAML.
[[nodiscard]] Result<std::vector<RootKey>> load_trust_store(const std::string& path,
                                                            Diagnostics& diagnostics);

/// Modulus of an RSA key as SubjectPublicKeyInfo between BEGIN PUBLIC KEY and END PUBLIC KEY; text before is skipped.
/// Errors: `malformed`, naming what is wrong; `unsupported` for another exponent than 65537.
[[nodiscard]] Result<Bytes> modulus_from_pem(std::string_view text);

/// The bytes between the first BEGIN line and its END line. Errors: `malformed`, naming the character or line.
[[nodiscard]] Result<Bytes> bytes_from_pem(std::string_view text);

}  // namespace assay::calypso::pki
