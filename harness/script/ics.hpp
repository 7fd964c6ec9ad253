// SPDX-License-Identifier: Apache-2.0
// ICS and bench files: what the product claims, and what the test bench is made of.   Source: ISO/IEC 9646-7 (ICS), 9646-5 (IXIT).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "catalogue/catalogue.hpp"
#include "script/script.hpp"

namespace assay::script {

/// Claims of a product: name to "true"/"false", a number, or hex digits without spaces.
struct Ics {
  std::string product;
  std::map<std::string, std::string, std::less<>> answers;
};

/// Whether a condition holds; without an answer, `reason` says which line is missing.
struct Applicability {
  bool applies = true;
  std::string
      reason;  ///< why not: "the ICS does not claim scp02", "the ICS does not answer logical_channels"
};
[[nodiscard]] Applicability evaluate(const Condition& condition, const Ics& ics);

/// One card that a bench allows to be harmed, and how far.
struct SafetyPermit {
  std::string identity;  ///< as `assay probe` prints it, such as "cplc:4790D321.."
  catalogue::Risk risk = catalogue::Risk::read;  ///< the highest allowed
  unsigned failed_authentications = 0;           ///< stop before this many without success
};

/// An algorithm that a deployment does not allow.
struct ForbiddenAlgorithm {
  std::string algorithm;  ///< "des", "single-des", "sha-1", "rsa-1024", ..
  std::string place;      ///< file:line:column of the policy that says so
};

struct Bench {
  std::string name;
  std::string file;
  std::map<std::string, std::string, std::less<>> targets;  ///< role to URI
  std::string
      session_crypto;  ///< who computes Calypso cryptograms, such as "plugin:FILE.so"; empty: a SAM
  std::map<std::string, SecureBytes, std::less<>> ixit;
  std::map<std::string, std::string, std::less<>> places;  ///< of the ixit: file:line:column
  std::vector<SafetyPermit> permits;
  std::vector<ForbiddenAlgorithm> forbidden;
  std::vector<std::string> emulators;  ///< URIs, with wildcards, of programs that cannot be harmed
  std::map<std::string, std::string, std::less<>> load;  ///< what assay load does, as it is written
  unsigned timeout_ms = 0;  ///< bound of every exchange; 0: the target's own
  std::string ledger;  ///< file that counts failed authentications; empty: beside the bench file
};

[[nodiscard]] std::optional<Ics> load_ics(const std::string& file,
                                          const catalogue::Catalogue& catalogue,
                                          Diagnostics& diagnostics);
[[nodiscard]] std::optional<Bench> load_bench(const std::string& file,
                                              const catalogue::Catalogue& catalogue,
                                              Diagnostics& diagnostics);

/// One line of an expected-failures file.
struct ExpectedFailure {
  std::string case_glob;    ///< address with wildcards
  std::string target_glob;  ///< URI with wildcards; empty: any
  std::string verdict;      ///< "fail", "error", "inconclusive"
  std::string because;
  Position position;
};
[[nodiscard]] std::optional<std::vector<ExpectedFailure>> load_expected_failures(
    const std::string& file, Diagnostics& diagnostics);

}  // namespace assay::script
