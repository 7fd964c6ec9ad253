// SPDX-License-Identifier: Apache-2.0
// Ports: the two seams of a load run: many cards, and the channels of an HSM (or of whatever reserves SAMs).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace assay::load {

/// A population of cards by number. Each is its own card, with its own serial number.
class CardPort {
 public:
  CardPort() = default;
  CardPort(const CardPort&) = delete;
  CardPort& operator=(const CardPort&) = delete;
  virtual ~CardPort() = default;

  /// As the user named them.
  [[nodiscard]] virtual std::string_view uri() const = 0;
  /// What must show wherever results do; empty for real cards.
  [[nodiscard]] virtual std::string_view label() const = 0;
  [[nodiscard]] virtual std::size_t count() const = 0;
  /// Sends one command and replaces `answer`.
  [[nodiscard]] virtual Result<void> transmit(std::size_t card, ByteView command,
                                              Bytes& answer) = 0;
  /// The card will be needed soon: a port may bring its memory near.
  virtual void fetch(std::size_t card) const noexcept { (void)card; }
  /// The card leaves the field; it is reset when it comes back.
  virtual void lose_power(std::size_t card) = 0;
};

/// What an HSM says of itself, where it does.
struct HsmStanding {
  std::string product;
  std::uint32_t channels = 0;       ///< how many can be open at once; 0: not told
  std::uint32_t channels_open = 0;  ///< now
  std::uint64_t idle_us = 0;        ///< after which a channel is given up; 0: never
  // Since the device was made, where it tells (`audits`):
  bool audits = false;
  std::uint64_t opened = 0, closed = 0, given_up = 0, refused = 0, exchanges = 0;
};

/// Channels of an HSM. Inside of fibers a call may take its time while others go on.
///
/// Errors: `out_of_range` (every channel is taken), `timeout` (no answer in time), `reader_lost` (the HSM or the way to it is
/// gone), `refused` (it says no, in its own words), `malformed` (it says what cannot be understood).
class HsmPort {
 public:
  HsmPort() = default;
  HsmPort(const HsmPort&) = delete;
  HsmPort& operator=(const HsmPort&) = delete;
  virtual ~HsmPort() = default;

  [[nodiscard]] virtual std::string_view uri() const = 0;
  /// What must show wherever results do; empty for a real HSM.
  [[nodiscard]] virtual std::string_view label() const = 0;
  /// Whether all channels count in the same event counters. Of a batch of SAMs, each has its own.
  [[nodiscard]] virtual bool shares_counters() const noexcept { return true; }
  /// Whether others may use it meanwhile: counters are then lower bounds.
  [[nodiscard]] virtual bool is_shared() const noexcept { return false; }

  [[nodiscard]] virtual Result<std::uint64_t> open() = 0;
  /// Of the SAM that the channel is.
  [[nodiscard]] virtual Result<Bytes> atr(std::uint64_t channel) = 0;
  /// One SAM command; the answer replaces `answer`.
  [[nodiscard]] virtual Result<void> exchange(std::uint64_t channel, ByteView command,
                                              Bytes& answer) = 0;
  /// The channel will be needed soon, as with cards.
  virtual void fetch(std::uint64_t channel) const noexcept { (void)channel; }
  [[nodiscard]] virtual Result<void> close(std::uint64_t channel) = 0;
  /// Whoever used the channel is gone without a word. Returns after how many microseconds it will be free again; 0 as well
  /// where nobody knows.
  virtual std::uint64_t abandon(std::uint64_t channel) = 0;
  /// Nothing where the HSM does not tell.
  [[nodiscard]] virtual Result<std::optional<HsmStanding>> standing() = 0;
};

}  // namespace assay::load
