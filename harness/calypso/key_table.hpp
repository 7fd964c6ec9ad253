// SPDX-License-Identifier: Apache-2.0
// KeyTable: which key of the SAM answers to the key of a session, and which keys a terminal may use at all.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "calypso/session_crypto.hpp"

namespace assay::calypso {

/// The key of a session, as P1 of the opening names it.
enum class SessionLevel : std::uint8_t { personalization = 1, load = 2, debit = 3 };

/// Errors: `out_of_range` for an index other than 1 to 3.
[[nodiscard]] Result<SessionLevel> session_level(std::uint8_t key_index);

class KeyTable {
 public:
  /// The KIFs of the public test kit: 21, 27, 30.
  KeyTable() = default;

  /// Keys by level, for cards that do not tell their KIF. Shape: 3 bytes.
  [[nodiscard]] Result<void> set_default_kifs(ByteView kifs);
  /// KVCs by level, for cards that do not tell theirs, as in revision 1. Shape: 3 bytes.
  [[nodiscard]] Result<void> set_default_kvcs(ByteView kvcs);
  /// Rows of level, KVC and KIF. Shape: a multiple of 3 bytes.
  [[nodiscard]] Result<void> set_rows(ByteView rows);
  /// Pairs of KIF and KVC that alone may be used. Shape: an even number of bytes.
  [[nodiscard]] Result<void> set_authorized(ByteView pairs);

  /// KIF and KVC of the answer; a KIF that is not told comes from the row of level and KVC, else from the level.
  /// Errors: `not_found` when the KVC is not known either; `refused` when the pair is not among the authorized ones.
  [[nodiscard]] Result<Key> resolve(SessionLevel level, std::optional<std::uint8_t> kif,
                                    std::optional<std::uint8_t> kvc) const;

  [[nodiscard]] std::uint8_t default_kif(SessionLevel level) const noexcept {
    return default_kifs_[static_cast<std::size_t>(level) - 1];
  }

 private:
  struct Row {
    SessionLevel level;
    std::uint8_t kvc;
    std::uint8_t kif;
  };
  std::array<std::uint8_t, 3> default_kifs_{0x21, 0x27, 0x30};
  std::optional<std::array<std::uint8_t, 3>> default_kvcs_;
  std::vector<Row> rows_;
  std::optional<std::vector<Key>> authorized_;
};

}  // namespace assay::calypso
