// SPDX-License-Identifier: Apache-2.0
// Keys in the data groupings of STORE DATA.   Source: GPC 11.11.4.
#pragma once

#include <optional>
#include <vector>

#include "globalplatform/key_component.hpp"

namespace assay::globalplatform {

/// One key, or a set of curve parameters, which has neither identifier nor version.
struct StoredKey {
  std::vector<KeyComponent> components;
  std::optional<std::uint8_t> identifier;
  std::optional<std::uint8_t> version;
  Bytes usage;                         ///< tag 95: 1 or 2 bytes
  std::optional<std::uint8_t> access;  ///< tag 96
  Bytes purpose;                       ///< tag 97 of the shared form: 2 bytes
};

/// How the grouping 00B9 describes keys.
enum class KeyTemplates : std::uint8_t {
  whole,  ///< a template B9 for each component, with everything in it: GPC 11.11.4
  shared,  ///< a template B7 with what all keys share, then a B9 for each; seen in the field, not in GPC 2.3.1
};

/// Data groupings for these keys; secret values are filled up with 00 before they are encrypted.
/// Errors: as `check_components`; `malformed` for a key without what its form needs.
[[nodiscard]] Result<Bytes> write_stored_keys(const std::vector<StoredKey>& keys, KeyTemplates form,
                                              const DataEncryptionKey& dek);

/// Reads both forms. Components of one key may stand in any of the orders of the tables; they come back in that of PUT KEY.
/// Errors: `malformed`, naming the grouping or the tag; `refused` for a key check value of another key.
[[nodiscard]] Result<std::vector<StoredKey>> parse_stored_keys(ByteView groupings,
                                                               const DataEncryptionKey& dek);

}  // namespace assay::globalplatform
