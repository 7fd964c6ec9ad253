// SPDX-License-Identifier: Apache-2.0
// Reading the wire: only what changes something, or shows what is there.
#include "load/account.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/hex.hpp"

namespace assay::load {
namespace {

constexpr std::uint8_t open_session = 0x8A, close_session = 0x8E, read_record = 0xB2,
                       update_record = 0xDC, increase = 0x32, select = 0xA4;
constexpr std::uint8_t digest_init = 0x8A;
constexpr std::uint8_t by_file = 0x04;  // low bits of P2 of record commands
constexpr std::uint8_t extended_mode = 2;

std::uint32_t number(ByteView bytes) {
  return static_cast<std::uint32_t>(bytes[0]) << 16 | static_cast<std::uint32_t>(bytes[1]) << 8 |
         bytes[2];
}

bool is_good(ByteView answer) {
  return answer.size() >= 2 && answer[answer.size() - 2] == 0x90 && answer.back() == 0x00;
}

ByteView data_of(ByteView answer) {
  return answer.first(answer.size() - 2);
}

/// Where a record lies that an opening read along: behind challenge, flags, KIF, KVC and its length.
std::size_t record_place(ByteView command) {
  return (command[3] & 0x07) == extended_mode ? 12 : 8;
}

}  // namespace

Account::Account(std::size_t cards) : cards_(cards) {
  while (cards_.size() < cards) cards_.emplace_back();
}

void Account::begin(std::size_t card, std::uint32_t counter, const Record& contract,
                    std::uint32_t next_opening) {
  cards_[card] = {};
  cards_[card].counter = counter;
  cards_[card].contract = contract;
  cards_[card].next_opening = next_opening;
}

void Account::agree(std::size_t card, const Sale& sale) {
  cards_[card].sale = sale.number;
  cards_[card].sale_amount = sale.amount;
  cards_[card].sale_contract = sale.contract;
}

void Account::drop_session(Card& card) noexcept {
  card.open = card.wrote = false;
  card.grown = 0;
}

void Account::card_exchange(std::size_t card, ByteView command, ByteView answer) {
  Card& c = cards_[card];
  if (command.size() < 4) return;
  const std::uint8_t ins = command[1];
  // A close that the card refuses ends the session as a cancelled one; so does a selection. (CAL-SES-031)
  if (ins == select || (ins == close_session && !is_good(answer))) return drop_session(c);
  if (!is_good(answer)) return;
  if (ins == open_session) return opened(card, command, data_of(answer));
  if (ins == read_record) return read(card, command, data_of(answer));
  if (ins == increase && c.open) return increased(card, command, data_of(answer));
  if (ins == update_record && c.open && command.size() >= 5 + vending::record_size) {
    std::copy_n(command.begin() + 5, vending::record_size, c.written.begin());
    c.wrote = true;
    return;
  }
  // P1 00 and no data is an abort.
  if (ins == close_session) command.size() > 5 ? closed(card) : drop_session(c);
}

void Account::opened(std::size_t card, ByteView command, ByteView data) {
  Card& c = cards_[card];
  drop_session(c);
  c.open = true;
  ++openings_;
  if (data.size() < 3)
    return find_in(card, c.sale, "the card opened a session without a challenge");
  const std::uint32_t told = number(data);
  if (told != c.next_opening)
    find_in(card, c.sale,
            fmt::format("the card's transaction counter is {} at this opening, {} was due", told,
                        c.next_opening));
  c.next_opening = told - 1;  // CAL-SES-005
  const bool counter_read = (command[3] >> 3) == vending::counter_file;
  const std::size_t place = record_place(command);
  if (!counter_read) return;
  if (data.size() < place + 3) return find_in(card, c.sale, "the opening read no counter along");
  if (number(data.subspan(place)) != c.counter)
    find_in(card, c.sale,
            fmt::format("the counter is {} at the opening, {} is on the account",
                        number(data.subspan(place)), c.counter));
}

void Account::read(std::size_t card, ByteView command, ByteView data) {
  Card& c = cards_[card];
  if (command[2] != 1 || command[3] != (vending::contract_file << 3 | by_file)) return;
  const Record& due = c.wrote ? c.written : c.contract;
  if (!std::ranges::equal(data, due))
    find_in(card, c.sale,
            fmt::format("the contract reads {}, {} is on the account", to_hex(data), to_hex(due)));
}

void Account::increased(std::size_t card, ByteView command, ByteView data) {
  Card& c = cards_[card];
  if (command.size() < 8) return;
  c.grown += number(command.subspan(5));
  if (data.size() == 3 && number(data) != c.counter + c.grown)
    find_in(card, c.sale,
            fmt::format("the card says {} after the increase, {} is right", number(data),
                        c.counter + c.grown));
}

void Account::closed(std::size_t card) {
  Card& c = cards_[card];
  if (!c.open) return find_in(card, c.sale, "the card closed a session that it had not opened");
  if (c.grown != c.sale_amount || !c.wrote || c.written != c.sale_contract)
    find_in(card, c.sale,
            fmt::format("{} was agreed, the session that the card closed added {}{}", c.sale_amount,
                        c.grown, c.wrote ? "" : " and wrote no contract"));
  if (c.made == c.sale) find_in(card, c.sale, "the sale was made twice");
  c.counter += c.grown;
  if (c.wrote) c.contract = c.written;
  c.made = c.sale;
  ++made_;
  amount_ += c.grown;
  drop_session(c);
}

void Account::card_lost_power(std::size_t card) {
  drop_session(cards_[card]);
}

void Account::hsm_exchange(ByteView command, ByteView answer) {
  ++exchanges_.certain;
  if (command.size() > 7 && command[1] == digest_init && is_good(answer))
    ++uses_[{command[5], command[6]}].certain;
}

void Account::hsm_lost(ByteView command) {
  ++exchanges_.in_doubt;
  if (command.size() > 7 && command[1] == digest_init) ++uses_[{command[5], command[6]}].in_doubt;
}

void Account::completed(std::size_t card) {
  const Card& c = cards_[card];
  if (c.made != c.sale)
    find_in(card, c.sale, "lost: the session was told that it is made, and no card made it");
}

void Account::final_card(std::size_t card, std::uint32_t counter, const Record& contract,
                         std::uint32_t opening) {
  const Card& c = cards_[card];
  if (counter != c.counter)
    find_in(card, 0,
            fmt::format("the counter is {} at the end, {} is on the account", counter, c.counter));
  if (contract != c.contract)
    find_in(card, 0,
            fmt::format("the contract is {} at the end, {} is on the account", to_hex(contract),
                        to_hex(c.contract)));
  if (opening != c.next_opening)
    find_in(card, 0,
            fmt::format("the transaction counter is {} at the end, {} is on the account", opening,
                        c.next_opening));
}

void Account::final_counter(const calypso::Key& key, std::uint64_t grown, bool at_least) {
  const Tally due = uses_[{key.kif, key.kvc}];
  const std::uint64_t most = due.certain + due.in_doubt;
  if (grown >= due.certain && (at_least || grown <= most)) return;
  const std::string range =
      due.in_doubt == 0 ? std::to_string(due.certain) : fmt::format("{} to {}", due.certain, most);
  find(fmt::format("the HSM counted {} uses of key {:02X}/{:02X}, {} are on the account", grown,
                   key.kif, key.kvc, range));
}

void Account::find(std::size_t session, std::string what) {
  find_in(session, 0, std::move(what));
}

void Account::find_in(std::size_t session, std::uint64_t transaction, std::string what) {
  ++found_;
  if (findings_.size() < kept) findings_.push_back({session, transaction, std::move(what)});
}

}  // namespace assay::load
