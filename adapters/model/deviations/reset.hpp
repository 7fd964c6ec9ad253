// SPDX-License-Identifier: Apache-2.0
// Deviations of the answer to reset: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model/gp_deviation.hpp"

namespace assay::model::deviations {

inline constexpr auto reset = [] {
  using enum GpDeviation;
  return std::to_array<DeviationInfo>({
      {reset_cold_unanswered, "reset-cold-unanswered", "ISO-3-8.1-01", "",
       "answers a cold reset with no byte"},
      {reset_warm_unanswered, "reset-warm-unanswered", "ISO-3-6.2.3-01", "",
       "answers a warm reset with no byte"},
      {atr_serial_number_behind_the_end, "atr-serial-number-behind-the-end", "ISO-3-8.1-02", "",
       "sends its serial number of twenty characters behind the ATR"},
      {atr_ts_not_converted, "atr-ts-not-converted", "ISO-3-8.2.1-01", "",
       "begins with 03, the inverse convention's 3F as the direct convention reads it"},
      {atr_t0_announces_tc1, "atr-t0-announces-tc1", "ISO-3-8.2.2-01", "",
       "announces TC1 in T0 and leaves it out"},
      {atr_tck_counted_as_historical, "atr-tck-counted-as-historical", "ISO-3-8.2.2-02", "",
       "counts TCK among the historical bytes"},
      {atr_td1_announces_ta2, "atr-td1-announces-ta2", "ISO-3-8.2.3-01", "",
       "announces TA2 in TD1 and leaves it out"},
      {atr_protocols_descending, "atr-protocols-descending", "ISO-3-8.2.3-02", "",
       "offers T=1, its favourite, before T=0"},
      {atr_tck_with_t0_alone, "atr-tck-with-t0-alone", "ISO-3-8.2.5-01", "t0-alone",
       "sends TCK although T=0 is its only protocol"},
      {atr_tck_covers_ts, "atr-tck-covers-ts", "ISO-3-8.2.5-02", "",
       "takes TS into the sum of TCK"},
      {atr_without_tck, "atr-without-tck", "ISO-3-8.2.5-03", "",
       "leaves TCK out although it offers T=1"},
      {atr_filler_behind_the_end, "atr-filler-behind-the-end", "ISO-3-8.2.4-01", "",
       "fills the ATR up with a zero byte"},
      {atr_capabilities_length, "atr-capabilities-length", "ISO-4-12.1.1-01", "",
       "announces four bytes of card capabilities and has three"},
      {atr_announces_eight_channels, "atr-announces-eight-channels", "ISO-4-12.1.1-02", "",
       "announces eight or more logical channels whatever it has"},
  });
}();

}  // namespace assay::model::deviations
