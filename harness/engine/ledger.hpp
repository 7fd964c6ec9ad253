// SPDX-License-Identifier: Apache-2.0
// Ledger: failed authentications per card, kept on disk, so that no run and no crash forgets how near a lock a card is.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace assay::engine {

/// Counts attempts without success. An attempt is written to disk before its first byte is sent, a success takes all
/// attempts back: a crash in between counts as a failure. One line a card: identity, tab, number.
class Ledger {
 public:
  /// Errors: `malformed` with file:line for a line that cannot be read; a missing file is an empty ledger.
  [[nodiscard]] static Result<Ledger> open(std::string path);

  [[nodiscard]] unsigned failures(std::string_view identity) const noexcept;

  /// Counts one attempt. Errors: `refused` when it would be attempt number `limit` or later; `internal` when the file
  /// cannot be written, in which case nothing may be sent.
  [[nodiscard]] Result<void> attempt(const std::string& identity, unsigned limit);

  [[nodiscard]] Result<void> success(const std::string& identity);

 private:
  [[nodiscard]] Result<void> save() const;

  std::string path_;
  std::map<std::string, unsigned, std::less<>> failures_;
};

}  // namespace assay::engine
