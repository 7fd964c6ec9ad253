// SPDX-License-Identifier: Apache-2.0
// CardHistory: what cards showed on earlier visits, in a small file, and what a terminal's policy says of the visit of today:
// freshness, rollback, copies. No travel data is kept, digests only.   Source: public facts about Calypso HCE, section 9.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "engine/card_snapshot.hpp"

namespace assay::engine {

/// What bytes 0 and 1 of the serial number of a telephone mean. Their coding is not public.
struct ValidityCoding {
  std::string text = "unknown";                 ///< as written: "unknown", or "days:YYYY-MM-DD"
  std::optional<std::chrono::sys_days> origin;  ///< the day that 0 stands for
};

/// Errors: `malformed`, naming what was found and what was wanted.
[[nodiscard]] Result<ValidityCoding> parse_validity_coding(std::string_view text);

/// One line of the file: a card as it was when last seen in order.
struct CardRecord {
  CardSnapshot last;
  std::vector<std::string> earlier;  ///< digests of its states of use before, the oldest first
  unsigned visits = 0;
};

struct CardHistory {
  ValidityCoding validity;
  std::vector<CardRecord> cards;
};

enum class FindingKind : std::uint8_t {
  new_card,
  unchanged,
  used,            ///< goes on from where it was
  serial_renewed,  ///< another serial number on what is the same card otherwise
  validity_changed,
  rolled_back,      ///< shows a state older than one seen before
  clone_suspected,  ///< the same serial number and state of use, or a common past, and something else
  validity_unknown,
  validity_expired,
  validity_implausible,
};

struct Finding {
  FindingKind kind = FindingKind::new_card;
  std::string says;
};

/// "new-card", "rolled-back", ...
[[nodiscard]] std::string_view name(FindingKind kind) noexcept;

/// Whether the policy refuses the card: rolled back, or a copy.
[[nodiscard]] bool is_refused(const std::vector<Finding>& findings) noexcept;

/// What the visit tells; `today` serves the validity.
[[nodiscard]] std::vector<Finding> judge(const CardHistory& history, const CardSnapshot& seen,
                                         std::chrono::sys_days today);

/// Enters the visit. A card that the policy refuses leaves the state that was seen in order.
void enter(CardHistory& history, const CardSnapshot& seen, const std::vector<Finding>& findings);

/// The file at `path`; an empty history when there is none. What is wrong in it goes to `diagnostics`, with its place.
/// Errors: those of the file itself.
[[nodiscard]] Result<CardHistory> read_history(const std::string& path, Diagnostics& diagnostics);

/// The text of the file.
[[nodiscard]] std::string history_text(const CardHistory& history);

}  // namespace assay::engine
