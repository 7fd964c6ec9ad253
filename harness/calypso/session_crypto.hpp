// SPDX-License-Identifier: Apache-2.0
// SessionCrypto: whoever computes for the terminal what only secret keys can: a SAM, an HSM, or the plug-in of a licensee.
// It is told which bytes and in which order; it never sees a card.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "calypso/product.hpp"

namespace assay::calypso {

struct Key {
  std::uint8_t kif = 0;
  std::uint8_t kvc = 0;
  friend bool operator==(const Key&, const Key&) = default;
};

struct SessionStart {
  SerialNumber diversifier{};
  Key key;
  ByteView opening;  ///< data field of the card's answer, as it came
};

struct PinRequest {
  SerialNumber diversifier{};
  Key key;
  ByteView challenge;  ///< the card's, 8 bytes
  ByteView pin;        ///< 4 bytes
  ByteView new_pin;    ///< 4 bytes to change it, or none to present it
};

struct KeyRequest {
  SerialNumber diversifier{};
  Key ciphering;  ///< 00 00: the null key of a card not yet personalized
  ByteView challenge;
  Key loaded;  ///< the key to put into the card
};

enum class SvOperation : std::uint8_t { reload = 0xB8, debit = 0xBA, undebit = 0xBC };

struct SvRequest {
  SvOperation operation = SvOperation::debit;
  SerialNumber diversifier{};
  ByteView get_header;  ///< INS P1 P2 00 of SV GET
  ByteView get_answer;  ///< with status word
  ByteView
      partial;  ///< INS 00 00 Lc and the data field up to the SAM's id, its first byte 00: 15 bytes, or 12
};

struct SvCryptogram {
  std::array<std::uint8_t, 3> challenge{};    ///< P1, P2 and the first byte of data
  std::array<std::uint8_t, 3> transaction{};  ///< the SAM's transaction number
  Bytes signature;                            ///< 5 bytes, 10 extended
};

/// One session at a time. Every verb can fail: `refused` when whoever computes says no (its words are in the message),
/// `unsupported` for what it does not know, and the errors of a channel where one is behind it.
class SessionCrypto {
 public:
  SessionCrypto() = default;
  SessionCrypto(const SessionCrypto&) = delete;
  SessionCrypto& operator=(const SessionCrypto&) = delete;
  virtual ~SessionCrypto() = default;

  /// What must show wherever results do; empty for a real SAM.
  [[nodiscard]] virtual std::string_view label() const = 0;
  /// Its id as SV commands carry it.
  [[nodiscard]] virtual std::array<std::uint8_t, 4> serial() const = 0;
  /// Most bytes of one item that `update` takes.
  [[nodiscard]] virtual std::size_t max_item() const = 0;

  /// 4 random bytes, or 8 for an extended session.
  [[nodiscard]] virtual Result<Bytes> challenge(bool extended) = 0;
  [[nodiscard]] virtual Result<void> begin(const SessionStart& start, bool extended) = 0;
  /// One command without Le, or one answer with its status word.
  [[nodiscard]] virtual Result<void> update(ByteView item) = 0;
  /// The same in an encrypted session: a plain command becomes a ciphered one, a ciphered answer a plain one.
  [[nodiscard]] virtual Result<Bytes> update_ciphered(ByteView item) = 0;
  /// The terminal's MAC in the middle of an extended session.
  [[nodiscard]] virtual Result<Bytes> authenticate_early() = 0;
  /// The terminal's MAC at the end.
  [[nodiscard]] virtual Result<Bytes> close() = 0;
  /// Whether the card's MAC is right.
  [[nodiscard]] virtual Result<bool> verify(ByteView card_mac) = 0;

  [[nodiscard]] virtual Result<Bytes> cipher_pin(const PinRequest& request) = 0;
  [[nodiscard]] virtual Result<Bytes> cipher_key(const KeyRequest& request) = 0;
  [[nodiscard]] virtual Result<SvCryptogram> prepare_sv(const SvRequest& request,
                                                        bool extended) = 0;
  /// Whether the card's signature over a stored value operation is right: 3 bytes, 6 extended.
  [[nodiscard]] virtual Result<bool> check_sv(ByteView signature) = 0;

  /// Ends whatever was begun, such as before other commands are sent to the same SAM. What was told is not lost.
  [[nodiscard]] virtual Result<void> settle() { return {}; }
  /// Forgets a session, as after a reset.
  virtual void forget() noexcept {}
};

}  // namespace assay::calypso
