// SPDX-License-Identifier: Apache-2.0
// Signed sessions: from the exchanges of a recording to those that the card hashed. What T=0 adds on the line is joined; where sources leave
// open what a card hashes, the readings are told apart.   Source: facts about Calypso PKI, 5.1, and 2.0; docs/decisions/0032.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "calypso/pki/transcript.hpp"

namespace assay::calypso::pki {

struct Exchange {
  Bytes command;
  Bytes response;        ///< with its status word; empty when none came
  std::size_t line = 0;  ///< of the recording; 0 when there is none
};

/// Whether a command that the card answers '6Cxx' is part of what it signs.
enum class RefusedLe : std::uint8_t {
  either,    ///< whichever the signature verifies over
  left_out,  ///< a matter of the transport
  hashed     ///< an exchange like any other
};

enum class StepKind : std::uint8_t {
  hashed,
  refused_le,  ///< answered '6Cxx'
  unanswered   ///< no answer came
};

/// One exchange of a session as the terminal's application had it.
struct SessionStep {
  Bytes command;
  Bytes
      response;  ///< joined from its parts; of an unanswered command: that of its repetition, if it was repeated
  StepKind kind = StepKind::hashed;
  std::size_t line = 0;                 ///< of its first exchange
  std::size_t parts = 1;                ///< exchanges on the line
  std::optional<std::uint8_t> awaited;  ///< bytes of the answer that nobody fetched, 0 for 256
};

/// Joins what belongs together.
[[nodiscard]] std::vector<SessionStep> steps_of(std::span<const Exchange> session);

/// Which of the doubtful steps the card hashed.
struct Reading {
  bool refused_le = false;
  bool unanswered =
      false;  ///< the command arrived, and its answer, that of the repetition, was lost

  [[nodiscard]] bool hashes(const SessionStep& step) const noexcept;
};

/// Those that make a difference, the likeliest first; at least one.
[[nodiscard]] std::vector<Reading> readings_of(std::span<const SessionStep> steps,
                                               RefusedLe refused_le);
[[nodiscard]] Transcript transcript_of(std::span<const SessionStep> steps, const Reading& reading);

/// Why a session cannot be verified, whatever its signature: an answer that was not fetched. Empty when it can.
[[nodiscard]] std::string gap_in(std::span<const SessionStep> steps);
[[nodiscard]] std::string gap_in(std::span<const Exchange> session);

/// What a reader must know of this reading: what was joined, left out or doubled. One sentence a step.
[[nodiscard]] std::vector<std::string> remarks_of(std::span<const SessionStep> steps,
                                                  const Reading& reading);

}  // namespace assay::calypso::pki
