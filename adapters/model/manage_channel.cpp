// SPDX-License-Identifier: Apache-2.0
// MANAGE CHANNEL, which the OPEN handles whatever is selected.   Source: GPC 6.4.2.2, 6.4.3.2, 11.7.
#include <optional>

#include "adapters/model/exchange.hpp"
#include "adapters/model/registry.hpp"

namespace assay::model {
namespace {

using enum GpDeviation;

constexpr std::uint8_t open_channel = 0x00;
constexpr std::uint8_t close_channel = 0x80;
constexpr StatusWord already_closed{0x6200};

std::uint8_t channel_limit(const Exchange& x) {
  const std::uint8_t limit = x.card().channels;
  return x.deviates(manage_channel_one_too_few) && limit > 1 ? static_cast<std::uint8_t>(limit - 1)
                                                             : limit;
}

std::optional<std::uint8_t> next_free(const Exchange& x) {
  const auto& channels = x.state.working.channels;
  if (x.deviates(manage_channel_opens_highest)) {
    for (std::uint8_t i = channel_limit(x); i-- > 1;)
      if (!channels[i].open) return i;
    return std::nullopt;
  }
  for (std::uint8_t i = 1; i < channel_limit(x); ++i)
    if (!channels[i].open) return i;
  if (x.deviates(manage_channel_full_reopens))
    return static_cast<std::uint8_t>(channel_limit(x) - 1);
  return std::nullopt;
}

/// GPC 6.4.2.2 and 6.4.3.2: from the basic channel the default application, from another one the same application.
std::uint8_t selected_on_new(const Exchange& x, std::uint8_t number) {
  const bool inherits = x.channel_number() == 0 ? x.deviates(manage_channel_basic_inherits)
                                                : !x.deviates(manage_channel_supplementary_default);
  return inherits ? x.channel().selected : implicitly_selected(x.card(), number);
}

StatusWord open(Exchange& x) {
  const CardState state = x.card().card_state;
  const bool locked = state == CardState::card_locked || state == CardState::terminated;
  if (locked && !x.deviates(manage_channel_in_card_locked)) return sw::function_not_supported;
  const bool chosen = x.command.p2 != 0;  // GPC 11.7.2.2: the off-card entity may choose
  if (chosen && x.command.p2 >= channel_limit(x)) return sw::wrong_p1_p2;
  if (chosen && x.state.working.channels[x.command.p2].open) return sw::conditions_not_satisfied;
  if (!chosen && x.command.ne == 0)
    return sw::wrong_length;  // nobody could tell which channel it is
  const auto number = chosen ? std::optional(x.command.p2) : next_free(x);
  if (!number) return sw::function_not_supported;
  const std::uint8_t selected = selected_on_new(x, *number);
  const bool restricted =
      !x.card().entries[selected].multi_selectable && is_selected_anywhere(x.state, selected);
  if (restricted && !x.deviates(manage_channel_restricted_inherits))
    return sw::conditions_not_satisfied;
  LogicalChannel& opened = x.state.working.channels[*number];
  opened.open = true;
  opened.selected = selected;
  opened.status = {};
  // ISO/IEC 7816-4 returns the number only when the card assigned it; GPC 11.7.3.1 leaves it open.
  const bool tells = chosen ? x.deviates(manage_channel_chosen_number_told)
                            : !x.deviates(manage_channel_open_without_number);
  const int from = x.deviates(manage_channel_counts_from_zero) ? 1 : 0;
  if (tells) x.response.push_back(static_cast<std::uint8_t>(*number - from));
  return sw::ok;
}

/// GPC 10.2.3: the Application Session and the Secure Channel Session of the channel end with it.
StatusWord close(Exchange& x) {
  const std::uint8_t number = x.command.p2;
  if (number == 0) return x.deviates(manage_channel_closes_basic) ? sw::ok : sw::wrong_p1_p2;
  if (number >= x.card().channels) return sw::wrong_p1_p2;
  LogicalChannel& closed = x.state.working.channels[number];
  if (!closed.open)
    return x.deviates(manage_channel_close_twice_succeeds) ? sw::ok : already_closed;
  if (!x.deviates(manage_channel_close_does_nothing)) closed.open = false;
  if (!x.deviates(manage_channel_close_keeps_session)) closed.session = {};
  if (x.deviates(manage_channel_close_with_number)) x.response.push_back(number);
  return sw::ok;
}

}  // namespace

StatusWord manage_channel(Exchange& x) {
  if (x.command.parts.proprietary && !x.deviates(manage_channel_gp_class))
    return sw::class_not_supported;
  if (x.command.parts.secure_messaging != 0 && !x.deviates(manage_channel_under_secure_messaging))
    return sw::secure_messaging_not_supported;
  if (!x.command.data.empty() && !x.deviates(manage_channel_takes_data)) return sw::wrong_length;
  if (x.card().channels == 1)  // GPC 6.3: the basic channel only
    return x.deviates(manage_channel_on_basic_only) ? sw::ok : sw::channel_not_supported;
  if (x.command.p1 == close_channel && !x.deviates(manage_channel_close_unknown)) return close(x);
  if (x.command.p1 == open_channel || x.deviates(manage_channel_takes_any_p1)) return open(x);
  return sw::wrong_p1_p2;
}

}  // namespace assay::model
