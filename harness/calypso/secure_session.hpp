// SPDX-License-Identifier: Apache-2.0
// SecureSession: a Calypso session as a terminal keeps it: what is digested and in which order, what is enciphered, whose MAC
// is whose. Commands travel elsewhere; this says how they look and what their answers mean.
#pragma once

#include <optional>

#include "base/fixed_bytes.hpp"
#include "calypso/key_table.hpp"
#include "calypso/session_answer.hpp"
#include "calypso/session_buffer.hpp"
#include "calypso/session_crypto.hpp"
#include "calypso/terminal_deviation.hpp"
#include "iso7816/card_channel.hpp"

namespace assay::calypso {

/// What a session stands on: the answer of the card, and which key answers it.
struct Opening {
  SessionMode mode = SessionMode::regular;
  SerialNumber diversifier{};
  SessionLevel level = SessionLevel::debit;
  ByteView answer;  ///< data field, without status word
  /// What is known of the key where the answer does not tell it.
  std::optional<std::uint8_t> kif = std::nullopt;
};

class SecureSession {
 public:
  /// Both must live as long.
  SecureSession(SessionCrypto& crypto, const KeyTable& keys);

  /// The terminal's challenge for an opening in this mode; a session that was open is given up.
  [[nodiscard]] Result<Bytes> challenge(SessionMode mode);

  /// State: open afterwards. Errors: those of parse_opening and KeyTable::resolve; `unsupported` for PKI mode, and for a
  /// deviation that would change nothing; those of the provider. The session is then not open.
  [[nodiscard]] Result<void> open(const Opening& opening,
                                  TerminalDeviation deviation = TerminalDeviation::none);

  /// The command as it travels: enciphered where encryption is on. Between `open` and `close` every command goes through
  /// here, and its answer through `receive`; MANAGE SECURE SESSION, close, abort and ratification do not.
  /// Errors: `unsupported` for a deviation that would change nothing; those of the provider.
  [[nodiscard]] Result<void> send(ByteView command, Bytes& wire,
                                  TerminalDeviation deviation = TerminalDeviation::none);
  /// Digests the command that was sent and its answer; `plain` is the answer in clear, status word included.
  [[nodiscard]] Result<void> receive(ByteView answer, Bytes& plain);

  /// `send`, the channel, and `receive`.
  [[nodiscard]] Result<void> exchange(iso7816::CardChannel& card, ByteView command, Bytes& answer);

  /// The terminal's MAC for the close; the digest ends. Asked again, it is the same one.
  /// Errors: `unsupported` for a replay without a session before; those of the provider.
  [[nodiscard]] Result<Bytes> close(TerminalDeviation deviation = TerminalDeviation::none);
  /// The terminal's MAC for an authentication in the middle of an extended session.
  [[nodiscard]] Result<Bytes> authenticate(TerminalDeviation deviation = TerminalDeviation::none);
  /// Whether the MAC that came back, from close or authentication, is the card's.
  [[nodiscard]] Result<bool> verify(ByteView card_mac);

  /// What MANAGE SECURE SESSION has switched.
  void set_encryption(bool is_on) noexcept { encrypted_ = is_on; }
  /// The session is over, whoever ended it.
  void end() noexcept;

  [[nodiscard]] bool is_open() const noexcept { return open_; }
  [[nodiscard]] bool is_encrypted() const noexcept { return encrypted_; }
  [[nodiscard]] SessionMode mode() const noexcept { return mode_; }
  [[nodiscard]] Key key() const noexcept { return key_; }
  [[nodiscard]] SessionLevel level() const noexcept { return level_; }

 private:
  [[nodiscard]] Result<void> begin(const Opening& opening, const OpeningAnswer& parsed,
                                   TerminalDeviation deviation);
  [[nodiscard]] Result<void> digest(ByteView answer);
  void keep(ByteView command, TerminalDeviation deviation);
  [[nodiscard]] Result<Bytes> spoilt(Bytes mac, TerminalDeviation deviation) const;

  SessionCrypto& crypto_;
  const KeyTable& keys_;
  bool open_ = false;
  bool encrypted_ = false;
  bool ciphered_now_ = false;  ///< the command on its way went through the cipher
  SessionMode mode_ = SessionMode::regular;
  Key key_;
  SessionLevel level_ = SessionLevel::debit;
  TerminalDeviation on_its_way_ = TerminalDeviation::none;
  static constexpr std::size_t most_command = 261;  ///< of a short command
  static constexpr std::size_t most_mac = 16;
  FixedBytes<most_mac> mac_;  ///< of this session's close, once made
  FixedBytes<most_mac> previous_mac_;
  FixedBytes<most_command> command_;  ///< as it enters the digest
};

/// The command as the digest takes it: without the Le of a command that has data, with a fifth byte for one that has four.
[[nodiscard]] Bytes digested_form(ByteView command);

/// Read Record 0 of the current file: its arrival ratifies, its answer ('6B00') means nothing.
[[nodiscard]] Bytes ratification_command(Product product);
/// Close without a MAC: every modification is cancelled.
[[nodiscard]] Bytes abort_command(Product product);
/// The class byte of a product's commands; SV commands of revisions 1 and 2 have FA.
[[nodiscard]] std::uint8_t class_byte(Product product) noexcept;

/// The MAC of another level: what `key.other_level` and `cryptogram.other_key` use.
[[nodiscard]] Key key_of_other_level(const KeyTable& keys, SessionLevel level, Key key) noexcept;

}  // namespace assay::calypso
