// SPDX-License-Identifier: Apache-2.0
// Traces: a dialogue with a card as text, one verb a line, that people read and `replay:` plays back.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/diagnostic.hpp"
#include "base/result.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::replay {

enum class EventKind {
  opened,  ///< `atr` before any reset: the ATR found at the start
  reset,  ///< `reset cold` or `reset warm`, then `atr`; a bare `atr` later on is a reset of either kind
  exchange,  ///< `>` command, then `<` response
};

/// One verb and its outcome: bytes, or the error that stands in a `!` line.
struct TraceEvent {
  EventKind kind = EventKind::exchange;
  Position position;                             ///< where its first line stands
  std::optional<iso7816::ResetKind> reset_kind;  ///< nothing: either
  Bytes command;
  Bytes answer;  ///< response or ATR
  std::optional<Error> error;

  /// Equal but for the place.
  friend bool operator==(const TraceEvent& a, const TraceEvent& b) noexcept;
};

struct Trace {
  std::string file;
  std::vector<TraceEvent> events;
};

/// Reads a trace: lines `# comment`, `reset cold|warm`, `atr HEX`, `> HEX`, `< HEX`, `! error-code message`; a comment
/// may also end a line of hex; empty lines are free. Hex is upper or lower case, with blanks or colons between bytes; lines end in LF
/// or CR LF. What other programs write is read, too: a time before the word, one word or two of digits and `:.,-+/TZ`, in brackets or not;
/// `APDU:` and `SW:` of pcscd for `>` and `<`; an `APDU:` without `SW:` had no answer (`card_mute`).
///
/// Errors: `malformed` at "file:line:column" for another word, bad hex, an answer without its question, a question
/// without its answer, an ATR over 33 bytes, a command over 65,544 or a response over 65,538 bytes.
[[nodiscard]] Result<Trace> parse_trace(std::string_view text, std::string file);

/// Reads a trace from a file. Errors: `not_found`, or as above.
[[nodiscard]] Result<Trace> load_trace(const std::string& path);

/// The text of one event; `parse_trace` of all of them gives them back.
[[nodiscard]] std::string to_text(const TraceEvent& event);

}  // namespace assay::replay
