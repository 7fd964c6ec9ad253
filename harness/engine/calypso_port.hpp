// SPDX-License-Identifier: Apache-2.0
// CalypsoPort: the terminal's memory of one Calypso card, and the provider of cryptograms behind it. Follows a session by the bytes
// that travel: what is sent between opening and close is digested, whoever wrote it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "calypso/application.hpp"
#include "calypso/secure_session.hpp"
#include "engine/calypso_value.hpp"
#include "engine/calypso_verification.hpp"
#include "engine/pki_memory.hpp"
#include "engine/provider_channel.hpp"
#include "iso7816/apdu.hpp"

namespace assay::engine {

/// What a step tells the provider beside its command: the mapping `calypso:`.
struct CalypsoParameters {
  SecureBytes pin, new_pin;  ///< empty: not given
  std::optional<std::uint8_t> kif, kvc, new_kif, new_kvc;
};

/// What an answer turned out to be.
struct CalypsoAnswer {
  std::optional<CalypsoVerification> card_mac;
  std::optional<CalypsoVerification> sv_signature;
  PkiAnswer pki;
  bool ciphered = false;  ///< `plain` differs from what came
};

class CalypsoPort {
 public:
  struct Provider {
    std::unique_ptr<ProviderChannel> channel;  ///< what the dialogue goes over, when there is one
    std::unique_ptr<calypso::SessionCrypto> crypto;
    std::string missing;  ///< why there is none
    std::string role;     ///< of the port it uses; empty for a plug-in
  };

  /// KIFs of keys 1 to 3 of an application whose card does not tell them.
  struct ApplicationKeys {
    Bytes aid;
    std::array<std::uint8_t, 3> kif{};
  };

  CalypsoPort(Provider provider, calypso::KeyTable keys, SecureBytes pin,
              std::vector<ApplicationKeys> applications = {});

  [[nodiscard]] bool has_provider() const noexcept { return provider_.crypto != nullptr; }

  /// Keys, certificates and public-key sessions, which need no provider.
  [[nodiscard]] PkiMemory& pki() noexcept { return pki_; }

  /// Commands that went to its SAM so far.
  [[nodiscard]] std::size_t provider_exchanges() const noexcept {
    return provider_.channel ? provider_.channel->exchanges() : 0;
  }

  /// After a reset, of card or SAM: no session, no application, nothing remembered.
  void forget() noexcept;
  /// A card of revision 1 tells its serial number in its ATR; any other ATR tells nothing.
  void note_atr(ByteView atr);
  /// Another command is about to go to the provider's SAM.
  [[nodiscard]] Result<void> make_way(std::string_view role);

  /// While on, values that are made for a step are zeros, so that the command can be drafted.
  void draft(bool is_on) noexcept { drafting_ = is_on; }
  /// Makes what the drafted command needs. Errors: `not_found` without a provider or session, with the reason; those of the
  /// provider; `unsupported` for a deviation that would change nothing.
  [[nodiscard]] Result<void> make(CalypsoValues wanted, const iso7816::CommandView& draft,
                                  const CalypsoParameters& parameters,
                                  calypso::TerminalDeviation deviation, Random& random);
  /// Errors: `not_found` for a value that was not made or seen.
  [[nodiscard]] Result<ByteView> value(CalypsoValue value) const;

  /// The command as it travels, and whether encryption is on. Errors: those of SecureSession::send, and deviations with nothing to act on.
  [[nodiscard]] Result<bool> send(ByteView command, Bytes& wire, CalypsoValues made,
                                  calypso::TerminalDeviation deviation);
  /// What the answer means; `plain` is it in clear, status word included.
  [[nodiscard]] CalypsoAnswer receive(ByteView response, Bytes& plain);
  /// No answer came.
  void lost() noexcept;

 private:
  enum class Effect { none, open, close, abort, manage };
  [[nodiscard]] Effect effect_of(ByteView command) const noexcept;
  [[nodiscard]] Result<void> make_one(CalypsoValue value, const iso7816::CommandView& draft,
                                      const CalypsoParameters& parameters,
                                      calypso::TerminalDeviation deviation, Random& random);
  [[nodiscard]] Result<void> make_challenge(const iso7816::CommandView& draft, Random& random);
  [[nodiscard]] Result<void> make_terminal_mac(const iso7816::CommandView& draft,
                                               calypso::TerminalDeviation deviation);
  [[nodiscard]] Result<void> make_pin(const CalypsoParameters& parameters,
                                      calypso::TerminalDeviation deviation);
  [[nodiscard]] Result<void> make_key(const iso7816::CommandView& draft,
                                      const CalypsoParameters& parameters,
                                      calypso::TerminalDeviation deviation);
  [[nodiscard]] Result<void> make_sv(const iso7816::CommandView& draft,
                                     calypso::TerminalDeviation deviation);
  [[nodiscard]] Result<Bytes> challenge_for(calypso::TerminalDeviation deviation);
  [[nodiscard]] Result<calypso::Key> key_for(const CalypsoParameters& parameters,
                                             calypso::SessionLevel level) const;

  void note_open(ByteView answer, CalypsoAnswer& out);
  void note_close(const iso7816::ResponseView& response, CalypsoAnswer& out);
  void note_manage(const iso7816::ResponseView& response, CalypsoAnswer& out);
  void note_exchange(const iso7816::ResponseView& response, CalypsoAnswer& out);
  void note_selection(ByteView answer);
  void note_file(ByteView answer);
  [[nodiscard]] CalypsoVerification verify_mac(ByteView mac);
  [[nodiscard]] CalypsoVerification verify_sv(ByteView signature);
  [[nodiscard]] Bytes& stored(CalypsoValue value) {
    return values_[static_cast<std::size_t>(value)];
  }

  Provider provider_;
  calypso::KeyTable keys_;
  SecureBytes pin_;
  std::vector<ApplicationKeys> applications_;
  std::optional<calypso::SecureSession> session_;
  std::string problem_;  ///< why there is no session
  PkiMemory pki_;
  bool drafting_ = false;
  std::array<Bytes, calypso_value_names.size()> values_;

  calypso::SerialNumber serial_{};
  bool knows_serial_ = false;
  std::optional<std::array<std::uint8_t, 3>> file_kif_, file_kvc_;  ///< of the DF's keys
  std::optional<std::uint8_t> opening_kif_;                         ///< what the step names
  std::optional<std::uint8_t> kvc_;                                 ///< of the latest opening
  Bytes challenge_;                                                 ///< of GET CHALLENGE
  Bytes sv_header_, sv_answer_;                                     ///< of SV GET
  bool awaits_sv_signature_ = false;                                ///< postponed to the close
  Bytes command_;                                                   ///< on its way, in clear
  bool in_session_ = false;                                         ///< it goes through the session
  calypso::TerminalDeviation deviation_ = calypso::TerminalDeviation::none;
};

}  // namespace assay::engine
