// SPDX-License-Identifier: Apache-2.0
// Deviations of the MACs of card sessions: id, requirements broken, profile on which it shows, and what is wrong.
#pragma once

#include <array>

#include "adapters/model_sam/sam_deviation.hpp"

namespace assay::model::sam::deviations {

inline constexpr auto closing = [] {
  using enum SamDeviation;
  return std::to_array<DeviationInfo>({
      {terminal_mac_of_card, "terminal-mac-of-card", "SAM-DIG-01 SAM-HSM-13", "recorded",
       "gives out the MAC that the card should compute"},
      {close_twice, "close-twice", "SAM-DIG-26", "", "closes a closed digest again"},
      {close_gives_any_size, "close-gives-any-size", "SAM-DIG-24", "",
       "gives 4 or 8 bytes whatever the session"},
      {close_leaves_open, "close-leaves-open", "SAM-DIG-27", "",
       "takes items behind the terminal's MAC"},
      {card_mac_of_any_size, "card-mac-of-any-size", "SAM-DIG-30", "",
       "takes card MACs of any length"},
      {card_mac_of_16_refused, "card-mac-of-16-refused", "SAM-DIG-28", "recorded",
       "does not take a whole MAC in an extended session"},
      {card_mac_unchecked, "card-mac-unchecked", "SAM-DIG-29", "", "takes any card MAC"},
      {own_mac_is_cards, "own-mac-is-cards", "SAM-DIG-29", "recorded",
       "takes its own MAC for the card's"},
      {card_mac_of_terminal, "card-mac-of-terminal", "SAM-DIG-28 SAM-HSM-14", "recorded",
       "expects the MAC of the terminal from the card"},
      {card_mac_half_compared, "card-mac-half-compared", "SAM-DIG-29", "recorded",
       "compares the first half of a card MAC"},
      {authenticate_before_close, "authenticate-before-close", "SAM-DIG-31", "recorded",
       "takes the card's MAC before its own is out"},
      {wrong_card_mac_may_be_repeated, "wrong-card-mac-may-be-repeated", "SAM-DIG-32", "recorded",
       "goes on after a wrong card MAC at the end"},
      {wrong_early_mac_keeps_session, "wrong-early-mac-keeps-session", "SAM-DIG-32", "recorded",
       "goes on after a wrong early card MAC"},
      {wrong_card_mac_says_6300, "wrong-card-mac-says-6300", "SAM-DIG-29", "",
       "has another status word for a wrong card MAC"},
      {authenticate_leaves_session, "authenticate-leaves-session", "SAM-DIG-32", "recorded",
       "opens the session again once the card is proven at its end"},
      {early_in_regular_session, "early-in-regular-session", "SAM-DIG-35", "",
       "authenticates early in a regular session"},
      {internal_calls_unlimited, "internal-calls-unlimited", "CAL-SES-062", "",
       "authenticates early as often as one likes"},
      {internal_calls_limited_to_5, "internal-calls-limited-to-5", "SAM-DIG-33", "",
       "authenticates early five times at most"},
      {authentications_not_numbered, "authentications-not-numbered", "SAM-DIG-34", "recorded",
       "computes MACs as if there had been no early authentication"},
      {close_without_session, "close-without-session", "SAM-DIG-26", "",
       "gives out a MAC when no session is open"},
      {card_mac_half_of_16_compared, "card-mac-half-of-16-compared", "SAM-DIG-29", "",
       "compares the first half alone of a MAC of 16 bytes"},
  });
}();

}  // namespace assay::model::sam::deviations
