// SPDX-License-Identifier: Apache-2.0
// The order of a sale is that of section 3 of the facts about sessions: challenge, opening, exchanges, both MACs.
#include "load/sale.hpp"

#include <algorithm>

#include "base/hex.hpp"
#include "calypso/application.hpp"
#include "calypso/sam_dialogue.hpp"
#include "calypso/secure_session.hpp"
#include "iso7816/apdu.hpp"

namespace assay::load {
namespace {

using namespace literals;
using calypso::SecureSession;
using calypso::SessionMode;
using iso7816::TargetDescription;

constexpr auto application_name = "315449432E49434131"_hex;  // 1TIC.ICA1, the transport application
constexpr std::uint8_t load_key = 2;
constexpr std::uint8_t by_file = 0x04;

/// The card at the other end of the network.
class FarCard final : public iso7816::CardChannel {
 public:
  FarCard(SaleWorld& world, std::size_t card, Kill kill, Random& random)
      : world_(world), card_(card), kill_(kill), random_(random) {}

  /// What ended the link, if anything did.
  [[nodiscard]] Trouble trouble() const noexcept { return trouble_; }

  Result<void> transmit(ByteView command, Bytes& response) override {
    ++exchange_;
    Loop& loop = world_.loop;
    const Micros arrives = loop.now() + travel();
    if (trouble_ != Trouble::none || is_killed(false)) {
      loop.sleep_until(arrives);
      return trouble_ != Trouble::none ? lost() : killed();
    }
    Result<void> done;
    const std::function<Micros()> at_the_card = [&]() -> Micros {
      ++world_.card_exchanges;
      done = world_.cards.transmit(card_, command, response);
      if (!done) return 0;
      world_.account.card_exchange(card_, command, response);
      return is_killed(true) ? 0 : travel();
    };
    loop.sleep_around(arrives, static_cast<std::uint32_t>(card_), at_the_card);
    if (!done) {
      trouble_ = Trouble::link_lost;
      return done;
    }
    if (is_killed(true)) return killed();
    return trouble_ != Trouble::none ? lost() : Result<void>();
  }

  Result<void> reset(iso7816::ResetKind) override { return {}; }
  [[nodiscard]] ByteView atr() const override { return {}; }
  [[nodiscard]] const TargetDescription& description() const override {
    static const TargetDescription nothing;
    return nothing;
  }

 private:
  [[nodiscard]] bool is_killed(bool after_delivery) const noexcept {
    return kill_.exchange == exchange_ && kill_.after_delivery == after_delivery;
  }

  Result<void> killed() {
    trouble_ = Trouble::client_killed;
    return fail(ErrorCode::reader_lost, "the client was killed at exchange {}, {} the card had it",
                exchange_, kill_.after_delivery ? "after" : "before");
  }

  Result<void> lost() const {
    return fail(ErrorCode::reader_lost, "a message of exchange {} was lost {} times", exchange_,
                world_.network.attempts);
  }

  /// How long one message takes, one way, repeated as often as it may be; `trouble_` when it never arrives.
  Micros travel() {
    const Network& network = world_.network;
    Micros takes = 0;
    for (unsigned attempt = 0; attempt < network.attempts; ++attempt) {
      if (network.loss <= 0 || unit_interval(random_) >= network.loss)
        return takes + network.delay.draw(random_);
      takes += network.repeat_after;
    }
    trouble_ = Trouble::link_lost;
    return takes;
  }

  SaleWorld& world_;
  std::size_t card_;
  Kill kill_;
  Random& random_;
  unsigned exchange_ = 0;
  Trouble trouble_ = Trouble::none;
};

/// The SAM that a channel of the HSM is.
class ChannelSam final : public iso7816::CardChannel {
 public:
  ChannelSam(SaleWorld& world, std::uint64_t channel, Bytes atr, Random& random)
      : world_(world), channel_(channel), atr_(std::move(atr)), random_(random) {}

  [[nodiscard]] Trouble trouble() const noexcept { return trouble_; }

  Result<void> transmit(ByteView command, Bytes& response) override {
    if (!world_.hsm_time.is_nothing()) world_.loop.sleep(world_.hsm_time.draw(random_));
    auto done = world_.hsm.exchange(channel_, command, response);
    if (done) {
      world_.account.hsm_exchange(command, response);
      const auto answer = iso7816::parse_response(response);
      const bool judged = answer && answer->sw == iso7816::StatusWord(0x6988);
      if (!answer || (answer->sw != iso7816::sw::ok && !judged)) trouble_ = Trouble::hsm_refused;
    } else {
      trouble_ = trouble_of(done.error());
      // An HSM that refused did nothing; one that is silent or gone may have.
      if (trouble_ == Trouble::hsm_silent || trouble_ == Trouble::hsm_gone)
        world_.account.hsm_lost(command);
    }
    return done;
  }

  Result<void> reset(iso7816::ResetKind) override { return {}; }
  [[nodiscard]] ByteView atr() const override { return atr_; }
  [[nodiscard]] const TargetDescription& description() const override {
    static const TargetDescription nothing;
    return nothing;
  }

 private:
  SaleWorld& world_;
  std::uint64_t channel_;
  Bytes atr_;
  Random& random_;
  Trouble trouble_ = Trouble::none;
};

Bytes joined(std::initializer_list<ByteView> parts) {
  Bytes out;
  for (const auto part : parts) append(out, part);
  return out;
}

Bytes select_command() {
  constexpr std::array<std::uint8_t, 5> header{0x00, 0xA4, 0x04, 0x00, application_name.size()};
  constexpr std::array<std::uint8_t, 1> le{0x00};
  return joined({header, application_name, le});
}

Bytes open_command(std::uint8_t cla, SessionMode mode, ByteView challenge) {
  const bool extended = mode == SessionMode::extended;
  constexpr std::uint8_t first_record = 1;
  Bytes out{cla, 0x8A, static_cast<std::uint8_t>(first_record << 3 | load_key),
            static_cast<std::uint8_t>(vending::counter_file << 3 | (extended ? 2 : 1)),
            static_cast<std::uint8_t>(challenge.size() + (extended ? 1 : 0))};
  if (extended) out.push_back(0x00);
  append(out, challenge);
  out.push_back(0x00);
  return out;
}

Bytes read_contract(std::uint8_t cla) {
  return {cla, 0xB2, 0x01, vending::contract_file << 3 | by_file,
          static_cast<std::uint8_t>(vending::record_size)};
}

Bytes update_contract(std::uint8_t cla, const Record& contract) {
  const std::array<std::uint8_t, 5> header{cla, 0xDC, 0x01, vending::contract_file << 3 | by_file,
                                           static_cast<std::uint8_t>(vending::record_size)};
  return joined({header, contract});
}

Bytes increase_counter(std::uint8_t cla, std::uint32_t amount) {
  return {cla,
          0x32,
          0x01,
          vending::counter_file << 3,
          0x03,
          static_cast<std::uint8_t>(amount >> 16),
          static_cast<std::uint8_t>(amount >> 8),
          static_cast<std::uint8_t>(amount),
          0x00};
}

Bytes close_command(std::uint8_t cla, ByteView mac) {
  const std::array<std::uint8_t, 5> header{cla, 0x8E, 0x80, 0x00,
                                           static_cast<std::uint8_t>(mac.size())};
  constexpr std::array<std::uint8_t, 1> le{0x00};
  return joined({header, mac, le});
}

/// '9000' and the data.
Result<ByteView> good(ByteView answer, std::string_view command) {
  TRY(const auto response, iso7816::parse_response(answer));
  if (response.sw != iso7816::sw::ok)
    return fail(ErrorCode::refused, "the card answered '{}' to {}", iso7816::to_string(response.sw),
                command);
  return response.data;
}

/// The conversation, once there is a channel.
class Conversation {
 public:
  Conversation(SaleWorld& world, FarCard& card, ChannelSam& sam, const Sale& sale)
      : world_(world), card_(card), sam_(sam), sale_(sale) {}

  Result<void> run() {
    TRY_VOID(card_.transmit(select_command(), answer_));
    TRY(const ByteView fci, good(answer_, "SELECT APPLICATION"));
    TRY(application_, calypso::parse_fci(fci));
    TRY(auto dialogue, calypso::SamDialogue::start(sam_));
    SecureSession session(*dialogue, world_.keys);
    const bool extended = application_.features.extended && dialogue->sam().extended();
    TRY_VOID(open(session, extended ? SessionMode::extended : SessionMode::regular));
    TRY_VOID(exchange(session, read_contract(cla()), "READ RECORD"));
    TRY_VOID(exchange(session, update_contract(cla(), sale_.contract), "UPDATE RECORD"));
    TRY_VOID(exchange(session, increase_counter(cla(), sale_.amount), "INCREASE"));
    return close(session);
  }

 private:
  [[nodiscard]] std::uint8_t cla() const noexcept {
    return calypso::class_byte(application_.features.product);
  }

  Result<void> open(SecureSession& session, SessionMode mode) {
    TRY(const Bytes challenge, session.challenge(mode));
    TRY_VOID(card_.transmit(open_command(cla(), mode, challenge), answer_));
    TRY(const ByteView opening, good(answer_, "OPEN SECURE SESSION"));
    return session.open({mode, application_.serial, calypso::SessionLevel::load, opening});
  }

  Result<void> exchange(SecureSession& session, const Bytes& command, std::string_view name) {
    TRY_VOID(session.exchange(card_, command, answer_));
    TRY_VOID(good(answer_, name));
    return {};
  }

  Result<void> close(SecureSession& session) {
    TRY(const Bytes mac, session.close());
    TRY_VOID(card_.transmit(close_command(cla(), mac), answer_));
    TRY(const ByteView data, good(answer_, "CLOSE SECURE SESSION"));
    TRY(const auto closing, calypso::parse_closing(data, calypso::mac_size_of(session.mode())));
    TRY(const bool right, session.verify(closing.mac));
    session.end();
    if (!right) return fail(ErrorCode::malformed, "the card's MAC at the close is wrong");
    return {};
  }

  SaleWorld& world_;
  FarCard& card_;
  ChannelSam& sam_;
  const Sale& sale_;
  calypso::Application application_;
  Bytes answer_;
};

/// A channel, now or as long as patience lasts. Those that wait are served in the order in which they came.
Result<std::uint64_t> reserve(SaleWorld& world) {
  const Micros deadline = world.loop.now() + world.channel_patience;
  constexpr Micros look_again = 1'000'000;  // channels also come free by the HSM's own doing
  for (;;) {
    auto channel = world.hsm.open();
    const bool full = !channel && channel.error().code == ErrorCode::out_of_range;
    if (!full || world.loop.now() >= deadline) return channel;
    (void)world.loop.wait_for_wake(&world.hsm, std::min(deadline, world.loop.now() + look_again));
  }
}

/// Ends the use of a channel as its user would, or as one who was killed.
void give_back(SaleWorld& world, std::uint64_t channel, bool killed, Random& random,
               SaleOutcome& outcome) {
  if (killed && world.leaves_channel) {
    outcome.freed = world.loop.now() + world.hsm.abandon(channel);
    return;
  }
  if (killed && !world.detection.is_nothing()) world.loop.sleep(world.detection.draw(random));
  const auto closed = world.hsm.close(channel);
  if (!closed && outcome.trouble == Trouble::none) {
    outcome.trouble = trouble_of(closed.error());
    outcome.words = closed.error().message;
  }
  outcome.freed = world.loop.now();
  world.loop.wake(&world.hsm);
}

}  // namespace

SaleOutcome make_sale(SaleWorld& world, std::size_t card, const Sale& sale, Kill kill,
                      Random& random) {
  SaleOutcome outcome;
  outcome.began = world.loop.now();
  world.account.agree(card, sale);
  const auto channel = reserve(world);
  outcome.opened = world.loop.now();
  if (!channel) {
    outcome.trouble = trouble_of(channel.error());
    outcome.words = channel.error().message;
    outcome.ended = outcome.opened;
    return outcome;
  }
  outcome.had_channel = true;
  outcome.most_in_use = ++world.in_use;
  world.account.channel_opened();
  FarCard far(world, card, kill, random);
  Result<void> done;
  if (auto atr = world.hsm.atr(*channel); !atr) {
    done = tl::unexpected(atr.error());
    outcome.trouble = trouble_of(atr.error());
  } else {
    ChannelSam sam(world, *channel, *std::move(atr), random);
    done = Conversation(world, far, sam, sale).run();
    if (!done)
      outcome.trouble = far.trouble() != Trouble::none            ? far.trouble()
                        : sam.trouble() != Trouble::none          ? sam.trouble()
                        : done.error().code == ErrorCode::refused ? Trouble::card_refused
                                                                  : Trouble::card_wrong;
  }
  if (!done) outcome.words = done.error().message;
  if (done) world.account.completed(card);
  // The card goes its way: removed after a sale, torn away from one that was broken off.
  world.cards.lose_power(card);
  world.account.card_lost_power(card);
  outcome.ended = world.loop.now();
  --world.in_use;
  give_back(world, *channel, outcome.trouble == Trouble::client_killed, random, outcome);
  return outcome;
}

Result<CardHolding> look_at_card(CardPort& cards, std::size_t card, const calypso::KeyTable& keys) {
  cards.lose_power(card);
  CardHolding out;
  Bytes answer;
  const auto ask = [&](const Bytes& command, std::string_view name) -> Result<ByteView> {
    TRY_VOID(cards.transmit(card, command, answer));
    return good(answer, name);
  };
  TRY(const ByteView fci, ask(select_command(), "SELECT APPLICATION"));
  TRY(const auto application, calypso::parse_fci(fci));
  const std::uint8_t cla = calypso::class_byte(application.features.product);
  TRY(const ByteView contract, ask(read_contract(cla), "READ RECORD"));
  if (contract.size() != out.contract.size())
    return fail(ErrorCode::malformed, "the contract of card {} has {} bytes, {} are wanted", card,
                contract.size(), out.contract.size());
  std::ranges::copy(contract, out.contract.begin());
  // Nobody has to answer this challenge: the session is given up.
  const auto mode = application.features.extended ? SessionMode::extended : SessionMode::regular;
  const Bytes challenge(mode == SessionMode::extended ? 8 : 4, 0x00);
  TRY(const ByteView opening, ask(open_command(cla, mode, challenge), "OPEN SECURE SESSION"));
  TRY(const auto opened, calypso::parse_opening(mode, opening));
  if (opened.record.size() < 3)
    return fail(ErrorCode::malformed, "card {} has no counter in file {:02X}", card,
                vending::counter_file);
  TRY(out.key, keys.resolve(calypso::SessionLevel::load, opened.kif, opened.kvc));
  out.opening = opened.transaction_counter;
  out.counter = static_cast<std::uint32_t>(opened.record[0]) << 16 |
                static_cast<std::uint32_t>(opened.record[1]) << 8 | opened.record[2];
  cards.lose_power(card);
  return out;
}

}  // namespace assay::load
