// SPDX-License-Identifier: Apache-2.0
// Selftest: published vectors, run through the reference implementation.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "base/result.hpp"

namespace assay::vectors {

/// A vector whose outcome was not the one it names.
struct VectorFailure {
  std::string id;
  std::string what;  ///< which value was looked at: "card_cryptogram", "wrapped of exchange 2"
  std::string expected;
  std::string got;
  std::string place;  ///< "file:line:column" of the vector
};

/// A vector that is known and not run, with the reason.
struct PendingVector {
  std::string id;
  std::string algorithm;
  std::string reason;
};

/// `vectors` counts all of them: passed, failed and pending.
struct VectorCounts {
  std::size_t vectors = 0;
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::size_t pending = 0;
};

struct SelftestResult {
  VectorCounts total;
  VectorCounts primitives;  ///< ciphers, MACs, hashes, signatures, key agreement
  VectorCounts protocol;  ///< what GlobalPlatform builds on them; with `primitives` this is `total`
  std::map<std::string, VectorCounts> algorithms;
  std::vector<VectorFailure> failures;
  std::vector<PendingVector> pending;
  /// Algorithms whose valid vectors were all computed here, so that nobody else confirms them.
  std::vector<std::string> unconfirmed;
};

/// Runs one file, or every .yaml and .json file below a folder, in the order of their names.
///
/// Files with a key `testGroups` are read in Wycheproof's layout (AES-CMAC, AES-CBC, ECDSA, ECDH, RSA), others in the form that
/// specs/vectors/README.md tells. A value that nobody reads is a mistake; an id given twice in one run is one too.
/// Mistakes in files go to `diagnostics`, with place; the result is then of no use.
/// Errors: `not_found` for a path that is not there or a folder without vectors; `unsupported` for another kind of
/// test, hash or curve of Wycheproof, naming it.
[[nodiscard]] Result<SelftestResult> run_selftest(const std::string& path,
                                                  Diagnostics& diagnostics);

}  // namespace assay::vectors
