// SPDX-License-Identifier: Apache-2.0
// Transport: sends a compiled step over its port, through the secure channel session of its logical channel if one is open.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/clock.hpp"
#include "engine/judge.hpp"
#include "engine/key_ring.hpp"
#include "engine/ledger.hpp"
#include "engine/port.hpp"
#include "engine/program.hpp"
#include "engine/secrets.hpp"

namespace assay::engine {

/// Counts authentications of real cards; null pointers for targets that cannot be harmed.
struct Guard {
  Ledger* ledger = nullptr;
  unsigned limit = 0;
};

/// What came of sending one step.
struct Sent {
  journal::Outcome outcome = journal::Outcome::answered;
  std::string problem;  ///< when not answered, or when the step could not be sent at all
  bool was_sent = false;
  bool ended = false;        ///< `cut`: the command had come to its end before power went
  std::int64_t took_ns = 0;  ///< by the target's own time where it keeps one
  bool well_formed = true;   ///< the command's lengths fit, so that a card has to answer
  Answer answer;
};

class Transport {
 public:
  Transport(std::vector<Port>& ports, const KeyRing& keys, Clock& clock,
            journal::RunListener& listener, const Secrets& secrets)
      : ports_(ports), keys_(keys), clock_(clock), listener_(listener), known_secrets_(secrets) {}

  void set_guard(Guard guard) noexcept { guard_ = guard; }

  /// Sends the step and updates the session state of its logical channel. Views in the result live until the next call.
  [[nodiscard]] Sent send(const CompiledStep& step, Scope scope);

  /// The next command loses power after so many non-volatile writes, or at its end.
  void cut_next(std::uint32_t writes) noexcept { cut_after_ = writes; }

  [[nodiscard]] Result<void> reset(Port& port, iso7816::ResetKind kind);

  /// Begins an SCP02 session with implicit initiation on the step's logical channel, or prepares for the commands that lead to
  /// one of SCP10; nothing is sent.
  /// Errors: `not_found` when the bench has no such keys; those of SecureChannel::initiate and Initiation::begin.
  [[nodiscard]] Result<void> initiate(const CompiledStep& step, const Scope& scope);

  /// What values may look at for a step on this port and logical channel.
  [[nodiscard]] Scope scope_for(const CompiledStep& step, std::span<const Bytes> slots,
                                Random& random) const;

  [[nodiscard]] std::size_t exchanges() const noexcept {
    return exchanges_ + (ports_[0].calypso ? ports_[0].calypso->provider_exchanges() : 0);
  }

  /// The part of a protocol that sessions begun since the latest call used and no public vector confirms; often empty.
  [[nodiscard]] std::string_view take_unconfirmed() noexcept {
    return std::exchange(unconfirmed_, std::string_view());
  }

 private:
  enum class Protection {
    none,
    session,
    calypso,      ///< in a Calypso session whose encryption is on
    unprotected,  ///< in clear, inside a session of implicit initiation, whose R-MACs may count it
  };

  [[nodiscard]] Result<Protection> make_ready(const CompiledStep& step, Scope& scope,
                                              LogicalChannelState& state);
  [[nodiscard]] Result<iso7816::CommandView> draft(const CompiledStep& step, const Scope& scope);
  [[nodiscard]] Result<void> make_calypso_values(const CompiledStep& step, const Scope& scope);
  [[nodiscard]] Result<Protection> pass_calypso(const CompiledStep& step, Protection protection);
  void interpret_calypso(Port& port, Sent& sent);
  [[nodiscard]] bool presents_pin(const Port& port) const noexcept;
  [[nodiscard]] Result<Protection> prepare(const CompiledStep& step, const Scope& scope,
                                           LogicalChannelState& state);
  [[nodiscard]] Result<void> prepare_agreement(const CompiledStep& step, LogicalChannelState& state,
                                               Random& random);
  [[nodiscard]] Result<void> initiate_scp10(const CompiledStep& step, const Scope& scope);
  [[nodiscard]] Result<void> prepare_initiation(const CompiledStep& step,
                                                LogicalChannelState& state, Random& random);
  /// Whether the step belongs to SCP10, and nothing else has to look at its answer.
  [[nodiscard]] bool note_initiation(const CompiledStep& step, LogicalChannelState& state,
                                     Port& port, const Sent& sent);
  void open_scp10(LogicalChannelState& state);
  /// Certificates are longer than one answer: what waits behind '61xx' is fetched, each exchange told on its own.
  void fetch_rest(const CompiledStep& step, Port& port, LogicalChannelState& state, Sent& sent);
  void note_agreement(const CompiledStep& step, LogicalChannelState& state, Port& port,
                      const Sent& sent);
  [[nodiscard]] Result<Protection> prepare_raw(const CompiledStep& step, const Scope& scope,
                                               LogicalChannelState& state);
  [[nodiscard]] Result<Protection> protect(const CompiledStep& step, bool wanted,
                                           const iso7816::CommandView& command,
                                           LogicalChannelState& state);
  [[nodiscard]] Result<void> prepare_authenticate(const CompiledStep& step, const Scope& scope,
                                                  LogicalChannelState& state);
  [[nodiscard]] Result<void> count_attempt(const CompiledStep& step, const Port& port,
                                           Protection protection);
  void note_implicit_session(const CompiledStep& step, Protection protection,
                             LogicalChannelState& state, Port& port, const Sent& sent);
  void transmit(Port& port, Sent& sent);
  void transmit_and_cut(Port& port, std::uint32_t writes, Sent& sent);
  void interpret(const CompiledStep& step, Port& port, Protection protection, Sent& sent);
  void note_answer_secrets(const CompiledStep& step, ByteView data);
  void note_session_effects(const CompiledStep& step, Port& port, LogicalChannelState& state,
                            const Sent& sent);
  void note_unconfirmed(std::string_view part) noexcept {
    if (!part.empty()) unconfirmed_ = part;
  }
  void begin_session(const CompiledStep& step, LogicalChannelState& state, const Answer& answer);
  void note_secrets(Protection protection);
  void tell(const Port& port, const Sent& sent, std::int64_t utc, std::int64_t start,
            Protection protection);
  [[nodiscard]] LogicalChannelState& state_of(const CompiledStep& step) const {
    return ports_[step.port].logical[step.script->channel];
  }

  std::vector<Port>& ports_;
  const KeyRing& keys_;
  Clock& clock_;
  journal::RunListener& listener_;
  const Secrets& known_secrets_;
  Guard guard_;
  std::size_t exchanges_ = 0;
  std::string_view unconfirmed_;
  std::optional<std::uint32_t> cut_after_;

  // Buffers that keep their capacity from step to step.
  iso7816::CommandView command_;
  iso7816::CommandApdu authenticate_;
  Bytes data_, plain_, wire_, response_, opened_, collected_;
  std::vector<journal::SecretRange>
      secrets_;  ///< in the plain command, as the script put them there
  std::vector<journal::SecretRange> wire_secrets_, response_secrets_, opened_secrets_;
  std::vector<ByteView> answer_secrets_;  ///< parts of the latest answer
};

}  // namespace assay::engine
