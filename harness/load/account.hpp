// SPDX-License-Identifier: Apache-2.0
// Account: what every transaction should have left behind, kept beside the wire and outside of both models: it is told what was
// agreed, sees what reaches cards and HSM, and compares both with what they say at the end.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/fetch.hpp"
#include "base/standing_array.hpp"
#include "calypso/session_crypto.hpp"

namespace assay::load {

/// Where a transaction writes: files of the transport application.
namespace vending {
inline constexpr std::uint8_t contract_file = 0x09;  ///< its first record is the contract
inline constexpr std::uint8_t counter_file = 0x19;   ///< its first counter is what was paid for
inline constexpr std::size_t record_size = 29;
}  // namespace vending

using Record = std::array<std::uint8_t, vending::record_size>;

/// One sale, agreed before anything is sent.
struct Sale {
  std::uint64_t number = 0;  ///< 1, 2, ...
  std::uint32_t amount = 0;  ///< by which the counter grows
  Record contract{};
};

/// Something that is not as it should be.
struct Finding {
  static constexpr std::size_t no_session = ~std::size_t{0};
  std::size_t session = no_session;  ///< or none: the HSM
  std::uint64_t transaction = 0;     ///< 0: found at the end
  std::string what;
};

/// How often one thing happened, and how often it may have happened more: a command whose answer was lost on the way.
struct Tally {
  std::uint64_t certain = 0;
  std::uint64_t in_doubt = 0;
  friend bool operator==(const Tally&, const Tally&) = default;
};

class Account {
 public:
  static constexpr std::size_t kept = 50;  ///< findings in words; the rest are counted

  explicit Account(std::size_t cards);

  /// What the card held when the run began: counter, contract, and the transaction counter that its next opening will tell.
  void begin(std::size_t card, std::uint32_t counter, const Record& contract,
             std::uint32_t next_opening);
  void agree(std::size_t card, const Sale& sale);

  // What reaches a card, and what it answers there, whether or not the answer arrives.
  void card_exchange(std::size_t card, ByteView command, ByteView answer);
  void card_lost_power(std::size_t card);
  /// The card's lines will be needed soon.
  void fetch(std::size_t card) const noexcept { fetch_lines(&cards_[card], sizeof(Card)); }

  // What reaches the HSM. `lost`: no answer came, so nobody knows.
  void hsm_exchange(ByteView command, ByteView answer);
  void hsm_lost(ByteView command);
  void channel_opened() noexcept { ++channels_.certain; }
  void channel_lost() noexcept { ++channels_.in_doubt; }  ///< opened or not: no answer came

  /// The session says that the sale is made. It is a finding when the card has not made it, or made another one.
  void completed(std::size_t card);

  /// What the card says at the end.
  void final_card(std::size_t card, std::uint32_t counter, const Record& contract,
                  std::uint32_t opening);
  /// By how much an event counter of the HSM grew; `kif` and `kvc` name the key that it counts. `at_least`: others count too.
  void final_counter(const calypso::Key& key, std::uint64_t grown, bool at_least);
  /// Anything else that is not as it should be, of a session's card or of the HSM.
  void find(std::size_t session, std::string what);
  void find(std::string what) { find(Finding::no_session, std::move(what)); }

  [[nodiscard]] const std::vector<Finding>& findings() const noexcept { return findings_; }
  [[nodiscard]] std::uint64_t found() const noexcept { return found_; }
  [[nodiscard]] std::uint64_t made() const noexcept { return made_; }  ///< sales that cards made
  [[nodiscard]] std::uint64_t amount() const noexcept { return amount_; }  ///< of all of them
  [[nodiscard]] std::uint64_t openings() const noexcept { return openings_; }
  [[nodiscard]] Tally exchanges() const noexcept { return exchanges_; }
  [[nodiscard]] Tally channels() const noexcept { return channels_; }
  /// Uses of each session key, as an HSM counts them: one for each DIGEST INIT.
  [[nodiscard]] const std::map<std::pair<std::uint8_t, std::uint8_t>, Tally>& uses()
      const noexcept {
    return uses_;
  }

 private:
  struct alignas(64) Card {
    std::uint32_t counter = 0;
    std::uint32_t next_opening = 0;
    std::uint32_t grown = 0;  ///< in the open session
    std::uint32_t sale_amount = 0;
    std::uint64_t sale = 0;  ///< agreed
    std::uint64_t made = 0;  ///< the latest that was made
    Record contract{}, sale_contract{}, written{};
    bool open = false;
    bool wrote = false;
  };

  void opened(std::size_t card, ByteView command, ByteView data);
  void read(std::size_t card, ByteView command, ByteView data);
  void increased(std::size_t card, ByteView command, ByteView data);
  void closed(std::size_t card);
  void drop_session(Card& card) noexcept;
  void find_in(std::size_t session, std::uint64_t transaction, std::string what);

  StandingArray<Card> cards_;
  std::vector<Finding> findings_;
  std::uint64_t found_ = 0, made_ = 0, amount_ = 0, openings_ = 0;
  Tally exchanges_, channels_;
  std::map<std::pair<std::uint8_t, std::uint8_t>, Tally> uses_;
};

}  // namespace assay::load
