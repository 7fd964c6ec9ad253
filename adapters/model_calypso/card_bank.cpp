// SPDX-License-Identifier: Apache-2.0
// A card is put in by writing its lines over the first card's, and taken out by looking for lines that differ.
#include "adapters/model_calypso/card_bank.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include "adapters/model_calypso/calypso_card.hpp"

namespace assay::model::calypso {
namespace {

constexpr std::size_t block_lines = 32;  // compared at once, as most of a card never changes

void add_to_serial(Bytes& serial, std::uint64_t more) {
  for (std::size_t i = serial.size(); i-- > 4 && more > 0;) {
    more += serial[i];
    serial[i] = static_cast<std::uint8_t>(more);
    more >>= 8;
  }
}

}  // namespace

CardBank::CardBank() : first_(std::make_unique<Room>()), working_(std::make_unique<Room>()) {
  static_assert(std::is_trivially_copyable_v<Whole> && alignof(Whole) <= alignof(Room));
  static_assert(lines < 65536);
  new (first_->bytes.data()) Whole();
}

Result<std::unique_ptr<CardBank>> CardBank::make(const CardProfile& profile,
                                                 const CalypsoEnvironment& environment,
                                                 std::size_t count) {
  std::unique_ptr<CardBank> bank(new CardBank);
  bank->cards_.resize(count);
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
  for (const Line& line : cards_[card])
    std::memcpy(working_->bytes.data() + line.place * line_size, line.bytes.data(), line_size);
}

/// Keeps what differs from the first card, and makes the room like the first card again.
void CardBank::take_out(std::size_t card) {
  changed_.clear();
  std::uint8_t* const now = working_->bytes.data();
  const std::uint8_t* const then = first_->bytes.data();
  for (std::size_t block = 0; block < lines; block += block_lines) {
    const std::size_t end = std::min(block + block_lines, lines);
    if (std::memcmp(now + block * line_size, then + block * line_size, (end - block) * line_size) ==
        0)
      continue;
    for (std::size_t i = block; i < end; ++i) {
      std::uint8_t* const line = now + i * line_size;
      if (std::memcmp(line, then + i * line_size, line_size) == 0) continue;
      Line& kept = changed_.emplace_back();
      kept.place = static_cast<std::uint16_t>(i);
      std::memcpy(kept.bytes.data(), line, line_size);
      std::memcpy(line, then + i * line_size, line_size);
    }
  }
  std::vector<Line>& own = cards_[card];
  if (own.capacity() < changed_.size()) own.reserve(changed_.size());
  own.assign(changed_.begin(), changed_.end());
}

void CardBank::fetch(std::size_t card) const noexcept {
  const auto& own = cards_[card];
  const auto* const bytes = reinterpret_cast<const char*>(own.data());
  for (std::size_t at = 0; at < own.size() * sizeof(Line); at += line_size)
    __builtin_prefetch(bytes + at);
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
