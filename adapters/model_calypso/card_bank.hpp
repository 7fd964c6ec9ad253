// SPDX-License-Identifier: Apache-2.0
// CardBank: thousands of cards of one profile in little memory. All are like the first one but for some lines of their state;
// only those are kept while a card waits.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "adapters/model_calypso/calypso_environment.hpp"
#include "adapters/model_calypso/card_profile.hpp"

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
  /// Brings the memory of a card near that will be used soon.
  void fetch(std::size_t card) const noexcept;

 private:
  /// State and surroundings of one card, as bytes in lines.
  struct Whole {
    CalypsoState state;
    CalypsoEnvironment environment;
  };
  static constexpr std::size_t line_size = 64;
  static constexpr std::size_t lines = (sizeof(Whole) + line_size - 1) / line_size;
  struct Line {
    std::uint16_t place = 0;
    std::array<std::uint8_t, line_size> bytes{};
  };
  struct alignas(64) Room {
    std::array<std::uint8_t, lines * line_size> bytes{};
    [[nodiscard]] Whole& whole() noexcept { return *reinterpret_cast<Whole*>(bytes.data()); }
  };

  CardBank();
  void put_in(std::size_t card);
  void take_out(std::size_t card);

  std::unique_ptr<Room> first_;    ///< what all are compared with
  std::unique_ptr<Room> working_;  ///< like the first, but while a card is in
  std::vector<std::vector<Line>> cards_;
  std::vector<Line> changed_;  ///< its memory is reused
};

}  // namespace assay::model::calypso
