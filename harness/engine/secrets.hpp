// SPDX-License-Identifier: Apache-2.0
// Secrets: the values of a bench that no record may show, and where they stand in bytes that came from anywhere.
#pragma once

#include <array>
#include <vector>

#include "base/bytes.hpp"
#include "catalogue/catalogue.hpp"
#include "engine/value.hpp"
#include "journal/records.hpp"

namespace assay::engine {

/// A card may send back what it was given, and a script may copy it: so what is secret is known by its value.
class Secrets {
 public:
  /// Shorter values are not looked for: a byte or two stand in every answer by chance.
  static constexpr std::size_t least_size = 4;

  Secrets() = default;
  /// Every value of `ixit` that the catalogue calls secret.
  Secrets(const catalogue::Catalogue& catalogue, const Names::Ixit& ixit);

  void add(ByteView value);

  /// Appends a range for every place where one of the values stands in `bytes`.
  void find(ByteView bytes, std::vector<journal::SecretRange>& out) const;

 private:
  std::vector<SecureBytes> values_;
  std::array<bool, 256> begins_{};  ///< whether a value begins with this byte
};

/// Appends a range for every place where `value` stands in `bytes`, whatever its size.
void find_value(ByteView value, ByteView bytes, std::vector<journal::SecretRange>& out);

}  // namespace assay::engine
