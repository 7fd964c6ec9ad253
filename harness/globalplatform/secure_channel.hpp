// SPDX-License-Identifier: Apache-2.0
// SecureChannel: the terminal's side of a GlobalPlatform Secure Channel Session, whatever the protocol.
// Source: GPC 10, appendices D (SCP01) and E (SCP02); GPD (Amendment D, SCP03). One file per protocol: scp01_channel,
// scp02_channel, scp03_channel.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "globalplatform/command_draft.hpp"
#include "globalplatform/initialize_update.hpp"
#include "globalplatform/key_set.hpp"
#include "globalplatform/security_level.hpp"
#include "globalplatform/terminal_deviation.hpp"
#include "iso7816/apdu.hpp"

namespace assay::globalplatform {

struct AgreedSession;  // scp11_agreement.hpp
struct Scp10Session;   // scp10_channel.hpp

/// Where GPC appendix E can be read in two ways and cards may differ; decision 0016 says why these are the defaults.
struct Scp02Reading {
  /// The C-MAC on the unmodified APDU covers no Lc when the command has no data; otherwise it covers '00'.
  bool no_lc_without_data = false;
  /// A begun R-MAC session takes the counter of the session's other keys; otherwise the one that they have raised.
  bool begun_r_mac_keeps_counter = false;
};

struct StartOptions {
  /// i of SCP01 ('05', '15') and SCP02 (with bit b3, explicit initiation), which the answer does not tell.
  std::uint8_t option_i = 0x15;
  /// AID of the application that opens the session, for `expected_card_challenge` and for a first ICV made from it; empty
  /// when not known.
  ByteView invoking_aid;
  Scp02Reading scp02;
};

/// How SCP02 starts without INITIALIZE UPDATE: both sides know keys and counter.   Source: GPC E.1.2.2.
struct ImplicitStart {
  std::uint8_t option_i = 0x1A;  ///< without bit b3
  ByteView sequence_counter;     ///< 2 bytes, as GET DATA 'C1' tells it before the session
  ByteView aid;                  ///< of the selected application; needed when bit b4 of i is set
  Scp02Reading scp02;
};

/// What `unwrap` found out about one response.
struct Unwrapped {
  enum class RMac {
    not_expected,  ///< the level asks for none, or the status word is one that comes bare (SCP03 errors)
    absent,        ///< expected, and the response has no data at all
    malformed,  ///< expected, and the data is shorter than an R-MAC
    wrong,
    valid,
  };
  enum class Decryption {
    none,  ///< nothing was encrypted
    done,
    failed,  ///< length is no multiple of a block, or the padding is not 80 00..
  };

  iso7816::StatusWord sw;
  RMac r_mac = RMac::not_expected;
  Decryption decryption = Decryption::none;
  bool overlong_padding =
      false;  ///< decrypted data ends in more padding than one block; opened all the same
  Short<16>
      expected_r_mac;  ///< what a correct card sends; empty when `not_expected`, `absent` or `malformed`
  Short<16> received_r_mac;  ///< what came

  [[nodiscard]] bool ok() const noexcept {
    return (r_mac == RMac::not_expected || r_mac == RMac::valid) &&
           decryption != Decryption::failed;
  }
};

/// What a terminal may put into the header of EXTERNAL AUTHENTICATE besides the level; all but `channel` are wrong.
struct AuthenticateHeader {
  std::uint8_t channel = 0;         ///< logical channel, 0 to 19
  std::optional<std::uint8_t> cla;  ///< sent as it is; none: 84 with the channel
  std::uint8_t ins = 0x82;
  std::uint8_t p2 = 0x00;
};

/// One session from INITIALIZE UPDATE to its end. Holds session keys, which are wiped with it. Not thread-safe.
///
/// Order of use: `start` (or `restart`), `authenticate`, then `wrap` and `unwrap` in turn. The object does not see
/// what the card answers to EXTERNAL AUTHENTICATE: the caller drops the session when that is not '9000'. A session of
/// implicit initiation begins with `initiate`, then `wrap`: the first C-MAC authenticates.
///
/// Deviations (see TerminalDeviation) act on one call. A command that a deviation makes unverifiable (its C-MAC is not
/// the one a card computes) leaves chaining value and counter as they were: so the next regular command is the one
/// which a card that refused, but forgot to end the session, would accept. Deviations of encryption alone are sent
/// under a C-MAC that verifies, and the session advances as usual.
class SecureChannel {
 public:
  SecureChannel() = default;
  SecureChannel(const SecureChannel&) = delete;
  SecureChannel& operator=(const SecureChannel&) = delete;
  virtual ~SecureChannel() = default;

  /// Derives session keys from the card's answer to INITIALIZE UPDATE (data field without status word).
  ///
  /// A wrong card cryptogram is no error: it is data, see `card_cryptogram_is_valid`.
  /// Errors: those of `parse_initialize_update`; `out_of_range` for key lengths that the protocol does not have, or a
  /// host challenge that is not 8 bytes (16 in S16); `unsupported` for another i.
  [[nodiscard]] static Result<std::unique_ptr<SecureChannel>> start(
      const KeySet& keys, ByteView host_challenge, ByteView initialize_update_answer,
      const StartOptions& options = {});

  /// The same into `channel`, whose object is used again, without allocation, when the protocol is the same.
  /// Errors: as `start`; `channel` is then either as it was or `reset`.
  [[nodiscard]] static Result<void> restart(std::unique_ptr<SecureChannel>& channel,
                                            const KeySet& keys, ByteView host_challenge,
                                            ByteView initialize_update_answer,
                                            const StartOptions& options = {});

  /// Begins a session of SCP02 with implicit initiation; nothing is sent by that.
  ///
  /// State: the first command that `wrap` protects starts the session on the card and raises its counter. A command sent
  /// by `wrap_unprotected` takes the C-MAC from the level; the next protected one then starts a new session, from the
  /// raised counter, as it does on the card (GPC E.1.6). A begun R-MAC session outlives both.
  /// Errors: `unsupported` for an i with explicit initiation; `out_of_range` for keys or a counter of other lengths, or
  /// a missing AID; `channel` is then as it was.
  [[nodiscard]] static Result<void> initiate(std::unique_ptr<SecureChannel>& channel,
                                             const KeySet& keys, const ImplicitStart& how);

  /// Begins a session of SCP11 under keys that were agreed on: the messages are those of SCP03, and the receipt that came
  /// is the first chaining value. Whether that receipt is right the caller has asked before.
  /// State: as after a successful EXTERNAL AUTHENTICATE, at the level of the agreement.
  static void begin_agreed(std::unique_ptr<SecureChannel>& channel, const AgreedSession& agreed);

  /// Begins a session of SCP10 under keys that were transported or agreed on.
  /// Errors: those of Scp10Messaging::begin; `channel` is then as it was.
  [[nodiscard]] static Result<void> begin_scp10(std::unique_ptr<SecureChannel>& channel,
                                                const Scp10Session& session);

  [[nodiscard]] std::uint8_t protocol() const noexcept { return answer_.protocol; }
  /// i as the card sent it (SCP03) or as the caller said (SCP01, SCP02).
  [[nodiscard]] std::uint8_t option_i() const noexcept { return answer_.option_i; }
  [[nodiscard]] const InitializeUpdateAnswer& answer() const noexcept { return answer_; }
  [[nodiscard]] const CardChallenge& card_challenge() const noexcept {
    return answer_.card_challenge;
  }
  [[nodiscard]] const SequenceCounter& sequence_counter() const noexcept {
    return answer_.sequence_counter;
  }
  [[nodiscard]] const CardCryptogram& card_cryptogram() const noexcept {
    return answer_.card_cryptogram;
  }
  [[nodiscard]] const CardCryptogram& expected_card_cryptogram() const noexcept {
    return expected_card_cryptogram_;
  }
  [[nodiscard]] bool card_cryptogram_is_valid() const noexcept {
    return answer_.card_cryptogram == expected_card_cryptogram_;
  }
  /// The challenge that a card with pseudo-random challenges must send; nothing when i says that it is random, or when
  /// the invoking AID was not given.
  [[nodiscard]] const std::optional<CardChallenge>& expected_card_challenge() const noexcept {
    return expected_card_challenge_;
  }
  [[nodiscard]] const HostCryptogram& host_cryptogram() const noexcept { return host_cryptogram_; }
  /// Whether `initiate` began the session.
  [[nodiscard]] bool implicitly_initiated() const noexcept {
    return answer_.protocol == 0x02 && answer_.card_cryptogram.empty();
  }
  /// Bytes of a C-MAC or R-MAC on the wire: 8, or 16 in S16.
  [[nodiscard]] std::uint8_t mac_length() const noexcept {
    return agreed_mac_length_ != 0 ? agreed_mac_length_ : answer_.mac_length();
  }
  /// The level asked for by the latest `authenticate`; '00' before it, '01' with implicit initiation.
  [[nodiscard]] SecurityLevel level() const noexcept { return level_; }
  /// The level in force: `level`, raised by BEGIN R-MAC SESSION or lowered by an unprotected command in between.
  [[nodiscard]] virtual SecurityLevel current_level() const noexcept { return level_; }
  /// Whether `authenticate` was called since `start` without a deviation.
  [[nodiscard]] bool authenticated() const noexcept { return authenticated_; }

  /// Builds EXTERNAL AUTHENTICATE, C-MAC included; `command.data` is reused. May be called again: it always starts
  /// the session's chain anew.
  ///
  /// Shape: the C-MAC covers the header that is sent, whatever it is; only `deviation` changes a byte behind its back.
  /// Errors: `unsupported` when the deviation makes no difference here or
  /// belongs to other commands; the session is then unchanged.
  /// Source: GPC E.5.2, GPD 7.1.2.
  [[nodiscard]] Result<void> authenticate(SecurityLevel level, TerminalDeviation deviation,
                                          iso7816::CommandApdu& command,
                                          const AuthenticateHeader& header = {});

  /// Secures one command as the level asks and replaces `wrapped` by its encoding. At level '00' it is only encoded.
  ///
  /// Shape: `plain` carries no secure messaging; its CLA tells the logical channel. The C-MAC is computed for channel
  /// 0 and the channel put into CLA afterwards. Data must fit with padding and C-MAC: 255 bytes, or 65,535 when
  /// `plain.extended`. An encoding identical to the regular one is refused as `unsupported` ("makes no difference"),
  /// and so is a deviation of another protocol or of EXTERNAL AUTHENTICATE.
  /// State: the chain advances; so does the encryption counter of SCP03, for every command. See above for deviations.
  /// Errors: `out_of_range` for data that does not fit, `unsupported`, `refused` before `authenticate`; `wrapped`,
  /// chaining value and counter are then unchanged, and there is no response to open.
  /// Source: GPC E.4.4, E.4.6; GPD 6.2.4, 6.2.6.
  [[nodiscard]] Result<void> wrap(const iso7816::CommandView& plain, TerminalDeviation deviation,
                                  Bytes& wrapped);

  /// Encodes a command that goes without protection inside the session; `unwrap` is due all the same, since an R-MAC may
  /// come back. Errors: `refused` before `authenticate`.
  [[nodiscard]] Result<void> wrap_unprotected(const iso7816::CommandView& plain, Bytes& sent);

  /// Encrypts sensitive data, such as a key in PUT KEY, which go into the plain data field.
  ///
  /// Shape: whole blocks: 8 bytes, 16 in SCP03; nothing is padded. Errors: `out_of_range` for other lengths, `not_found`
  /// when the key set has no DEK. Source: GPC D.3.5, E.4.7; GPD 6.2.8.
  [[nodiscard]] Result<void> encrypt_sensitive(ByteView data, Bytes& out) const {
    return encrypt_secret(data, out);
  }

  /// Checks and opens the response to the latest wrapped command and replaces `plain_data` by its plain data.
  ///
  /// Whatever is wrong with the response is told in `Unwrapped`; `plain_data` is empty and the session unchanged
  /// unless `ok()`. Without R-MAC at this level, data passes as it came. BEGIN and END R-MAC SESSION are followed.
  /// `response` must not look into `plain_data`. Errors: `refused` when no command waits for its response.
  /// Source: GPC E.4.5; GPD 6.2.5, 6.2.7.
  [[nodiscard]] Result<Unwrapped> unwrap(const iso7816::ResponseView& response, Bytes& plain_data);

  /// Forgets keys and state; only `restart` makes the object usable again.
  void reset() noexcept;

  /// The latest command sent under this session's protection, as encoded; for reports.
  [[nodiscard]] ByteView latest_command() const noexcept { return latest_; }

 protected:
  /// What the R-MAC rules want to know of the latest command.
  struct Header {
    std::uint8_t cla = 0;
    std::uint8_t ins = 0;
    std::uint8_t p1 = 0;
    std::uint8_t p2 = 0;

    [[nodiscard]] bool begins_r_mac_session() const noexcept {
      return (cla & 0x80) != 0 && ins == 0x7A;
    }
    [[nodiscard]] bool ends_r_mac_session() const noexcept {
      return (cla & 0x80) != 0 && ins == 0x78;
    }
  };

  /// '01', '02' or '03': what the object was made for.
  [[nodiscard]] virtual std::uint8_t speaks() const noexcept = 0;
  /// Session keys and expected values from `answer_` and `host_challenge_`, all checked before.
  virtual void derive(const KeySet& keys, const StartOptions& options) = 0;
  /// The host cryptogram, or what it becomes under a deviation of its derivation.
  [[nodiscard]] virtual HostCryptogram make_host_cryptogram(TerminalDeviation deviation) const = 0;
  /// Encodes the secured command into `out` and keeps what `advance` and `open` need; the session stays as it is.
  [[nodiscard]] virtual Result<void> secure(const CommandDraft& draft, Bytes& out) = 0;
  /// Whether a correct card finds the C-MAC right although this deviation was made.
  [[nodiscard]] virtual bool verifies(TerminalDeviation deviation) const noexcept = 0;
  /// Makes what the latest `secure` kept the state of the session.
  virtual void advance(const CommandDraft& draft) = 0;
  /// `unwrap` after its checks; leaves `plain_data` empty and the session as it is unless the result is ok.
  [[nodiscard]] virtual Unwrapped open(const iso7816::ResponseView& response,
                                       Bytes& plain_data) = 0;
  virtual void forget() noexcept = 0;
  /// Called when a command is about to be protected, before anything is computed.
  virtual void before_protecting() {}
  /// Called when a command is sent once more: what a card counts by commands has risen.
  virtual void after_replay() {}
  [[nodiscard]] virtual Result<void> encrypt_secret(ByteView data, Bytes& out) const = 0;
  /// What `encrypt_secret` refuses in every protocol.
  [[nodiscard]] static Result<void> check_secret(ByteView dek, ByteView data, std::size_t block);

  InitializeUpdateAnswer answer_;
  HostChallenge host_challenge_;
  CardCryptogram expected_card_cryptogram_;
  std::optional<CardChallenge> expected_card_challenge_;
  HostCryptogram host_cryptogram_;
  SecurityLevel level_;
  Header latest_header_;
  std::uint8_t agreed_mac_length_ = 0;  ///< of a session that no INITIALIZE UPDATE began

 private:
  void begin(const KeySet& keys, ByteView host_challenge, const InitializeUpdateAnswer& answer,
             const StartOptions& options);
  [[nodiscard]] HostCryptogram deviating_cryptogram(TerminalDeviation deviation) const;
  void begin_implicitly(const KeySet& keys, const ImplicitStart& how);
  [[nodiscard]] Result<void> send(const CommandDraft& draft);
  [[nodiscard]] Result<void> send_deviating(const CommandDraft& draft);

  bool authenticated_ = false;
  bool awaiting_response_ = false;
  Bytes latest_;         ///< for `replay` and reports
  Bytes latest_before_;  ///< of the session before this one
  Bytes authenticate_;   ///< the regular EXTERNAL AUTHENTICATE of this session
  Bytes authenticate_before_;
  Bytes
      regular_;  ///< what a correct terminal sends, against which a deviating encoding is compared
  Bytes encoded_;
};

}  // namespace assay::globalplatform
