// SPDX-License-Identifier: Apache-2.0
// Vector files: the project's own form and Wycheproof's, run into one result. Private to this room.
#pragma once

#include <set>
#include <string>

#include "document/mistakes.hpp"
#include "document/node.hpp"
#include "vectors/check.hpp"
#include "vectors/selftest.hpp"

namespace assay::vectors {

/// Under which heads a vector counts.
struct Heading {
  std::string algorithm;
  Level level = Level::protocol;
  bool unconfirmed = false;  ///< computed here, and by nobody else
  bool confirms = false;     ///< a valid vector that others published
};

/// One run over files: counts, and the ids seen so far.
class Tally {
 public:
  void ran(const Heading& heading, std::optional<VectorFailure> failure);
  void skipped(PendingVector pending);
  /// Whether this id is the first of its name.
  [[nodiscard]] bool is_new(const std::string& id) { return ids_.insert(id).second; }
  [[nodiscard]] SelftestResult finish() &&;

 private:
  VectorCounts& counts_of(Level level);

  SelftestResult result_;
  std::set<std::string> ids_;
  std::set<std::string> doubted_;    ///< algorithms with a vector computed here
  std::set<std::string> confirmed_;  ///< algorithms with a valid vector of others
};

/// What a vector claims: "valid", "invalid" at the check `fails`, or "acceptable" there.
struct Claim {
  std::string id;
  std::string result;
  std::string fails;
  std::string says;  ///< the words of the refusal, when the vector gives them
  std::string place;
};

/// The failure, if the outcome is not the one claimed.
[[nodiscard]] std::optional<VectorFailure> judge(const Claim& claim, const Outcome& outcome);

void run_vector_file(const document::Document& document, document::Mistakes& mistakes,
                     Tally& tally);

/// Errors: `unsupported` for algorithms that are not read.
[[nodiscard]] Result<void> run_wycheproof_file(const document::Document& document,
                                               document::Mistakes& mistakes, Tally& tally);

}  // namespace assay::vectors
