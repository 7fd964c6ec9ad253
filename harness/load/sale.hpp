// SPDX-License-Identifier: Apache-2.0
// SaleSession: one remote sale as a vending server makes it: a channel of the HSM, a secure session of the card, which is far away,
// contract written, counter increased, both MACs checked.
#pragma once

#include <optional>
#include <string>

#include "base/distribution.hpp"
#include "base/random.hpp"
#include "calypso/key_table.hpp"
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
};

/// Runs inside of a fiber. `random` is the session's own.
[[nodiscard]] SaleOutcome make_sale(SaleWorld& world, std::size_t card, const Sale& sale, Kill kill,
                                    Random& random);

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
