// SPDX-License-Identifier: Apache-2.0
// CardSnapshot: what a Calypso card shows to anybody on one visit, as digests, so that two visits can be compared.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "engine/calypso_survey.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::engine {

/// A cyclic EF: the digest of each record, the newest first.
struct SeenLog {
  std::string file;  ///< "AID/LID"
  std::vector<std::string> records;
};

struct SeenStoredValue {
  std::uint16_t number = 0;  ///< of the last transaction: it only grows
  std::string digest;        ///< of balance and logs
};

/// Digests are the first 8 bytes of a SHA-256, in hex.
struct CardSnapshot {
  std::string
      identity;  ///< bytes 2 to 7 of the serial number, in hex: without the validity of a telephone
  std::string validity;  ///< bytes 0 and 1, in hex
  bool hce = false;
  std::string applications;  ///< digest of names and startup information
  std::string counters;      ///< digest of all counters that can be read
  std::string content;       ///< digest of everything else that can be read
  std::vector<SeenLog> logs;
  std::optional<SeenStoredValue> stored_value;
};

/// Reads every EF that everybody may read, and the state of the stored value (SV Get), with commands that change nothing and
/// open no session: the transaction counter, which only an opening tells, stays unread. Nothing for what is no Calypso card.
/// Resets the card before and after. Errors: those of the channel.
[[nodiscard]] Result<std::optional<CardSnapshot>> take_snapshot(iso7816::CardChannel& channel,
                                                                const CalypsoSurvey& survey);

}  // namespace assay::engine
