// SPDX-License-Identifier: Apache-2.0
// SELECT by name, which the OPEN handles itself.   Source: GPC 6.4.2.1.2, 6.4.3.1.2, 11.9.
#include <algorithm>
#include <optional>

#include "adapters/model/data_objects.hpp"
#include "adapters/model/exchange.hpp"
#include "adapters/model/registry.hpp"
#include "adapters/model/secure_channel.hpp"

namespace assay::model {
namespace {

using enum GpDeviation;

constexpr std::uint8_t by_name = 0x04;
constexpr std::uint8_t first_or_only = 0x00;
constexpr std::uint8_t next_occurrence = 0x02;
constexpr std::size_t max_aid = 16;

bool name_matches(const Exchange& x, const Aid& aid, ByteView name) {
  const bool whole_only = x.deviates(select_exact_name_only) ||
                          (x.deviates(select_partial_on_basic_only) && x.channel_number() != 0);
  if (whole_only) return equal(aid.view(), name);
  if (x.deviates(select_compares_shorter_length))
    name = name.first(std::min<std::size_t>(name.size(), aid.size));
  return aid.starts_with(name);
}

bool is_restricted(const Exchange& x, std::uint8_t index) {
  const RegistryEntry& entry = x.card().entries[index];
  if (entry.multi_selectable || x.deviates(select_restricted_twice)) return false;
  for (std::uint8_t number = 0; number < x.card().channels; ++number) {
    const LogicalChannel& other = x.state.working.channels[number];
    if (number != x.channel_number() && other.open && other.selected == index) return true;
  }
  return false;
}

/// GPC 6.4.2.1.2: what does not fit is skipped, and the search goes on.
std::optional<std::uint8_t> search(const Exchange& x, ByteView name, std::uint8_t from) {
  for (std::uint8_t i = from; i < x.card().entry_count; ++i) {
    const RegistryEntry& entry = x.card().entries[i];
    if (!name_matches(x, entry.aid, name)) continue;
    if (i == issuer && x.deviates(select_issuer_by_default_only)) continue;
    if (i != issuer && is_installed_only(entry) && !x.deviates(select_finds_installed)) {
      if (x.deviates(select_stops_at_installed)) return std::nullopt;
      continue;
    }
    if (i != issuer && is_locked(entry) && !x.deviates(select_finds_locked)) {
      if (x.deviates(select_stops_at_locked)) return std::nullopt;
      continue;
    }
    if (is_restricted(x, i)) continue;
    return i;
  }
  if (x.deviates(select_finds_load_files))
    for (std::uint8_t i = 0; i < x.card().load_file_count; ++i)
      if (equal(x.card().load_files[i].aid.view(), name))
        return x.card().load_files[i].security_domain;
  return std::nullopt;
}

/// GPC Table 11-82; other applications answer their AID alone.
void put_fci(Exchange& x, ByteView name) {
  const RegistryEntry& entry = x.selected();
  const bool echoes = x.deviates(select_fci_echoes_name) && !name.empty();
  const std::size_t fci = x.response.size();
  iso7816::append_tlv(x.response, 0x84, echoes ? name : entry.aid.view());
  const bool plain = x.deviates(select_fci_without_a5) ||
                     (x.channel().selected != issuer && x.deviates(select_fci_a5_of_issuer_only));
  if (is_security_domain(entry) && !plain) {
    const std::size_t proprietary = x.response.size();
    put_recognition_data(x, x.channel().selected);
    if (!x.deviates(select_fci_without_9f65))
      iso7816::append_tlv(x.response, 0x9F65, std::array<std::uint8_t, 1>{0xFF});
    enclose(x.response, proprietary, 0xA5);
    if (x.deviates(select_fci_a5_overlong)) ++x.response[proprietary + 1];
  }
  if (!x.deviates(select_fci_without_6f)) enclose(x.response, fci, 0x6F);
}

/// GPC 10.2.3: a new selection ends the Application Session and with it the Secure Channel Session.
StatusWord become_selected(Exchange& x, std::uint8_t index, ByteView name) {
  if (x.deviates(select_lands_on_basic_channel)) x.command.parts.channel = 0;
  LogicalChannel& channel = x.channel();
  const bool keeps_session = x.deviates(select_keeps_session) ||
                             (x.deviates(select_same_keeps_session) && channel.selected == index);
  const VerifiedOce oce = channel.session.oce;
  const bool is_scp11 = channel.session.protocol == 0x11 && x.deviates(scp11_select_keeps_session);
  const bool aborts =
      channel.session.phase == SessionPhase::open && x.deviates(select_aborts_session);
  if (aborts) abort_session(x);
  if (!keeps_session && !is_scp11 && !aborts) channel.session = {};
  if (x.deviates(scp11_select_keeps_proven_key)) channel.session.oce = oce;
  channel.status = {};
  channel.selected = index;
  put_fci(x, name);
  return x.deviates(select_always_warns) ? sw::card_locked_warning : sw::ok;
}

/// GPC 6.4.2.1.2 and Table 11-1, note 1: the Final Application alone, and with a warning.
StatusWord select_on_locked_card(Exchange& x, ByteView name) {
  const std::uint8_t final = final_application(x.card());
  const bool is_final =
      name.empty() ? final == issuer : name_matches(x, x.card().entries[final].aid, name);
  if (!is_final || x.deviates(card_locked_final_refused)) return sw::function_not_supported;
  const StatusWord selected = become_selected(x, final, name);
  return x.deviates(card_locked_select_without_warning) ? selected : sw::card_locked_warning;
}

StatusWord nothing_found(Exchange& x) {
  // The current application stays selected, its session included (GPC 6.4.2.1.2). A first-or-only SELECT is then its
  // own to answer, a next one the OPEN's: the answer is the same here.
  if (x.deviates(select_failure_deselects)) x.channel().selected = issuer;
  if (x.deviates(select_failure_ends_session)) x.session() = {};
  return x.deviates(select_not_found_says_6a88) ? sw::referenced_data_not_found : sw::not_found;
}

std::uint8_t search_start(const Exchange& x) {
  const auto behind_current = static_cast<std::uint8_t>(x.channel().selected + 1);
  if (x.command.p2 == next_occurrence)
    return x.deviates(select_next_starts_over) ? 0 : behind_current;
  return x.deviates(select_first_starts_at_current) ? behind_current : 0;
}

}  // namespace

StatusWord select(Exchange& x) {
  if (x.command.parts.proprietary) return sw::class_not_supported;
  if (x.command.parts.secure_messaging != 0 && !x.deviates(select_under_secure_messaging))
    return sw::secure_messaging_not_supported;
  // Selection other than by name is the application's; ours know none.
  if (x.command.p1 != by_name && !x.deviates(select_takes_any_p1)) return sw::wrong_p1_p2;
  const bool known_p2 = x.command.p2 == first_or_only || x.command.p2 == next_occurrence;
  if (!known_p2 && !x.deviates(select_takes_any_p2)) return sw::wrong_p1_p2;
  ByteView name = x.command.data;
  if (name.size() > max_aid) {
    if (!x.deviates(select_cuts_long_names)) return sw::wrong_data;
    name = name.first(max_aid);
  }
  if (x.card().card_state == CardState::card_locked && !x.deviates(card_locked_selects_application))
    return select_on_locked_card(x, name);
  if (name.empty()) {  // GPC 11.9.2.3: the Issuer Security Domain, whatever P2
    const bool keeps = x.deviates(select_default_keeps_current);
    return become_selected(x, keeps ? x.channel().selected : issuer, name);
  }
  const auto found = search(x, name, search_start(x));
  return found ? become_selected(x, *found, name) : nothing_found(x);
}

}  // namespace assay::model
