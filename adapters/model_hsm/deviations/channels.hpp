// SPDX-License-Identifier: Apache-2.0
// Deviations of channels: opening, closing, reuse, isolation, idle time: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_hsm/hsm_deviation.hpp"

namespace assay::model::hsm::deviations {

inline constexpr auto channels = [] {
  using enum HsmDeviation;
  return std::to_array<DeviationInfo>({
      {one_channel_more, "one-channel-more", "SAM-HSM-05 SAM-HSM-06", "",
       "opens one channel more than its configuration has"},
      {one_channel_less, "one-channel-less", "SAM-HSM-05 SAM-HSM-06", "",
       "refuses the last channel of its configuration"},
      {configuration_ignored, "configuration-ignored", "SAM-HSM-06", "channels=500",
       "has 100 channels in each configuration"},
      {s20_has_100_channels, "s20-has-100-channels", "SAM-HSM-05", "s20",
       "has as many channels as the smallest PCI-S3"},
      {place_not_freed, "place-not-freed", "SAM-HSM-08", "channels=100",
       "does not free the place of a channel that is closed"},
      {closed_channel_serves, "closed-channel-serves", "SAM-HSM-19", "",
       "serves a channel after it was closed"},
      {handle_of_place, "handle-of-place", "SAM-HSM-20", "",
       "takes the handle of a closed channel for the one that took its place"},
      {close_resets_all, "close-resets-all", "SAM-HSM-21", "",
       "resets every channel when one is closed"},
      {closes_twice, "closes-twice", "SAM-HSM-22", "channels=100",
       "closes a closed channel again, and frees a place that is not taken"},
      {full_takes_oldest, "full-takes-oldest", "SAM-HSM-23", "channels=100",
       "takes the oldest channel away when one more is asked for"},
      {leaves_diversifier, "leaves-diversifier", "SAM-HSM-24", "",
       "a channel begins with the diversifier of its former user"},
      {leaves_challenge, "leaves-challenge", "SAM-HSM-25", "",
       "a channel begins with the challenge of its former user"},
      {leaves_session, "leaves-session", "SAM-HSM-26", "",
       "a channel begins in the session of its former user"},
      {leaves_stored_value, "leaves-stored-value", "SAM-HSM-27", "",
       "a channel begins in the stored value operation of its former user"},
      {leaves_answer, "leaves-answer", "SAM-HSM-28", "",
       "a channel begins with the rest of an answer to its former user"},
      {leaves_random, "leaves-random", "SAM-HSM-29", "",
       "a channel begins with the random of the SAM that its former user prepared keys for"},
      {one_diversifier, "one-diversifier", "SAM-HSM-30", "",
       "has one diversifier for all channels"},
      {one_challenge, "one-challenge", "SAM-HSM-31", "", "has one challenge for all channels"},
      {one_session, "one-session", "SAM-HSM-07", "", "has one digest for all channels"},
      {one_stored_value, "one-stored-value", "SAM-HSM-32", "",
       "has one stored value operation for all channels"},
      {one_answer, "one-answer", "SAM-HSM-33", "",
       "keeps the rest of a long answer for all channels alike"},
      {one_busy, "one-busy", "SAM-HSM-34", "",
       "is busy on every channel after a wrong signature on one"},
      {challenges_alike, "challenges-alike", "SAM-HSM-35", "",
       "draws the same challenges on every channel"},
      {idle_never_ends, "idle-never-ends", "SAM-HSM-36", "",
       "serves a channel however long it was idle"},
      {idle_keeps_place, "idle-keeps-place", "SAM-HSM-37", "channels=100",
       "does not free the place of a channel that it gave up"},
      {idle_from_opening, "idle-from-opening", "SAM-HSM-38", "",
       "measures the idle time from the opening, whatever was exchanged since"},
      {idle_half, "idle-half", "SAM-HSM-39", "", "gives a channel up after half its idle time"},
      {idle_ten_seconds, "idle-ten-seconds", "SAM-HSM-09", "",
       "gives a channel up after ten seconds"},
      {given_up_handle_serves, "given-up-handle-serves", "SAM-HSM-40", "",
       "serves the handle of a channel that it gave up once its place is taken again"},
      {given_up_leaves_state, "given-up-leaves-state", "SAM-HSM-41", "",
       "a channel that is given up leaves session and diversifier to the next"},
      {given_up_count_as_open, "given-up-count-as-open", "SAM-HSM-42", "",
       "counts channels that it gave up as open"},
      {given_up_closes, "given-up-closes", "SAM-HSM-36", "",
       "closes a channel after its idle time as any other"},
      {idle_a_second_early, "idle-a-second-early", "SAM-HSM-39", "",
       "gives a channel up a second before its idle time is over"},
      {exchange_keeps_all, "exchange-keeps-all", "SAM-HSM-36", "",
       "lets an exchange on one channel begin the idle time of all anew"},
      {channel_without_time, "channel-without-time", "SAM-HSM-101", "",
       "forgets the time that passes on a channel between two exchanges"},
  });
}();

}  // namespace assay::model::hsm::deviations
