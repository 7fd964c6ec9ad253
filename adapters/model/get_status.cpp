// SPDX-License-Identifier: Apache-2.0
// GET STATUS, with search criteria, tag list and continuation.   Source: GPC 11.4.
#include <algorithm>
#include <array>
#include <bit>
#include <optional>

#include "adapters/model/data_objects.hpp"
#include "adapters/model/exchange.hpp"
#include "adapters/model/registry.hpp"
#include "adapters/model/secure_channel.hpp"

namespace assay::model {
namespace {

using enum GpDeviation;

namespace kind {  // P1, GPC Table 11-33
constexpr std::uint8_t issuer_domain = 0x80;
constexpr std::uint8_t applications = 0x40;
constexpr std::uint8_t load_files = 0x20;
constexpr std::uint8_t load_files_and_modules = 0x10;
constexpr std::uint8_t defined = 0xF0;
}  // namespace kind

constexpr std::uint8_t next_bit = 0x01;  // P2, GPC Table 11-34
constexpr std::uint8_t e3_format = 0x02;
constexpr std::uint8_t p2_defined = 0x03;

/// What the data field asks for.
struct Criteria {
  Aid search;
  bool has_search = false;
  ByteView tag_list;
  bool has_tag_list = false;
};

/// GPC Table 11-35: '4F' first, anything the card does not support ignored, '5C' as tag list.
std::optional<Criteria> read_criteria(const Exchange& x) {
  Criteria criteria;
  iso7816::TlvReader reader(x.command.data);
  while (!reader.at_end()) {
    const auto object = reader.next();
    if (!object) {
      if (x.deviates(get_status_malformed_data_taken)) return Criteria{.has_search = true};
      return std::nullopt;
    }
    const iso7816::Tlv& tlv = **object;
    if (tlv.tag == 0x4F && !criteria.has_search) {
      if (tlv.value.size() > 16) return std::nullopt;
      criteria.search = iso7816::make_aid(tlv.value);
      criteria.has_search = true;
    } else if (tlv.tag == 0x5C) {
      if (x.deviates(get_status_tag_list_refused)) return std::nullopt;
      criteria.tag_list = tlv.value;
      criteria.has_tag_list = !x.deviates(get_status_ignores_tag_list);
    } else if (x.deviates(get_status_unknown_criterion_refused)) {
      return std::nullopt;
    }
  }
  if (!criteria.has_search && !x.deviates(get_status_4f_optional)) return std::nullopt;
  return criteria;
}

bool wants(const Criteria& criteria, iso7816::Tag wanted) {
  if (!criteria.has_tag_list) return true;
  const ByteView list = criteria.tag_list;
  for (std::size_t i = 0; i < list.size();) {
    const bool two_bytes = (list[i] & 0x1F) == 0x1F && i + 1 < list.size();
    const iso7816::Tag tag = two_bytes ? (list[i] << 8 | list[i + 1]) : list[i];
    if (tag == wanted) return true;
    i += two_bytes ? 2 : 1;
  }
  return false;
}

bool aid_matches(const Exchange& x, const Criteria& criteria, const Aid& aid) {
  if (x.deviates(get_status_ignores_search)) return true;
  if (x.deviates(get_status_empty_search_finds_nothing) && criteria.search.size == 0) return false;
  if (x.deviates(get_status_exact_search) && criteria.search.size != 0)
    return aid == criteria.search;
  return aid.starts_with(criteria.search.view());
}

bool sees_whole_registry(const Exchange& x) {
  return (x.selected().privileges & privilege::global_registry) != 0 ||
         x.deviates(get_status_whole_registry_for_all);
}

/// GPC 11.4.2.3: without Global Registry, only what hangs below the Security Domain that was asked.
bool is_visible(const Exchange& x, std::uint8_t associated) {
  if (sees_whole_registry(x)) return true;
  const std::uint8_t domain = x.channel().selected;
  if (x.deviates(get_status_directly_associated_only)) return associated == domain;
  return is_or_is_below(x.card(), domain, associated);
}

bool leaves_out(const Exchange& x, iso7816::Tag tag) {
  switch (tag) {
    case 0x4F: return x.deviates(get_status_without_aid);
    case 0x9F70: return x.deviates(get_status_without_state);
    case 0xC5: return x.deviates(get_status_without_privileges);
    default: return false;
  }
}

struct EntryWriter {
  Exchange& x;
  const Criteria& criteria;

  void put(iso7816::Tag tag, ByteView value) const {
    if (!wants(criteria, tag) || leaves_out(x, tag)) return;
    const bool association = tag == 0xCC || tag == 0xC4;
    const bool empty = association && x.deviates(get_status_empty_associations);
    iso7816::append_tlv(x.response, tag, empty ? ByteView{} : value);
  }
  void put_state(std::uint8_t state) const {
    const std::array<std::uint8_t, 2> bytes{state, 0x00};
    put(0x9F70, ByteView(bytes).first(x.deviates(get_status_state_in_two_bytes) ? 2 : 1));
  }
  void close(std::size_t begin) const {
    if (!x.deviates(get_status_without_templates)) enclose(x.response, begin, 0xE3);
  }
  void put_domain(std::uint8_t domain) const {
    const std::uint8_t told = x.deviates(get_status_wrong_domain) ? issuer : domain;
    put(0xCC, x.card().entries[told].aid.view());
  }
};

std::uint8_t shown_state(const Exchange& x, std::uint8_t index) {
  std::uint8_t state = life_cycle_of(x.card(), index);
  const bool secured =
      x.deviates(get_status_card_state_constant) ||
      (x.card().card_state == CardState::card_locked && x.deviates(get_status_hides_card_lock));
  if (index == issuer && secured) state = static_cast<std::uint8_t>(CardState::secured);
  if (index == issuer && state == 0x01 && x.deviates(get_status_op_ready_as_initialized))
    state = static_cast<std::uint8_t>(CardState::initialized);
  if (x.deviates(get_status_states_counted))
    state = static_cast<std::uint8_t>(std::popcount(state) - 1);
  if (index != issuer && x.deviates(get_status_hides_lock))
    state = static_cast<std::uint8_t>(state & ~life_cycle::locked_bit);
  return state;
}

/// GPC 11.1.2: privilege 0 is the most significant bit.
std::array<std::uint8_t, 3> privilege_bytes(const Exchange& x, std::uint32_t privileges) {
  std::array<std::uint8_t, 3> out{static_cast<std::uint8_t>(privileges >> 16),
                                  static_cast<std::uint8_t>(privileges >> 8),
                                  static_cast<std::uint8_t>(privileges)};
  if (!x.deviates(get_status_privileges_from_bit_1)) return out;
  for (std::uint8_t& byte : out) {
    unsigned turned = 0;
    for (unsigned i = 0; i < 8; ++i) turned |= ((byte >> i) & 1U) << (7 - i);
    byte = static_cast<std::uint8_t>(turned);
  }
  return out;
}

/// GPC Table 11-36.
void put_entry(Exchange& x, const Criteria& criteria, std::uint8_t index) {
  const RegistryEntry& entry = x.card().entries[index];
  const EntryWriter out{x, criteria};
  const std::size_t begin = x.response.size();
  out.put(0x4F, entry.aid.view());
  out.put_state(shown_state(x, index));
  const std::array<std::uint8_t, 3> privileges = privilege_bytes(x, entry.privileges);
  out.put(0xC5, ByteView(privileges).first(x.deviates(get_status_privileges_in_one_byte) ? 1 : 3));
  if (entry.implicit_selection != 0) out.put(0xCF, {&entry.implicit_selection, 1});
  if (entry.load_file != no_index) out.put(0xC4, x.card().load_files[entry.load_file].aid.view());
  out.put_domain(entry.security_domain);
  out.close(begin);
}

/// GPC Table 11-37.
void put_load_file(Exchange& x, const Criteria& criteria, std::uint8_t index) {
  const LoadFile& file = x.card().load_files[index];
  const EntryWriter out{x, criteria};
  const std::size_t begin = x.response.size();
  out.put(0x4F, file.aid.view());
  const std::uint8_t state = x.deviates(get_status_load_file_state) ? 0x07 : life_cycle::loaded;
  out.put_state(state);
  const std::array<std::uint8_t, 2> version{file.major, file.minor};
  out.put(0xCE, ByteView(version).first(x.deviates(get_status_version_in_one_byte) ? 1 : 2));
  const bool asked = (x.command.p1 & kind::load_files_and_modules) != 0;
  const bool with_modules =
      asked ? !x.deviates(get_status_10_without_modules) : x.deviates(get_status_20_lists_modules);
  const bool one_only = x.deviates(get_status_10_first_module_only) && file.module_count > 1;
  const std::size_t modules = one_only ? 1 : file.module_count;
  for (std::size_t i = 0; with_modules && i < modules; ++i) out.put(0x84, file.modules[i].view());
  out.put_domain(file.security_domain);
  out.close(begin);
}

bool entry_matches(const Exchange& x, const Criteria& criteria, std::uint8_t index) {
  const RegistryEntry& entry = x.card().entries[index];
  if (x.deviates(get_status_hides_installed) && is_installed_only(entry)) return false;
  if (!aid_matches(x, criteria, entry.aid)) return false;
  // A Security Domain is no part of its own sub-hierarchy.
  if (!sees_whole_registry(x) && index == x.channel().selected) return false;
  return is_visible(x, entry.security_domain);
}

/// Appends entries from `from` on until the response is full. Tells where to go on, or nothing at the end.
template <typename Matches, typename Put>
std::optional<std::uint8_t> put_entries(Exchange& x, std::uint8_t from, std::uint8_t count,
                                        Matches matches, Put put) {
  for (std::uint8_t i = from; i < count; ++i) {
    if (!matches(i)) continue;
    const std::size_t before = x.response.size();
    put(i);
    if (x.response.size() > x.room) {
      x.response.resize(before);
      return i;
    }
    if (x.deviates(get_status_one_entry_at_a_time)) return static_cast<std::uint8_t>(i + 1);
  }
  return std::nullopt;
}

std::optional<std::uint8_t> put_all(Exchange& x, const Criteria& criteria, std::uint8_t from) {
  if ((x.command.p1 & kind::applications) != 0) {
    const std::uint8_t first = x.deviates(get_status_40_lists_issuer) ? 0 : 1;
    return put_entries(
        x, std::max(from, first), x.card().entry_count,
        [&](std::uint8_t i) { return entry_matches(x, criteria, i); },
        [&](std::uint8_t i) { put_entry(x, criteria, i); });
  }
  return put_entries(
      x, from, x.card().load_file_count,
      [&](std::uint8_t i) {
        return aid_matches(x, criteria, x.card().load_files[i].aid) &&
               is_visible(x, x.card().load_files[i].security_domain);
      },
      [&](std::uint8_t i) { put_load_file(x, criteria, i); });
}

/// GPC 11.4.2.1: the criteria have no influence, and nobody else may ask without Global Registry.
StatusWord issuer_status(Exchange& x, const Criteria& criteria) {
  if ((x.command.p2 & next_bit) != 0 && !x.deviates(get_status_80_next)) return sw::wrong_p1_p2;
  const bool may_ask = (x.selected().privileges & privilege::global_registry) != 0;
  if (!may_ask && !x.deviates(get_status_80_for_every_domain)) return sw::conditions_not_satisfied;
  const bool heeds = x.deviates(get_status_80_heeds_search);
  if (heeds && !aid_matches(x, criteria, x.card().entries[issuer].aid))
    return sw::referenced_data_not_found;
  put_entry(x, criteria, issuer);
  if (x.deviates(get_status_80_goes_on)) put_entry(x, criteria, issuer + 1);
  return x.deviates(get_status_always_more) ? sw::more_data : sw::ok;
}

/// GPC 11.4.2.2: "next" goes on where the same search stopped. Another P1 or AID qualifier is another search.
std::optional<std::uint8_t> start_of(const Exchange& x, const Criteria& criteria) {
  const StatusCursor& cursor = x.channel().status;
  if (x.deviates(get_status_next_starts_over)) return 0;
  if ((x.command.p2 & next_bit) == 0)
    return cursor.pending && x.deviates(get_status_first_goes_on) ? cursor.next : std::uint8_t{0};
  const bool same = cursor.pending && cursor.kind == (x.command.p1 & kind::defined) &&
                    cursor.search == criteria.search;
  if (!same)
    return x.deviates(get_status_next_without_first) ? std::optional<std::uint8_t>(0)
                                                     : std::nullopt;
  if (x.deviates(get_status_next_skips_one)) return static_cast<std::uint8_t>(cursor.next + 1);
  if (x.deviates(get_status_next_repeats_one) && cursor.next > 0)
    return static_cast<std::uint8_t>(cursor.next - 1);
  return cursor.next;
}

StatusWord check_parameters(const Exchange& x) {
  const std::uint8_t p1 = x.command.p1 & kind::defined;
  const bool one_kind = p1 == kind::issuer_domain || p1 == kind::applications ||
                        p1 == kind::load_files || p1 == kind::load_files_and_modules;
  if (p1 == kind::load_files && x.deviates(get_status_20_unknown)) return sw::wrong_p1_p2;
  if (!one_kind) return sw::wrong_p1_p2;  // the text asks for single kinds only
  if (x.command.p1 != p1 && x.deviates(get_status_rfu_p1_refused)) return sw::wrong_p1_p2;
  if ((x.command.p2 & e3_format) == 0) return sw::wrong_p1_p2;  // the old format is deprecated
  if ((x.command.p2 & ~p2_defined) != 0 && x.deviates(get_status_rfu_p2_refused))
    return sw::wrong_p1_p2;
  return sw::ok;
}

}  // namespace

StatusWord get_status(Exchange& x) {
  if (!is_authenticated(x) && !x.deviates(get_status_without_session))
    return sw::security_status_not_satisfied;  // GPC Table 11-2
  if (x.deviates(get_status_kinds_shifted)) x.command.p1 >>= 1;
  if (const StatusWord checked = check_parameters(x); checked != sw::ok) return checked;
  const auto criteria = read_criteria(x);
  if (!criteria) return sw::wrong_data;
  if ((x.command.p1 & kind::issuer_domain) != 0) return issuer_status(x, *criteria);
  const auto from = start_of(x, *criteria);
  if (!from) return sw::conditions_not_satisfied;
  const auto stopped = put_all(x, *criteria, *from);
  StatusCursor& cursor = x.channel().status;
  cursor = {stopped.has_value(), static_cast<std::uint8_t>(x.command.p1 & kind::defined),
            stopped.value_or(0), criteria->search};
  if (x.response.empty() && !x.deviates(get_status_no_match_succeeds))
    return sw::referenced_data_not_found;
  const bool more = stopped.has_value() || x.deviates(get_status_always_more);
  return more && !x.deviates(get_status_hides_more) ? sw::more_data : sw::ok;
}

}  // namespace assay::model
