// SPDX-License-Identifier: Apache-2.0
// The order of a sale is that of section 3 of the facts about sessions: challenge, opening, exchanges, both MACs.
#include "load/sale.hpp"

#include <algorithm>

#include "base/hex.hpp"
#include "calypso/application.hpp"
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

}  // namespace

void FarCard::begin(Kill kill) noexcept {
  kill_ = kill;
  exchange_ = 0;
  trouble_ = Trouble::none;
}

Micros FarCard::carry(ByteView command, CardAnswer& answer) {
  ++exchange_;
  said_.reset();
  const Micros there = travel();
  if (trouble_ == Trouble::none && is_killed(false)) trouble_ = Trouble::client_killed;
  if (trouble_ != Trouble::none) return there;
  ++world_.card_exchanges;
  world_.loop.fetch_ahead();
  Bytes& received = world_.received;
  auto done = world_.cards.transmit(card_, command, received);
  if (done && !answer.has_room(received.size()))
    done = fail(ErrorCode::malformed, "the card answered with {} bytes, at most 258 are wanted",
                received.size());
  if (!done) {
    said_ = std::make_unique<Error>(std::move(done.error()));
    trouble_ = Trouble::link_lost;
    return there;
  }
  answer.assign(received);
  world_.loop.fetch_rest();
  world_.account.card_exchange(card_, command, answer);
  if (!is_killed(true)) return there + travel();
  trouble_ = Trouble::client_killed;
  return there;
}

Result<void> FarCard::arrived() const {
  if (said_) return tl::unexpected(*said_);
  if (trouble_ == Trouble::client_killed)
    return fail(ErrorCode::reader_lost, "the client was killed at exchange {}, {} the card had it",
                exchange_, kill_.after_delivery ? "after" : "before");
  if (trouble_ != Trouble::none)
    return fail(ErrorCode::reader_lost, "a message of exchange {} was lost {} times", exchange_,
                world_.network.attempts);
  return {};
}

/// How long one message takes, one way, repeated as often as it may be; `trouble_` when it never arrives.
Micros FarCard::travel() {
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

void ChannelSam::begin(std::uint64_t channel) noexcept {
  channel_ = channel;
  trouble_ = Trouble::none;
}

Result<void> ChannelSam::transmit(ByteView command, Bytes& response) {
  if (!world_.hsm_time.is_nothing()) world_.loop.sleep(world_.hsm_time.draw(random_));
  world_.loop.fetch_ahead();
  auto done = world_.hsm.exchange(channel_, command, response);
  if (!done) {
    trouble_ = trouble_of(done.error());
    // An HSM that refused did nothing; one that is silent or gone may have.
    if (trouble_ == Trouble::hsm_silent || trouble_ == Trouble::hsm_gone)
      world_.account.hsm_lost(command);
    return done;
  }
  world_.account.hsm_exchange(command, response);
  const auto answer = iso7816::parse_response(response);
  const bool judged = answer && answer->sw == iso7816::StatusWord(0x6988);
  if (!answer || (answer->sw != iso7816::sw::ok && !judged)) trouble_ = Trouble::hsm_refused;
  return done;
}

const TargetDescription& ChannelSam::description() const {
  static const TargetDescription nothing;
  return nothing;
}

void Conversation::begin(const Sale& sale, Bytes& command) {
  sale_ = &sale;
  step_ = Step::select;
  command = select_command();
}

Result<bool> Conversation::go_on(ByteView answer, Bytes& command) {
  switch (step_) {
    case Step::select: TRY_VOID(selected(answer, command)); break;
    case Step::open: TRY_VOID(opened(answer)); break;
    case Step::close: TRY_VOID(closed(answer)); return false;
    default: TRY_VOID(said_in_session(answer)); break;
  }
  step_ = static_cast<Step>(static_cast<int>(step_) + 1);
  if (step_ != Step::open) TRY_VOID(say_next(command));
  return true;
}

Result<void> Conversation::selected(ByteView answer, Bytes& command) {
  TRY(const ByteView fci, good(answer, "SELECT APPLICATION"));
  TRY(const auto application, calypso::parse_fci(fci));
  cla_ = calypso::class_byte(application.features.product);
  serial_ = application.serial;
  const bool extended = application.features.extended && dialogue_->sam().extended();
  mode_ = extended ? SessionMode::extended : SessionMode::regular;
  TRY(const Bytes challenge, session_->challenge(mode_));
  command = open_command(cla_, mode_, challenge);
  return {};
}

/// Nothing is left of the sale before: the SAM may be another one.
Result<void> Conversation::meet(ChannelSam& sam, ByteView atr) {
  TRY(const auto known, calypso::SamDialogue::recognize(atr));
  if (dialogue_ && dialogue_->sam() == known) {
    dialogue_->forget();
    session_->end();
    return {};
  }
  session_.reset();
  session_.emplace(dialogue_.emplace(sam, known), keys_);
  return {};
}

Result<void> Conversation::opened(ByteView answer) {
  TRY(const ByteView opening, good(answer, "OPEN SECURE SESSION"));
  return session_->open({mode_, serial_, calypso::SessionLevel::load, opening});
}

Result<void> Conversation::said_in_session(ByteView answer) {
  Bytes plain;
  TRY_VOID(session_->receive(answer, plain));
  TRY_VOID(good(plain, step_ == Step::read     ? "READ RECORD"
                       : step_ == Step::update ? "UPDATE RECORD"
                                               : "INCREASE"));
  return {};
}

Result<void> Conversation::say_next(Bytes& command) {
  if (step_ == Step::close) {
    TRY(const Bytes mac, session_->close());
    command = close_command(cla_, mac);
    return {};
  }
  if (step_ == Step::read) return session_->send(read_contract(cla_), command);
  if (step_ == Step::update) return session_->send(update_contract(cla_, sale_->contract), command);
  return session_->send(increase_counter(cla_, sale_->amount), command);
}

Result<void> Conversation::closed(ByteView answer) {
  TRY(const ByteView data, good(answer, "CLOSE SECURE SESSION"));
  TRY(const auto closing, calypso::parse_closing(data, calypso::mac_size_of(mode_)));
  TRY(const bool right, session_->verify(closing.mac));
  session_->end();
  if (!right) return fail(ErrorCode::malformed, "the card's MAC at the close is wrong");
  return {};
}

SaleSession::SaleSession(SaleWorld& world, std::size_t card, Random& random)
    : world_(world),
      card_(card),
      random_(random),
      far_(world, card, random),
      sam_(world, random),
      conversation_(world.keys) {}

std::optional<Micros> SaleSession::begin(const Sale& sale, Kill kill) {
  sale_ = sale;
  outcome_ = {};
  outcome_.began = world_.loop.now();
  world_.account.agree(card_, sale);
  if (!take_channel()) return std::nullopt;
  far_.begin(kill);
  Bytes command;
  conversation_.begin(sale_, command);
  return far_.carry(command, answer_);
}

std::optional<Micros> SaleSession::go_on() {
  Bytes command;
  Result<bool> more = far_.arrived().and_then(
      [&]() -> Result<bool> { return conversation_.go_on(answer_, command); });
  if (more && *more) return far_.carry(command, answer_);
  end(more ? Result<void>() : tl::unexpected(more.error()));
  return std::nullopt;
}

bool SaleSession::take_channel() {
  const auto channel = reserve(world_);
  outcome_.opened = world_.loop.now();
  if (!channel) {
    outcome_.trouble = trouble_of(channel.error());
    if (outcome_.trouble == Trouble::hsm_silent || outcome_.trouble == Trouble::hsm_gone)
      world_.account.channel_lost();
    outcome_.words = channel.error().message;
    outcome_.ended = outcome_.opened;
    return false;
  }
  outcome_.had_channel = true;
  outcome_.most_in_use = ++world_.in_use;
  world_.account.channel_opened();
  sam_.begin(*channel);
  const auto met = world_.hsm.atr(*channel).and_then(
      [this](const Bytes& atr) { return conversation_.meet(sam_, atr); });
  if (met) return true;
  outcome_.trouble = trouble_of(met.error());
  end(met);
  return false;
}

void SaleSession::end(const Result<void>& done) {
  if (!done) {
    if (outcome_.trouble == Trouble::none)
      outcome_.trouble = far_.trouble() != Trouble::none           ? far_.trouble()
                         : sam_.trouble() != Trouble::none         ? sam_.trouble()
                         : done.error().code == ErrorCode::refused ? Trouble::card_refused
                                                                   : Trouble::card_wrong;
    outcome_.words = done.error().message;
  } else {
    world_.account.completed(card_);
  }
  // The card goes its way: removed after a sale, torn away from one that was broken off.
  world_.cards.lose_power(card_);
  world_.account.card_lost_power(card_);
  outcome_.ended = world_.loop.now();
  --world_.in_use;
  give_back(outcome_.trouble == Trouble::client_killed);
}

/// Ends the use of a channel as its user would, or as one who was killed.
void SaleSession::give_back(bool killed) {
  if (killed && world_.leaves_channel) {
    outcome_.freed = world_.loop.now() + world_.hsm.abandon(sam_.channel());
    return;
  }
  if (killed && !world_.detection.is_nothing()) world_.loop.sleep(world_.detection.draw(random_));
  const auto closed = world_.hsm.close(sam_.channel());
  if (!closed && outcome_.trouble == Trouble::none) {
    outcome_.trouble = trouble_of(closed.error());
    outcome_.words = closed.error().message;
  }
  outcome_.freed = world_.loop.now();
  world_.loop.wake(&world_.hsm);
}

void SaleSession::fetch(unsigned part) const noexcept {
  switch (part) {
    case 0: return world_.cards.fetch(card_);
    case 1: return world_.hsm.fetch(sam_.channel());
    default: break;
  }
  world_.account.fetch(card_);
  conversation_.fetch();
  fetch_lines(&answer_, 64);
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
