// SPDX-License-Identifier: Apache-2.0
// Ledger: failed authentications per card, kept on disk, so that no run and no crash forgets how near a lock a card is.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace assay::engine {

/// Counts attempts without success, on disk before the first byte of each is sent; a success takes all attempts back. One
/// line a card: identity, tab, number.
///
/// The disk never counts fewer than were made: a crash leaves the count as it was, or higher. Under a budget of 16 and more
/// a few attempts are written ahead (a quarter of it), so that not every one waits for the disk; an orderly end
/// writes the exact number. Under a smaller budget the disk is always exact.
class Ledger {
 public:
  Ledger(Ledger&&) = default;
  Ledger& operator=(Ledger&&) = default;
  ~Ledger();

  /// Errors: `malformed` with file:line for a line that cannot be read; a missing file is an empty ledger.
  [[nodiscard]] static Result<Ledger> open(std::string path);

  [[nodiscard]] unsigned failures(std::string_view identity) const noexcept;

  /// Counts one attempt. Errors: `refused` when it would be attempt number `limit` or later; `internal` when the file
  /// cannot be written, in which case nothing may be sent.
  [[nodiscard]] Result<void> attempt(const std::string& identity, unsigned limit);

  [[nodiscard]] Result<void> success(const std::string& identity);

 private:
  struct Count {
    unsigned failures = 0;
    unsigned written = 0;  ///< as on disk; never fewer than `failures`
    unsigned ahead = 0;    ///< how many the latest budget lets us write ahead
  };

  Ledger() = default;
  [[nodiscard]] Result<void> save() const;

  std::string path_;
  std::map<std::string, Count, std::less<>> counts_;
};

}  // namespace assay::engine
