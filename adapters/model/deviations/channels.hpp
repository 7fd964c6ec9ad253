// SPDX-License-Identifier: Apache-2.0
// Deviations of MANAGE CHANNEL and logical channels: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model/gp_deviation.hpp"

namespace assay::model::deviations {

inline constexpr auto channels = [] {
  using enum GpDeviation;
  return std::to_array<DeviationInfo>({
      {manage_channel_closes_basic, "manage-channel-closes-basic",
       "GP-11.7.1-03 GP-6.4.2.2-06 ISO-4-5.4.2-02 GP-6.4.3.2-03", "",
       "answers 9000 to the closing of the basic channel"},
      {manage_channel_close_twice_succeeds, "manage-channel-close-twice-succeeds", "GP-11.7.3.2-02",
       "", "does not warn that the channel was closed already"},
      {manage_channel_close_does_nothing, "manage-channel-close-does-nothing",
       "GP-6.4.2.2-05 ISO-4-5.4.2-06 GP-6.4.3.2-02 ISO-4-11.2.3-09", "", "leaves the channel open"},
      {manage_channel_close_keeps_session, "manage-channel-close-keeps-session",
       "GP-10.2.3-06 GPD-5.6-07 GP-E.1.6-20 GP-D.1.7-20 GP-F.1.6-27 GP-E.1.6-40", "",
       "leaves the Secure Channel Session to whoever opens the channel next"},
      {manage_channel_opens_highest, "manage-channel-opens-highest",
       "GP-11.7.2.2-03 GP-11.7.2.1-02", "", "looks for a free channel from the top"},
      {manage_channel_one_too_few, "manage-channel-one-too-few", "GP-11.7.2.2-01", "",
       "counts the basic channel twice, so that the last one cannot be used"},
      {manage_channel_open_without_number, "manage-channel-open-without-number",
       "GP-11.7.2-04 ISO-4-11.2.3-01", "", "does not tell which channel it opened"},
      {manage_channel_close_with_number, "manage-channel-close-with-number",
       "GP-11.7.2-05 GP-11.7.3.1-01 ISO-4-11.2.3-05", "",
       "answers the channel number when closing too"},
      {manage_channel_chosen_number_told, "manage-channel-chosen-number-told", "ISO-4-11.2.3-04",
       "", "answers the channel number also when the terminal chose it"},
      {manage_channel_takes_any_p1, "manage-channel-takes-any-p1", "ISO-4-11.2.3-07", "",
       "takes every P1 other than close as open"},
      {manage_channel_takes_data, "manage-channel-takes-data", "GP-11.7.2-03", "",
       "does not look at Lc"},
      {manage_channel_under_secure_messaging, "manage-channel-under-secure-messaging",
       "GP-11.7.2-01 GP-11.7.3.2-04", "",
       "does not look at the secure messaging bits of the class"},
      {manage_channel_supplementary_default, "manage-channel-supplementary-default",
       "GP-6.4.3.2-01 GP-6.4.3.2-07", "",
       "selects the default application on a channel opened from a supplementary one"},
      {manage_channel_basic_inherits, "manage-channel-basic-inherits", "GP-6.4.2.2-04", "",
       "selects what is selected on the basic channel instead of its default application"},
      {manage_channel_restricted_inherits, "manage-channel-restricted-inherits", "GP-6.4.3.2-06",
       "", "does not check the multi-selection restriction of the application that is inherited"},
      {manage_channel_full_reopens, "manage-channel-full-reopens",
       "GP-6.4.2.2-08 GP-6.4.3.2-05 ISO-4-11.2.3-06", "",
       "answers the last channel again when all are open"},
      {manage_channel_in_card_locked, "manage-channel-in-card-locked",
       "GP-6.4.2.2-07 GP-11.7.3.2-05", "card-locked", "opens channels although the card is locked"},
      {manage_channel_gp_class, "manage-channel-gp-class", "GP-11.7.2-01", "",
       "takes a GlobalPlatform class"},
      {closed_channel_answers, "closed-channel-answers", "GP-6.3-11 GP-11.1.3-03 ISO-4-5.4.2-03",
       "", "does not check that the channel is open"},
      {further_channels_off_by_four, "further-channels-off-by-four",
       "GP-11.1.4.2-05 ISO-4-5.4.1-07", "channels-20",
       "takes the low nibble of the further coding as channel number without adding four"},
      {reset_keeps_channels, "reset-keeps-channels", "ISO-4-5.4.2-05", "",
       "leaves supplementary channels open at reset"},
      {reset_keeps_session, "reset-keeps-session",
       "GP-10.2.3-07 GPD-5.6-08 GP-E.1.6-21 GP-D.1.7-21 GP-F.1.6-28 GP-E.1.6-41", "",
       "leaves the Secure Channel Session of the basic channel open at reset"},
      {reset_keeps_selection, "reset-keeps-selection", "GP-6.4.2.1.1-01", "",
       "leaves the selected application selected at reset"},
  });
}();

}  // namespace assay::model::deviations
