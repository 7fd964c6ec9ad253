// SPDX-License-Identifier: Apache-2.0
// A card is put in by writing its pieces over the first card's, and taken out by looking for pieces that differ.
#include "adapters/model_calypso/card_bank.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <new>
#include <utility>

#include "adapters/model_calypso/calypso_card.hpp"
#include "base/fetch.hpp"

namespace assay::model::calypso {
namespace {

// Most of a card never changes, so much is compared at once; where something did, less and less.
constexpr std::size_t block_size = 2048, line_size = 64;

void add_to_serial(Bytes& serial, std::uint64_t more) {
  for (std::size_t i = serial.size(); i-- > 4 && more > 0;) {
    more += serial[i];
    serial[i] = static_cast<std::uint8_t>(more);
    more >>= 8;
  }
}

}  // namespace

CardBank::CardBank(std::size_t count)
    : first_(std::make_unique<Room>()), working_(std::make_unique<Room>()), cards_(count) {
  static_assert(std::is_trivially_copyable_v<Whole> && alignof(Whole) <= alignof(Room));
  static_assert(pieces < 65536);
  new (first_->bytes.data()) Whole();
  while (cards_.size() < count) cards_.emplace_back();
}

Result<std::unique_ptr<CardBank>> CardBank::make(const CardProfile& profile,
                                                 const CalypsoEnvironment& environment,
                                                 std::size_t count) {
  std::unique_ptr<CardBank> bank(new CardBank(count));
  Random seeds = environment.random;
  for (std::size_t card = 0; card < count; ++card) {
    CardProfile own = profile;
    add_to_serial(own.serial, card);
    TRY(const CalypsoState state, make_card(own));
    if (card == 0) {
      bank->first_->whole().state = state;
      bank->first_->whole().environment = environment;
      *bank->working_ = *bank->first_;
    }
    bank->working_->whole().state = state;
    bank->working_->whole().environment = environment;
    bank->working_->whole().environment.random = Random(seeds.next());
    bank->take_out(card);
  }
  return bank;
}

void CardBank::put_in(std::size_t card) {
  const Slot& slot = cards_[card];
  std::uint8_t* const bytes = working_->bytes.data();
  for (std::size_t i = 0; i < slot.count; ++i)
    std::memcpy(bytes + slot.numbers[i] * piece_size, slot.kept[i].data(), piece_size);
  if (slot.count < Slot::room) return;
  for (const Place& place : more_[card])
    std::memcpy(bytes + place.number * piece_size, place.piece.data(), piece_size);
}

void CardBank::keep(std::size_t card, std::size_t number, const std::uint8_t* piece) {
  const auto short_number = static_cast<std::uint16_t>(number);
  Slot& slot = cards_[card];
  Piece* kept = nullptr;
  if (slot.count < Slot::room) {
    slot.numbers[slot.count] = short_number;
    kept = &slot.kept[slot.count++];
  } else {
    kept = &more_[card].emplace_back(Place{short_number, {}}).piece;
  }
  std::memcpy(kept->data(), piece, piece_size);
}

/// Keeps what differs from the first card, and makes the room like the first card again.
void CardBank::take_out(std::size_t card) {
  if (std::exchange(cards_[card].count, 0) == Slot::room) more_[card].clear();
  // Pages of a journal that is done mean nothing to anybody: they stay in the room as they are.
  constexpr std::size_t pages = offsetof(Whole, state.persistent.journal.pages);
  constexpr std::size_t first = (pages + line_size - 1) / line_size * line_size;
  constexpr std::size_t behind = (pages + sizeof(Journal::pages)) / line_size * line_size;
  const bool is_done = working_->whole().state.persistent.journal.pending.none();
  keep_changed(card, 0, first);
  if (!is_done) keep_changed(card, first, behind);
  keep_changed(card, behind, sizeof(Room));
}

/// Between two places of whole lines.
void CardBank::keep_changed(std::size_t card, std::size_t begin, std::size_t behind) {
  const std::uint8_t* const now = working_->bytes.data();
  const std::uint8_t* const then = first_->bytes.data();
  for (std::size_t block = begin; block < behind; block += block_size) {
    const std::size_t end = std::min(block + block_size, behind);
    if (std::memcmp(now + block, then + block, end - block) == 0) continue;
    for (std::size_t line = block; line < end; line += line_size)
      if (std::memcmp(now + line, then + line, line_size) != 0)
        keep_changed_pieces(card, line, line + line_size);
  }
}

void CardBank::keep_changed_pieces(std::size_t card, std::size_t begin, std::size_t behind) {
  for (std::size_t at = begin; at < behind; at += piece_size) {
    std::uint8_t* const now = working_->bytes.data() + at;
    const std::uint8_t* const then = first_->bytes.data() + at;
    if (std::memcmp(now, then, piece_size) == 0) continue;
    keep(card, at / piece_size, now);
    std::memcpy(now, then, piece_size);
  }
}

void CardBank::fetch(std::size_t card) const noexcept {
  constexpr std::size_t typical = 36;  // pieces
  fetch_lines(&cards_[card], offsetof(Slot, kept) + typical * piece_size);
}

void CardBank::transmit(std::size_t card, ByteView command, Bytes& response) {
  constexpr std::uint64_t exchange_us = 1000;  // virtual; no clock is read
  put_in(card);
  Whole& whole = working_->whole();
  whole.environment.time_us += exchange_us;
  step(whole.state, command, whole.environment, response);
  take_out(card);
}

void CardBank::lose_power(std::size_t card) {
  put_in(card);
  reset(working_->whole().state, working_->whole().environment, Loss::power);
  take_out(card);
}

}  // namespace assay::model::calypso
