// SPDX-License-Identifier: Apache-2.0
// Putting the ATR together, character by character in the order of the standard.
#include "adapters/model/answer_to_reset.hpp"

#include <array>

namespace assay::model {
namespace {

using enum GpDeviation;

constexpr std::uint8_t td1_follows = 0x80;
constexpr std::uint8_t tc1_follows = 0x40;
constexpr std::uint8_t ta2_follows = 0x10;

class Composer {
 public:
  Composer(const PersistentState& card, const GpEnvironment& environment)
      : card_(card), environment_(environment) {}

  Bytes compose() {
    // 3B: direct convention. 03 is 3F, the inverse convention, taken down in the direct one (7816-3, 8.2.1).
    out_.push_back(deviates(atr_ts_not_converted) ? 0x03 : 0x3B);
    const Bytes history = historical_bytes();
    out_.push_back(format_byte(history.size()));
    put_interface_bytes();
    append(out_, history);
    put_check_character();
    put_surplus();
    return std::move(out_);
  }

 private:
  [[nodiscard]] bool deviates(GpDeviation deviation) const {
    return environment_.deviates(deviation);
  }

  /// T0: which of TA1 to TD1 follow, and how many historical bytes (7816-3, 8.2.2).
  [[nodiscard]] std::uint8_t format_byte(std::size_t historical) const {
    std::size_t t0 = historical;
    if (!card_.t0_alone) t0 |= td1_follows;
    if (deviates(atr_t0_announces_tc1)) t0 |= tc1_follows;
    if (deviates(atr_tck_counted_as_historical)) ++t0;
    return static_cast<std::uint8_t>(t0);
  }

  void put_interface_bytes() {
    if (card_.t0_alone) return;  // T=0 needs no TD1 (7816-3, 8.2.3)
    if (deviates(atr_protocols_descending)) {
      append(out_, std::array<std::uint8_t, 2>{td1_follows | 0x01, 0x00});
      return;
    }
    out_.push_back(deviates(atr_td1_announces_ta2) ? ta2_follows | 0x01 : 0x01);
  }

  /// Category 80, then COMPACT-TLV: card capabilities, and the issuer's own 'ASSAY' (7816-4, 12.1.1).
  [[nodiscard]] Bytes historical_bytes() const {
    Bytes bytes{0x80};
    bytes.push_back(deviates(atr_capabilities_length) ? 0x74 : 0x73);
    append(bytes,
           std::array<std::uint8_t, 2>{0xC0, 0x01});  // selection by name; data units of a byte
    bytes.push_back(channels_and_lengths());
    append(bytes, std::array<std::uint8_t, 6>{0x45, 'A', 'S', 'S', 'A', 'Y'});
    return bytes;
  }

  /// Third byte of the capabilities (7816-4, 12.1.1.9): who assigns channels, and the highest one; 7 is eight or more.
  [[nodiscard]] std::uint8_t channels_and_lengths() const {
    unsigned byte = card_.extended_length ? 0x40U : 0U;
    if (card_.channels <= 1) return static_cast<std::uint8_t>(byte);
    byte |= 0x18U;  // by the card, or by the terminal
    byte |= card_.channels > 8 || deviates(atr_announces_eight_channels) ? 7U : card_.channels - 1U;
    return static_cast<std::uint8_t>(byte);
  }

  /// TCK makes the sum of all from T0 on zero, and is left out where T=0 is the only protocol (7816-3, 8.2.5).
  void put_check_character() {
    const bool due = card_.t0_alone ? deviates(atr_tck_with_t0_alone) : !deviates(atr_without_tck);
    if (!due) return;
    std::uint8_t sum = 0;
    for (std::size_t i = deviates(atr_tck_covers_ts) ? 0 : 1; i < out_.size(); ++i) sum ^= out_[i];
    out_.push_back(sum);
  }

  void put_surplus() {
    if (deviates(atr_filler_behind_the_end)) out_.push_back(0x00);
    if (deviates(atr_serial_number_behind_the_end)) out_.insert(out_.end(), 20, 0x30);
  }

  const PersistentState& card_;
  const GpEnvironment& environment_;
  Bytes out_;
};

}  // namespace

Bytes answer_to_reset(const PersistentState& card, const GpEnvironment& environment,
                      iso7816::ResetKind kind) {
  const GpDeviation silent =
      kind == iso7816::ResetKind::cold ? reset_cold_unanswered : reset_warm_unanswered;
  if (environment.deviates(silent)) return {};
  return Composer(card, environment).compose();
}

}  // namespace assay::model
