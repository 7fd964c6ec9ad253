// SPDX-License-Identifier: Apache-2.0
// Plugin: a shared library as provider of session cryptograms, loaded and checked.   See docs/session-crypto-plugin.md.
#pragma once

#include <memory>
#include <string>

#include "calypso/session_crypto.hpp"

namespace assay::session_crypto {

/// Loads the library and opens one handle of it.
///
/// Errors: `not_found` when the file or its symbol is missing; `unsupported` when its version or size is another; `malformed` when a
/// function is missing; `refused` or `internal` when it opens no handle. Every message names the file.
[[nodiscard]] Result<std::unique_ptr<calypso::SessionCrypto>> load_plugin(const std::string& file);

}  // namespace assay::session_crypto
