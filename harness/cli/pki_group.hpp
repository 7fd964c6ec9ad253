// SPDX-License-Identifier: Apache-2.0
// assay pki: the words of Calypso's public key infrastructure. Each word lives in a file of its own and is hung up here.
#pragma once

#include <functional>

namespace CLI {  // NOLINT(readability-identifier-naming): as CLI11 calls itself
class App;
}

namespace assay::cli {

/// Remembers what the program does once its command line is read; the action returns the exit code.
using ChooseAction = std::function<void(std::function<int()>)>;

/// Adds the word `pki` with everything below it.
void add_pki_group(CLI::App& app, const ChooseAction& choose);

/// make-root, make-ca and make-card: the test issuer.   pki_make.cpp
void add_pki_making(CLI::App& pki, const ChooseAction& choose);

/// verify.   pki_verify.cpp
void add_pki_verifying(CLI::App& pki, const ChooseAction& choose);
/// explain and rules.   pki_explain.cpp
void add_pki_explaining(CLI::App& pki, const ChooseAction& choose);

}  // namespace assay::cli
