// SPDX-License-Identifier: Apache-2.0
// SaleSession: remote sales, one after the other, as a vending server makes them: a channel of the HSM, a secure session of the
// card, which is far away, contract written, counter increased, both MACs checked.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/distribution.hpp"
#include "base/fixed_bytes.hpp"
#include "base/random.hpp"
#include "calypso/key_table.hpp"
#include "calypso/sam_dialogue.hpp"
#include "calypso/secure_session.hpp"
#include "load/account.hpp"
#include "load/loop.hpp"
#include "load/ports.hpp"
#include "load/trouble.hpp"

namespace assay::load {

/// What lies between the server and a card.
struct Network {
  Distribution delay;  ///< of one message, one way
  double loss = 0;     ///< share of messages that have to be sent again
  Micros repeat_after = 500'000;
  unsigned attempts = 5;  ///< of one message, before the link counts as lost
};

/// When a client is killed: at which of its exchanges, and on which side of the card.
struct Kill {
  unsigned exchange = 0;  ///< 1, 2, ...; 0: not at all
  bool after_delivery = false;
};

/// How many exchanges with the card one sale has.
inline constexpr unsigned exchanges_of_a_sale = 6;

struct SaleOutcome {
  Trouble trouble = Trouble::none;
  std::string words;            ///< of the trouble
  Micros began = 0, ended = 0;  ///< of the sale
  Micros opened = 0,
         freed = 0;  ///< of the channel; one that was left behind: when it will be given up
  bool had_channel = false;
  std::uint32_t most_in_use = 0;  ///< channels, while this sale went on
};

struct SaleWorld {
  Loop& loop;
  CardPort& cards;
  HsmPort& hsm;
  Account& account;
  const calypso::KeyTable& keys;
  Network network;
  Distribution hsm_time;        ///< that one HSM exchange takes, beside the computing
  Micros channel_patience = 0;  ///< how long to wait for a channel when all are taken
  bool leaves_channel = false;  ///< a killed client's channel is left behind for the HSM to give up
  Distribution detection;       ///< else: how soon the server notices and closes it
  std::uint32_t in_use = 0;     ///< channels, now
  std::uint64_t card_exchanges = 0;
  Bytes received;  ///< room for the answer of the exchange that is going on
};

/// As a card answered. Lies in the client: thousands of buffers elsewhere would be as many places to fetch.
using CardAnswer = FixedBytes<258>;

/// The card at the other end of the network.
class FarCard {
 public:
  FarCard(SaleWorld& world, std::size_t card, Random& random) noexcept
      : world_(world), card_(card), random_(random) {}

  /// Of the next sale.
  void begin(Kill kill) noexcept;
  /// The card works at once: nobody else can see when it does. Returns how long the command and the answer travel together.
  Micros carry(ByteView command, CardAnswer& answer);
  /// Whether the answer arrived. Errors: `reader_lost`, and what the port says.
  [[nodiscard]] Result<void> arrived() const;
  /// What ended the link, if anything did.
  [[nodiscard]] Trouble trouble() const noexcept { return trouble_; }

 private:
  [[nodiscard]] bool is_killed(bool after_delivery) const noexcept {
    return kill_.exchange == exchange_ && kill_.after_delivery == after_delivery;
  }
  Micros travel();

  SaleWorld& world_;
  std::size_t card_;
  Random& random_;
  Kill kill_;
  unsigned exchange_ = 0;
  Trouble trouble_ = Trouble::none;
  std::unique_ptr<Error> said_;  ///< by the port, when it could not carry the latest command
};

/// The SAM that a channel of the HSM is.
class ChannelSam final : public iso7816::CardChannel {
 public:
  ChannelSam(SaleWorld& world, Random& random) noexcept : world_(world), random_(random) {}

  void begin(std::uint64_t channel) noexcept;
  [[nodiscard]] std::uint64_t channel() const noexcept { return channel_; }
  [[nodiscard]] Trouble trouble() const noexcept { return trouble_; }

  Result<void> transmit(ByteView command, Bytes& response) override;
  Result<void> reset(iso7816::ResetKind) override { return {}; }
  /// Not kept: whoever opened the channel was told.
  [[nodiscard]] ByteView atr() const override { return {}; }
  [[nodiscard]] const iso7816::TargetDescription& description() const override;

 private:
  SaleWorld& world_;
  Random& random_;
  std::uint64_t channel_ = 0;
  Trouble trouble_ = Trouble::none;
};

/// What is said to the card, and what its answers mean. The caller carries both.
class Conversation {
 public:
  explicit Conversation(const calypso::KeyTable& keys) noexcept : keys_(keys) {}

  /// `sam` must live as long as this. Errors: for the ATR of a SAM that nobody here can talk to.
  [[nodiscard]] Result<void> meet(ChannelSam& sam, ByteView atr);
  /// `sale` must live as long as its conversation. The first command replaces `command`.
  void begin(const Sale& sale, Bytes& command);
  /// The next command, after this answer. False: there is none, the sale is made. Errors: `refused`, naming command and status
  /// word; `malformed`; those of the SAM.
  [[nodiscard]] Result<bool> go_on(ByteView answer, Bytes& command);
  /// It will go on soon.
  void fetch() const noexcept {
    if (dialogue_) dialogue_->fetch();
  }

 private:
  enum class Step : std::uint8_t { select, open, read, update, increase, close };

  [[nodiscard]] Result<void> selected(ByteView answer, Bytes& command);
  [[nodiscard]] Result<void> opened(ByteView answer);
  [[nodiscard]] Result<void> said_in_session(ByteView answer);
  [[nodiscard]] Result<void> closed(ByteView answer);
  [[nodiscard]] Result<void> say_next(Bytes& command);

  const calypso::KeyTable& keys_;
  const Sale* sale_ = nullptr;
  Step step_ = Step::select;  ///< whose answer is due
  std::uint8_t cla_ = 0;
  calypso::SessionMode mode_ = calypso::SessionMode::regular;
  calypso::SerialNumber serial_{};
  // Kept from sale to sale, with their memory, while SAMs are of one kind.
  std::optional<calypso::SamDialogue> dialogue_;
  std::optional<calypso::SecureSession> session_;
};

/// One client with its card. Plain data between two messages of a sale.
class SaleSession {
 public:
  /// Both must live as long.
  SaleSession(SaleWorld& world, std::size_t card, Random& random);

  // Inside of a fiber. Both return when to go on, counted from now; nothing: the sale is over.
  [[nodiscard]] std::optional<Micros> begin(const Sale& sale, Kill kill);
  [[nodiscard]] std::optional<Micros> go_on();

  /// Of the sale that is over.
  [[nodiscard]] const SaleOutcome& outcome() const noexcept { return outcome_; }

  /// What it points to will be needed soon (`Task::fetch`).
  void fetch(unsigned part) const noexcept;

 private:
  [[nodiscard]] bool take_channel();
  void end(const Result<void>& done);
  void give_back(bool killed);

  // In the order of their use: what is at the end is touched when a sale begins and ends.
  SaleWorld& world_;
  std::size_t card_;
  Random& random_;
  FarCard far_;
  ChannelSam sam_;
  Sale sale_;
  Conversation conversation_;
  CardAnswer answer_;
  SaleOutcome outcome_;
};

/// What the card holds, asked without any network.
struct CardHolding {
  std::uint32_t counter = 0;
  Record contract{};
  std::uint32_t opening =
      0;             ///< the transaction counter that an opening told; the session is given up
  calypso::Key key;  ///< of the sessions that sales open
};
/// Errors: `malformed` or `refused`, naming the command and its answer.
[[nodiscard]] Result<CardHolding> look_at_card(CardPort& cards, std::size_t card,
                                               const calypso::KeyTable& keys);

}  // namespace assay::load
