// SPDX-License-Identifier: Apache-2.0
// CardBank: thousands of cards of one profile in little memory. All are like the first one but for some pieces of their
// state; only those are kept while a card waits.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "adapters/model_calypso/calypso_environment.hpp"
#include "adapters/model_calypso/card_profile.hpp"
#include "base/standing_array.hpp"

namespace assay::model::calypso {

/// Not thread-safe. What a card answers is what the same card would answer alone: the cards share nothing.
class CardBank {
 public:
  /// `count` cards; the serial number of the n-th is that of the profile plus n, and its keys are its own.
  /// Errors: as `make_card`.
  [[nodiscard]] static Result<std::unique_ptr<CardBank>> make(const CardProfile& profile,
                                                              const CalypsoEnvironment& environment,
                                                              std::size_t count);

  [[nodiscard]] std::size_t count() const noexcept { return cards_.size(); }
  void transmit(std::size_t card, ByteView command, Bytes& response);
  void lose_power(std::size_t card);
  /// The card will be used soon: its memory is brought near.
  void fetch(std::size_t card) const noexcept;

 private:
  /// State and surroundings of one card, as bytes in pieces.
  struct Whole {
    CalypsoState state;
    CalypsoEnvironment environment;
  };
  /// Short enough that little is kept that does not differ, long enough that keeping the place costs little.
  static constexpr std::size_t piece_size = 16;
  static constexpr std::size_t pieces = (sizeof(Whole) + piece_size - 1) / piece_size;
  using Piece = std::array<std::uint8_t, piece_size>;
  struct Place {
    std::uint16_t number = 0;  ///< of the piece in the whole
    Piece piece{};
  };
  /// The pieces in which a card differs. A sale changes some 35; the rest is for whatever else cards do.
  struct alignas(64) Slot {
    static constexpr std::size_t room = 47;
    std::uint16_t count = 0;
    std::array<std::uint16_t, room> numbers{};
    std::array<Piece, room> kept{};
  };
  struct alignas(64) Room {
    std::array<std::uint8_t, pieces * piece_size> bytes{};
    [[nodiscard]] Whole& whole() noexcept { return *reinterpret_cast<Whole*>(bytes.data()); }
  };

  explicit CardBank(std::size_t count);
  void keep_changed(std::size_t card, std::size_t begin, std::size_t behind);
  void keep_changed_pieces(std::size_t card, std::size_t begin, std::size_t behind);
  void keep(std::size_t card, std::size_t number, const std::uint8_t* piece);
  void put_in(std::size_t card);
  void take_out(std::size_t card);

  std::unique_ptr<Room> first_;    ///< what all are compared with
  std::unique_ptr<Room> working_;  ///< like the first, but while a card is in
  StandingArray<Slot> cards_;
  std::unordered_map<std::size_t, std::vector<Place>> more_;  ///< of cards whose slot is full
};

}  // namespace assay::model::calypso
