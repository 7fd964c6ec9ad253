// SPDX-License-Identifier: Apache-2.0
// Confidence: how far a failed expectation can be held against a card, by what its requirements rest on.   Source: decision 0025.
#pragma once

#include <string_view>
#include <vector>

#include "catalogue/catalogue.hpp"
#include "journal/records.hpp"
#include "script/ics.hpp"

namespace assay::engine {

/// What requirements rest on, weakest first.
enum class Ground {
  inferred,   ///< a plausible reading that nothing public states
  libraries,  ///< coded in reference libraries, or said by a public text
  confirmed,  ///< seen on a genuine card, in a vector, or in a public specification
};

/// Weighs failures on a real card. Without a catalogue, as on models, every requirement binds.
class Confidence {
 public:
  Confidence() = default;
  /// The lines confidence.libraries and confidence.inferred of the ICS promote what rests on less.
  Confidence(const catalogue::Catalogue& catalogue, const script::Ics& ics);

  /// The best ground among these requirements; without any, an expectation of the script stands for itself.
  [[nodiscard]] Ground ground_of(const std::vector<std::string>& requirements) const;

  /// Labels failures that rest on less than a confirmation. The verdict: `fail`, or `inconclusive` when all of them are
  /// inferred.
  [[nodiscard]] journal::Verdict weigh(std::vector<journal::FailedCheck>& failures) const;

 private:
  const catalogue::Catalogue* catalogue_ = nullptr;
  Ground binding_from_ = Ground::libraries;  ///< what rests on less does not bind
  bool labels_libraries_ = true;
};

}  // namespace assay::engine
