// SPDX-License-Identifier: Apache-2.0
// Recordings: public-key sessions, and the keys and certificates of their cards, found in a dialogue as terminals and sniffers keep it: with
// other applications, aborted sessions, answers in parts, answers that were lost.
#pragma once

#include "calypso/pki/transaction.hpp"

namespace assay::calypso::pki {

/// What happened on the line: an exchange, or a reset of the card.
struct DialogueEvent {
  Exchange exchange;  ///< of a reset: its line alone
  bool is_reset = false;
};

/// Something in a recording that does not lead to a verdict.
struct Remark {
  std::size_t line = 0;
  std::string text;
};

struct Recording {
  /// One for each session that was closed, in order; without any, one with what was told of keys and certificates.
  std::vector<Transaction> transactions;
  std::vector<Remark> remarks;
};

/// Finds sessions from their opening to their close. The selection before it, and what was read for the same application of the same card
/// anywhere in the recording, joins each of them.
[[nodiscard]] Recording read_recording(std::span<const DialogueEvent> dialogue);

}  // namespace assay::calypso::pki
