// SPDX-License-Identifier: Apache-2.0
// Redaction: takes out of an exchange what tells about its holder and must not leave a lab: file contents, logs, serial numbers.
#pragma once

#include <vector>

#include "base/bytes.hpp"
#include "catalogue/catalogue.hpp"

namespace assay::cli {

/// Zeros of the same length take the place of what is taken out, so that a recording still has its shape and replays.
class Redaction {
 public:
  /// `personal`: contents of files, logs and serial numbers too. Secret fields of commands (PINs, plain keys) always go.
  Redaction(const catalogue::Catalogue& catalogue, bool personal)
      : catalogue_(catalogue), personal_(personal) {}

  /// Changes both in place. Returns whether something was taken out.
  bool redact(Bytes& command, Bytes& response);

  /// The ATR, without the serial number that Calypso cards and SAMs have in it, its check byte right again.
  [[nodiscard]] Bytes redacted_atr(ByteView atr) const;

 private:
  void take_secrets(const catalogue::Command& known, Bytes& command) const;
  void take_personal(Bytes& command, Bytes& response);
  void take_contents(Bytes& command, Bytes& response) const;
  void learn_serial_numbers(ByteView response);
  void take_serial_numbers(Bytes& bytes) const;

  const catalogue::Catalogue& catalogue_;
  bool personal_;
  std::vector<Bytes>
      serial_numbers_;  ///< of the application, as it was told; taken out wherever they come back
};

}  // namespace assay::cli
